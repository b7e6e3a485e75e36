//! From YAML to a pipeline.
//!
//! ```text
//! name, priority        a text; a whole number, 0 where it is not there
//! vars                  name -> value or values, for `%name%` in rules, where a step puts them in
//! transformations       a list of steps, each with its type's keys and conditions
//! postprocessing        refused, unless empty: there is no query to change
//! finalizers            the same
//! ```
//!
//! Reading is strict: a key that is not known is an error with a suggestion, since a misspelt
//! condition would apply a step to every rule. Every part is read although one before it failed, so
//! that one run names all that is wrong.

use super::super::placeholder::Placeholders;
use super::super::yaml::{self, Node, Value};
use super::parameters::Parameters;
use super::{Pipeline, Step, read_condition, read_transformation};
use crate::code::Code;
use crate::diagnostic::{Collector, Span};

/// The keys of a pipeline. `allowed_backends` is for pySigma and means nothing here.
const KEYS: &[&str] = &["name", "priority", "vars", "transformations", "postprocessing", "finalizers", "allowed_backends"];
/// The keys of a step besides those of its transformation.
const STEP_KEYS: &[&str] = &["id", "type"];

/// Reads a pipeline. `None` after an error, which is reported.
pub(super) fn pipeline(text: &str, file: usize, collector: &mut Collector<'_>) -> Option<Pipeline> {
    let documents = yaml::read(text, Code::Pipeline, collector);
    if collector.errors() > 0 {
        return None;
    }
    let [document] = documents.as_slice() else {
        let message = format!("a pipeline is one document, and the file holds {}", documents.len());
        collector.error(Code::Pipeline, Span::START, message, "put each pipeline into a file of its own");
        return None;
    };
    let mut parameters = Parameters::of(document, "a pipeline", collector)?;
    parameters.known("a pipeline", &[KEYS]);
    let name = parameters.optional_text("name");
    let priority = priority(&mut parameters);
    let vars = vars(&mut parameters);
    for key in ["postprocessing", "finalizers"] {
        if let Some(node) = parameters.at(key).filter(|node| !matches!(&node.value, Value::List(items) if items.is_empty())) {
            let message = format!("`{key}` changes queries, and overt judges by rules themselves");
            parameters.collector.error(Code::PipelineUnsupported, node.span, message, "remove it from the pipeline that overt reads");
        }
    }
    let steps = parameters.at("transformations").map_or(Some(Vec::new()), |node| steps(node, file, 0, parameters.collector));
    let before = name.is_ok() && collector.errors() == 0;
    Some(Pipeline { priority: priority?, vars: vars?, steps: steps? }).filter(|_| before)
}

/// Where the pipeline stands among others: lower ones first, as in pySigma.
fn priority(parameters: &mut Parameters<'_, '_, '_>) -> Option<i64> {
    let Some(node) = parameters.at("priority") else { return Some(0) };
    let number = if let Value::Integer(text) = &node.value { text.parse().ok() } else { None };
    if number.is_none() {
        return parameters.fail(node.span, format!("`priority` must be a whole number, not {}", node.kind()), "write `priority: 10`, say");
    }
    number
}

/// The pipeline's variables: a value, or a list of values, each.
fn vars(parameters: &mut Parameters<'_, '_, '_>) -> Option<Placeholders> {
    let Some(node) = parameters.at("vars") else { return Some(Placeholders::new()) };
    let Value::Map(pairs) = &node.value else {
        return parameters.fail(node.span, format!("`vars` must be a map, not {}", node.kind()), "write `name: [values]`");
    };
    let mut vars = Placeholders::new();
    for (key, value) in pairs {
        vars.insert(key.text.clone(), parameters.list(&key.text, value)?);
    }
    Some(vars)
}

/// Reads steps; `depth` counts how deep they are nested, which the YAML reader bounds.
pub(super) fn steps(node: &Node, file: usize, depth: usize, collector: &mut Collector<'_>) -> Option<Vec<Step>> {
    let Value::List(items) = &node.value else {
        collector.error(Code::Pipeline, node.span, format!("transformations must be a list, not {}", node.kind()), "write `- type: ..`");
        return None;
    };
    let read: Vec<Option<Step>> = items.iter().map(|item| step(item, file, depth, collector)).collect();
    read.into_iter().collect()
}

/// Reads a step: its type first, which says what other keys it may have.
fn step(node: &Node, file: usize, depth: usize, collector: &mut Collector<'_>) -> Option<Step> {
    let mut parameters = Parameters::of(node, "a transformation", collector)?;
    let id = parameters.optional_text("id");
    let (name, transformation) = read_transformation::transformation(&mut parameters, file, depth)?;
    let keys = read_transformation::keys(name);
    parameters.known(&format!("`{name}`"), &[STEP_KEYS, read_condition::KEYS, keys]);
    let conditions = read_condition::conditions(&mut parameters);
    Some(Step { id: id.ok()?, file, conditions: conditions?, transformation: transformation? })
}
