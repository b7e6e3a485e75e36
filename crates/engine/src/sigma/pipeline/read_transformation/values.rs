//! The transformations that change values, read from their parameters; `item.rs` applies them.
//!
//! | `type` | pySigma's class | parameters |
//! |---|---|---|
//! | `replace_string` | `ReplaceStringTransformation` | `regex`, `replacement` and two booleans |
//! | `map_string` | `MapStringTransformation` | `mapping` |
//! | `set_value` | `SetValueTransformation` | `value`, `force_type` |
//! | `convert_type` | `ConvertTypeTransformation` | `target_type` |
//! | `case` | `CaseTransformation` | `method` |
//!
//! ```yaml
//! - { type: replace_string, regex: '^\*\\([^\\]+)$', replacement: '\1' }   # `*\cmd.exe` becomes `cmd.exe`
//! - { type: map_string, mapping: { High: [S-1-16-12288, high] } }
//! - { type: set_value, value: 7, force_type: str }
//! - { type: convert_type, target_type: num }
//! - { type: case, method: upper }
//! ```
//!
//! The two booleans of `replace_string`, `skip_special` and `interpret_special`, are false where
//! they are left out; `ValueChange::value` says what they do. `case` does not know pySigma's
//! `snake_case`. A replacement is checked when it is read, so that a group that the expression does
//! not have is an error at `replacement` and not an empty text in a rule.
//!
//! Errors are [`Code::Pipeline`], and [`Code::RuleRegex`] for an
//! expression that cannot be compiled.

use crate::code::Code;
use crate::sigma::pattern::Pattern;
use crate::sigma::pipeline::condition::Written;
use crate::sigma::pipeline::parameters::Parameters;
use crate::sigma::pipeline::python::{self, Replacement};
use crate::sigma::pipeline::read_condition::written;
use crate::sigma::pipeline::text;
use crate::sigma::pipeline::transformation::ValueChange;
use crate::sigma::value::Kind;
use crate::sigma::yaml::Value;

/// Reads the transformation `name`, which is one of these five. `None` after an error, which is
/// reported.
///
/// In a `mapping` the key `null`, in quotes or not, stands for the empty text, so that no step can
/// map the text `null`. `method` is `lower` where it is left out; `target_type` must be there.
pub(super) fn values(name: &str, step: &mut Parameters<'_, '_, '_>) -> Option<ValueChange> {
    Some(match name {
        "replace_string" => replace(step)?,
        "map_string" => {
            let mapping = step.mapping("mapping")?;
            ValueChange::Map(mapping.into_iter().map(|(from, to)| (from.unwrap_or_default(), to)).collect())
        }
        "set_value" => set_value(step)?,
        "convert_type" => {
            step.required("target_type")?;
            if step.word("target_type", &["str", "num"])? == "str" { ValueChange::ToText } else { ValueChange::ToNumber }
        }
        _ => ValueChange::Case { upper: step.word("method", &["lower", "upper"])? == "upper" },
    })
}

/// `replace_string`: an expression that may match anywhere in a value, and what stands in the place
/// of each match, by Python's rules for `re.sub`.
fn replace(step: &mut Parameters<'_, '_, '_>) -> Option<ValueChange> {
    let (source, with) = (step.text("regex")?, step.text("replacement")?);
    let (skip_special, interpret_special) = (step.boolean("skip_special")?, step.boolean("interpret_special")?);
    let place = |key: &str| step.at(key).map_or(step.span, |node| node.span);
    let (regex_place, with_place) = (place("regex"), place("replacement"));
    let regex = match python::compile(source, false) {
        Ok(regex) => regex,
        Err(why) => {
            let hint = "the syntax is that of Rust's crate `regex`: no look-around and no back-references";
            let message = format!("the regular expression cannot be compiled: {why}");
            step.collector.error(Code::RuleRegex, regex_place, message, hint);
            return None;
        }
    };
    let with = match Replacement::parse(with) {
        Ok(with) => with,
        Err(why) => return step.fail(with_place, why, "write `\\1` or `\\g<name>` for a group, `\\\\` for a backslash"),
    };
    if let Some(group) = with.missing(&regex) {
        return step.fail(with_place, format!("the expression has no group `{group}`"), "name a group that it has");
    }
    Some(ValueChange::Replace { regex, with, skip_special, interpret_special })
}

/// `set_value`; a value that is null asks that the field be absent.
///
/// Without `force_type` the value is of the kind that YAML says. With it, `str` makes text of a
/// number and `num` a number of text that is one; a boolean can be neither, and is an error. Beside
/// null it is not looked at.
fn set_value(step: &mut Parameters<'_, '_, '_>) -> Option<ValueChange> {
    let null = step.pairs.iter().any(|(key, node)| key.text == "value" && matches!(node.value, Value::Null));
    if null {
        return Some(ValueChange::Set(Written { kind: Kind::Null, pattern: Pattern::default() }));
    }
    let mut written = written(step, "value")?;
    if step.at("force_type").is_some() {
        let kind = if step.word("force_type", &["str", "num"])? == "str" { Kind::Text } else { Kind::Number };
        let span = step.at("value").map_or(step.span, |node| node.span);
        let number = |written: &Written| text::plain(&written.pattern).parse::<f64>().is_ok();
        if written.kind == Kind::Boolean || kind == Kind::Number && !number(&written) {
            return step.fail(span, "the value cannot be of the type that `force_type` names", "write a number, or text");
        }
        written.kind = kind;
    }
    Some(ValueChange::Set(written))
}
