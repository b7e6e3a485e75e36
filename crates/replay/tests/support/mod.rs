//! What several tests share: rules, archives, and a sink that keeps what it is told.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

use std::path::PathBuf;
use std::sync::Arc;

use engine::{CompileOptions, RuleSet, Source};
use replay::{Input, Options, Sink, Summary};

/// A folder that is removed in the end.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("overt-replay-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn file(&self, name: &str, bytes: &[u8]) -> Input {
        let path = self.0.join(name);
        std::fs::write(&path, bytes).unwrap();
        Input::File(path)
    }

    pub(crate) fn missing(&self, name: &str) -> Input {
        Input::File(self.0.join(name))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Keeps what it is told.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) lines: String,
    /// File name, line, message.
    pub(crate) problems: Vec<(String, Option<u64>, String)>,
}

impl Sink for Kept {
    fn matches(&mut self, lines: &[u8]) -> std::io::Result<()> {
        self.lines.push_str(std::str::from_utf8(lines).unwrap());
        Ok(())
    }

    fn problem(&mut self, archive: &str, line: Option<u64>, message: &str) {
        let name = PathBuf::from(archive).file_name().unwrap().to_string_lossy().into_owned();
        self.problems.push((name, line, message.to_owned()));
    }
}

pub(crate) fn rules(text: &str) -> Arc<RuleSet> {
    let options = CompileOptions { products: vec!["linux".into(), "nodejs".into()], ..CompileOptions::default() };
    Arc::new(RuleSet::compile_with_correlations(&[Source { name: "r.yml", text }], &options).rules.expect("usable rules"))
}

pub(crate) fn replayed(rules: &Arc<RuleSet>, inputs: &[Input], threads: usize) -> (Summary, Kept) {
    let mut kept = Kept::default();
    let summary = replay::replay(rules, inputs, Options { threads, state: None, arrival: None, clock: None }, &mut kept).unwrap();
    (summary, kept)
}
