//! From correlation documents to correlations over a set's rules: references, order, fields.

use std::collections::BTreeMap;

use super::compiled::{Comparison, Compiled, Input};
use crate::code::Code;
use crate::diagnostic::{Collector, Span};
use crate::limits;
use crate::response::Response;
use crate::sigma::correlation::Correlation;
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

/// Resolves correlations. They have the numbers behind those of the rules, in their order; `responses` are theirs. Errors are reported where they stand.
pub(crate) fn resolve(
    correlations: &[(usize, Correlation)],
    responses: &[Response],
    rules: &[(usize, Rule)],
    files: &mut [Collector<'_>],
) -> Resolved {
    let mut walk = Resolver { correlations, rules, names: BTreeMap::new(), resolved: Resolved::default() };
    let mut compiled: Vec<Compiled> = Vec::new();
    for (at, (file, correlation)) in correlations.iter().enumerate() {
        let Some(collector) = files.get_mut(*file) else { continue };
        let response = responses.get(at).copied().unwrap_or(Response::Alert);
        compiled.push(walk.one(at, correlation, response, collector));
    }
    let mut resolved = walk.resolved;
    // Each behind those that it refers to; what is left refers to itself.
    let first = u32::try_from(rules.len()).unwrap_or(u32::MAX);
    while !compiled.is_empty() {
        let left: Vec<u32> = compiled.iter().map(|one| one.rule).collect();
        let ready = |one: &Compiled| one.inputs.iter().all(|input| input.rule < first || !left.contains(&input.rule));
        let (now, later): (Vec<_>, Vec<_>) = compiled.into_iter().partition(ready);
        if now.is_empty() {
            for one in &later {
                if let Some((file, correlation)) = correlations.get((one.rule - first) as usize)
                    && let (Some(collector), Some((_, span))) = (files.get_mut(*file), correlation.rules.first())
                {
                    let message = format!("the correlation `{}` refers to itself", correlation.title);
                    collector.error(Code::RuleReference, *span, message, "take the circle apart");
                }
            }
            break;
        }
        resolved.correlations.extend(now);
        compiled = later;
    }
    resolved.silent.sort_unstable();
    resolved.silent.dedup();
    resolved
}

struct Resolver<'s> {
    correlations: &'s [(usize, Correlation)],
    rules: &'s [(usize, Rule)],
    /// Fields by name.
    names: BTreeMap<String, u32>,
    resolved: Resolved,
}

impl Resolver<'_> {
    fn one(&mut self, at: usize, correlation: &Correlation, response: Response, collector: &mut Collector<'_>) -> Compiled {
        let first = self.rules.len();
        let mut inputs = Vec::new();
        for (name, span) in &correlation.rules {
            let found = self.named(name);
            if found.is_empty() {
                let message = format!("the correlation names the rule `{name}`, which is not there");
                collector.error(Code::RuleReference, *span, message, "load the rule too, or correct the id or name");
            }
            for rule in found {
                self.warn_of_silence(rule, name, correlation, *span, collector);
                let group = correlation.group_by.iter().map(|field| self.field_of(correlation, field, rule)).collect();
                inputs.push(Input { rule: number(rule), group });
                if !correlation.generate {
                    self.resolved.silent.push(number(rule));
                }
            }
        }
        for (name, span, _) in correlation.aliases.iter().flat_map(|alias| &alias.of) {
            if !self.named(name).iter().any(|rule| inputs.iter().any(|input| input.rule == number(*rule))) {
                let message = format!("an alias is for the rule `{name}`, which the correlation does not name");
                collector.error(Code::RuleReference, *span, message, "add it to `rules`, or correct the id or name");
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "a limit far below 2^52")]
        let most = limits::CORRELATION_GROUP_ENTRIES as f64;
        if matches!(correlation.kind, super::Kind::EventCount | super::Kind::ValueCount)
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

    /// The rules and correlations of an id or a name, by number.
    fn named(&self, name: &str) -> Vec<usize> {
        let rules = self.rules.iter().enumerate().filter(|(_, (_, rule))| rule.is_called(name)).map(|(at, _)| at);
        let first = self.rules.len();
        let correlations = self.correlations.iter().enumerate().filter(|(_, (_, one))| one.is_called(name)).map(|(at, _)| first + at);
        rules.chain(correlations).collect()
    }

    /// The field of a rule's events that a name in `group-by` stands for.
    fn field_of(&mut self, correlation: &Correlation, name: &str, rule: usize) -> u32 {
        let alias = correlation.aliases.iter().find(|alias| alias.name == name);
        let of = alias.and_then(|alias| alias.of.iter().find(|(called, _, _)| self.named(called).contains(&rule)));
        let field = of.map_or(name, |(_, _, field)| field).to_owned();
        self.intern(&field)
    }

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

fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
