//! What answers and records say of a rule: taken from its document once, so that nobody who judges
//! reads the document.
//!
//! | | a rule | a correlation |
//! |---|---|---|
//! | id | the first that it has of `id`, `name` and `title` | the same |
//! | message | its description in one line, or its title | its description as it stands, or its title |
//! | response | the strictest of its own and the policy's, or `alert` | the same |

use crate::response::Response;
use crate::rule_info::RuleInfo;
use crate::sigma::correlation::Correlation;
use crate::sigma::rule::Rule;

/// What an answer says of a correlation.
pub(super) fn correlation_info(one: &Correlation, response: Response) -> RuleInfo {
    let id = one.id.as_ref().map(|(id, _)| id.clone()).or_else(|| one.name.clone()).unwrap_or_else(|| one.title.clone());
    RuleInfo {
        id,
        name: one.name.clone(),
        title: one.title.clone(),
        level: one.level.clone(),
        response,
        message: one.description.clone().unwrap_or_else(|| one.title.clone()),
        author: one.author.clone(),
        tags: one.tags.clone(),
    }
}

/// What an answer says of a rule. Its id is the first that it has of `id`, `name` and `title`; its
/// message is its description in one line.
pub(super) fn info(rule: &Rule, response: Response) -> RuleInfo {
    let id = rule.id.as_ref().map(|(id, _)| id.clone()).or_else(|| rule.name.clone()).unwrap_or_else(|| rule.title.clone());
    let description =
        rule.description.as_deref().map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|text| !text.is_empty());
    RuleInfo {
        id,
        name: rule.name.clone(),
        title: rule.title.clone(),
        level: rule.level.clone(),
        response,
        message: description.unwrap_or_else(|| rule.title.clone()),
        author: rule.author.clone(),
        tags: rule.tags.clone(),
    }
}
