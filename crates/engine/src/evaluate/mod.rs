//! Judging events: one [`Evaluator`] a thread.
//!
//! ```text
//! frame ─┐                   ┌─> scan ──────> run ─────> decide ──> verdict
//! slices ┴─> values by slot ─┘   nodes,       programs   strictest
//!                                candidates     │  ^
//!                                               v  │ look (late columns)
//! ```
//!
//! | stage | file | what |
//! |---|---|---|
//! | an event becomes values | [`frame`], [`slices`] | each value gets its slot of the plan |
//! | values are looked up | [`scan`], [`texts`], [`known`] | which nodes are hit, and which rules that makes candidates |
//! | candidates are run | [`run`] | the programs, over the marks; what needs the package is left open |
//! | the answer | [`decide`], [`correlated`] | `allow` rules take out what they list, the strictest response of the rest |
//!
//! All of it writes to the thread's [`scratch`] memory alone; the plan is shared and read.
//! INVARIANT: after the first events of a kind nothing is allocated for one that matches nothing
//! (`tests/allocation.rs` counts).
//!
//! # Two steps
//! A host knows the fields of an event at once, and the package whose code asked only from the
//! stack, which is dear to read. So [`Evaluator::evaluate`] decides without it where it can. Where
//! a rule is open that reads `package.*`, a rule matched (the record names the package), or a
//! record is wanted anyway, it says so, and [`Evaluator::complete`] ends the judgement.
//!
//! **Bound**: an event's bytes, times a constant that the rules decide (each index says which), and
//! the steps of the candidates' programs.

mod correlated;
mod decide;
mod known;
mod marked;
mod profile;
mod run;
mod scan;
mod scratch;
mod slices;
mod texts;

use std::sync::Arc;

pub use correlated::Completed;
pub use profile::Profile;

use profile::Profiler;
use scratch::Scratch;
use texts::Joined;

use crate::event::Package;
use crate::frame::{self, Head};
use crate::plan::PACKAGE_SLOTS;
use crate::response::Response;
use crate::rule_set::RuleSet;

/// Whether an event is judged, or waits for the package.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The answer is in the frame.
    Done,
    /// A rule that reads `package.*` is open, a rule matched, or a record will be written: read the
    /// stack, then call [`Evaluator::complete`].
    NeedsPackage,
}

/// What was decided. It borrows from the evaluator, and stands until the next event.
///
/// ```
/// use std::sync::Arc;
/// use engine::{CompileOptions, Evaluator, Event, Response, RuleSet, Source, Value, schema};
///
/// let text = "
/// title: A shell is started
/// id: 00000000-0000-4000-8000-000000000001
/// logsource: { category: process_creation }
/// detection: { selection: { Image|endswith: /sh }, condition: selection }
/// response: block
/// ---
/// title: The deployment may
/// logsource: { category: process_creation }
/// detection: { selection: { CommandLine|contains: deploy.sh }, condition: selection }
/// response: allow
/// rules: [00000000-0000-4000-8000-000000000001]
/// ";
/// let rules = RuleSet::compile(&[Source { name: "r.yml", text }], &CompileOptions::default()).rules.expect("no errors");
/// let mut evaluator = Evaluator::new(Arc::new(rules));
/// let mut judge = |line: &str| {
///     let fields = [("file", Value::Text("/bin/sh")), ("command_line", Value::Text(line))];
///     let verdict = evaluator.evaluate_event(&Event { id: schema::event::PROCESS_SPAWN, name: "", fields: &fields }, None);
///     (verdict.response, verdict.matched.to_vec(), verdict.allowed_by.to_vec())
/// };
/// assert_eq!(judge("sh -c id"), (Some(Response::Block), vec![0], vec![]));
/// assert_eq!(judge("sh deploy.sh"), (None, vec![], vec![1]));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict<'a> {
    /// The strictest response of the rules that matched; `None` where none did.
    pub response: Option<Response>,
    /// The rules that matched and were not taken out, strictest first, then by number.
    pub matched: &'a [u32],
    /// The rules with the response `allow` that took a rule out.
    pub allowed_by: &'a [u32],
    /// Whether the verdict depends on nothing but the event's fields.
    pub complete: bool,
}

/// Judges events, one after the other. Holds all memory that judging needs, so that after the first
/// events of a kind nothing is allocated.
///
/// ```
/// use std::sync::Arc;
/// use engine::{CompileOptions, Evaluator, Event, RuleSet, Source, Value, schema};
///
/// let text = "
/// title: Reads the password file
/// logsource: { category: file_access }
/// detection: { selection: { TargetFilename: /etc/passwd }, condition: selection }
/// ";
/// let rules = RuleSet::compile(&[Source { name: "r.yml", text }], &CompileOptions::default()).rules.expect("no errors");
/// let mut evaluator = Evaluator::new(Arc::new(rules));
/// let fields = [("path", Value::Text("/etc/passwd")), ("create", Value::Text("false"))];
/// let verdict = evaluator.evaluate_event(&Event { id: schema::event::FS_OPEN, name: "", fields: &fields }, None);
/// assert_eq!(verdict.matched, [0]);
/// ```
#[derive(Debug)]
pub struct Evaluator {
    /// Shared with all threads.
    rules: Arc<RuleSet>,
    /// What the event being judged comes to.
    scratch: Scratch,
    /// The event that waits for its package.
    waiting: Option<u16>,
    /// Text of an event that came as a slice.
    text: Vec<u8>,
}

impl Evaluator {
    /// An evaluator of these rules.
    #[must_use]
    pub fn new(rules: Arc<RuleSet>) -> Self {
        Self { rules, scratch: Scratch::default(), waiting: None, text: Vec::new() }
    }

    /// An evaluator that also counts what each rule costs, by the host's clock in nanoseconds: the
    /// engine has none. See [`Profile`].
    #[must_use]
    pub fn profiled(rules: Arc<RuleSet>, clock: fn() -> u64) -> Self {
        let profile = Some(Box::new(Profiler::new(rules.count(), clock)));
        Self { scratch: Scratch { profile, ..Scratch::default() }, ..Self::new(rules) }
    }

    /// What was counted since it was asked last; `None` where nothing is counted.
    pub fn take_profile(&mut self) -> Option<Profile> {
        self.scratch.profile.as_deref_mut().map(Profiler::take)
    }

    /// The rules that it judges by.
    #[must_use]
    pub fn rules(&self) -> &Arc<RuleSet> {
        &self.rules
    }

    /// Judges the event in `frame` and writes the answer there, unless the package is needed first;
    /// then the frame stays as it was. A frame that cannot be read is answered with
    /// [`MALFORMED`](crate::frame::MALFORMED). [`crate::frame`] has an example.
    #[inline]
    pub fn evaluate(&mut self, frame: &mut [u8]) -> Outcome {
        self.judge(None, frame)
    }

    /// Judges an event of any size, in the frame's layout in a buffer of its own: as many entries
    /// as it has, and text behind them. The answer goes to `frame`.
    #[inline]
    pub fn evaluate_large(&mut self, event: &[u8], frame: &mut [u8]) -> Outcome {
        self.judge(Some(event), frame)
    }

    /// Judges the event, which is in `frame` where it is in no buffer of its own, and writes the
    /// answer, unless the package is needed first. One function, whoever calls it: where a program
    /// calls one of the two above alone and another both, the compiler would part it in other places.
    #[inline(never)]
    fn judge(&mut self, event: Option<&[u8]>, frame: &mut [u8]) -> Outcome {
        match self.begin(event.unwrap_or(frame)) {
            Some(true) => return Outcome::NeedsPackage,
            Some(false) => frame::write(frame, &self.scratch.verdict(), None),
            None => frame::write_malformed(frame),
        }
        Outcome::Done
    }

    /// Ends what [`evaluate`](Self::evaluate) left open, and writes the answer and the package's
    /// JSON to `frame`; JSON that does not fit is left out.
    ///
    /// Without an open event it writes the answer to a malformed frame. To begin another event
    /// forgets the open one.
    pub fn complete(&mut self, frame: &mut [u8], package: &Package<'_>) {
        let Some(event) = self.waiting.take() else {
            frame::write_malformed(frame);
            return;
        };
        self.with_package(event, package);
        let json = package.json(frame.len().saturating_sub(frame::TEXT));
        frame::write(frame, &self.scratch.verdict(), Some(&json));
    }

    /// Judges what can be judged without the package: whether that is needed, or `None` where the
    /// frame cannot be read.
    #[inline]
    fn begin(&mut self, frame: &[u8]) -> Option<bool> {
        self.waiting = None;
        self.scratch.reset();
        let head = Head::read(frame)?;
        let Some(plan) = self.rules.plan(head.event.id) else {
            self.waiting = head.record.then_some(head.event.id);
            return Some(head.record);
        };
        self.scratch.begin(plan);
        let ascii = head.entries(frame, plan, &mut self.scratch.values)?;
        let known = self.scratch.values.iter().any(|value| PACKAGE_SLOTS.contains(&value.slot));
        self.scratch.judge(plan, &self.rules, &Joined { text: head.text(frame), ascii }, known);
        // An allow rule that is still open matters only where a rule matched; then the package is
        // read anyway.
        let allows = |rule: &u32| {
            let number = plan.rule(*rule).map(|[number, ..]| *number);
            number.and_then(|number| self.rules.responses.get(number as usize)).is_none_or(|response| *response == Response::Allow)
        };
        let needed = head.record || !self.scratch.matched.is_empty() || !self.scratch.pending.iter().all(allows);
        if needed {
            self.waiting = Some(head.event.id);
        } else {
            self.scratch.decide(&self.rules);
        }
        Some(needed)
    }

    /// Judges what is open, and decides.
    fn with_package(&mut self, event: u16, package: &Package<'_>) {
        let Self { rules, scratch, .. } = self;
        if !scratch.pending.is_empty()
            && let Some(plan) = rules.plan(event)
        {
            scratch.with_package(plan, rules, package);
        }
        scratch.decide(rules);
    }
}
