//! A short run of the fuzz targets (`fuzz/`): each target's corpus, and some hundred inputs made from it by a fixed seed. A panic fails the test; what takes
//! hours is done by `cargo run --manifest-path fuzz/Cargo.toml`.
#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]
#![expect(unreachable_pub, reason = "the targets are a crate of their own elsewhere")]

#[path = "../../../fuzz/src/mutate.rs"]
mod mutate;
#[path = "../../../fuzz/src/lib.rs"]
mod targets;

use std::collections::BTreeSet;
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

/// The fuzzer would get no further than the first eight bytes of an image of another layout. `UPDATE_GOLDEN=1` makes them anew.
#[test]
fn the_images_of_the_corpus_are_of_this_layout() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus/image");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::remove_dir_all(&folder).expect("a corpus");
        std::fs::create_dir(&folder).expect("a folder that can be made");
        for (name, image) in targets::images() {
            std::fs::write(folder.join(name), image).expect("a folder that can be written");
        }
    }
    let renew = "`UPDATE_GOLDEN=1 cargo test -p overt-replay --test fuzz` makes them anew";
    let names = std::fs::read_dir(&folder).expect("a corpus").map(|entry| entry.expect("an entry").file_name());
    let names: BTreeSet<String> = names.map(|name| name.to_string_lossy().into_owned()).collect();
    assert_eq!(names, targets::images().map(|(name, _)| name.to_owned()).collect(), "{renew}");
    for name in names {
        let loaded = engine::RuleSet::load(&std::fs::read(folder.join(&name)).expect("an image"));
        assert!(loaded.is_ok(), "the image `{name}` of the corpus: {:?}; {renew}", loaded.err());
    }
}
