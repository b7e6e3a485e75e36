//! The transformations that change names of fields, read from their parameters; `field.rs` applies
//! them.
//!
//! | `type` | pySigma's class | parameters |
//! |---|---|---|
//! | `field_name_mapping` | `FieldMappingTransformation` | `mapping` |
//! | `field_name_prefix_mapping` | `FieldPrefixMappingTransformation` | `mapping` |
//! | `field_name_prefix` | `AddFieldnamePrefixTransformation` | `prefix` |
//! | `field_name_suffix` | `AddFieldnameSuffixTransformation` | `suffix` |
//! | `field_name_transform` | `FieldFunctionTransformation` | `transform_func`, `mapping` |
//!
//! ```yaml
//! mapping:
//!   Image: file                          # one name for another
//!   User: [user, effective_user]         # several: any of them may answer
//!   null: command_line                   # keywords are looked for in this field
//! ```
//!
//! Traps:
//!
//! - pySigma's `transform_func` is a Python function; here it is the word `lower` or `upper`.
//! - In `field_name_prefix_mapping` the key `null` is the empty prefix, with which every name
//!   begins; pySigma refuses it.
//!
//! Errors are [`Code::Pipeline`](crate::code::Code::Pipeline).

use crate::sigma::pipeline::parameters::Parameters;
use crate::sigma::pipeline::transformation::FieldChange;

/// Reads the transformation `name`, which is one of these five. `None` after an error, which is
/// reported.
pub(super) fn fields(name: &str, step: &mut Parameters<'_, '_, '_>) -> Option<FieldChange> {
    Some(match name {
        "field_name_mapping" => FieldChange::Mapping(mapping(step)?),
        "field_name_prefix_mapping" => {
            let mapping = mapping(step)?;
            FieldChange::Prefixes(mapping.into_iter().map(|(from, to)| (from.unwrap_or_default(), to)).collect())
        }
        "field_name_prefix" => FieldChange::Prefix(step.text("prefix")?.to_owned()),
        "field_name_suffix" => FieldChange::Suffix(step.text("suffix")?.to_owned()),
        _ => {
            step.required("transform_func")?;
            let upper = step.word("transform_func", &["lower", "upper"])? == "upper";
            let mapping = if step.at("mapping").is_some() { mapping(step)? } else { Vec::new() };
            FieldChange::Case { upper, mapping }
        }
    })
}

/// A mapping of names, none of which vanishes: an empty list, or an empty name, is an error.
///
/// For pySigma an empty list drops the name; a mapping that was left unfinished would drop what a
/// rule asks.
fn mapping(step: &mut Parameters<'_, '_, '_>) -> Option<Vec<(Option<String>, Vec<String>)>> {
    let mapping = step.mapping("mapping")?;
    let span = step.at("mapping").map_or(step.span, |node| node.span);
    if let Some((from, _)) = mapping.iter().find(|(_, to)| to.is_empty() || to.iter().any(String::is_empty)) {
        let message = format!("`{}` is mapped to nothing", from.as_deref().unwrap_or("null"));
        return step.fail(span, message, "name a field, or drop items with `drop_detection_item`");
    }
    Some(mapping)
}
