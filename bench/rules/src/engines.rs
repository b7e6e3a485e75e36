//! The engines that are compared, behind one question: which rules match this event?

use std::collections::HashMap;
use std::sync::Arc;

use engine::{Evaluator, FieldId, Route, RuleSet, Value};
use rsigma_eval::{Engine as Rsigma, event::JsonEvent};

use crate::events::Event;
use crate::json;
use crate::rules::{self, Rule};
use crate::source::Source;

/// One engine with the rules of a lane loaded.
pub trait Peer {
    /// How many rules match the event of this number, which was prepared before.
    fn count(&mut self, at: usize) -> usize;
    /// The same from JSON text.
    fn count_text(&mut self, at: usize, text: &str) -> usize;
    /// The ids of the rules that match, in order.
    fn ids(&mut self, at: usize) -> Vec<String>;
}

/// How many parts all rules are divided into, each of which judges alone too.
pub const TENTHS: usize = 10;

/// The rules that judge events of a source: those of which every named part is the source's.
pub fn applies(rule: &Rule, source: &Source) -> bool {
    rule.source.iter().zip(source).all(|(rule, event)| rule.is_none() || rule == event)
}

/// The log sources of events, each once.
pub fn distinct(events: &[Event]) -> Vec<Source> {
    let mut sources: Vec<Source> = events.iter().map(|event| event.source.clone()).collect();
    sources.sort();
    sources.dedup();
    sources
}

/// This engine.
pub struct Overt<'e> {
    evaluator: Evaluator,
    rules: Arc<RuleSet>,
    events: Vec<(Route, Vec<(FieldId, Value<'e>)>)>,
    buffer: json::Buffer,
}

pub fn compile(chosen: &[&Rule]) -> RuleSet {
    let sources: Vec<engine::Source<'_>> = chosen.iter().map(|rule| engine::Source { name: &rule.id, text: &rule.text }).collect();
    let report = RuleSet::compile(&sources, &rules::options());
    report.rules.unwrap_or_else(|| panic!("rules that load alone load together: {:?}", report.diagnostics))
}

/// Makes the plans of these log sources, so that loading is not done at the first event.
pub fn prepare(rules: &Arc<RuleSet>, sources: &[Source]) {
    let mut evaluator = Evaluator::new(Arc::clone(rules));
    for source in sources {
        evaluator.evaluate_archived(route(rules, source), &[]);
    }
}

fn route(rules: &RuleSet, source: &Source) -> Route {
    let [category, product, service] = source.each_ref().map(Option::as_deref);
    rules.route(&engine::LogSource { category, product, service })
}

/// The values as text, as an archive's reader gives them.
pub fn texts(events: &[Event]) -> Vec<Vec<String>> {
    let text = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    events.iter().map(|event| event.fields.iter().map(|(_, value)| text(value)).collect()).collect()
}

impl<'e> Overt<'e> {
    pub fn new(rules: Arc<RuleSet>, events: &'e [Event], texts: &'e [Vec<String>]) -> Self {
        let fields = |event: &'e Event, texts: &'e [String]| {
            event.fields.iter().zip(texts).map(|((name, _), text)| (rules.field(name), Value::Text(text))).collect()
        };
        let events = events.iter().zip(texts).map(|(event, texts)| (route(&rules, &event.source), fields(event, texts))).collect();
        Self { evaluator: Evaluator::new(Arc::clone(&rules)), rules, events, buffer: json::Buffer::default() }
    }
}

impl Peer for Overt<'_> {
    fn count(&mut self, at: usize) -> usize {
        let (route, fields) = &self.events[at];
        self.evaluator.evaluate_archived(*route, fields).matched.len()
    }

    fn count_text(&mut self, at: usize, text: &str) -> usize {
        let route = self.events[at].0;
        let Self { evaluator, rules, buffer, .. } = self;
        let count = buffer.read(rules, text, |fields| evaluator.evaluate_archived(route, fields).matched.len());
        count.expect("the lane's own JSON")
    }

    fn ids(&mut self, at: usize) -> Vec<String> {
        let (route, fields) = &self.events[at];
        let matched = self.evaluator.evaluate_archived(*route, fields).matched;
        let mut ids: Vec<String> = matched.iter().map(|rule| self.rules.rules()[*rule as usize].id.clone()).collect();
        ids.sort();
        ids
    }
}

/// rsigma-eval, one engine per log source: the fastest way to use it.
pub struct PerSource<'e> {
    engines: Vec<Rsigma>,
    events: Vec<(usize, JsonEvent<'e>)>,
}

impl<'e> PerSource<'e> {
    pub fn new(chosen: &[&Rule], events: &'e [Event]) -> Self {
        let sources = distinct(events);
        let engines = sources
            .iter()
            .map(|source| {
                let own = chosen.iter().filter(|rule| applies(rule, source));
                let parsed: Vec<_> =
                    own.flat_map(|rule| rsigma_parser::parse_sigma_yaml(&rule.text).map(|one| one.rules).unwrap_or_default()).collect();
                let mut engine = Rsigma::new();
                assert!(engine.add_rules(parsed.iter()).is_empty(), "rsigma loads each of these alone");
                engine
            })
            .collect();
        let at: HashMap<&Source, usize> = sources.iter().zip(0..).collect();
        Self { engines, events: events.iter().map(|event| (at[&event.source], JsonEvent::borrow(&event.json))).collect() }
    }
}

impl Peer for PerSource<'_> {
    fn count(&mut self, at: usize) -> usize {
        let (engine, event) = &self.events[at];
        self.engines[*engine].evaluate(event).len()
    }

    fn count_text(&mut self, at: usize, text: &str) -> usize {
        let value = serde_json::from_str(text).expect("the lane's own JSON");
        self.engines[self.events[at].0].evaluate(&JsonEvent::owned(value)).len()
    }

    fn ids(&mut self, at: usize) -> Vec<String> {
        let (engine, event) = &self.events[at];
        let mut ids: Vec<String> = self.engines[*engine].evaluate(event).into_iter().filter_map(|result| result.header.rule_id).collect();
        ids.sort();
        ids
    }
}

/// sigma-rust: every rule in turn.
pub struct Linear {
    rules: Vec<Vec<(String, sigma_rust::Rule)>>,
    events: Vec<(usize, sigma_rust::Event)>,
}

impl Linear {
    pub fn new(chosen: &[&Rule], events: &[Event]) -> Self {
        let sources = distinct(events);
        let of = |source: &Source| -> Vec<(String, sigma_rust::Rule)> {
            let own = chosen.iter().filter(|rule| applies(rule, source));
            own.filter_map(|rule| Some((rule.id.clone(), sigma_rust::rule_from_yaml(&rule.text).ok()?))).collect()
        };
        let rules = sources.iter().map(of).collect();
        let at: HashMap<&Source, usize> = sources.iter().zip(0..).collect();
        let read = |text: &str| sigma_rust::event_from_json(text).expect("the lane's own JSON");
        Self { rules, events: events.iter().map(|event| (at[&event.source], read(&event.text))).collect() }
    }
}

impl Peer for Linear {
    fn count(&mut self, at: usize) -> usize {
        let (source, event) = &self.events[at];
        self.rules[*source].iter().filter(|(_, rule)| rule.is_match(event)).count()
    }

    fn count_text(&mut self, at: usize, text: &str) -> usize {
        let event = sigma_rust::event_from_json(text).expect("the lane's own JSON");
        self.rules[self.events[at].0].iter().filter(|(_, rule)| rule.is_match(&event)).count()
    }

    fn ids(&mut self, at: usize) -> Vec<String> {
        let (source, event) = &self.events[at];
        let mut ids: Vec<String> = self.rules[*source].iter().filter(|(_, rule)| rule.is_match(event)).map(|(id, _)| id.clone()).collect();
        ids.sort();
        ids
    }
}
