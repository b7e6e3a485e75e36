//! Processing pipelines: how rules that were written for other field names and log sources are
//! changed before they are lowered.
//!
//! The format is pySigma's (`name`, `priority`, `vars`, `transformations` with conditions), and so
//! is the meaning: pipelines apply in the order of their priority, lowest first; a transformation
//! applies to a rule where its `rule_conditions` hold, and to an item where its
//! `detection_item_conditions` and `field_name_conditions` do. What makes sense only for a query
//! language, or needs files, hosts or commands, is an error when rules are loaded.
//!
//! ```text
//! name: from Sysmon
//! priority: 20
//! transformations:
//!   - id: names                                # other steps may ask whether it applied
//!     type: field_name_mapping
//!     mapping: { Image: file, CommandLine: command_line }
//!     rule_conditions:
//!       - { type: logsource, category: process_creation }
//! ```
//!
//! `read*` turn the text into steps, `transformation` and `condition` say what a step is, `apply`
//! takes one rule after the other through all steps, and `field`, `item`, `rule` do to names,
//! values and rules what a step asks. `docs/pipelines.md` lists for users what is known.
//!
//! # What a pipeline makes of a rule
//!
//! ```
//! # mod shared { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/doctest.rs")); } use shared::*;
//! let rule = "selection: { CommandLine|contains: curl, Image|endswith: /sh }, condition: selection";
//! let pipeline = "
//! name: example
//! priority: 20
//! transformations:
//!   - type: field_name_mapping
//!     mapping: { CommandLine: command_line, Image: [file, executable] }
//!   - type: drop_detection_item
//!     field_name_conditions: [{ type: include_fields, fields: [executable] }]
//! ";
//! // Several names are alternatives; of these, one is dropped again.
//! assert_eq!(lowered(rule, pipeline), "command_line|contains: curl and file|endswith: /sh");
//! ```
//!
//! Steps see what the steps before them left: `Image` is no field any more once it is mapped.
//! Conditions on the rule are asked once for each step, those on items for each item. A step with
//! an `id` that applied can be asked for by later ones (`processing_item_applied`).

mod apply;
mod compared;
mod condition;
mod field;
mod item;
mod parameters;
mod python;
mod read;
mod read_condition;
mod read_transformation;
mod rule;
mod text;
mod transformation;

use super::correlation::Correlation;
use super::draft::Draft;
use super::yaml::Node;
use crate::diagnostic::Collector;
use crate::order;
use condition::Conditions;
use transformation::Transformation;

/// A pipeline as its author wrote it.
#[derive(Debug)]
struct Pipeline {
    priority: i64,
    /// The values of placeholders by name.
    vars: super::placeholder::Placeholders,
    steps: Vec<Step>,
}

/// A transformation, and when it applies.
#[derive(Debug)]
struct Step {
    id: Option<String>,
    /// The number of the pipeline's file.
    file: usize,
    conditions: Conditions,
    transformation: Transformation,
}

/// Applies pipelines, pairs of name and text, to rules and correlations. `first` is the number of
/// the first pipeline's file; `nodes` holds the documents of the rules. What is wrong with a
/// pipeline, or what one refuses, is reported where it stands; false where a pipeline cannot be
/// read.
pub(crate) fn apply(
    pipelines: &[(String, String)],
    first: usize,
    nodes: &[Node],
    drafts: &mut [Draft],
    correlations: &mut [(usize, Correlation)],
    files: &mut [Collector<'_>],
) -> bool {
    let mut read: Vec<Pipeline> = Vec::new();
    for (file, (_, text)) in (first..).zip(pipelines) {
        if let Some(collector) = files.get_mut(file) {
            read.extend(read::pipeline(text, file, collector));
        }
    }
    if read.len() < pipelines.len() {
        return false;
    }
    order::sort_by(&mut read, |a, b| a.priority.cmp(&b.priority));
    let mut vars = super::placeholder::Placeholders::new();
    let mut steps = Vec::new();
    for pipeline in read {
        vars.extend(pipeline.vars);
        steps.extend(pipeline.steps);
    }
    if !steps.is_empty() {
        apply::to_all(&steps, &vars, nodes, drafts, correlations, files);
    }
    true
}
