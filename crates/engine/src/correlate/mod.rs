//! Correlations: rules over the matches of other rules within a span of time.
//!
//! A [`Correlator`] holds what was seen; the host gives it the time, so that the engine needs no
//! clock. The rules of a process's threads share one.
//!
//! **When a correlation matches.** After each event of its rules the window, from the latest time
//! less the timespan up to the latest time, both inclusive, is looked at. With the response `log`
//! or `alert` it matches where its condition holds and did not hold after the event of the group
//! before: once for each time that something builds up. With `block` or `kill` it matches at every
//! event at which its condition holds, or it would refuse a single operation and let the next one
//! go on.
//!
//! **Groups.** Events with the same values of all `group-by` fields are one group; the values are
//! compared as they are, a list as a whole. An event that lacks one of the fields is in no group,
//! and is not counted.
//!
//! **Memory** is bounded (`limits::CORRELATION_*`): of each correlation at most 16,384 groups and
//! 262,144 entries are kept, of one group 65,536 entries. Where there are more, the groups that had
//! no event for the longest time are forgotten first, an eighth of them at once, and within a group
//! the oldest entries; [`Correlator::forgotten`] counts them. Keys and values are kept as 16 bytes
//! of BLAKE3, so that long ones cost no more.
//!
//! **Time** is what the host says for each event: when it arrived, or when it says that it
//! happened. By arrival no event is late. By the events' own time they may come in any order: a
//! window ends at the latest time of the group's events, so an event up to the timespan behind it
//! is put at its place and counts (the condition is asked anew, as for any other), and one further
//! behind is not counted; [`Correlator::late`] says how many were not. Nothing is kept back to wait
//! for late ones, so a match is never late itself, and none is taken back. `temporal_ordered` goes
//! by the order in which events come, and uses their times for the span only. A time ahead of the
//! others moves the window there: a host that knows what time it is caps them (`crates/binding`).
//!
//!
//! # On a time line
//!
//! `event_count` with `timespan: 10s` and `gte: 3`; the window ends at the latest event and reaches
//! back by the timespan:
//!
//! ```text
//! seconds     0     4     9    11    30
//! window      [0]   0-4   0-9  1-11  20-30
//! it holds    1     2     3    3     1
//! alert       -     -     yes  -     -         at 11 the condition still holds: nothing began
//! block       -     -     yes  yes   -         each operation is refused while it holds
//! ```
//!
//! ```
//! # mod shared { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/doctest.rs")); } use shared::*;
//! let count = "type: event_count, rules: [a], timespan: 10s, condition: { gte: 3 }";
//! let events = [0, 4, 9, 11, 30].map(|seconds| (seconds, "a", &[][..]));
//! assert_eq!(correlates(count, "alert", &events), [false, false, true, false, false]);
//! assert_eq!(correlates(count, "block", &events), [false, false, true, true, false]);
//! // Each user is a group of its own; an event without the field is in none.
//! let grouped = "type: event_count, rules: [a], group-by: [User], timespan: 10s, condition: { gte: 2 }";
//! let (anna, ben): (&[_], &[_]) = (&[("User", "anna")], &[("User", "ben")]);
//! let events = [(0, "a", anna), (1, "a", ben), (2, "a", &[][..]), (3, "a", anna)];
//! assert_eq!(correlates(grouped, "alert", &events), [false, false, false, true]);
//! ```
//!
//! # Files
//!
//! `resolve` turns documents into [`Compiled`] correlations over the numbers of rules, in the order
//! that `levels` finds; `group` keeps the windows, which `count`, `value`, `number` and `temporal`
//! are, one for each kind of question; `snapshot` and `inherit` carry what was seen over to another
//! process and to newer rules.

mod compiled;
mod count;
mod group;
mod inherit;
mod key;
mod levels;
mod number;
pub(crate) mod resolve;
mod snapshot;
mod temporal;
mod value;

use std::sync::Arc;

pub(crate) use compiled::{Compiled, Input};
use group::State;
pub use key::Correlated;
pub(crate) use resolve::{Resolved, resolve};
pub use snapshot::SnapshotError;

use crate::order;
use crate::response::Response;
use crate::rule_set::RuleSet;

/// What correlations have seen: memory that every thread's matches go into.
#[derive(Debug)]
pub struct Correlator {
    rules: Arc<RuleSet>,
    states: Vec<State>,
    /// Matches of correlations on their way into correlations that refer to them, and of the event
    /// at hand.
    fired: Vec<u32>,
}

impl Correlator {
    /// A correlator that has seen nothing.
    #[must_use]
    pub fn new(rules: Arc<RuleSet>) -> Self {
        let states = rules.correlations.correlations.iter().map(|_| State::default()).collect();
        Self { rules, states, fired: Vec::new() }
    }

    /// The rules whose matches it takes.
    #[must_use]
    pub fn rules(&self) -> &Arc<RuleSet> {
        &self.rules
    }

    /// Takes an event: its time in microseconds, the rules that it matched, and the values of the
    /// fields that correlations read.
    ///
    /// The answer is the numbers of the correlations that match with it, those that are referred to
    /// by others among them.
    ///
    /// A correlation over correlations sees those that matched with this very event, since these
    /// are asked before it.
    pub fn event(&mut self, time: i64, matched: &[u32], values: &[Correlated<'_>]) -> &[u32] {
        let rules = Arc::clone(&self.rules);
        self.fired.clear();
        // INVARIANT: correlations stand behind those that they refer to, so that one pass is enough.
        for (compiled, state) in rules.correlations.correlations.iter().zip(&mut self.states) {
            let mut holds = false;
            // The last of the rules first: one event is not two steps of an order.
            for (step, input) in compiled.inputs.iter().enumerate().rev() {
                if (matched.contains(&input.rule) || self.fired.contains(&input.rule))
                    && let Some(group) = input.group(values)
                {
                    holds |= state.take(compiled, group, time, step, values);
                }
            }
            if holds {
                self.fired.push(compiled.rule);
            }
        }
        &self.fired
    }

    /// Makes the verdict over an event, which judged it alone, the verdict with correlations:
    /// `matched` loses the rules that do not answer on their own, and gains the correlations that
    /// match; strictest first, then by number. The answer is the strictest response.
    pub fn judge(&mut self, time: i64, matched: &mut Vec<u32>, values: &[Correlated<'_>]) -> Option<Response> {
        self.event(time, matched, values);
        matched.extend_from_slice(&self.fired);
        let Resolved { silent, .. } = &self.rules.correlations;
        matched.retain(|rule| silent.binary_search(rule).is_err());
        let response = |rule: &u32| self.rules.rules().get(*rule as usize).map(|rule| rule.response);
        order::sort_unstable_by(matched, |a, b| response(b).cmp(&response(a)).then(a.cmp(b)));
        matched.first().and_then(response)
    }

    /// How many times an event was not counted in its group because it was older than the group's
    /// window: only where time is the events' own.
    #[must_use]
    pub fn late(&self) -> u64 {
        self.states.iter().map(|state| state.late).sum()
    }

    /// How many groups and entries were forgotten for want of room.
    #[must_use]
    pub fn forgotten(&self) -> u64 {
        self.states.iter().map(|state| state.forgotten).sum()
    }
}
