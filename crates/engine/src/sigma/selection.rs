//! Selections: maps, lists of maps and keywords, joined as the specification says (Detection, Search-Identifier).

use super::modifier::{self, Comparison, Modifiers};
use super::placeholder::Placeholders;
use super::value;
use super::yaml::{Key, Node, Value};
use super::{FieldTest, Place, Test};
use crate::code::Code;
use crate::diagnostic::{Collector, Span};
use crate::expression::Expression;

/// Lowers selections; remembers where each field was first named.
pub(crate) struct Selections<'c, 'f> {
    pub(crate) collector: &'c mut Collector<'f>,
    pub(crate) placeholders: &'c Placeholders,
    pub(crate) fields: Vec<(String, Span)>,
}

/// What a part of a detection becomes; `None` after an error, which is reported.
pub(crate) type Lowered = Option<Expression<FieldTest>>;

impl Selections<'_, '_> {
    /// A whole selection. After an error the rest is read all the same, so that all errors are seen at once.
    pub(crate) fn selection(&mut self, node: &Node) -> Lowered {
        match &node.value {
            Value::Map(pairs) => {
                if pairs.is_empty() {
                    return self.fail(Code::RuleMissing, node.span, "the selection is empty", "name at least one field");
                }
                let parts: Vec<Lowered> = pairs.iter().map(|(key, value)| self.field(key, value)).collect();
                parts.into_iter().collect::<Option<Vec<_>>>().map(Expression::all)
            }
            Value::List(items) => {
                if items.is_empty() {
                    return self.fail(Code::RuleMissing, node.span, "the selection is empty", "list at least one keyword or map");
                }
                let parts: Vec<Lowered> = items.iter().map(|item| self.item(item)).collect();
                parts.into_iter().collect::<Option<Vec<_>>>().map(Expression::any)
            }
            Value::Null => {
                self.fail(Code::RuleMissing, node.span, "the selection is empty", "write a map of fields, or a list of keywords")
            }
            _ => self.item(node),
        }
    }

    fn item(&mut self, node: &Node) -> Lowered {
        match &node.value {
            Value::Map(_) | Value::List(_) => self.selection(node),
            _ => self.value(None, node, &Modifiers::keyword()),
        }
    }

    fn field(&mut self, key: &Key, node: &Node) -> Lowered {
        let (name, mut modifiers) = modifier::parse(&key.text, key.span, self.collector)?;
        let field = (!name.is_empty()).then_some(name);
        if let Some(name) = field {
            self.name(name, key.span);
        } else {
            match modifiers.comparison {
                Comparison::Text => modifiers.place = Place::Anywhere,
                Comparison::Regex { .. } => {}
                _ => {
                    let message = "a keyword is text or a regular expression: this modifier needs a field";
                    return self.fail(Code::RuleModifier, key.span, message, "write the field's name before the first `|`");
                }
            }
        }
        let values = match &node.value {
            Value::List(items) => {
                if items.is_empty() {
                    let message = format!("the list of `{}` is empty", key.text);
                    return self.fail(Code::RuleType, node.span, message, "list at least one value, or use `null`");
                }
                if let Some(item) = items.iter().find(|item| matches!(item.value, Value::Null)) {
                    let hint = "write a selection of its own with `null`, and join it in the condition";
                    return self.fail(Code::RuleType, item.span, "`null` cannot stand in a list", hint);
                }
                items.as_slice()
            }
            _ => std::slice::from_ref(node),
        };
        let parts: Vec<Lowered> = values.iter().map(|value| self.value(field, value, &modifiers)).collect();
        let parts = parts.into_iter().collect::<Option<Vec<_>>>()?;
        let joined = if modifiers.all { Expression::all(parts) } else { Expression::any(parts) };
        Some(if modifiers.negated { joined.not() } else { joined })
    }

    /// One value of a field or one keyword: any of the tests that it stands for.
    fn value(&mut self, field: Option<&str>, node: &Node, modifiers: &Modifiers) -> Lowered {
        if field.is_none() && matches!(node.value, Value::Null) {
            return self.fail(Code::RuleType, node.span, "`null` cannot be a keyword", "name the field that must be absent");
        }
        let tests = value::tests(node, modifiers, self.placeholders, self.collector)?;
        for test in &tests.any {
            if let Test::Field { other, .. } = test {
                self.name(other, node.span);
            }
        }
        let field = field.map(str::to_owned);
        let any = Expression::any(tests.any.into_iter().map(|test| Expression::Test(FieldTest { field: field.clone(), test })));
        Some(if tests.negated { any.not() } else { any })
    }

    fn name(&mut self, field: &str, span: Span) {
        if !self.fields.iter().any(|(known, _)| known == field) {
            self.fields.push((field.to_owned(), span));
        }
    }

    fn fail(&mut self, code: Code, span: Span, message: impl Into<String>, hint: &str) -> Lowered {
        self.collector.error(code, span, message, hint);
        None
    }
}
