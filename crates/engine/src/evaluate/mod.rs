//! Judging events: one [`Evaluator`] a thread.
//!
//! What is done with an event: its values are folded and looked up ([`scan`]), the programs of the rules that this made candidates are run ([`run`]), and of
//! the rules that match the strictest answers ([`decide`]). All of it writes to the thread's [`scratch`] memory alone.

mod correlated;
mod decide;
mod known;
mod marked;
mod profile;
mod run;
mod scan;
mod scratch;

use std::sync::Arc;

pub use correlated::Completed;
pub use profile::Profile;

use known::Known;
use profile::Profiler;
use scan::{Joined, Listed};
use scratch::Scratch;

use crate::archive::{FieldId, Route};
use crate::event::{Event, Package, Value};
use crate::frame::{self, Head, Located};
use crate::plan::{PACKAGE_SLOTS, Plan, SLOT_KEYWORDS, SLOT_NAME, Slot};
use crate::response::Response;
use crate::rule_set::RuleSet;
use crate::schema;

/// Whether an event is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The answer is in the frame.
    Done,
    /// A rule that reads `package.*` is open, a rule matched, or a record will be written: read the stack, then call [`Evaluator::complete`].
    NeedsPackage,
}

/// What was decided.
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

/// Judges events, one after the other. Holds all memory that judging needs, so that after the first events of a kind nothing is allocated.
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
    rules: Arc<RuleSet>,
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

    /// An evaluator that also counts what each rule costs, by the host's clock in nanoseconds.
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

    /// Judges the event in `frame` and writes the answer there, unless the package is needed first; then the frame stays as it was.
    pub fn evaluate(&mut self, frame: &mut [u8]) -> Outcome {
        let begun = self.begin(frame);
        self.answer(begun, frame)
    }

    /// Judges an event of any size, in the frame's layout in a buffer of its own; the answer goes to `frame`.
    pub fn evaluate_large(&mut self, event: &[u8], frame: &mut [u8]) -> Outcome {
        let begun = self.begin(event);
        self.answer(begun, frame)
    }

    /// Writes the answer, unless the package is needed first.
    #[inline]
    fn answer(&self, begun: Option<bool>, frame: &mut [u8]) -> Outcome {
        match begun {
            Some(true) => return Outcome::NeedsPackage,
            Some(false) => frame::write(frame, &self.scratch.verdict(), None),
            None => frame::write_malformed(frame),
        }
        Outcome::Done
    }

    /// Ends what [`evaluate`](Self::evaluate) left open, and writes the answer and the package's JSON.
    ///
    /// Without an open event it writes the answer to a malformed frame.
    pub fn complete(&mut self, frame: &mut [u8], package: &Package<'_>) {
        let Some(event) = self.waiting.take() else {
            frame::write_malformed(frame);
            return;
        };
        self.with_package(event, package);
        let json = package.json(frame.len().saturating_sub(frame::TEXT));
        frame::write(frame, &self.scratch.verdict(), Some(&json));
    }

    /// Judges an event that is given as slices. Without `package` the fields `package.*` are absent, unless they stand in the event.
    pub fn evaluate_event(&mut self, event: &Event<'_>, package: Option<&Package<'_>>) -> Verdict<'_> {
        let rules = Arc::clone(&self.rules);
        let scratch = &mut self.scratch;
        scratch.reset();
        if let (Some(plan), Some(kind)) = (rules.plan(event.id), schema::event_by_id(event.id)) {
            scratch.begin(plan);
            self.text.clear();
            let mut put = |slot: Slot, own: bool, value: Value<'_>| {
                let from = self.text.len();
                if let Value::Text(text) = value {
                    self.text.extend_from_slice(text.as_bytes());
                }
                scratch.values.push(Located {
                    slot,
                    null: value == Value::Null,
                    own,
                    text: from..self.text.len(),
                    folded: 0..0,
                    next: Located::LAST,
                });
            };
            if event.id == schema::event::APPLICATION_EVENT {
                put(SLOT_NAME, false, Value::Text(event.name));
            }
            for (name, value) in event.fields {
                match schema::field_of(kind, name) {
                    Some(field) => put(Slot::from(field.bit), field.bit < 24, *value),
                    None => put(plan.free.get(*name).copied().unwrap_or(Slot::MAX), true, *value),
                }
            }
            let known = scratch.values.iter().any(|value| PACKAGE_SLOTS.contains(&value.slot));
            scratch.judge(plan, &rules, &Joined(&self.text), known);
            if !scratch.pending.is_empty() {
                self.with_package(event.id, package.unwrap_or(&Package::default()));
            }
        }
        self.scratch.decide(&rules);
        self.scratch.verdict()
    }

    /// Judges an event of an archive by the rules of its log source. All its fields are free ones; a field that stands several times is a list.
    ///
    /// The route and the fields' numbers are looked up once for many events: [`RuleSet::route`], [`RuleSet::field`]. They are those of this evaluator's
    /// rule set.
    pub fn evaluate_archived(&mut self, route: Route, fields: &[(FieldId, Value<'_>)]) -> Verdict<'_> {
        let Self { rules, scratch, .. } = self;
        scratch.reset();
        scratch.known.get_or_insert_with(|| Box::new(Known::new()));
        for plan in rules.archived(route) {
            scratch.begin(plan);
            scratch.values.clear();
            scratch.folded.clear();
            let by_field = plan.by_field.halves(&plan.memory);
            let keywords = plan.looks_at(SLOT_KEYWORDS) || plan.searches_all;
            let mut valued = false;
            for (at, (field, value)) in fields.iter().enumerate() {
                let slot = by_field.get(field.0 as usize).map_or(Slot::MAX, |slot| Slot::from_le_bytes(*slot));
                valued |= *value != Value::Null;
                // What no rule of the source reads is looked at for keywords alone.
                if slot != Slot::MAX || keywords && may_hold_keyword(plan, value) {
                    scratch.values.push(Located {
                        slot,
                        null: *value == Value::Null,
                        own: true,
                        text: at..at,
                        folded: 0..0,
                        next: Located::LAST,
                    });
                }
            }
            scratch.value_keywords(valued);
            scratch.judge(plan, rules, &Listed(fields), true);
        }
        // A rule of two log sources that both are the event's was asked twice.
        if scratch.matched.len() > 1 {
            scratch.matched.sort_unstable();
            scratch.matched.dedup();
        }
        scratch.decide(rules);
        scratch.verdict()
    }

    /// Judges what can be judged without the package: whether that is needed, or `None` where the frame cannot be read.
    fn begin(&mut self, frame: &[u8]) -> Option<bool> {
        self.waiting = None;
        self.scratch.reset();
        let head = Head::read(frame)?;
        let Some(plan) = self.rules.plan(head.event.id) else {
            self.waiting = head.record.then_some(head.event.id);
            return Some(head.record);
        };
        self.scratch.begin(plan);
        head.entries(frame, plan, &mut self.scratch.values)?;
        let known = self.scratch.values.iter().any(|value| PACKAGE_SLOTS.contains(&value.slot));
        self.scratch.judge(plan, &self.rules, &Joined(head.text(frame)), known);
        // An allow rule that is still open matters only where a rule matched; then the package is read anyway.
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

    fn with_package(&mut self, event: u16, package: &Package<'_>) {
        let rules = Arc::clone(&self.rules);
        if let Some(plan) = rules.plan(event)
            && !self.scratch.pending.is_empty()
        {
            self.scratch.with_package(plan, &rules, package);
        }
        self.scratch.decide(&rules);
    }
}

/// Whether a value may hold a keyword. False is certain.
#[inline]
fn may_hold_keyword(plan: &Plan, value: &Value<'_>) -> bool {
    match (&plan.keywords, value) {
        (Some(filter), Value::Text(text)) => filter.may_hold(&plan.memory, text.as_bytes()),
        (Some(_), _) => false,
        (None, _) => true,
    }
}
