//! From what threads found to lines, counts and problems.

use std::fmt::Write as _;
use std::io;
use std::sync::Arc;

use engine::{Correlator, RuleSet};

use crate::input::Input;
use crate::judge::{Judged, Match};
use crate::run::Piece;
use crate::summary::Summary;
use crate::{Options, Sink};

pub(crate) struct Output<'r> {
    pub(crate) summary: Summary,
    inputs: &'r [Input],
    /// The ids of the rules as JSON.
    ids: Vec<String>,
    /// The input that the last piece belonged to, and how many of its lines there were.
    input: usize,
    lines: u64,
    text: String,
    /// Sees the events in their order, whatever thread judged them.
    correlator: Option<Correlator>,
    /// The time of the last event that had one: that of those that have none.
    clock: i64,
    /// What time it is, where correlations go by that.
    arrival: Option<fn() -> i64>,
}

impl<'r> Output<'r> {
    pub(crate) fn new(rules: &Arc<RuleSet>, inputs: &'r [Input], options: Options<'_>) -> io::Result<Self> {
        let ids: Vec<String> = rules.rules().iter().map(|rule| engine::json_string(&rule.id)).collect();
        let mut correlator = rules.correlates().then(|| Correlator::new(Arc::clone(rules)));
        if let (Some(correlator), Some(state)) = (&mut correlator, options.state.filter(|state| !state.is_empty())) {
            correlator.restore(state).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        }
        let summary = Summary { by_rule: vec![0; ids.len()], ..Summary::default() };
        Ok(Self { summary, inputs, ids, input: 0, lines: 0, text: String::new(), correlator, clock: 0, arrival: options.arrival })
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
        self.summary.bad += judged.bad.len() as u64;
        self.summary.truncated += judged.truncated;
        match (&mut self.summary.profile, &judged.profile) {
            (Some(sum), Some(one)) => sum.add(one),
            (sum @ None, Some(one)) => *sum = Some(one.clone()),
            (_, None) => {}
        }
        self.lines += judged.lines;
        let written = if self.text.is_empty() { Ok(()) } else { sink.matches(self.text.as_bytes()) };
        self.text.clear();
        written
    }

    /// The counts, and what correlations saw where that is wanted.
    pub(crate) fn end(mut self, state: bool) -> Summary {
        self.summary.state = self.correlator.filter(|_| state).map(|correlator| correlator.save());
        self.summary
    }

    fn so_far(&self) -> String {
        if self.lines == 0 { String::new() } else { format!(" further than line {}", self.lines) }
    }

    fn write(&mut self, judged: &Judged) {
        for found in &judged.matches {
            let (from, to) = found.rules;
            let mut rules = judged.rules.get(from..to).unwrap_or_default().to_vec();
            let response = self.correlated(found, &mut rules).map_or("log", engine::Response::as_str);
            if rules.is_empty() {
                continue;
            }
            self.summary.matched += 1;
            let _ = write!(self.text, "{{\"event\":{},\"rules\":[", self.summary.events + found.event);
            for (index, rule) in rules.iter().enumerate() {
                if index > 0 {
                    self.text.push(',');
                }
                self.text.push_str(self.ids.get(*rule as usize).map_or("null", String::as_str));
                if let Some(count) = self.summary.by_rule.get_mut(*rule as usize) {
                    *count += 1;
                }
            }
            let _ = writeln!(self.text, "],\"response\":\"{response}\"}}");
        }
    }

    /// The verdict with correlations, where there are any: its response.
    fn correlated(&mut self, found: &Match, rules: &mut Vec<u32>) -> Option<engine::Response> {
        let (Some(correlator), Some(observed)) = (&mut self.correlator, &found.observed) else { return found.response };
        // A clock that is set back does not empty windows.
        self.clock = self.arrival.map_or_else(|| observed.time.unwrap_or(self.clock), |now| now().max(self.clock));
        let values: Vec<(u32, &str)> = observed.values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let response = correlator.judge(self.clock, rules, &values);
        (self.summary.forgotten, self.summary.late) = (correlator.forgotten(), correlator.late());
        response
    }
}
