//! One thread's judging: a batch in, its matches and its bad lines out.

use std::collections::HashMap;
use std::sync::Arc;

use engine::{Evaluator, Event, FieldId, LogSource, Profile, Response, Route, RuleSet, Value, schema};
use foldhash::fast::FixedState;

use crate::batch::{EVENT_BYTES, Events};
use crate::event::{Form, Line};
use crate::source;

/// An event that rules matched.
#[derive(Debug)]
pub(crate) struct Match {
    /// Counts from 0 in the batch.
    pub(crate) event: u64,
    /// A range of [`Judged::rules`], strictest response first.
    pub(crate) rules: (usize, usize),
    pub(crate) response: Option<Response>,
    /// What correlations want to know of it, where there are any.
    pub(crate) observed: Option<Box<Observed>>,
}

/// An event as correlations see it.
#[derive(Debug)]
pub(crate) struct Observed {
    /// Microseconds; `None` where the event has no time.
    pub(crate) time: Option<i64>,
    /// By number of [`RuleSet::correlated_fields`].
    pub(crate) values: Vec<(u32, String)>,
}

/// A line that is no event.
#[derive(Debug)]
pub(crate) struct BadLine {
    /// Counts from 0 in the batch.
    pub(crate) line: u64,
    pub(crate) why: String,
}

/// What a batch came to.
#[derive(Debug, Default)]
pub(crate) struct Judged {
    pub(crate) lines: u64,
    pub(crate) events: u64,
    pub(crate) matches: Vec<Match>,
    /// Numbers of rules.
    pub(crate) rules: Vec<u32>,
    pub(crate) bad: Vec<BadLine>,
    /// Records with values that were cut when they were written.
    pub(crate) truncated: u64,
    /// What rules cost, where that is asked.
    pub(crate) profile: Option<Profile>,
}

/// A thread's evaluator, and what it has looked up.
pub(crate) struct Judge {
    rules: Arc<RuleSet>,
    evaluator: Evaluator,
    /// By category, product and service, NUL between.
    routes: HashMap<Box<str>, Route, FixedState>,
    /// The last key looked up.
    key: String,
    /// Memory for the fields of an event.
    archived: Vec<(FieldId, Value<'static>)>,
}

impl Judge {
    /// With `clock`, in nanoseconds, it counts what each rule costs.
    pub(crate) fn new(rules: &Arc<RuleSet>, clock: Option<fn() -> u64>) -> Self {
        let evaluator = clock.map_or_else(|| Evaluator::new(Arc::clone(rules)), |clock| Evaluator::profiled(Arc::clone(rules), clock));
        Self { rules: Arc::clone(rules), evaluator, routes: HashMap::default(), key: String::new(), archived: Vec::new() }
    }

    pub(crate) fn batch(&mut self, text: &[u8]) -> Judged {
        let mut judged = Judged::default();
        let mut line = Line::default();
        let mut events = Events::of(text);
        for (at, event) in events.by_ref() {
            if let Err(why) = self.event(event, &mut line, &mut judged) {
                judged.bad.push(BadLine { line: at, why });
            }
            judged.events += 1;
        }
        judged.lines = events.lines;
        judged.profile = self.evaluator.take_profile();
        judged
    }

    fn event<'b>(&mut self, text: &'b [u8], line: &mut Line<'b>, judged: &mut Judged) -> Result<(), String> {
        if text.len() > EVENT_BYTES {
            return Err(format!("it is longer than {EVENT_BYTES} bytes"));
        }
        let text = std::str::from_utf8(text).map_err(|why| format!("it is not UTF-8 from byte {} on", why.valid_up_to() + 1))?;
        let form = line.read(text)?;
        judged.truncated += u64::from(line.is_truncated());
        let from = judged.rules.len();
        let response = match form {
            Form::Record => self.record(line, &mut judged.rules),
            Form::Flat => {
                let [category, product, service] = line.logsource();
                self.archived(line, &LogSource { category, product, service }, &mut judged.rules)
            }
            Form::Windows => self.windows(line, &mut judged.rules),
        };
        if judged.rules.len() > from {
            let observed = self.rules.correlates().then(|| Box::new(self.observed(form, line)));
            judged.matches.push(Match { event: judged.events, rules: (from, judged.rules.len()), response, observed });
        }
        Ok(())
    }

    /// The time, and the values of the fields that correlations read.
    fn observed(&self, form: Form, line: &Line<'_>) -> Observed {
        let kind = if form == Form::Record { schema::event_by_name(line.event()) } else { None };
        let mut values = Vec::new();
        for (name, number) in self.rules.correlated_fields().iter().zip(0..) {
            // A record has the schema's names, a rule may have written Sigma's.
            let name = kind.and_then(|kind| schema::field_of(kind, name)).map_or(name.as_str(), |field| field.name);
            let found = line.fields().iter().filter(|field| line.text(field.name) == name);
            values.extend(found.filter_map(|field| Some((number, line.text(field.value?).to_owned()))));
        }
        Observed { time: line.time(), values }
    }

    /// overt's own record: judged as the live event was.
    fn record(&mut self, line: &Line<'_>, matched: &mut Vec<u32>) -> Option<Response> {
        let name = line.event();
        let (id, name) = schema::event_by_name(name).map_or((schema::event::APPLICATION_EVENT, name), |event| (event.id, ""));
        let mut fields = Vec::with_capacity(line.fields().len());
        for field in line.fields() {
            let known = line.text(field.name);
            // An application's own fields cannot take the name of a common field; who asked stands beside them.
            let taken = field.own && schema::common_field(known).is_some();
            let unknown = !field.own && (schema::common_field(known).is_none() || field.value.is_none());
            if !taken && !unknown {
                fields.push((known, field.value.map_or(Value::Null, |value| Value::Text(line.text(value)))));
            }
        }
        let verdict = self.evaluator.evaluate_event(&Event { id, name, fields: &fields }, None);
        matched.extend_from_slice(verdict.matched);
        verdict.response
    }

    /// A Windows event: judged once for each category that it belongs to.
    fn windows(&mut self, line: &Line<'_>, matched: &mut Vec<u32>) -> Option<Response> {
        let value = |name| line.value(name).unwrap_or_default();
        let service = source::service(value("Channel"));
        let categories = source::categories(service.unwrap_or_default(), value("EventID"), value("EventType"));
        let from = matched.len();
        let product = Some("windows");
        let mut response = None;
        for category in categories.iter().map(|category| Some(*category)).chain(categories.is_empty().then_some(None)) {
            let one = self.archived(line, &LogSource { category, product, service }, matched);
            response = response.max(one);
        }
        if categories.len() > 1 {
            self.joined(matched, from);
        }
        response
    }

    /// Orders the rules of several verdicts as those of one: strictest first, then by number, each once.
    fn joined(&self, matched: &mut Vec<u32>, from: usize) {
        let response = |rule: &u32| self.rules.rules().get(*rule as usize).map(|rule| rule.response);
        let mut found = matched.split_off(from);
        found.sort_unstable_by_key(|rule| (std::cmp::Reverse(response(rule)), *rule));
        found.dedup();
        matched.append(&mut found);
    }

    fn archived(&mut self, line: &Line<'_>, source: &LogSource<'_>, matched: &mut Vec<u32>) -> Option<Response> {
        let route = self.route(source);
        let mut fields = reuse(std::mem::take(&mut self.archived));
        for field in line.fields().iter().filter(|field| field.own) {
            let value = field.value.map_or(Value::Null, |value| Value::Text(line.text(value)));
            fields.push((self.rules.field(line.text(field.name)), value));
        }
        let verdict = self.evaluator.evaluate_archived(route, &fields);
        matched.extend_from_slice(verdict.matched);
        let response = verdict.response;
        self.archived = reuse(fields);
        response
    }

    fn route(&mut self, source: &LogSource<'_>) -> Route {
        self.key.clear();
        for part in [source.category, source.product, source.service] {
            self.key.push_str(part.unwrap_or_default());
            self.key.push('\0');
        }
        if let Some(route) = self.routes.get(self.key.as_str()) {
            return *route;
        }
        let route = self.rules.route(source);
        // Log sources come from the archive: a hostile one could name any number.
        if self.routes.len() < 4096 {
            self.routes.insert(self.key.as_str().into(), route);
        }
        route
    }
}

/// The same memory for values of another lifetime: an empty vector's elements are collected in place.
fn reuse<'b>(mut fields: Vec<(FieldId, Value<'_>)>) -> Vec<(FieldId, Value<'b>)> {
    fields.clear();
    fields.into_iter().map(|(field, _)| (field, Value::Null)).collect()
}
