//! Which events a log source means, and which of their fields a rule reads.
//!
//! A category is what events are offered under (`schema/events.yaml`), a service the name of one
//! event. `{ category: file_access }` is `fs.open` where it creates nothing, and what else is
//! offered so; `{ category: application, service: order.refunded }` the application's own event of
//! that name. What all rules read together is the *interest* in an event, by which hosts give the
//! engine no more than it asks for.

use crate::expression::Expression;
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

/// Whether the rule could match the event at all: not where its condition fails for want of fields
/// that the event never has.
pub(crate) fn can_match(event: &Event, rule: &CompiledRule, tests: &[FieldTest]) -> bool {
    let lowered = rule.expression.map(&mut |number| match tests.get(*number as usize) {
        Some(FieldTest { field: Some(name), test }) if lacks(event, name) => Expression::Constant(*test == Test::Null),
        Some(FieldTest { test: Test::Field { other, .. }, .. }) if lacks(event, other) => Expression::Constant(false),
        _ => Expression::Test(*number),
    });
    lowered != Expression::Constant(false)
}

/// Whether events of this kind never have the field.
fn lacks(event: &Event, field: &str) -> bool {
    event.id != events::APPLICATION_EVENT && schema::field_of(event, field).is_none()
}

/// The fields of `event` that the rule reads, as a mask. A keyword reads all of the event's own that
/// are there without it ([`Field::on_demand`](schema::Field::on_demand): a set with one keyword for
/// a whole product would else have each module hashed, and its resolution hooked); a free field of an application's event counts
/// as all of them, since its name is not in the schema.
pub(crate) fn fields_read(event: &Event, rule: &CompiledRule, tests: &[FieldTest]) -> u32 {
    let own = if event.id == events::APPLICATION_EVENT {
        OWN_FIELDS
    } else {
        event.fields.iter().filter(|field| !field.on_demand).fold(0, |mask, field| mask | 1 << field.bit)
    };
    let bit_of = |name: &str| match schema::field_of(event, name) {
        Some(field) => 1 << field.bit,
        None if event.id == events::APPLICATION_EVENT => OWN_FIELDS,
        None => 0,
    };
    let mut mask = implied(event, rule.category.as_deref()).map_or(0, |(field, _)| bit_of(field));
    rule.expression.each(&mut |number| {
        if let Some(test) = tests.get(*number as usize) {
            mask |= test.field.as_deref().map_or(own, bit_of);
            if let Test::Field { other, .. } = &test.test {
                mask |= bit_of(other);
            }
        }
    });
    mask
}
