//! Which tests an event can answer at all, as the schema says what its fields hold.
//!
//! | a field | can hold |
//! |---|---|
//! | text, with [`values`](Field::values) | these |
//! | text, without | anything |
//! | a whole number | digits, `-` and `.` |
//! | a boolean | `true` and `false` |
//!
//! A keyword asks every field that the event has of its own: `nc -e` is never found in an event whose
//! fields are numbers, or in one without fields. So one rule of keywords for a whole product does not
//! have a host watch what can never match it.
//!
//! Only the decision whether an event is judged for a rule follows from this, and none about an
//! event that is: what a host says that the schema does not foresee is compared like all else.

use crate::fold::fold;
use crate::schema::{self, Event, Field, FieldKind, event as events};
use crate::sigma::pattern::{Pattern, Piece};
use crate::sigma::{FieldTest, Test};

/// Whether an event of the kind may answer the test with yes.
pub(super) fn may_hold(event: &Event, FieldTest { field, test }: &FieldTest) -> bool {
    // Null and absence are no values, and an application's own fields are in no schema.
    if matches!(test, Test::Null | Test::Exists) || event.id == events::APPLICATION_EVENT {
        return true;
    }
    match field {
        None => event.fields.iter().any(|field| may_answer(field, test)),
        Some(name) => schema::field_of(event, name).is_none_or(|field| may_answer(field, test)),
    }
}

/// Whether a value of the field may answer the test; asked of text alone, which nearly all tests are.
fn may_answer(field: &Field, test: &Test) -> bool {
    let Test::Text { pattern, cased } = test else { return true };
    match field.kind {
        FieldKind::Integer => pattern.pieces().iter().all(is_of_numbers),
        FieldKind::Boolean => any_matches(&["true", "false"], pattern, *cased),
        FieldKind::String | FieldKind::Strings => field.values.is_empty() || any_matches(field.values, pattern, *cased),
    }
}

fn is_of_numbers(piece: &Piece) -> bool {
    match piece {
        Piece::Any | Piece::One => true,
        Piece::Literal(text) => text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'-' | b'.')),
    }
}

fn any_matches(values: &[&str], pattern: &Pattern, cased: bool) -> bool {
    if cased {
        return values.iter().any(|value| pattern.matches(value.as_bytes()));
    }
    let folded = pattern.folded();
    values.iter().any(|value| folded.matches(fold(value).as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn test(field: Option<&str>, pattern: &str) -> FieldTest {
        FieldTest { field: field.map(str::to_owned), test: Test::Text { pattern: Pattern::parse(pattern), cased: false } }
    }

    fn may(event: u16, field: Option<&str>, pattern: &str) -> bool {
        may_hold(schema::event_by_id(event).unwrap(), &test(field, pattern))
    }

    #[test]
    fn a_field_with_few_values_answers_for_these() {
        assert!(may(events::CORE_TAMPER, Some("Target"), "json.PARSE"));
        assert!(may(events::CORE_TAMPER, Some("Target"), "crypto.*"));
        assert!(!may(events::CORE_TAMPER, Some("Target"), "JSON.pars"));
        assert!(may(events::CORE_TAMPER, Some("how"), "?et"));
        assert!(!may(events::CORE_TAMPER, Some("how"), "setting"));
        // A field that the event has not is another question.
        assert!(may(events::CORE_TAMPER, Some("CommandLine"), "x"));
        let cased = FieldTest { field: Some("how".into()), test: Test::Text { pattern: Pattern::parse("Set"), cased: true } };
        assert!(!may_hold(schema::event_by_id(events::CORE_TAMPER).unwrap(), &cased));
    }

    #[test]
    fn keywords_are_asked_of_all_own_fields() {
        assert!(may(events::CORE_TAMPER, None, "*JSON.parse*"));
        assert!(!may(events::CORE_TAMPER, None, "*nc -e /bin/sh*"));
        assert!(may(events::FS_OPEN, None, "*nc -e /bin/sh*"));
        assert!(!may(events::STACK_PREPARE, None, "*set*"), "it has no field");
        assert!(may(events::WORKER_EXIT, None, "*137*"));
        assert!(!may(events::WORKER_EXIT, None, "*1a*"), "its field is a number");
        assert!(may(events::APPLICATION_EVENT, None, "*anything*"));
    }

    #[test]
    fn what_is_no_text_may_hold() {
        for test in [Test::Null, Test::Exists] {
            assert!(may_hold(schema::event_by_id(events::STACK_PREPARE).unwrap(), &FieldTest { field: None, test }));
        }
        let regex = Test::Regex { source: "x".into(), required: None };
        assert!(may_hold(schema::event_by_id(events::CORE_TAMPER).unwrap(), &FieldTest { field: Some("how".into()), test: regex }));
    }
}
