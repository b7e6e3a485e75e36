//! A short run of the fuzz targets (`fuzz/`): each target's corpus, and some hundred inputs made from it by a fixed seed. A panic fails the test; what takes
//! hours is done by `cargo run --manifest-path fuzz/Cargo.toml`.
#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]
#![expect(unreachable_pub, reason = "the targets are a crate of their own elsewhere")]

#[path = "../../../fuzz/src/mutate.rs"]
mod mutate;
#[path = "../../../fuzz/src/lib.rs"]
mod targets;

use std::path::Path;

/// Inputs of each target besides its corpus.
const INPUTS: usize = 150;

#[test]
fn no_input_makes_a_target_panic() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz");
    for (name, target) in targets::TARGETS {
        let mut corpus = mutate::corpus(&folder, name);
        corpus.extend(targets::made(name));
        assert!(!corpus.is_empty(), "the target `{name}` has no corpus");
        for bytes in &corpus {
            target(bytes);
        }
        let mut random = mutate::Random(0x9e37_79b9_7f4a_7c15);
        for _ in 0..INPUTS {
            target(&mutate::mutate(&mut random, &corpus));
        }
    }
}
