//! What the rules that match come to: rules with the response `allow` take out those that they
//! list, and of the rest the strictest response is the answer.
//!
//! ```text
//! matched      3 (alert)   7 (block)   9 (allow, lists 7)
//! allowed by                           9
//! answer       3 (alert)
//! ```
//!
//! An `allow` rule takes out what it lists and nothing else, however strict; one that took nothing
//! out is not named. Rules of the same response stand in the order of their numbers, so that an
//! answer does not depend on the order in which values came.
//!
//! Nothing is allocated: the lists of the thread are sorted and thinned in place.

use super::Verdict;
use super::scratch::Scratch;
use crate::order;
use crate::rule_set::RuleSet;

impl Scratch {
    /// Takes out what allow rules name, and orders the rest.
    pub(super) fn decide(&mut self, rules: &RuleSet) {
        let Self { matched, allowing, .. } = self;
        let targets = |allow: u32| rules.targets.get(&allow).map(Vec::as_slice).unwrap_or_default();
        if matched.is_empty() {
            allowing.clear();
            return;
        }
        if !allowing.is_empty() {
            allowing.retain(|allow| matched.iter().any(|rule| targets(*allow).binary_search(rule).is_ok()));
            allowing.sort_unstable();
            matched.retain(|rule| !allowing.iter().any(|allow| targets(*allow).binary_search(rule).is_ok()));
        }
        let response = |rule: u32| rules.responses.get(rule as usize).copied();
        order::sort_unstable_by(matched, |a, b| response(*b).cmp(&response(*a)).then(a.cmp(b)));
        self.strictest = matched.first().and_then(|rule| response(*rule));
    }

    /// What was decided, as the host is told.
    pub(super) fn verdict(&self) -> Verdict<'_> {
        Verdict { response: self.strictest, matched: &self.matched, allowed_by: &self.allowing, complete: self.complete }
    }
}
