//! Selections: maps, lists of maps, keywords, and their values (Sigma specification, Detection).

use super::modifier::{self, Comparison, Modifiers};
use super::network::Network;
use super::pattern::Pattern;
use super::yaml::{Key, Node, Value};
use super::{FieldTest, Test};
use crate::code::Code;
use crate::diagnostic::{Collector, Span};
use crate::expression::Expression;
use crate::limits;

/// Lowers selections; remembers where each field was first named.
pub(crate) struct Selections<'c, 'f> {
    pub(crate) collector: &'c mut Collector<'f>,
    pub(crate) fields: Vec<(String, Span)>,
}

type Lowered = Option<Expression<FieldTest>>;

impl Selections<'_, '_> {
    /// A whole selection. `None` after an error, which is reported; the rest is read all the same, so that all errors are seen at once.
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
            _ => self.keyword(node),
        }
    }

    fn item(&mut self, node: &Node) -> Lowered {
        match &node.value {
            Value::Map(_) | Value::List(_) => self.selection(node),
            _ => self.keyword(node),
        }
    }

    fn keyword(&mut self, node: &Node) -> Lowered {
        let modifiers =
            Modifiers { comparison: Comparison::Text { open_start: true, open_end: true, cased: false }, all: false, expand: false };
        self.value(None, node, modifiers)
    }

    fn field(&mut self, key: &Key, node: &Node) -> Lowered {
        let (name, mut modifiers) = modifier::parse(&key.text, key.span, self.collector)?;
        let field = (!name.is_empty()).then(|| name.to_owned());
        if let Some(name) = &field {
            if !self.fields.iter().any(|(known, _)| known == name) {
                self.fields.push((name.clone(), key.span));
            }
        } else {
            match &mut modifiers.comparison {
                Comparison::Text { open_start, open_end, .. } => (*open_start, *open_end) = (true, true),
                Comparison::Regex { .. } => {}
                Comparison::Cidr | Comparison::Exists => {
                    return self.fail(
                        Code::RuleModifier,
                        key.span,
                        "`cidr` and `exists` need a field",
                        "write the field's name before the first `|`",
                    );
                }
            }
        }
        let values = match &node.value {
            Value::List(items) => {
                if items.is_empty() {
                    return self.fail(
                        Code::RuleType,
                        node.span,
                        format!("the list of `{}` is empty", key.text),
                        "list at least one value, or use `null`",
                    );
                }
                let nothing = |item: &&Node| matches!(item.value, Value::Null);
                if let Some(item) = items.iter().find(nothing) {
                    let hint = "write a selection of its own with `null`, and join it in the condition";
                    return self.fail(Code::RuleType, item.span, "`null` cannot stand in a list", hint);
                }
                items.as_slice()
            }
            _ => std::slice::from_ref(node),
        };
        let parts: Vec<Lowered> = values.iter().map(|value| self.value(field.as_deref(), value, modifiers)).collect();
        let parts = parts.into_iter().collect::<Option<Vec<_>>>()?;
        Some(if modifiers.all { Expression::all(parts) } else { Expression::any(parts) })
    }

    fn value(&mut self, field: Option<&str>, node: &Node, modifiers: Modifiers) -> Lowered {
        let text = match &node.value {
            Value::String(text) | Value::Integer(text) | Value::Float(text) => text.as_str(),
            Value::Boolean(true) => "true",
            Value::Boolean(false) => "false",
            Value::Null => return self.null(field, node, modifiers),
            Value::List(_) | Value::Map(_) => {
                let message = format!("{} cannot be a value of a field", node.kind());
                return self.fail(Code::RuleType, node.span, message, "write text, a number, a boolean, `null`, or a list of them");
            }
        };
        if text.len() > limits::PATTERN_BYTES {
            let message = format!("the value has {} bytes; at most {} are allowed", text.len(), limits::PATTERN_BYTES);
            return self.fail(Code::RuleLimit, node.span, message, "shorten it");
        }
        if modifiers.expand {
            return self.placeholders(text, node.span);
        }
        let question = match modifiers.comparison {
            Comparison::Text { open_start, open_end, cased } => {
                let mut pattern = Pattern::parse(text);
                if open_start {
                    pattern = pattern.open_start();
                }
                if open_end {
                    pattern = pattern.open_end();
                }
                Test::Text { pattern, cased }
            }
            Comparison::Regex { ignore_case, multi_line, dot_all } => {
                let flags: String =
                    [(ignore_case, 'i'), (multi_line, 'm'), (dot_all, 's')].iter().filter(|(on, _)| *on).map(|(_, flag)| *flag).collect();
                let source = if flags.is_empty() { text.to_owned() } else { format!("(?{flags}){text}") };
                if let Err(error) = crate::index::regex::compile(&source) {
                    let hint = "the syntax is that of Rust's crate `regex`: no look-around and no back-references";
                    return self.fail(Code::RuleRegex, node.span, format!("the regular expression cannot be compiled: {error}"), hint);
                }
                Test::Regex(source)
            }
            Comparison::Cidr => match Network::parse(text) {
                Ok(network) => Test::Cidr(network),
                Err(why) => {
                    let hint = "write a network such as `10.0.0.0/8` or `fe80::/10`";
                    return self.fail(Code::RuleCidr, node.span, format!("`{text}` is not a network: {why}"), hint);
                }
            },
            Comparison::Exists => {
                let Value::Boolean(expected) = node.value else {
                    return self.fail(
                        Code::RuleType,
                        node.span,
                        format!("`exists` takes a boolean, not {}", node.kind()),
                        "write `true` or `false`",
                    );
                };
                let exists = Expression::Test(FieldTest { field: field.map(str::to_owned), test: Test::Exists });
                return Some(if expected { exists } else { exists.not() });
            }
        };
        Some(Expression::Test(FieldTest { field: field.map(str::to_owned), test: question }))
    }

    fn null(&mut self, field: Option<&str>, node: &Node, modifiers: Modifiers) -> Lowered {
        let plain = Comparison::Text { open_start: false, open_end: false, cased: false };
        if field.is_none() {
            return self.fail(Code::RuleType, node.span, "`null` cannot be a keyword", "name the field that must be absent");
        }
        if modifiers.comparison != plain || modifiers.all || modifiers.expand {
            return self.fail(Code::RuleModifier, node.span, "`null` cannot be combined with a modifier", "remove the modifier");
        }
        Some(Expression::Test(FieldTest { field: field.map(str::to_owned), test: Test::Null }))
    }

    /// `expand`: refused, with the names of the placeholders.
    fn placeholders(&mut self, text: &str, span: Span) -> Lowered {
        let names: Vec<String> =
            text.split('%').skip(1).step_by(2).filter(|name| !name.is_empty()).map(|name| format!("`%{name}%`")).collect();
        let names = if names.is_empty() { "none is named".to_owned() } else { names.join(", ") };
        self.fail(
            Code::RulePlaceholder,
            span,
            format!("the placeholder is not configured: {names}"),
            "write the values themselves, without `expand`",
        )
    }

    fn fail(&mut self, code: Code, span: Span, message: impl Into<String>, hint: &str) -> Lowered {
        self.collector.error(code, span, message, hint);
        None
    }
}
