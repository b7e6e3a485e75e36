//! From correlation documents to correlations over a set's rules: references, order, fields.
//!
//! | what is wrong | code |
//! |---|---|
//! | a rule that is not there; an alias for a rule that is not among `rules`; a circle | [`Code::RuleReference`] |
//! | more references than [`limits::CORRELATION_REFERENCES`]; a count beyond what is remembered | [`Code::RuleLimit`] |
//! | a rule that refuses, and whose matches are the correlation's | [`Code::RuleResponse`], a warning |
//!
//! A name in `group-by` is an alias where `aliases` has it for the rule, and else the field itself:
//!
//! ```yaml
//! correlation:
//!   rules: [login, process]
//!   group-by: [who]
//!   aliases: { who: { login: TargetUser, process: User } }
//! ```
//!
//! Here events of `login` are grouped by `TargetUser` and those of `process` by `User`, and equal
//! values are one group.

use std::collections::BTreeMap;

use super::compiled::{Compiled, Input};
use super::levels::levels;
use crate::code::Code;
use crate::diagnostic::{Collector, Span};
use crate::limits;
use crate::order;
use crate::response::Response;
use crate::sigma::called::Called;
use crate::sigma::correlation::{Alias, Comparison, Correlation, Kind};
use crate::sigma::rule::Rule;

/// What correlations add to a rule set.
#[derive(Debug, Default)]
pub(crate) struct Resolved {
    /// Each behind those that it refers to.
    pub(crate) correlations: Vec<Compiled>,
    /// The names of the fields that correlations read.
    pub(crate) fields: Vec<String>,
    /// The rules, by number, that do not answer on their own.
    pub(crate) silent: Vec<u32>,
}

/// Resolves correlations. They have the numbers behind those of the rules, in their order;
/// `responses` are theirs. Errors are reported where they stand.
pub(crate) fn resolve(
    correlations: &[(usize, Correlation)],
    responses: &[Response],
    rules: &[(usize, Rule)],
    files: &mut [Collector<'_>],
) -> Resolved {
    if correlations.is_empty() {
        return Resolved::default();
    }
    let first = rules.len();
    let called = Called::of_set(rules.iter().map(|(_, rule)| rule), correlations);
    let mut walk = Resolver { rules, correlations, called, references: 0, names: BTreeMap::new(), resolved: Resolved::default() };
    let mut compiled: Vec<Compiled> = Vec::new();
    for (at, (file, correlation)) in correlations.iter().enumerate() {
        let Some(collector) = files.get_mut(*file) else { continue };
        let response = responses.get(at).copied().unwrap_or(Response::Alert);
        compiled.push(walk.one(at, correlation, response, collector));
    }
    let mut resolved = walk.resolved;
    let steps = levels(&compiled, first);
    for (at, _) in steps.iter().enumerate().filter(|(_, step)| step.is_none()) {
        if let Some((file, correlation)) = correlations.get(at)
            && let (Some(collector), Some((_, span))) = (files.get_mut(*file), correlation.rules.first())
        {
            let message = format!("the correlation `{}` refers to itself", correlation.title);
            collector.error(Code::RuleReference, *span, message, "take the circle apart");
        }
    }
    let mut ordered: Vec<(usize, Compiled)> = steps.into_iter().zip(compiled).filter_map(|(step, one)| Some((step?, one))).collect();
    order::sort_unstable_by(&mut ordered, |(step, one), (other_step, other)| (step, one.rule).cmp(&(other_step, other.rule)));
    resolved.correlations.extend(ordered.into_iter().map(|(_, one)| one));
    resolved.silent.sort_unstable();
    resolved.silent.dedup();
    resolved
}

/// What is known while one correlation after the other is resolved.
struct Resolver<'s> {
    rules: &'s [(usize, Rule)],
    correlations: &'s [(usize, Correlation)],
    /// Rules and correlations by their names; a correlation's number is behind those of the rules.
    called: Called<'s>,
    /// References that were resolved, each as often as a group by its fields remembers
    /// ([`limits::CORRELATION_REFERENCES`]).
    references: usize,
    /// Fields by name.
    names: BTreeMap<String, u32>,
    resolved: Resolved,
}

impl<'s> Resolver<'s> {
    /// Resolves one correlation; after an error what is left of it is answered, since nothing is
    /// loaded then.
    fn one(&mut self, at: usize, correlation: &Correlation, response: Response, collector: &mut Collector<'_>) -> Compiled {
        let first = self.rules.len();
        let mut inputs = Vec::new();
        let aliases = by_rule(correlation);
        for (name, span) in &correlation.rules {
            let found = self.called.named(name).to_vec();
            self.references = self.references.saturating_add(found.len().saturating_mul(1 + correlation.group_by.len()));
            if self.references > limits::CORRELATION_REFERENCES {
                let most = limits::CORRELATION_REFERENCES;
                let message =
                    format!("all correlations together refer to more than {most} rules, each counted with the fields of `group-by`");
                collector.error(Code::RuleLimit, *span, message, "name fewer rules, or group by fewer fields");
                break;
            }
            if found.is_empty() {
                let message = format!("the correlation names the rule `{name}`, which is not there");
                collector.error(Code::RuleReference, *span, message, "load the rule too, or correct the id or name");
            }
            for rule in found {
                self.warn_of_silence(rule, name, correlation, *span, collector);
                let group = correlation.group_by.iter().map(|field| self.field_of(&aliases, field, rule)).collect();
                inputs.push(Input { rule: number(rule), group });
                if !correlation.generate {
                    self.resolved.silent.push(number(rule));
                }
            }
        }
        let named = order::set_of(inputs.iter().flat_map(|input| self.names(input.rule as usize)));
        for (name, span, _) in correlation.aliases.iter().flat_map(|alias| &alias.of) {
            if !named.contains(name.as_str()) {
                let message = format!("an alias is for the rule `{name}`, which the correlation does not name");
                collector.error(Code::RuleReference, *span, message, "add it to `rules`, or correct the id or name");
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "a limit far below 2^52")]
        let most = limits::CORRELATION_GROUP_ENTRIES as f64;
        if matches!(correlation.kind, Kind::EventCount | Kind::ValueCount)
            && correlation.conditions.iter().any(|(comparison, limit)| {
                // No more is counted: whether it came so far is known, whether further is not.
                let is_known = matches!(comparison, Comparison::GreaterOrEqual | Comparison::Less) && *limit <= most;
                *limit >= most && !is_known
            })
            && let Some((_, span)) = correlation.rules.first()
        {
            let message = format!("the condition asks for more than the {most} entries that are remembered");
            collector.error(Code::RuleLimit, *span, message, "ask for fewer");
        }
        let fields = correlation.fields.iter().map(|field| self.intern(field)).collect();
        Compiled {
            rule: number(first + at),
            kind: correlation.kind,
            inputs,
            fields,
            timespan: correlation.timespan,
            conditions: correlation.conditions.clone(),
            every: response >= Response::Block,
        }
    }

    /// The id and the name of a rule or a correlation, by number.
    fn names(&self, rule: usize) -> impl Iterator<Item = &'s str> + use<'s> {
        let correlation = rule.checked_sub(self.rules.len()).and_then(|at| self.correlations.get(at));
        let rule = self.rules.get(rule).map(|(_, rule)| rule.names());
        rule.into_iter().flatten().chain(correlation.map(|(_, one)| one.names()).into_iter().flatten())
    }

    /// The field of a rule's events that a name in `group-by` stands for: where the alias has one
    /// for the rule's id and one for its name, the first.
    fn field_of(&mut self, aliases: &Aliases<'_>, name: &str, rule: usize) -> u32 {
        let of = self.names(rule).filter_map(|called| aliases.get(&(name, called))).min();
        self.intern(of.map_or(name, |(_, field)| field))
    }

    /// The number of a field's name.
    fn intern(&mut self, field: &str) -> u32 {
        if let Some(number) = self.names.get(field) {
            return *number;
        }
        let next = number(self.names.len());
        self.names.insert(field.to_owned(), next);
        self.resolved.fields.push(field.to_owned());
        next
    }

    /// A rule that refuses does so no more where a correlation takes its matches for itself.
    fn warn_of_silence(&self, rule: usize, name: &str, correlation: &Correlation, span: Span, collector: &mut Collector<'_>) {
        let refuses = self.rules.get(rule).is_some_and(|(_, rule)| rule.response >= Some(Response::Block));
        if refuses && !correlation.generate {
            let message = format!("the rule `{name}` refuses nothing on its own: its matches are the correlation's");
            collector.warning(Code::RuleResponse, span, message, "write `generate: true` where the rule must answer too");
        }
    }
}

/// The fields that aliases stand for, by the alias and what the rule is called, with their places.
type Aliases<'c> = BTreeMap<(&'c str, &'c str), (usize, &'c str)>;

fn by_rule(correlation: &Correlation) -> Aliases<'_> {
    let mut aliases = Aliases::new();
    for Alias { name, of } in &correlation.aliases {
        for (at, (rule, _, field)) in of.iter().enumerate() {
            aliases.insert((name, rule), (at, field));
        }
    }
    aliases
}

fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
