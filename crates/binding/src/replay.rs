//! `overt replay`: archives judged by the rules in force. Matches go to the standard output from here, problems and progress to the standard error:
//! handed over to JavaScript line by line they would cost more than the judging.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Write as _};
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant};

use napi_derive::napi;
use replay::{Input, Options, Sink, Summary};
use serde_json::{Value, json};

use crate::correlations::state_file;
use crate::{Exports, correlations, force, json};

pub(crate) const EXPORTS: Exports = &[("replay", replay_c_callback)];

/// How often progress is shown.
const SHOWN: Duration = Duration::from_millis(100);

/// Judges archives; `-` is the standard input. Options: `{"threads":N,"progress":true,"stats":true,"state":"FILE","arrival":true}`, the number of cores where none is given; from the
/// file correlations take up what they saw before, and leave there what they have seen; with `arrival` they go by when events are read.
///
/// `{"events","matched","bad","unreadable","truncated","forgotten","late","closed","rules":[{"id","matches","candidates","nanoseconds"}]}`: `closed` where the standard output took no more.
#[napi(no_export, catch_unwind)]
pub fn replay(archives: Vec<String>, options: String) -> String {
    let options = match json::options(&options) {
        Ok(options) => options,
        Err(why) => return json::error("OVERT_CONFIG", &why),
    };
    let Some(rules) = force::own_rules() else { return json::error("OVERT_FAULT", "there are no rules") };
    let cores = || thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let threads = options.get("threads").and_then(Value::as_u64).and_then(|count| usize::try_from(count).ok()).unwrap_or_else(cores);
    let inputs: Vec<Input> = archives.into_iter().map(|name| if name == "-" { Input::Stdin } else { Input::File(name.into()) }).collect();
    let shown = options.get("progress").and_then(Value::as_bool).unwrap_or_default();
    let output = match output() {
        Ok(output) => output,
        Err(why) => return json::error("OVERT_WRITE", &format!("the standard output cannot be written: {why}")),
    };
    let mut sink = Terminal { output, progress: shown.then(Instant::now), line: String::new() };
    let file = options.get("state").and_then(Value::as_str);
    let state = match file.map(seen_before).transpose() {
        Ok(state) => state,
        Err(why) => return json::error("OVERT_READ", &why),
    };
    let clock = options.get("stats").and_then(Value::as_bool).unwrap_or_default().then_some(nanoseconds as fn() -> u64);
    let arrival = options.get("arrival").and_then(Value::as_bool).unwrap_or_default().then_some(correlations::now as fn() -> i64);
    let judged = replay::replay(&rules, &inputs, Options { threads, state: state.as_deref(), arrival, clock }, &mut sink);
    sink.clear();
    match judged {
        Ok(summary) => match file.zip(summary.state.as_deref()).and_then(|(file, state)| state_file::write(file, state)) {
            Some(why) => json::error("OVERT_WRITE", &why),
            None => told(&rules, &summary),
        },
        Err(why) if why.kind() == io::ErrorKind::InvalidData => {
            json::error("OVERT_READ", &format!("`{}`: {why}", file.unwrap_or_default()))
        }
        Err(why) if why.kind() == io::ErrorKind::BrokenPipe => json!({ "closed": true }).to_string(),
        Err(why) => json::error("OVERT_WRITE", &format!("the standard output cannot be written: {why}")),
    }
}

/// Nanoseconds since the first call.
fn nanoseconds() -> u64 {
    static BEGUN: OnceLock<Instant> = OnceLock::new();
    u64::try_from(BEGUN.get_or_init(Instant::now).elapsed().as_nanos()).unwrap_or(u64::MAX)
}

/// What correlations saw before; nothing where the file is not there yet.
fn seen_before(file: &str) -> Result<Vec<u8>, String> {
    match std::fs::read(file) {
        Err(why) if why.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        read => read.map_err(|why| format!("`{file}` cannot be read: {why}")),
    }
}

fn told(rules: &engine::RuleSet, summary: &Summary) -> String {
    let cost = |at: usize, of: fn(&engine::Profile) -> &Vec<u64>| summary.profile.as_ref().and_then(|profile| of(profile).get(at)).copied();
    let by_rule = rules.rules().iter().zip(&summary.by_rule).enumerate().map(|(at, (rule, matches))| {
        let (candidates, nanoseconds) = (cost(at, |profile| &profile.candidates), cost(at, |profile| &profile.nanoseconds));
        json!({ "id": rule.id, "matches": matches, "candidates": candidates, "nanoseconds": nanoseconds })
    });
    json!({
        "events": summary.events, "matched": summary.matched, "bad": summary.bad, "unreadable": summary.unreadable,
        "truncated": summary.truncated, "forgotten": summary.forgotten, "late": summary.late, "rules": by_rule.collect::<Vec<_>>(),
    })
    .to_string()
}

/// The standard output without a buffer of its own: what is written are large parts already.
#[cfg(unix)]
fn output() -> io::Result<File> {
    use std::os::fd::AsFd;
    io::stdout().as_fd().try_clone_to_owned().map(File::from)
}

#[cfg(windows)]
fn output() -> io::Result<File> {
    use std::os::windows::io::AsHandle;
    io::stdout().as_handle().try_clone_to_owned().map(File::from)
}

struct Terminal {
    output: File,
    /// When progress was last shown; `None` where it is not.
    progress: Option<Instant>,
    /// The progress that stands in the terminal's line.
    line: String,
}

impl Terminal {
    /// Takes the progress off the terminal, before something else is written there.
    fn clear(&mut self) {
        if !self.line.is_empty() {
            self.line.clear();
            let _ = io::stderr().write_all(b"\r\x1b[K");
        }
    }
}

impl Sink for Terminal {
    fn matches(&mut self, mut lines: &[u8]) -> io::Result<()> {
        self.clear();
        while !lines.is_empty() {
            match self.output.write(lines) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(written) => lines = lines.get(written..).unwrap_or_default(),
                // Node, or whoever shares the pipe, may have made it non-blocking.
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => thread::sleep(Duration::from_millis(1)),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn problem(&mut self, archive: &str, line: Option<u64>, message: &str) {
        self.clear();
        let _ = match line {
            Some(line) => writeln!(io::stderr(), "{archive}:{line}: error[OVERT_EVENT]: {message}"),
            None => writeln!(io::stderr(), "{archive}: error[OVERT_READ]: {message}"),
        };
    }

    fn progress(&mut self, events: u64, bytes: u64, of: Option<u64>) {
        let Some(last) = self.progress.filter(|last| last.elapsed() >= SHOWN) else { return };
        self.progress = Some(last + last.elapsed());
        self.line.clear();
        let _ = match of.filter(|of| *of > 0) {
            Some(of) => write!(self.line, "{events} events, {} %", (bytes * 100 / of).min(100)),
            None => write!(self.line, "{events} events, {} MiB", bytes >> 20),
        };
        let _ = write!(io::stderr(), "\r\x1b[K{}", self.line);
    }
}
