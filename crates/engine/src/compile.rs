//! From sources to a rule set: parse, check what rules say of each other, route them to events.

use std::collections::{BTreeMap, BTreeSet};

use crate::code::Code;
use crate::correlate;
use crate::cost::{self, Cost};
use crate::diagnostic::{Collector, Diagnostic, Severity, Span, suggestion};
use crate::expression::Expression;
use crate::limits;
use crate::plan;
use crate::response::Response;
use crate::rule_set::{CompileOptions, CompiledRule, Report, RuleInfo, RuleSet, Source};
use crate::schema;
use crate::sigma::FieldTest;
use crate::sigma::correlation::{self, Correlation};
use crate::sigma::filter::{self, Filter};
use crate::sigma::rule::{self, Logsource, Rule};
use crate::sigma::yaml;

/// The products that are known besides those of the options: no warning where a rule is for one of them.
const PRODUCTS: &[&str] = &["linux", "macos", "windows", "nodejs", "deno", "bun"];

pub(crate) fn compile(sources: &[Source<'_>], options: &CompileOptions, correlate: bool) -> Report {
    let mut files: Vec<Collector<'_>> = sources.iter().map(|source| Collector::new(source.name, source.text)).collect();
    let mut rules: Vec<(usize, Rule)> = Vec::new();
    let mut filters: Vec<(usize, Filter)> = Vec::new();
    let mut correlations: Vec<(usize, Correlation)> = Vec::new();
    for (file, (source, collector)) in sources.iter().zip(&mut files).enumerate() {
        let documents = yaml::read(source.text, Code::RuleYaml, collector);
        if documents.is_empty() && collector.errors() == 0 {
            collector.error(Code::RuleMissing, START, "the file holds no rule", "write one, or remove the file");
        }
        let broken = collector.diagnostics.iter().any(|one| one.code == Code::RuleYaml);
        for document in documents.iter().filter(|_| !broken) {
            if filter::is_filter(document) {
                filters.extend(filter::parse(document, &options.placeholders, collector).map(|filter| (file, filter)));
            } else if correlate && correlation::is_correlation(document) {
                correlations.extend(correlation::parse(document, collector).map(|correlation| (file, correlation)));
            } else {
                rules.extend(rule::parse(document, &options.placeholders, collector).map(|rule| (file, rule)));
            }
        }
    }
    filter::apply(&filters, &mut rules, &mut files);
    let mut set = Builder { sources, options, files, used: vec![false; options.responses.len()], tests: BTreeMap::new() };
    let built = set.rules(&rules, &correlations);
    let responses: Vec<Response> = built.0.iter().skip(rules.len()).map(|info| info.response).collect();
    let resolved = correlate::resolve(&correlations, &responses, &rules, &mut set.files);
    for (file, filter) in &filters {
        let events = set.events(*file, &filter.logsource);
        set.fields(*file, &filter.fields, &events);
    }
    let mut tests: Vec<(FieldTest, u32)> = std::mem::take(&mut set.tests).into_iter().collect();
    tests.sort_unstable_by_key(|(_, number)| *number);
    let tests: Vec<FieldTest> = tests.into_iter().map(|(test, _)| test).collect();
    for ((file, rule), compiled) in rules.iter().zip(&built.1) {
        set.vain(*file, rule, compiled, &tests);
    }
    for collector in &mut set.files {
        collector.diagnostics.sort_by_key(|one| (one.span.line, one.span.column));
    }
    let mut diagnostics: Vec<Diagnostic> = set.files.into_iter().flat_map(|collector| collector.diagnostics).collect();
    let failed = diagnostics.iter().any(|one| one.severity == Severity::Error);
    let fields: BTreeSet<&str> = tests.iter().filter_map(|test| test.field.as_deref()).collect();
    if let Some(message) = limits::beyond(tests.len(), fields.len()) {
        diagnostics.push(unplaced(Code::RuleLimit, Severity::Error, message));
        return Report { rules: None, diagnostics };
    }
    let (infos, compiled) = built;
    let rules = match RuleSet::assemble(infos, compiled, tests) {
        Ok(mut set) => {
            set.correlations = resolved;
            (!failed).then_some(set)
        }
        Err(message) => {
            diagnostics.push(unplaced(Code::RuleRegex, Severity::Error, message));
            None
        }
    };
    Report { rules, diagnostics }
}

const START: Span = Span { line: 1, column: 1, length: 1 };

/// A diagnostic about the options or the set as a whole.
fn unplaced(code: Code, severity: Severity, message: String) -> Diagnostic {
    let hint = String::new();
    Diagnostic { code, severity, message, file: "(options)".into(), span: START, hint, source: String::new() }
}

struct Builder<'s, 'o> {
    sources: &'s [Source<'s>],
    options: &'o CompileOptions,
    files: Vec<Collector<'s>>,
    /// Which of the policy's responses fitted any rule.
    used: Vec<bool>,
    tests: BTreeMap<FieldTest, u32>,
}

impl Builder<'_, '_> {
    fn rules(&mut self, rules: &[(usize, Rule)], correlations: &[(usize, Correlation)]) -> (Vec<RuleInfo>, Vec<CompiledRule>) {
        self.identities(rules);
        let policy = self.policy();
        let mut infos = Vec::with_capacity(rules.len());
        let mut compiled = Vec::with_capacity(rules.len());
        for (file, rule) in rules {
            let response = self.response(rule, &policy);
            infos.push(info(rule, response));
            compiled.push(self.rule(*file, rule, rules));
        }
        for (_, correlation) in correlations {
            let own = [correlation.id.as_ref().map(|(id, _)| id), Some(&correlation.level), correlation.author.as_ref()];
            let response = self.strictest(correlation.response, own, &correlation.tags, &policy);
            infos.push(correlation_info(correlation, response));
        }
        for (index, (key, _)) in self.options.responses.iter().enumerate() {
            if self.used.get(index) == Some(&false) && !rules.is_empty() {
                self.options_warning(format!("`responses`: no rule has the id, level, tag or author `{key}`"));
            }
        }
        (infos, compiled)
    }

    fn error(&mut self, file: usize, code: Code, span: Span, message: String, hint: &str) {
        if let Some(collector) = self.files.get_mut(file) {
            collector.error(code, span, message, hint);
        }
    }

    fn warning(&mut self, file: usize, code: Code, span: Span, message: String, hint: &str) {
        if let Some(collector) = self.files.get_mut(file) {
            collector.warning(code, span, message, hint);
        }
    }

    fn options_warning(&mut self, message: String) {
        let mut collector = Collector::new("(options)", "");
        collector.diagnostics.push(unplaced(Code::RuleResponse, Severity::Warning, message));
        self.files.push(collector);
    }

    /// No two rules have the same id, and there are not too many.
    fn identities(&mut self, rules: &[(usize, Rule)]) {
        let mut seen: BTreeMap<&str, (usize, u32)> = BTreeMap::new();
        for (file, rule) in rules {
            let Some((id, span)) = &rule.id else { continue };
            if let Some((first, line)) = seen.insert(id, (*file, span.line)) {
                let name = self.sources.get(first).map_or("", |source| source.name);
                let message = format!("the id `{id}` is also that of the rule at {name}:{line}");
                self.error(*file, Code::RuleDuplicate, *span, message, "give the rule an id of its own, or remove one of the two");
            }
        }
        if let Some((file, _)) = rules.get(limits::RULES) {
            self.error(*file, Code::RuleLimit, START, format!("there are more than {} rules", limits::RULES), "load fewer rules");
        }
    }

    /// The policy's responses; `allow` cannot be one, as it needs a list of rules.
    fn policy(&mut self) -> Vec<Option<Response>> {
        let mut parsed = Vec::new();
        for (key, name) in &self.options.responses {
            let response = Response::from_name(name).filter(|response| *response != Response::Allow);
            if response.is_none() {
                let mut problem =
                    unplaced(Code::RuleResponse, Severity::Error, format!("`responses`: `{name}` cannot be the response for `{key}`"));
                problem.hint = suggestion(name, ["log", "alert", "block", "kill"]);
                let mut collector = Collector::new("(options)", "");
                collector.diagnostics.push(problem);
                self.files.push(collector);
            }
            parsed.push(response);
        }
        parsed
    }

    fn response(&mut self, rule: &Rule, policy: &[Option<Response>]) -> Response {
        let own = [rule.id.as_ref().map(|(id, _)| id), Some(&rule.level), rule.author.as_ref()];
        self.strictest(rule.response, own, &rule.tags, policy)
    }

    /// The strictest of a rule's own response and those of the policy that fit it.
    fn strictest(
        &mut self,
        response: Option<Response>,
        own: [Option<&String>; 3],
        tags: &[String],
        policy: &[Option<Response>],
    ) -> Response {
        let mut strictest = response;
        for (index, ((key, _), policy_response)) in self.options.responses.iter().zip(policy).enumerate() {
            if !own.into_iter().flatten().any(|one| one == key) && !tags.contains(key) {
                continue;
            }
            if let Some(used) = self.used.get_mut(index) {
                *used = true;
            }
            if response != Some(Response::Allow) {
                strictest = strictest.max(*policy_response);
            }
        }
        strictest.unwrap_or(Response::Alert)
    }

    fn rule(&mut self, file: usize, rule: &Rule, rules: &[(usize, Rule)]) -> CompiledRule {
        let events = self.events(file, &rule.logsource);
        self.fields(file, &rule.fields, &events);
        CompiledRule { targets: self.targets(file, rule, rules), ..routed(&rule.logsource, events, self.number(&rule.expression)) }
    }

    /// Warns of a rule that can never match, and of one that is dear.
    fn vain(&mut self, file: usize, rule: &Rule, compiled: &CompiledRule, tests: &[FieldTest]) {
        let mut events = compiled.events.iter().filter_map(|id| schema::event_by_id(*id)).peekable();
        if events.peek().is_some() && !events.any(|event| plan::can_match(event, compiled, tests)) {
            let hint = "correct the fields, or the log source; the rule is loaded, but will never match";
            self.warning(
                file,
                Code::RuleNever,
                rule.span,
                "the condition needs fields that no event of this log source has".to_owned(),
                hint,
            );
        } else if !compiled.events.is_empty() && cost::of(compiled, tests) == Cost::Search {
            let message = "every event of this log source is searched: no fixed text tells beforehand that it is in vain".to_owned();
            let hint = "add what every match must have: a text of two characters or more, a network or a number, outside `not`";
            self.warning(file, Code::RuleCost, rule.span, message, hint);
        }
    }

    /// Warns of fields that none of the events has.
    fn fields(&mut self, file: usize, fields: &[(String, Span)], events: &[u16]) {
        for (field, span) in fields {
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
            self.warning(file, Code::RuleField, *span, format!("no event of this log source has the field `{field}`"), &hint);
        }
    }

    fn number(&mut self, expression: &Expression<FieldTest>) -> Expression<u32> {
        expression.map(&mut |test| {
            let next = u32::try_from(self.tests.len()).unwrap_or(u32::MAX);
            Expression::Test(*self.tests.entry(test.clone()).or_insert(next))
        })
    }

    fn targets(&mut self, file: usize, rule: &Rule, rules: &[(usize, Rule)]) -> Vec<u32> {
        let mut targets = Vec::new();
        for (name, span) in &rule.targets {
            let before = targets.len();
            for (index, (_, other)) in (0_u32..).zip(rules) {
                let named =
                    other.id.as_ref().is_some_and(|(id, _)| id == name) || other.name.as_ref() == Some(name) || other.tags.contains(name);
                if named && other.response != Some(Response::Allow) {
                    targets.push(index);
                }
            }
            if targets.len() == before {
                let message = format!("no rule that could be taken out has the id, name or tag `{name}`");
                self.warning(file, Code::RuleResponse, *span, message, "load the rule too, or correct the name");
            }
        }
        targets.sort_unstable();
        targets.dedup();
        targets
    }

    /// The events that the rule judges; a log source that none is offered as is a warning.
    fn events(&mut self, file: usize, logsource: &Logsource) -> Vec<u16> {
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

/// Whether events are offered under the product that the log source names, if any.
fn is_offered(logsource: &Logsource, options: &CompileOptions) -> bool {
    logsource.product.as_ref().is_none_or(|(product, _)| options.products.iter().any(|one| one.eq_ignore_ascii_case(product)))
}

/// The events that a rule for this log source judges.
pub(crate) fn events_of(logsource: &Logsource, options: &CompileOptions) -> Vec<u16> {
    let text = |part: &Option<(String, Span)>| part.as_ref().map(|(text, _)| text.clone());
    if !is_offered(logsource, options) {
        return Vec::new();
    }
    plan::events_of(text(&logsource.category).as_deref(), text(&logsource.service).as_deref())
}

/// A rule for a log source and these events.
pub(crate) fn routed(logsource: &Logsource, events: Vec<u16>, expression: Expression<u32>) -> CompiledRule {
    let text = |part: &Option<(String, Span)>| part.as_ref().map(|(text, _)| text.clone());
    CompiledRule {
        targets: Vec::new(),
        category: text(&logsource.category),
        product: text(&logsource.product).map(|product| product.to_ascii_lowercase()),
        service: text(&logsource.service),
        events,
        expression,
    }
}

fn correlation_info(one: &Correlation, response: Response) -> RuleInfo {
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

fn info(rule: &Rule, response: Response) -> RuleInfo {
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
