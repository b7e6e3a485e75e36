//! The policy's responses: by a rule's id, level, tag or author.
//!
//! | rule's own | policy, of all keys that fit | the rule's response |
//! |---|---|---|
//! | none | none | `alert` |
//! | `log` | `high: block` | `block`: the strictest of both |
//! | `block` | `high: log` | `block` |
//! | `allow` | anything | `allow`: an exception is no response to be made stricter |
//!
//! `allow` cannot come from the policy, for such a rule must list what it takes out. What is no
//! response is an error, and a key that fits no rule a warning (`OVERT_RULE_RESPONSE`).

use super::unplaced;
use crate::code::Code;
use crate::diagnostic::{Diagnostic, Severity, suggestion};
use crate::response::Response;

/// The responses of `responses:`, in the order in which they stand there.
#[derive(Debug, Default)]
pub(super) struct Policy {
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    /// An id, a level, a tag or an author.
    key: String,
    /// `None` where it cannot be used.
    response: Option<Response>,
    /// Whether it fitted any rule.
    used: bool,
}

impl Policy {
    /// Reads the responses, and says which cannot be used; `allow` cannot be one, as it needs a
    /// list of rules.
    pub(super) fn read(responses: &[(String, String)]) -> (Self, Vec<Diagnostic>) {
        let (mut entries, mut problems) = (Vec::new(), Vec::new());
        for (key, name) in responses {
            let response = Response::from_name(name).filter(|response| *response != Response::Allow);
            if response.is_none() {
                let message = format!("`responses`: `{name}` cannot be the response for `{key}`");
                let hint = suggestion(name, ["log", "alert", "block", "kill"]);
                problems.push(Diagnostic { hint, ..unplaced(Code::RuleResponse, Severity::Error, message) });
            }
            entries.push(Entry { key: key.clone(), response, used: false });
        }
        (Self { entries }, problems)
    }

    /// The strictest of a rule's own response and those of the policy that fit it. `own` is the
    /// rule's id, level and author.
    pub(super) fn response(&mut self, response: Option<Response>, own: [Option<&String>; 3], tags: &[String]) -> Response {
        let mut strictest = response;
        for entry in &mut self.entries {
            if !own.into_iter().flatten().any(|one| *one == entry.key) && !tags.contains(&entry.key) {
                continue;
            }
            entry.used = true;
            if response != Some(Response::Allow) {
                strictest = strictest.max(entry.response);
            }
        }
        strictest.unwrap_or(Response::Alert)
    }

    /// The keys that fitted no rule.
    pub(super) fn unused(&self) -> Vec<String> {
        self.entries.iter().filter(|entry| !entry.used).map(|entry| entry.key.clone()).collect()
    }
}
