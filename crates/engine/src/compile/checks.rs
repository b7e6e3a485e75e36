//! What is checked of rules beyond their own text: identities, references, events and fields.
//!
//! | code | severity | what |
//! |---|---|---|
//! | `OVERT_RULE_DUPLICATE` | error | two rules or correlations have one id |
//! | `OVERT_RULE_LIMIT` | error | more rules than [`limits::RULES`] |
//! | `OVERT_RULE_RESPONSE` | warning | an `allow` rule lists what no rule is called |
//! | `OVERT_RULE_LOGSOURCE` | warning | no event is offered as this log source |
//! | `OVERT_RULE_FIELD` | warning | no event of the log source has the field; the nearest name is the hint |
//! | `OVERT_RULE_NEVER` | warning | the condition needs such a field, or a value that the field never has (`plan::possible`; of values that no event can have: `sigma::value`) |
//! | `OVERT_RULE_COST` | warning | every event is searched, since nothing the index finds must be there |
//!
//! Warnings are about rules that load and would surprise their author. A product besides
//! [`PRODUCTS`] and those of the options is warned of; a rule for Windows in a set that is loaded
//! on Linux is not.
//!
//! ```
//! use engine::{Code, CompileOptions, RuleSet, Source};
//!
//! let codes = |logsource: &str, selection: &str| {
//!     let text = format!("title: t\nlogsource: {{ {logsource} }}\ndetection: {{ s: {{ {selection} }}, condition: s }}\n");
//!     let report = RuleSet::compile(&[Source { name: "r.yml", text: &text }], &CompileOptions::default());
//!     assert!(report.rules.is_some(), "a warning stops nothing");
//!     report.diagnostics.iter().map(|one| one.code).collect::<Vec<_>>()
//! };
//! assert_eq!(codes("category: process_creation", "Image: /bin/sh"), []);
//! assert_eq!(codes("category: process_creation, product: windows", "Image: cmd.exe"), []);
//! assert_eq!(codes("category: process_creation, product: vms", "Image: x"), [Code::RuleLogsource]);
//! assert_eq!(codes("category: process_creation", "Imago: /bin/sh"), [Code::RuleNever, Code::RuleField]);
//! assert_eq!(codes("category: process_creation", "Image|re: '[a-z]{9}'"), [Code::RuleCost]);
//! ```

use std::collections::BTreeMap;

use super::{Builder, events_of, is_offered};
use crate::code::Code;
use crate::cost::{self, Cost};
use crate::diagnostic::Span;
use crate::limits;
use crate::plan::{self, Fields, Never};
use crate::response::Response;
use crate::rule_set::CompiledRule;
use crate::schema;
use crate::sigma::FieldTest;
use crate::sigma::called::Called;
use crate::sigma::correlation::Correlation;
use crate::sigma::rule::{Logsource, Rule};

/// The products that are known besides those of the options: no warning where a rule is for one of
/// them.
const PRODUCTS: &[&str] = &["linux", "macos", "windows", "nodejs", "deno", "bun"];

impl Builder<'_> {
    /// No two rules or correlations have the same id, and there are not too many of both together.
    pub(super) fn identities(&mut self, rules: &[(usize, Rule)], correlations: &[(usize, Correlation)]) {
        let mut seen: BTreeMap<&str, (usize, u32)> = BTreeMap::new();
        let ids = rules.iter().map(|(file, rule)| (file, &rule.id)).chain(correlations.iter().map(|(file, one)| (file, &one.id)));
        for (file, id) in ids {
            let Some((id, span)) = id else { continue };
            if let Some((first, line)) = seen.insert(id, (*file, span.line)) {
                let name = self.sources.get(first).map_or("", |source| source.name);
                let message = format!("the id `{id}` is also that of the rule at {name}:{line}");
                self.error(*file, Code::RuleDuplicate, *span, message, "give the rule an id of its own, or remove one of the two");
            }
        }
        let mut files = rules.iter().map(|(file, _)| file).chain(correlations.iter().map(|(file, _)| file));
        if let Some(file) = files.nth(limits::RULES) {
            self.error(*file, Code::RuleLimit, Span::START, format!("there are more than {} rules", limits::RULES), "load fewer rules");
        }
    }

    /// Warns of a rule that can never match, and of one that is dear.
    pub(super) fn vain(&mut self, file: usize, rule: &Rule, compiled: &CompiledRule, tests: &[FieldTest], fields: &mut Fields) {
        let mut events = compiled.events.iter().filter_map(|id| schema::event_by_id(*id));
        let mut never = None;
        let matches = events.any(|event| match fields.read(event, compiled, tests) {
            Ok(_) => true,
            Err(why) => {
                never = never.max(Some(why));
                false
            }
        });
        if !matches && let Some(never) = never {
            let (what, hint) = match never {
                Never::Field => ("fields", "correct the fields, or the log source; the rule is loaded, but will never match"),
                Never::Value => (
                    "values",
                    "correct the values (docs/events.md has those of each field), or the log source; the rule is loaded, but will never match",
                ),
            };
            self.warning(
                file,
                Code::RuleNever,
                rule.span,
                format!("the condition needs {what} that no event of this log source has"),
                hint,
            );
        } else if !compiled.events.is_empty() && cost::of(compiled, tests) == Cost::Search {
            let message = "every event of this log source is searched: no fixed text tells beforehand that it is in vain".to_owned();
            let hint = "add what every match must have: a text of two characters or more, a network or a number, outside `not`";
            self.warning(file, Code::RuleCost, rule.span, message, hint);
        }
    }

    /// Warns of fields that none of the events has.
    pub(super) fn fields(&mut self, fields: &[(usize, String, Span)], events: &[u16]) {
        for (file, field, span) in fields {
            let offered = events.iter().filter_map(|id| schema::event_by_id(*id));
            let known = |event: &schema::Event| event.id == schema::event::APPLICATION_EVENT || schema::field_of(event, field).is_some();
            if events.is_empty() || offered.clone().any(known) {
                continue;
            }
            let names: Vec<&str> =
                offered.flat_map(|event| event.fields).flat_map(|one| one.sigma.iter().chain([&one.name])).copied().collect();
            let hint = crate::diagnostic::nearest(field, names).map_or_else(
                || "the field counts as absent; `overt events` lists the fields".to_owned(),
                |near| format!("the field counts as absent; did you mean `{near}`?"),
            );
            self.warning(*file, Code::RuleField, *span, format!("no event of this log source has the field `{field}`"), &hint);
        }
    }

    /// The rules that an `allow` rule takes out, by number: those that it names by id, name or tag
    /// ([`takable`]).
    pub(super) fn targets(&mut self, file: usize, rule: &Rule, called: &Called<'_>) -> Vec<u32> {
        let mut targets = Vec::new();
        for (name, span) in &rule.targets {
            let named = called.named(name);
            targets.extend(named.iter().filter_map(|at| u32::try_from(*at).ok()));
            if named.is_empty() {
                let message = format!("no rule that could be taken out has the id, name or tag `{name}`");
                self.warning(file, Code::RuleResponse, *span, message, "load the rule too, or correct the name");
            }
        }
        targets.sort_unstable();
        targets.dedup();
        targets
    }

    /// The events that the rule judges; a log source that none is offered as is a warning.
    pub(super) fn events(&mut self, file: usize, logsource: &Logsource) -> Vec<u16> {
        if let Some((product, span)) = &logsource.product
            && !is_offered(logsource, self.options)
        {
            if !PRODUCTS.contains(&product.to_ascii_lowercase().as_str()) {
                let message = format!("no event is offered under the product `{product}`");
                self.warning(file, Code::RuleLogsource, *span, message, "the rule is loaded, but no event will ever be judged by it");
            }
            return Vec::new();
        }
        let events = events_of(logsource, self.options);
        if events.is_empty() {
            let hint = "the rule is loaded, but no event will ever be judged by it; `overt events` lists the log sources";
            if let Some((category, span)) = &logsource.category
                && plan::events_of(Some(category), None).is_empty()
            {
                self.warning(file, Code::RuleLogsource, *span, format!("no event is offered under the category `{category}`"), hint);
            } else if let Some((service, span)) = &logsource.service {
                self.warning(file, Code::RuleLogsource, *span, format!("no event is offered under the service `{service}`"), hint);
            }
        }
        events
    }
}

/// What rules that can be taken out are called by those that do: by id, name or tag. A rule that
/// allows cannot be.
pub(super) fn takable(rules: &[(usize, Rule)]) -> Called<'_> {
    if rules.iter().all(|(_, rule)| rule.targets.is_empty()) {
        return Called::default();
    }
    let taken = rules.iter().enumerate().filter(|(_, (_, rule))| rule.response != Some(Response::Allow));
    Called::of(taken.flat_map(|(at, (_, rule))| rule.names().chain(rule.tags.iter().map(String::as_str)).map(move |name| (at, name))))
}
