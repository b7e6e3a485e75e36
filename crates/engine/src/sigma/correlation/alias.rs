//! The aliases of a correlation: one name for fields that its rules call differently.

use crate::code::Code;
use crate::diagnostic::{Collector, Span};
use crate::sigma::yaml::{Node, Value};

/// One name for the fields of several rules.
#[derive(Debug)]
pub(crate) struct Alias {
    pub(crate) name: String,
    /// The rule, by id or name, and the field in its events.
    pub(crate) of: Vec<(String, Span, String)>,
}

/// Reads `aliases`; what is no map of maps of texts is reported as [`Code::RuleType`], and left
/// out.
pub(super) fn aliases(section: &Node, collector: &mut Collector<'_>) -> Vec<Alias> {
    let Some((_, node)) = section.at("aliases") else { return Vec::new() };
    let hint = "write `alias: { rule: field }`";
    let Value::Map(pairs) = &node.value else {
        collector.error(Code::RuleType, node.span, format!("`aliases` must be a map, not {}", node.kind()), hint);
        return Vec::new();
    };
    let mut aliases = Vec::new();
    for (key, value) in pairs {
        let Value::Map(of) = &value.value else {
            collector.error(Code::RuleType, value.span, format!("an alias must be a map, not {}", value.kind()), hint);
            continue;
        };
        let mut fields = Vec::new();
        for (rule, field) in of {
            match field.text() {
                Some(text) => fields.push((rule.text.clone(), rule.span, text.to_owned())),
                None => collector.error(Code::RuleType, field.span, format!("a field's name must be text, not {}", field.kind()), hint),
            }
        }
        aliases.push(Alias { name: key.text.clone(), of: fields });
    }
    aliases
}
