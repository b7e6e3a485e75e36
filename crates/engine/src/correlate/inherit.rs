//! What correlations have seen, handed on to newer rules: who is being counted does not begin anew
//! because a rule was added elsewhere.
//!
//! | before | now | what was seen |
//! |---|---|---|
//! | the same correlation, rules of the same ids | the same, elsewhere in the set | goes on |
//! | a rule of it has another condition, and its old id | the same | goes on: a correction |
//! | another timespan, `group-by`, field or condition | | is lost, and counted |
//! | the correlation is gone | | is lost, and counted |
//! | nothing was seen | | nothing is lost |
//!
//! Where two have one id, as in files that were merged, each is taken over by the first that equals it
//! in everything.

use std::collections::HashMap;

use super::Correlator;
use super::compiled::Compiled;
use crate::rule_set::RuleSet;
use crate::sigma::correlation::{Comparison, Kind};

/// All that a correlation is, without numbers that only one set of rules knows.
///
/// Rules are told by their ids. A rule with another logic gets another id (Sigma 2.1, section "Rule
/// identification"), so a correction under the same one goes on counting.
#[derive(Debug, PartialEq)]
struct Definition<'r> {
    /// The correlation's own.
    id: &'r str,
    kind: Kind,
    /// Of each rule whose matches are taken its id, and the fields that make the group.
    inputs: Vec<(&'r str, Vec<&'r str>)>,
    /// The fields whose values are counted or added up, by name.
    fields: Vec<&'r str>,
    timespan: i64,
    conditions: &'r [(Comparison, f64)],
    /// Whether it matches each time that its condition holds: it refuses.
    every: bool,
}

/// `None` where the set does not name what the correlation refers to.
fn definition<'r>(rules: &'r RuleSet, compiled: &'r Compiled) -> Option<Definition<'r>> {
    let id = |rule: u32| rules.rules().get(rule as usize).map(|rule| rule.id.as_str());
    let names = |fields: &[u32]| -> Option<Vec<&'r str>> {
        fields.iter().map(|field| rules.correlated_fields().get(*field as usize).map(String::as_str)).collect()
    };
    Some(Definition {
        id: id(compiled.rule)?,
        kind: compiled.kind,
        inputs: compiled.inputs.iter().map(|input| Some((id(input.rule)?, names(&input.group)?))).collect::<Option<_>>()?,
        fields: names(&compiled.fields)?,
        timespan: compiled.timespan,
        conditions: &compiled.conditions,
        every: compiled.every,
    })
}

impl Correlator {
    /// Takes over what those of another's correlations have seen that are the same as one here: by
    /// id, type, rules (by id), fields, timespan, condition, and whether they refuse. `before` has
    /// seen nothing afterwards.
    ///
    /// The answer is how many of its correlations had seen something that is lost with them.
    pub fn inherit(&mut self, before: &mut Self) -> usize {
        let (old, new) = (before.rules.clone(), self.rules.clone());
        let mut states: HashMap<&str, Vec<_>> = HashMap::new();
        let mut lost = 0;
        for (compiled, state) in old.correlations.correlations.iter().zip(&mut before.states) {
            let state = std::mem::take(state);
            if state.events == 0 {
                continue;
            }
            lost += 1;
            if let Some(one) = definition(&old, compiled) {
                states.entry(one.id).or_default().push((one, state));
            }
        }
        for (compiled, state) in new.correlations.correlations.iter().zip(&mut self.states) {
            let Some(wanted) = definition(&new, compiled) else { continue };
            let Some(of_id) = states.get_mut(wanted.id) else { continue };
            if let Some(at) = of_id.iter().position(|(one, _)| *one == wanted) {
                *state = of_id.swap_remove(at).1;
                lost -= 1;
            }
        }
        lost
    }
}
