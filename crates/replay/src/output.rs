//! From what threads found to lines, counts and problems.

use std::fmt::Write as _;
use std::io;

use engine::RuleSet;

use crate::Sink;
use crate::input::Input;
use crate::judge::Judged;
use crate::run::Piece;
use crate::summary::Summary;

pub(crate) struct Output<'r> {
    pub(crate) summary: Summary,
    inputs: &'r [Input],
    /// The ids of the rules as JSON.
    ids: Vec<String>,
    /// The input that the last piece belonged to, and how many of its lines there were.
    input: usize,
    lines: u64,
    text: String,
}

impl<'r> Output<'r> {
    pub(crate) fn new(rules: &RuleSet, inputs: &'r [Input]) -> Self {
        let ids: Vec<String> = rules.rules().iter().map(|rule| engine::json_string(&rule.id)).collect();
        let summary = Summary { by_rule: vec![0; ids.len()], ..Summary::default() };
        Self { summary, inputs, ids, input: 0, lines: 0, text: String::new() }
    }

    /// Takes the next piece. The error is the sink's.
    pub(crate) fn take(&mut self, (input, piece): Piece, sink: &mut dyn Sink) -> io::Result<()> {
        if input != self.input {
            (self.input, self.lines) = (input, 0);
        }
        let archive = self.inputs.get(input).map(Input::name).unwrap_or_default();
        let judged = match piece {
            Ok(judged) => judged,
            Err(error) => {
                self.summary.unreadable += 1;
                sink.problem(&archive, None, &format!("the archive cannot be read{}: {error}", self.so_far()));
                return Ok(());
            }
        };
        for bad in &judged.bad {
            sink.problem(&archive, Some(self.lines + bad.line + 1), &format!("the line cannot be read: {}", bad.why));
        }
        self.write(&judged);
        self.summary.events += judged.events;
        self.summary.matched += judged.matches.len() as u64;
        self.summary.bad += judged.bad.len() as u64;
        self.summary.truncated += judged.truncated;
        self.lines += judged.lines;
        let written = if self.text.is_empty() { Ok(()) } else { sink.matches(self.text.as_bytes()) };
        self.text.clear();
        written
    }

    fn so_far(&self) -> String {
        if self.lines == 0 { String::new() } else { format!(" further than line {}", self.lines) }
    }

    fn write(&mut self, judged: &Judged) {
        for found in &judged.matches {
            let _ = write!(self.text, "{{\"event\":{},\"rules\":[", self.summary.events + found.event);
            let (from, to) = found.rules;
            for (index, rule) in judged.rules.get(from..to).unwrap_or_default().iter().enumerate() {
                if index > 0 {
                    self.text.push(',');
                }
                self.text.push_str(self.ids.get(*rule as usize).map_or("null", String::as_str));
                if let Some(count) = self.summary.by_rule.get_mut(*rule as usize) {
                    *count += 1;
                }
            }
            let response = found.response.map_or("log", engine::Response::as_str);
            let _ = writeln!(self.text, "],\"response\":\"{response}\"}}");
        }
    }
}
