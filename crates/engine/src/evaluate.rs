//! Judging events: one [`Evaluator`] a thread.

use std::sync::Arc;

use crate::archive::{FieldId, Route};
use crate::event::{Event, Package, Value};
use crate::fold::fold_into;
use crate::frame::{self, Head, Located};
use crate::plan::lower::{Column, Leaf, Search};
use crate::plan::program::{MATCH, MISS};
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

/// The memory of a thread. INVARIANT: a stamp that equals `epoch` belongs to the event being judged; nothing is cleared between events.
#[derive(Debug, Default)]
struct Scratch {
    epoch: u32,
    hit: Vec<u32>,
    seen: Vec<u32>,
    present: Vec<u32>,
    valued: Vec<u32>,
    found: Vec<u32>,
    missed: Vec<u32>,
    values: Vec<Located>,
    folded: Vec<u8>,
    /// The event's text, where it is needed until the package is known.
    kept: Vec<u8>,
    candidates: Vec<u32>,
    pending: Vec<u32>,
    matched: Vec<u32>,
    allowing: Vec<u32>,
    strictest: Option<Response>,
    complete: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Match,
    Miss,
    Open,
}

impl Evaluator {
    /// An evaluator of these rules.
    #[must_use]
    pub fn new(rules: Arc<RuleSet>) -> Self {
        Self { rules, scratch: Scratch::default(), waiting: None, text: Vec::new() }
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
        let json = package.to_json(frame.len().saturating_sub(frame::TEXT));
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
                scratch.values.push(Located { slot, null: value == Value::Null, own, text: from..self.text.len(), folded: 0..0 });
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
            scratch.judge(plan, &rules, &self.text, known);
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
        let rules = Arc::clone(&self.rules);
        let scratch = &mut self.scratch;
        scratch.reset();
        self.text.clear();
        for (_, value) in fields {
            if let Value::Text(text) = value {
                self.text.extend_from_slice(text.as_bytes());
            }
        }
        for plan in rules.archived(route) {
            scratch.begin(plan);
            scratch.values.clear();
            scratch.folded.clear();
            scratch.candidates.clear();
            let mut from = 0;
            for (field, value) in fields {
                let length = if let Value::Text(text) = value { text.len() } else { 0 };
                let slot = plan.by_field.get(field.0 as usize).copied().unwrap_or(Slot::MAX);
                scratch.values.push(Located { slot, null: *value == Value::Null, own: true, text: from..from + length, folded: 0..0 });
                from += length;
            }
            scratch.judge(plan, &rules, &self.text, true);
        }
        // A rule of two log sources that both are the event's was asked twice.
        scratch.matched.sort_unstable();
        scratch.matched.dedup();
        scratch.decide(&rules);
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
        self.scratch.judge(plan, &self.rules, head.text(frame), known);
        // An allow rule that is still open matters only where a rule matched; then the package is read anyway.
        let allows = |rule: &u32| {
            plan.rules
                .get(*rule as usize)
                .and_then(|rule| self.rules.infos.get(rule.number as usize))
                .is_none_or(|info| info.response == Response::Allow)
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

impl Scratch {
    fn reset(&mut self) {
        self.values.clear();
        self.folded.clear();
        self.kept.clear();
        self.candidates.clear();
        self.pending.clear();
        self.matched.clear();
        self.allowing.clear();
        self.strictest = None;
        self.complete = true;
    }

    /// Makes room for the plan's stamps and begins an epoch.
    #[inline]
    fn begin(&mut self, plan: &Plan) {
        if self.epoch == u32::MAX {
            for stamps in [&mut self.hit, &mut self.seen, &mut self.present, &mut self.valued, &mut self.found, &mut self.missed] {
                stamps.fill(0);
            }
            self.epoch = 0;
        }
        self.epoch += 1;
        let (slots, searches) = (plan.slots(), plan.searches.len());
        for (stamps, size) in [
            (&mut self.hit, plan.nodes),
            (&mut self.seen, plan.rules.len()),
            (&mut self.present, slots),
            (&mut self.valued, slots),
            (&mut self.found, searches),
            (&mut self.missed, searches),
        ] {
            if stamps.len() < size {
                stamps.resize(size, 0);
            }
        }
        let rules = plan.rules.len();
        for list in [&mut self.candidates, &mut self.pending, &mut self.matched, &mut self.allowing] {
            list.reserve(rules);
        }
    }

    /// Finds the rules that match without the package's fields; those that need them are left in `pending`.
    fn judge(&mut self, plan: &Plan, rules: &RuleSet, text: &[u8], package_known: bool) {
        self.complete = !plan.reads_request;
        self.fold(text);
        self.scan(plan, text);
        self.candidates.extend_from_slice(&plan.open);
        let candidates = std::mem::take(&mut self.candidates);
        for &rule in &candidates {
            match self.run(plan, rules, rule, text, package_known) {
                Answer::Match => self.take(plan, rules, rule),
                Answer::Miss => {}
                Answer::Open => {
                    self.complete = false;
                    self.ask_all(plan, rules, rule, text);
                    self.pending.push(rule);
                }
            }
        }
        self.candidates = candidates;
        if plan.mixed && !self.pending.is_empty() {
            self.kept.extend_from_slice(text);
        }
    }

    /// Judges the rules that are pending.
    fn with_package(&mut self, plan: &Plan, rules: &RuleSet, package: &Package<'_>) {
        let mut text = std::mem::take(&mut self.kept);
        if !plan.mixed {
            // What was found in the event's own values stays stamped; its text is not needed any more.
            self.values.clear();
        }
        let mut put = |slot: Slot, value: Option<&str>| {
            if let Some(value) = value {
                let from = text.len();
                text.extend_from_slice(value.as_bytes());
                self.values.push(Located { slot, null: false, own: false, text: from..text.len(), folded: 0..0 });
            }
        };
        put(24, package.name);
        if package.name.is_some() {
            put(25, package.version);
            put(26, package.path);
            package.chain.iter().for_each(|one| put(27, Some(one)));
            put(28, Some(if package.direct { "true" } else { "false" }));
        }
        self.folded.clear();
        self.fold(&text);
        self.scan(plan, &text);
        let pending = std::mem::take(&mut self.pending);
        for &rule in &pending {
            if self.run(plan, rules, rule, &text, true) == Answer::Match {
                self.take(plan, rules, rule);
            }
        }
        self.pending = pending;
        self.kept = text;
    }

    fn fold(&mut self, text: &[u8]) {
        if text.is_ascii() {
            self.folded.extend_from_slice(text);
            self.folded.make_ascii_lowercase();
            for value in &mut self.values {
                value.folded = value.text.clone();
            }
            return;
        }
        for value in &mut self.values {
            let from = self.folded.len();
            // INVARIANT: values are UTF-8: a frame's are checked when it is read, an event's are `str`.
            let part = text.get(value.text.clone()).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default();
            fold_into(part, &mut self.folded);
            value.folded = from..self.folded.len();
        }
    }

    /// Looks every value up in its column, and the event's own values in that of the keywords. First in the columns that can make a rule a candidate:
    /// most events end there, and what else they hold concerns nobody.
    #[inline]
    fn scan(&mut self, plan: &Plan, text: &[u8]) {
        let Self { epoch, present, valued, values, .. } = self;
        for value in values.iter() {
            let slot = usize::from(value.slot);
            if let Some(stamp) = present.get_mut(slot) {
                *stamp = *epoch;
            }
            if value.null {
                continue;
            }
            if let Some(stamp) = valued.get_mut(slot) {
                *stamp = *epoch;
            }
            if value.own
                && let Some(stamp) = valued.get_mut(usize::from(SLOT_KEYWORDS))
            {
                *stamp = *epoch;
            }
        }
        self.scan_columns(plan, text, true);
        if !self.candidates.is_empty() || !self.pending.is_empty() || !plan.open.is_empty() {
            self.scan_columns(plan, text, false);
        }
    }

    /// Looks every value up in those of its columns that can make a rule a candidate (`witness`), or in the others.
    #[inline]
    fn scan_columns(&mut self, plan: &Plan, text: &[u8], witness: bool) {
        let Self { epoch, hit, seen, values, folded, candidates, .. } = self;
        let mut mark = |node: u32| mark(plan, *epoch, hit, seen, candidates, node);
        let keywords = plan.columns.get(usize::from(SLOT_KEYWORDS));
        for value in values.iter().filter(|value| !value.null) {
            let own = plan.columns.get(usize::from(value.slot)).into_iter();
            for column in own.chain(keywords.filter(|_| value.own)).filter(|column| column.witness == witness) {
                let raw = text.get(value.text.clone()).unwrap_or_default();
                let low = folded.get(value.folded.clone()).unwrap_or_default();
                look_up(column, raw, low, &mut mark);
            }
        }
    }

    /// Runs the program of a rule.
    #[inline]
    fn run(&mut self, plan: &Plan, rules: &RuleSet, rule: u32, text: &[u8], package_known: bool) -> Answer {
        let Some(mut at) = plan.rules.get(rule as usize).map(|rule| rule.start) else { return Answer::Miss };
        loop {
            match at {
                MATCH => return Answer::Match,
                MISS => return Answer::Miss,
                _ => {}
            }
            let Some(step) = plan.steps.get(at as usize) else { return Answer::Miss };
            if !package_known && step.leaf.package() {
                return Answer::Open;
            }
            at = if self.ask(plan, rules, step.leaf, text) { step.yes } else { step.no };
        }
    }

    #[inline]
    fn ask(&mut self, plan: &Plan, rules: &RuleSet, leaf: Leaf, text: &[u8]) -> bool {
        let stamped = |stamps: &[u32], at: usize| stamps.get(at) == Some(&self.epoch);
        match leaf {
            Leaf::Node { number, .. } => stamped(&self.hit, number as usize),
            Leaf::Null { slot, .. } => !stamped(&self.valued, usize::from(slot)),
            Leaf::Exists { slot, .. } => stamped(&self.present, usize::from(slot)),
            Leaf::Present { slot, .. } => stamped(&self.valued, usize::from(slot)),
            Leaf::Search { number, .. } => self.search(plan, rules, number, text),
        }
    }

    /// Answers a search, from memory where it was asked for this event already.
    fn search(&mut self, plan: &Plan, rules: &RuleSet, number: u32, text: &[u8]) -> bool {
        let at = number as usize;
        if self.found.get(at) == Some(&self.epoch) {
            return true;
        }
        if self.missed.get(at) == Some(&self.epoch) {
            return false;
        }
        let Some(search) = plan.searches.get(at) else { return false };
        let of =
            |slot: Slot| self.values.iter().filter(move |value| !value.null && (value.slot == slot || slot == SLOT_KEYWORDS && value.own));
        let mut values = of(search.slot());
        let raw = |value: &Located| text.get(value.text.clone()).unwrap_or_default();
        let folded = |value: &Located| self.folded.get(value.folded.clone()).unwrap_or_default();
        let found = match search {
            Search::Pattern { pattern, cased: true, .. } => values.any(|value| pattern.matches(raw(value))),
            Search::Pattern { pattern, cased: false, .. } => values.any(|value| pattern.matches(folded(value))),
            Search::Time { part, relation, number, .. } => {
                values.any(|value| part.read(raw(value)).is_some_and(|read| relation.holds(read.cmp(number))))
            }
            Search::Field { other, place, cased: true, .. } => values.any(|value| of(*other).any(|one| place.holds(raw(one), raw(value)))),
            Search::Field { other, place, cased: false, .. } => {
                values.any(|value| of(*other).any(|one| place.holds(folded(one), folded(value))))
            }
            Search::Regex { test, .. } => values.any(|value| rules.regex_matches(*test, raw(value))),
        };
        let stamps = if found { &mut self.found } else { &mut self.missed };
        if let Some(stamp) = stamps.get_mut(at) {
            *stamp = self.epoch;
        }
        found
    }

    /// Answers all searches of a rule that will be judged later, while the text is still there.
    fn ask_all(&mut self, plan: &Plan, rules: &RuleSet, rule: u32, text: &[u8]) {
        let Some(planned) = plan.rules.get(rule as usize) else { return };
        for step in plan.steps.get(planned.first as usize..planned.end as usize).unwrap_or_default() {
            if let Leaf::Search { number, package: false } = step.leaf {
                self.search(plan, rules, number, text);
            }
        }
    }

    fn take(&mut self, plan: &Plan, rules: &RuleSet, rule: u32) {
        let Some(number) = plan.rules.get(rule as usize).map(|rule| rule.number) else { return };
        let allow = rules.infos.get(number as usize).is_some_and(|info| info.response == Response::Allow);
        (if allow { &mut self.allowing } else { &mut self.matched }).push(number);
    }

    /// Takes out what allow rules name, and orders the rest.
    fn decide(&mut self, rules: &RuleSet) {
        let Self { matched, allowing, .. } = self;
        let targets = |allow: u32| rules.rules.get(allow as usize).map(|rule| rule.targets.as_slice()).unwrap_or_default();
        if matched.is_empty() {
            allowing.clear();
            return;
        }
        if !allowing.is_empty() {
            allowing.retain(|allow| matched.iter().any(|rule| targets(*allow).binary_search(rule).is_ok()));
            allowing.sort_unstable();
            matched.retain(|rule| !allowing.iter().any(|allow| targets(*allow).binary_search(rule).is_ok()));
        }
        let response = |rule: u32| rules.infos.get(rule as usize).map(|info| info.response);
        matched.sort_unstable_by_key(|rule| (std::cmp::Reverse(response(*rule)), *rule));
        self.strictest = matched.first().and_then(|rule| response(*rule));
    }

    fn verdict(&self) -> Verdict<'_> {
        Verdict { response: self.strictest, matched: &self.matched, allowed_by: &self.allowing, complete: self.complete }
    }
}

/// Stamps a node, the groups that it belongs to, and the rules that they are witnesses of.
#[inline]
fn mark(plan: &Plan, epoch: u32, hit: &mut [u32], seen: &mut [u32], candidates: &mut Vec<u32>, node: u32) {
    let Some(stamp) = hit.get_mut(node as usize) else { return };
    if *stamp == epoch {
        return;
    }
    *stamp = epoch;
    let Some(links) = plan.links.get(node as usize) else { return };
    for &rule in linked(plan, links.rules) {
        if let Some(stamp) = seen.get_mut(rule as usize)
            && *stamp != epoch
        {
            *stamp = epoch;
            candidates.push(rule);
        }
    }
    for &group in linked(plan, links.groups) {
        mark(plan, epoch, hit, seen, candidates, group);
    }
}

#[inline]
fn linked(plan: &Plan, (from, to): (u32, u32)) -> &[u32] {
    plan.linked.get(from as usize..to as usize).unwrap_or_default()
}

#[inline]
fn look_up(column: &Column, raw: &[u8], folded: &[u8], mark: &mut impl FnMut(u32)) {
    if let Some(matcher) = &column.folded {
        matcher.scan(folded, mark);
    }
    if let Some(matcher) = &column.cased {
        matcher.scan(raw, mark);
    }
    if let Some(networks) = &column.networks {
        networks.scan(raw, mark);
    }
    if let Some(bounds) = &column.bounds {
        bounds.scan(raw, mark);
    }
}
