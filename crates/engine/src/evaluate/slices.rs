//! Events that come as slices of fields: those of tests, and of archives.
//!
//! | | `evaluate_event` | `evaluate_archived` |
//! |---|---|---|
//! | the plan | that of the event's kind | those of the route: one for each of the widest log sources, mostly one |
//! | a field's slot | by name, of the schema or free | by its number, in a table of the plan |
//! | text | copied into one piece, folded at once unless it is ASCII | where it is, folded where that is asked for |
//! | the package | beside the event | none: all fields are the event's |
//!
//! **A filter before the keywords.** A rule of keywords has every value of an event searched, most
//! of which nobody else reads: of Windows' 29 fields 21. So each value of an archived event is asked
//! for some grams of the keywords, as it came ([`Filter`](crate::index::filter)). Where there are
//! none it is not looked up for keywords, and one that nobody else reads is not even put down.

use super::known::Known;
use super::scratch::Scratch;
use super::texts::{Joined, Listed};
use super::{Evaluator, Verdict};
use crate::archive::{FieldId, Route};
use crate::event::{Event, Package, Value};
use crate::frame::Located;
use crate::plan::{PACKAGE_SLOTS, Plan, SLOT_KEYWORDS, SLOT_NAME, Slot};
use crate::schema;

impl Evaluator {
    /// Judges an event that is given as slices. Without `package` the fields `package.*` are
    /// absent, unless they stand in the event. Names are looked up, and text is copied, so this is
    /// for tests and for few events. An event that no rule judges has an empty verdict.
    pub fn evaluate_event(&mut self, event: &Event<'_>, package: Option<&Package<'_>>) -> Verdict<'_> {
        let Self { rules, scratch, text: all, .. } = self;
        scratch.reset();
        if let (Some(plan), Some(kind)) = (rules.plan(event.id), schema::event_by_id(event.id)) {
            scratch.begin(plan);
            all.clear();
            let mut put = |slot: Slot, own: bool, value: Value<'_>| {
                let from = all.len();
                if let Value::Text(text) = value {
                    all.extend_from_slice(text.as_bytes());
                }
                scratch.values.push(Located {
                    slot,
                    null: value == Value::Null,
                    own,
                    text: from..all.len(),
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
            scratch.judge(plan, rules, &Joined::new(all), known);
            if !scratch.pending.is_empty() {
                scratch.with_package(plan, rules, package.unwrap_or(&Package::default()));
            }
        }
        scratch.decide(rules);
        scratch.verdict()
    }

    /// Judges an event of an archive by the rules of its log source. All its fields are free ones;
    /// a field that stands several times is a list.
    ///
    /// The route and the fields' numbers are looked up once for many events:
    /// [`RuleSet::route`](crate::RuleSet::route), [`RuleSet::field`](crate::RuleSet::field). They
    /// are those of this evaluator's rule set; with others the verdict means nothing.
    /// [`LogSource`](crate::LogSource) has an example.
    ///
    /// What values hit is kept between events (`known.rs`): 128 KiB a thread, made at the first
    /// event.
    pub fn evaluate_archived(&mut self, route: Route, fields: &[(FieldId, Value<'_>)]) -> Verdict<'_> {
        let Self { rules, scratch, .. } = self;
        scratch.reset();
        scratch.known.get_or_insert_with(|| Box::new(Known::new()));
        for plan in rules.archived(route) {
            scratch.begin(plan);
            scratch.values.clear();
            scratch.folded.clear();
            let keywords = plan.looks_at(SLOT_KEYWORDS) || plan.searches_all;
            match plan.keywords.filter(|_| keywords).map(|filter| filter.asked(&plan.memory)) {
                Some(filter) => scratch.put_listed(plan, fields, |text| filter.may_hold(text.as_bytes())),
                None => scratch.put_listed(plan, fields, |_| keywords),
            }
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
}

impl Scratch {
    /// Puts an archived event's values down: those of fields that a rule reads, and those that may
    /// hold a keyword.
    #[inline]
    fn put_listed(&mut self, plan: &Plan, fields: &[(FieldId, Value<'_>)], may_hold_keyword: impl Fn(&str) -> bool) {
        let by_field = plan.by_field.halves(&plan.memory);
        let mut valued = false;
        for (at, (field, value)) in fields.iter().enumerate() {
            let slot = by_field.get(field.0 as usize).map_or(Slot::MAX, |slot| Slot::from_le_bytes(*slot));
            let own = match value {
                Value::Text(text) => {
                    valued = true;
                    may_hold_keyword(text)
                }
                Value::Null => false,
            };
            if slot != Slot::MAX || own {
                self.values.push(Located { slot, null: *value == Value::Null, own, text: at..at, folded: 0..0, next: Located::LAST });
            }
        }
        self.value_keywords(valued);
    }
}
