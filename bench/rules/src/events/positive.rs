//! Events from a rule: its fields get values that its selections ask for. Many match, all come near.

use serde_json::Value;
use serde_norway::Value as Yaml;

use crate::random::Random;
use crate::rules::Rule;

/// The fields with values that the rule asks for.
pub fn fields(random: &mut Random, rule: &Rule) -> Vec<(String, Value)> {
    let mut fields = Vec::new();
    let Some(detection) = rule.yaml.get("detection").and_then(Yaml::as_mapping) else { return fields };
    for (name, selection) in detection {
        let name = name.as_str().unwrap_or_default();
        let excluded = ["filter", "exclu", "condition", "optional"].iter().any(|part| name.contains(part));
        if !excluded && !(name.starts_with("selection_") && random.percent(10)) {
            map(random, selection, &mut fields);
        }
    }
    fields
}

fn map(random: &mut Random, selection: &Yaml, fields: &mut Vec<(String, Value)>) {
    match selection {
        Yaml::Mapping(items) => {
            for (key, value) in items {
                let Some(key) = key.as_str() else { continue };
                let mut parts = key.split('|');
                let field = parts.next().unwrap_or_default().trim().to_owned();
                let modifiers: Vec<&str> = parts.collect();
                if field.is_empty() || modifiers.iter().any(|one| matches!(*one, "re" | "exists" | "cidr" | "fieldref" | "expand")) {
                    continue;
                }
                if let Some(text) = value_of(random, value, &modifiers) {
                    put(fields, field, &text);
                }
            }
        }
        Yaml::Sequence(list) if !list.is_empty() => {
            let one = random.below(list.len());
            map(random, &list[one], fields);
        }
        _ => {}
    }
}

/// A value that stands as the modifiers say.
fn value_of(random: &mut Random, value: &Yaml, modifiers: &[&str]) -> Option<String> {
    let text = |value: &Yaml| match value {
        Yaml::String(text) => Some(text.replace(r"\\*", r"\*").replace('*', "any").replace('?', "x")),
        Yaml::Number(number) => Some(number.to_string()),
        Yaml::Bool(value) => Some(value.to_string()),
        _ => None,
    };
    let chosen = match value {
        Yaml::Sequence(list) if modifiers.contains(&"all") => list.iter().filter_map(text).collect::<Vec<_>>().join(" x "),
        Yaml::Sequence(list) if !list.is_empty() => text(random.pick(list))?,
        other => text(other)?,
    };
    let (before, behind) = (format!("C:\\x{}\\", random.hex(4)), format!(" --y {}", random.hex(6)));
    let has = |name: &str| modifiers.contains(&name);
    Some(match () {
        () if has("contains") => format!("{before}{chosen}{behind}"),
        () if has("startswith") => format!("{chosen}{behind}"),
        () if has("endswith") => format!("{before}{chosen}"),
        () => chosen,
    })
}

/// A field that two selections ask for gets both values, one behind the other.
fn put(fields: &mut Vec<(String, Value)>, field: String, text: &str) {
    match fields.iter_mut().find(|(name, _)| *name == field) {
        Some((_, Value::String(old))) => {
            let joined = format!("{text} {old}");
            *old = joined;
        }
        _ => fields.push((field, Value::String(text.to_owned()))),
    }
}
