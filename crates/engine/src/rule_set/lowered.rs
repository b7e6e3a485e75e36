//! Rules between compiling and planning: what plans of kinds of events are made from.
//!
//! A rule's detection is an expression over the numbers of tests, and equal tests of all rules have
//! one number, so that what a thousand rules ask is asked once. It speaks of fields by name still;
//! a plan knows where an event has them.
//!
//! ```text
//! tests        0: Image ends with /sh     1: Image ends with /bash     2: CommandLine holds curl
//! rule 0       (0 or 1) and 2
//! rule 1       0 and not 2
//! ```
//!
//! A set keeps these as long as it lives, for a plan may be made at any event. A set of an image
//! has none.

use crate::expression::Expression;
use crate::sigma::FieldTest;

/// One rule, ready to be planned for an event. Its number is its place.
#[derive(Debug)]
pub(crate) struct CompiledRule {
    /// The rules that it takes out (response `allow`), by number.
    pub(crate) targets: Vec<u32>,
    /// The category that its log source names.
    pub(crate) category: Option<String>,
    /// The product that its log source names, in lower case.
    pub(crate) product: Option<String>,
    /// The service that its log source names: the name of an event.
    pub(crate) service: Option<String>,
    /// The ids of the events that it judges, ascending.
    pub(crate) events: Vec<u16>,
    /// Its condition over [`Lowered::tests`].
    pub(crate) expression: Expression<u32>,
}

/// Rules as they are between compiling and planning.
#[derive(Debug)]
pub(crate) struct Lowered {
    /// By number.
    pub(crate) rules: Vec<CompiledRule>,
    /// All different tests of all rules, by number.
    pub(crate) tests: Vec<FieldTest>,
}
