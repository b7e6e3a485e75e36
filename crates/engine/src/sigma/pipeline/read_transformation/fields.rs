//! The transformations that change names of fields.

use crate::sigma::pipeline::parameters::Parameters;
use crate::sigma::pipeline::transformation::FieldChange;

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

/// A mapping of names, none of which vanishes.
fn mapping(step: &mut Parameters<'_, '_, '_>) -> Option<Vec<(Option<String>, Vec<String>)>> {
    let mapping = step.mapping("mapping")?;
    let span = step.at("mapping").map_or(step.span, |node| node.span);
    if let Some((from, _)) = mapping.iter().find(|(_, to)| to.is_empty() || to.iter().any(String::is_empty)) {
        let message = format!("`{}` is mapped to nothing", from.as_deref().unwrap_or("null"));
        return step.fail(span, message, "name a field, or drop items with `drop_detection_item`");
    }
    Some(mapping)
}
