//! Which events a log source means, and which of their fields a rule reads.
//!
//! A category is what events are offered under (`schema/events.yaml`), a service the name of one
//! event. `{ category: file_access }` is `fs.open` where it creates nothing, and what else is
//! offered so; `{ category: application, service: order.refunded }` the application's own event of
//! that name. What all rules read together is the *interest* in an event, by which hosts give the
//! engine no more than it asks for.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::possible;
use crate::memory::count;
use crate::rule_set::CompiledRule;
use crate::schema::{self, Event, event as events};
use crate::sigma::{FieldTest, Test};

/// All bits of an event's own fields.
const OWN_FIELDS: u32 = 0x00ff_ffff;

/// The events that are offered under a category and a service; a dimension that is absent allows
/// all.
///
/// A service is the name of one event: overt's (`inspector.session`), or an application's own,
/// which has a dot in it.
pub(crate) fn events_of(category: Option<&str>, service: Option<&str>) -> Vec<u16> {
    let offered = |one: &&Event| category.is_none_or(|category| one.logsources.iter().any(|source| source.category == category));
    let named = service.and_then(|service| schema::EVENTS.iter().find(|one| one.name == service));
    let serves = |one: &&Event| match (service, named) {
        (None, _) => true,
        (Some(_), Some(event)) => one.id == event.id,
        (Some(service), None) => one.id == events::APPLICATION_EVENT && service.contains('.'),
    };
    schema::EVENTS.iter().filter(offered).filter(serves).map(|one| one.id).collect()
}

/// The field and value that decide whether an event belongs to the rule's category, where not all
/// of its kind do.
pub(crate) fn implied(event: &Event, category: Option<&str>) -> Option<(&'static str, &'static str)> {
    event.logsources.iter().find(|source| Some(source.category) == category).and_then(|source| source.when)
}

/// Why no event of a kind can match a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Never {
    /// Its condition needs a field that the event never has.
    Field,
    /// Its condition needs a value that a field of the event never has ([`possible`]).
    Value,
}

/// The fields that tests name, as events have them: each name is looked up once for a kind of
/// event, whatever the number of rules.
pub(crate) struct Fields {
    /// The number of each name, a field that a value refers to among them; from 0, without gaps, as
    /// they first stand there.
    numbers: HashMap<Box<str>, u32, FixedState>,
    /// By test, the numbers of its field and of the one that it refers to, and whether it asks for
    /// null.
    of_tests: Vec<(Option<u32>, Option<u32>, bool)>,
    /// By event id, and there by number of the name, what of the event is read under it ([`read`]).
    events: Vec<Option<Vec<u32>>>,
}

impl Fields {
    /// Of all tests, by number.
    pub(crate) fn new(tests: &[FieldTest]) -> Self {
        let mut numbers: HashMap<Box<str>, u32, FixedState> = HashMap::default();
        let mut number = |name: &str| {
            numbers.get(name).copied().unwrap_or_else(|| {
                let next = count(numbers.len());
                numbers.insert(Box::from(name), next);
                next
            })
        };
        let of_tests = tests.iter().map(|FieldTest { field, test }| {
            let field = field.as_deref().map(&mut number);
            let other = if let Test::Field { other, .. } = test { Some(number(other)) } else { None };
            (field, other, *test == Test::Null)
        });
        let of_tests = of_tests.collect();
        Self { numbers, of_tests, events: vec![None; usize::from(schema::HIGHEST_EVENT) + 1] }
    }

    /// How many names there are.
    pub(crate) fn count(&self) -> usize {
        self.numbers.len()
    }

    /// The numbers of the names.
    pub(crate) fn into_numbers(self) -> HashMap<Box<str>, u32, FixedState> {
        self.numbers
    }

    /// The fields of `event` that the rule reads, as a mask, or why it cannot match it at all; `tests`
    /// are those of [`new`](Self::new). A keyword reads all of the event's own that are there without
    /// it ([`Field::on_demand`](schema::Field::on_demand): a set with one keyword for a whole product
    /// would else have each module hashed, and its resolution hooked).
    pub(crate) fn read(&mut self, event: &Event, rule: &CompiledRule, tests: &[FieldTest]) -> Result<u32, Never> {
        let Some(masks) = self.events.get_mut(usize::from(event.id)) else { return Err(Never::Field) };
        let masks = masks.get_or_insert_with(|| {
            let mut masks = vec![0; self.numbers.len()];
            for (name, number) in &self.numbers {
                if let Some(mask) = masks.get_mut(*number as usize) {
                    *mask = read(event, name);
                }
            }
            masks
        });
        let of = |name: u32| masks.get(name as usize).copied().unwrap_or(0);
        let test = |number: &u32| self.of_tests.get(*number as usize).copied();
        let absent = |number: &u32| match test(number) {
            Some((Some(field), _, null)) if of(field) == 0 => Some(null),
            Some((_, Some(other), _)) if of(other) == 0 => Some(false),
            _ => None,
        };
        if rule.expression.decided(&absent) == Some(false) {
            return Err(Never::Field);
        }
        let vain = |number: &u32| tests.get(*number as usize).is_some_and(|test| !possible::may_hold(event, test));
        if rule.expression.decided(&|number| absent(number).or_else(|| vain(number).then_some(false))) == Some(false) {
            return Err(Never::Value);
        }
        let own = if event.id == events::APPLICATION_EVENT {
            OWN_FIELDS
        } else {
            event.fields.iter().filter(|field| !field.on_demand).fold(0, |mask, field| mask | 1 << field.bit)
        };
        let mut mask = implied(event, rule.category.as_deref()).map_or(0, |(field, _)| read(event, field));
        rule.expression.each(&mut |number| {
            if let Some((field, other, _)) = test(number) {
                mask |= field.map_or(own, of) | other.map_or(0, of);
            }
        });
        Ok(mask)
    }
}

/// The field of `event` that a name means, as a mask; 0 where events of the kind never have it. A
/// free field of an application's event counts as all of them, since its name is not in the schema.
fn read(event: &Event, name: &str) -> u32 {
    match schema::field_of(event, name) {
        Some(field) => 1 << field.bit,
        None if event.id == events::APPLICATION_EVENT => OWN_FIELDS,
        None => 0,
    }
}
