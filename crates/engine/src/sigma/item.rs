//! Detection items: a field, its modifiers and its values, as they are between reading and
//! lowering. Here processing pipelines change them.
//!
//! ```text
//! CommandLine|contains|all: [curl, '| sh']      one item: two values that must both hold
//! ```
//!
//! How values are joined is told by the modifiers alone: any of them, with `all` each of them, with
//! `neq` the opposite of the whole. A keyword is an item without a field. Lowering makes one
//! expression of a selection and says which fields it met, so that those which no event has can be
//! warned of.
//!
//! One value may become several tests (an encoding, a placeholder), of which any may hold. So the
//! list of an item with `all` is an AND of ORs:
//!
//! ```
//! # mod shared { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/doctest.rs")); } use shared::*;
//! // Each of the two values stands with one of its dashes.
//! let both = "Line|windash|contains|all: [' -a', ' -b']";
//! assert!(matches(both, &[("Line", "x /a -b")]));
//! assert!(!matches(both, &[("Line", "x /a /c")]));
//! // `neq` turns the whole round, so that it holds where the field is absent.
//! assert!(matches("Line|neq: [a, b]", &[("Other", "x")]));
//! assert!(!matches("Line|neq: [a, b]", &[("Line", "b")]));
//! ```

use super::modifier::Modifiers;
use super::placeholder::Placeholders;
use super::value::{self, Value};
use super::{FieldTest, Test};
use crate::diagnostic::{Collector, Span};
use crate::expression::Expression;

/// One line of a selection: `field|modifiers: values`, or a keyword.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    /// `None` for a keyword.
    pub(crate) field: Option<String>,
    pub(crate) span: Span,
    pub(crate) modifiers: Modifiers,
    pub(crate) values: Vec<Value>,
    /// The ids of the pipelines' steps that changed it.
    pub(crate) applied: Vec<String>,
}

/// What a selection is made of.
#[derive(Debug, Clone)]
pub(crate) enum Selection {
    Item(Item),
    All(Vec<Selection>),
    Any(Vec<Selection>),
}

/// What lowering needs, and the fields that it meets.
pub(crate) struct Lowering<'c, 'f> {
    pub(crate) placeholders: &'c Placeholders,
    pub(crate) collector: &'c mut Collector<'f>,
    /// The fields and where each is first named.
    pub(crate) fields: Vec<(String, Span)>,
}

impl Selection {
    /// Calls `visit` with every item.
    pub(crate) fn each(&self, visit: &mut impl FnMut(&Item)) {
        match self {
            Self::Item(item) => visit(item),
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.each(visit)),
        }
    }

    /// The selection as an expression. `Ok(None)` where a pipeline has dropped all that it was made
    /// of: it then counts neither way, as for pySigma. The error is reported; the rest is lowered
    /// all the same, so that all errors are seen at once.
    pub(crate) fn lower(self, lowering: &mut Lowering<'_, '_>) -> Result<Option<Expression<FieldTest>>, Reported> {
        let (parts, all) = match self {
            Self::Item(item) => return item.lower(lowering).map(Some),
            Self::All(parts) => (parts, true),
            Self::Any(parts) => (parts, false),
        };
        let parts: Vec<_> = parts.into_iter().map(|part| part.lower(lowering)).collect();
        let parts: Vec<_> = parts.into_iter().collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect();
        if parts.is_empty() {
            return Ok(None);
        }
        Ok(Some(if all { Expression::all(parts) } else { Expression::any(parts) }))
    }
}

/// An error that a collector has.
#[derive(Debug)]
pub(crate) struct Reported;

impl Item {
    fn lower(self, lowering: &mut Lowering<'_, '_>) -> Result<Expression<FieldTest>, Reported> {
        let Self { field, span, modifiers, values, .. } = self;
        if let Some(field) = &field {
            lowering.name(field, span);
        }
        // A keyword's text may stand anywhere in a value.
        let test = |test| match test {
            Test::Text { pattern, cased } if field.is_none() => Test::Text { pattern: pattern.open_start().open_end(), cased },
            other => other,
        };
        let test = |one| Expression::Test(FieldTest { field: field.clone(), test: test(one) });
        let (mut parts, mut good) = (Vec::with_capacity(values.len()), true);
        for value in values {
            let (place, negated) = (value.span, value.negated);
            let Some(tests) = value::spend(value, &modifiers, lowering.placeholders, lowering.collector) else {
                good = false;
                continue;
            };
            for test in &tests {
                if let Test::Field { other, .. } = test {
                    lowering.name(other, place);
                }
            }
            let any = match <[Test; 1]>::try_from(tests) {
                Ok([only]) => test(only),
                Err(tests) => Expression::any(tests.into_iter().map(test)),
            };
            parts.push(if negated { any.not() } else { any });
        }
        if !good {
            return Err(Reported);
        }
        if parts.is_empty() {
            // What a pipeline left without values asks for null, as for pySigma.
            parts.push(test(Test::Null));
        }
        let joined = if modifiers.all { Expression::all(parts) } else { Expression::any(parts) };
        Ok(if modifiers.negated { joined.not() } else { joined })
    }
}

impl Lowering<'_, '_> {
    fn name(&mut self, field: &str, span: Span) {
        if !self.fields.iter().any(|(known, _)| known == field) {
            self.fields.push((field.to_owned(), span));
        }
    }
}
