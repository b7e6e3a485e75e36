//! What records and alerts say of a rule.

use crate::response::Response;

/// A rule as records and alerts name it. Its number is its place in
/// [`RuleSet::rules`](crate::RuleSet::rules).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleInfo {
    /// The rule's id; its name or else its title where it has none.
    pub id: String,
    /// The rule's name, if it has one.
    pub name: Option<String>,
    /// The rule's title.
    pub title: String,
    /// `informational`, `low`, `medium`, `high` or `critical`; `medium` where the rule does not
    /// say.
    pub level: String,
    /// What the rule asks for.
    pub response: Response,
    /// The rule's description in one line, or its title: the message of a refusal.
    pub message: String,
    /// The rule's author, if it names one.
    pub author: Option<String>,
    /// The rule's tags.
    pub tags: Vec<String>,
}
