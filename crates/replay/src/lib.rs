//! Archives of events, judged by rules: `overt replay`.
//!
//! JSON lines go in, plain or compressed by gzip or zstd, from files or the standard input; what rules matched comes out in the order of the archives,
//! whatever the number of threads. Nothing is lost silently: a line that is no event is named by its number, an archive that ends in the middle is an
//! error behind all that could be read. How it works, and what was measured: `docs/design/replay.md`.
#![forbid(unsafe_code)]

mod batch;
mod event;
mod input;
mod judge;
mod output;
mod run;
mod source;
mod summary;

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use engine::RuleSet;

pub use input::Input;
pub use summary::Summary;

/// How archives are judged.
#[derive(Debug, Clone, Copy)]
pub struct Options<'s> {
    /// Threads that judge; the answer does not depend on it.
    pub threads: usize,
    /// What correlations saw before, as [`Summary::state`] gave it; empty where they saw nothing. With `None` no state is given back.
    pub state: Option<&'s [u8]>,
    /// What time it is, in microseconds since 1970: with it correlations go by when events are read, and not by the time that they say.
    pub arrival: Option<fn() -> i64>,
    /// A clock in nanoseconds; with it [`Summary::profile`] says what each rule costs.
    pub clock: Option<fn() -> u64>,
}

/// Who takes what is found, in the order of the archives.
pub trait Sink {
    /// Takes matches: whole lines of JSON, `{"event":N,"rules":["id"],"response":"alert"}`. N counts events, bad lines among them, from 0 over all archives.
    ///
    /// # Errors
    /// What stops the replay: the output is closed, say.
    fn matches(&mut self, lines: &[u8]) -> io::Result<()>;

    /// Takes one problem: the archive, the line from 1 where it is one line's, and what is wrong.
    fn problem(&mut self, archive: &str, line: Option<u64>, message: &str);

    /// Is told how far it has come, after each part of an archive: events, and bytes of the archives as they lie there, of how many where that is known.
    fn progress(&mut self, _events: u64, _bytes: u64, _of: Option<u64>) {}
}

/// Judges archives.
///
/// # Errors
/// The sink's error, where it takes no more; `InvalidData` for a state that is damaged or was made under other rules, before anything is judged. What is wrong with an archive is no error but a problem, which the sink is told and the summary counts.
///
/// ```
/// use std::sync::Arc;
///
/// struct Lines(Vec<u8>);
/// impl replay::Sink for Lines {
///     fn matches(&mut self, lines: &[u8]) -> std::io::Result<()> {
///         self.0.extend_from_slice(lines);
///         Ok(())
///     }
///     fn problem(&mut self, _archive: &str, _line: Option<u64>, message: &str) {
///         panic!("{message}");
///     }
/// }
///
/// let rule = "
/// title: A shell
/// id: shell
/// logsource: { category: process_creation }
/// detection: { s: { Image|endswith: /sh }, condition: s }
/// ";
/// let rules = engine::RuleSet::compile(&[engine::Source { name: "r.yml", text: rule }], &engine::CompileOptions::default()).rules.expect("no errors");
/// let archive = std::env::temp_dir().join(format!("replay-{}.jsonl", std::process::id()));
/// let event = r#"{"logsource":{"category":"process_creation","product":"linux"},"fields":{"Image":"/bin/sh"}}"#;
/// std::fs::write(&archive, event).expect("a file");
/// let mut lines = Lines(Vec::new());
/// let summary = replay::replay(&Arc::new(rules), &[replay::Input::File(archive.clone())], replay::Options { threads: 2, state: None, arrival: None, clock: None }, &mut lines).expect("an open sink");
/// assert_eq!(lines.0, b"{\"event\":0,\"rules\":[\"shell\"],\"response\":\"alert\"}\n");
/// assert_eq!((summary.events, summary.matched), (1, 1));
/// # std::fs::remove_file(archive).expect("the file");
/// ```
pub fn replay(rules: &Arc<RuleSet>, inputs: &[Input], options: Options<'_>, sink: &mut dyn Sink) -> io::Result<Summary> {
    let read = Arc::new(AtomicU64::new(0));
    let size = inputs.iter().map(Input::size).sum::<Option<u64>>();
    let mut output = output::Output::new(rules, inputs, options)?;
    let mut closed = Ok(());
    run::run(rules, inputs, options, &read, |piece| {
        closed = output.take(piece, sink);
        sink.progress(output.summary.events, read.load(Ordering::Relaxed), size);
        closed.is_ok()
    });
    closed.map(|()| output.end(options.state.is_some()))
}
