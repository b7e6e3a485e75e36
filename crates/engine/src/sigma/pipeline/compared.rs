//! Values of a pipeline's parameters, and how they compare: those of `processing_state` and
//! `rule_attribute`.
//!
//! A condition of a pipeline compares what it finds with what it writes, both as YAML has them:
//! `10` is a number and `'10'` a text, and the two are not equal. Texts are ordered by their
//! characters' numbers, booleans `false` before `true`. Of values of different types only `ne` and
//! `not_in` hold.

use super::super::yaml::{Node, Value};

/// A scalar.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Scalar {
    /// As it is written.
    Text(String),
    /// Whole or not; both compare as one kind.
    Number(f64),
    Boolean(bool),
}

impl Scalar {
    /// `None` for lists, maps and null.
    pub(super) fn of(node: &Node) -> Option<Self> {
        match &node.value {
            Value::String(text) => Some(Self::Text(text.clone())),
            Value::Integer(text) | Value::Float(text) => text.parse().ok().map(Self::Number),
            Value::Boolean(value) => Some(Self::Boolean(*value)),
            Value::Null | Value::List(_) | Value::Map(_) => None,
        }
    }
}

/// An operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    NotEqual,
    AtLeast,
    Greater,
    AtMost,
    Less,
    In,
    NotIn,
}

impl Operator {
    /// Their names; those of lists are the last.
    pub(super) const NAMES: [(&'static str, Self); 8] = [
        ("eq", Self::Equal),
        ("ne", Self::NotEqual),
        ("gte", Self::AtLeast),
        ("gt", Self::Greater),
        ("lte", Self::AtMost),
        ("lt", Self::Less),
        ("in", Self::In),
        ("not_in", Self::NotIn),
    ];

    /// Whether `left` stands in the relation to `right`; values of different types are only
    /// unequal.
    pub(super) fn holds(self, left: &Scalar, right: &Scalar) -> bool {
        let order = match (left, right) {
            (Scalar::Text(left), Scalar::Text(right)) => left.partial_cmp(right),
            (Scalar::Number(left), Scalar::Number(right)) => left.partial_cmp(right),
            (Scalar::Boolean(left), Scalar::Boolean(right)) => left.partial_cmp(right),
            _ => None,
        };
        match self {
            Self::Equal | Self::In => order.is_some_and(std::cmp::Ordering::is_eq),
            Self::NotEqual | Self::NotIn => !order.is_some_and(std::cmp::Ordering::is_eq),
            Self::AtLeast => order.is_some_and(std::cmp::Ordering::is_ge),
            Self::Greater => order.is_some_and(std::cmp::Ordering::is_gt),
            Self::AtMost => order.is_some_and(std::cmp::Ordering::is_le),
            Self::Less => order.is_some_and(std::cmp::Ordering::is_lt),
        }
    }
}
