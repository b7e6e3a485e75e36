//! Prints what an event costs; asserts only the answers. Run it with `cargo test --release -p overt-engine --test speed -- --ignored --nocapture`.

use std::fmt::Write as _;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use engine::{CompileOptions, Evaluator, Outcome, RuleSet, Source, schema};

mod support;

#[test]
#[ignore = "prints times"]
fn a_hundred_rules() {
    let mut text = String::new();
    for index in 0..100 {
        let _ = write!(
            text,
            "---\ntitle: Rule {index}\nid: r{index}\nlogsource: {{ category: file_access }}\ndetection:\n  names:\n    TargetFilename|endswith: ['/.secret{index}', \
             '/key{index}.pem']\n  folders:\n    TargetFilename|contains: ['/vault{index}/', '/private{index}/']\n  exact:\n    TargetFilename: /etc/file{index}\n  \
             condition: 1 of them\n"
        );
    }
    let start = Instant::now();
    let set = RuleSet::compile(&[Source { name: "r.yml", text: &text }], &CompileOptions::default()).rules.unwrap();
    let compiled = start.elapsed();
    let image = set.build();
    let mut best_load = std::time::Duration::MAX;
    let mut best_plan = best_load;
    for _ in 0..20 {
        let start = Instant::now();
        let set = RuleSet::load(&image).unwrap();
        best_load = best_load.min(start.elapsed());
        let start = Instant::now();
        set.prepare(schema::event::FS_OPEN);
        best_plan = best_plan.min(start.elapsed());
    }
    eprintln!("compile {compiled:?}, image {} bytes, load {best_load:?}, first event's plan {best_plan:?}", image.len());
    let mut evaluator = Evaluator::new(Arc::new(set));
    for path in ["/home/user/project/node_modules/a/index.js", "/srv/vaults/private/key/file/etc/x/index.js"] {
        let frame = support::frame(schema::event::FS_OPEN, &[(0, 0, path), (1, 1, "524288"), (2, 0, "read"), (3, 2, "false")]);
        let mut best = f64::MAX;
        let mut scratch = frame.clone();
        for _ in 0..50 {
            let start = Instant::now();
            for _ in 0..10_000 {
                scratch[..64].copy_from_slice(&frame[..64]);
                assert_eq!(evaluator.evaluate(black_box(&mut scratch)), Outcome::Done);
            }
            best = best.min(start.elapsed().as_secs_f64() * 1e9 / 10_000.0);
        }
        assert_eq!(u32::from_le_bytes(*scratch.first_chunk().unwrap()), engine::frame::FINAL);
        eprintln!("{path} ({} bytes): {best:.0} ns", path.len());
    }
}
