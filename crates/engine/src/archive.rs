//! Events of an archive: any log source, any fields. A rule judges an event where each part of a
//! log source that the rule names is the event's (Sigma specification, Log Source).
//!
//! ```text
//! event    category process_creation, product windows, service sysmon
//! rule     category process_creation, product windows                  judges it
//! rule     product windows                                             judges it
//! rule     product windows, service security                           does not
//! ```
//!
//! There is a plan for each log source that some rule names, which holds the rules of all that are
//! part of it. An event's source is looked up once ([`RuleSet::route`](crate::RuleSet::route)): it has the plans of the
//! widest named sources that are part of it, mostly one and at most three.
//!
//! ```text
//! named by rules      windows;  windows + process_creation;  windows + security
//! event               windows + process_creation + sysmon
//! its plans           windows + process_creation, which has the rules for windows too
//! ```
//!
//! In contrast to live events no field is known beforehand: each name that a rule reads has a
//! number ([`RuleSet::field`](crate::RuleSet::field)), and whether a field is Sigma's or the log's own makes no
//! difference. Nothing is mapped here either: a rule's names are those of the archive, or a
//! processing pipeline makes them so.
//!
//! Traps:
//!
//! - Upper and lower case are the same in log sources, and not in names of fields.
//! - Routes and numbers of fields belong to the set that gave them.
//! - A rule of two plans of one event is asked by both; the evaluator names it once.
//!
//! A route takes one pass over the log sources that rules name, the number of a field one look-up
//! by hash. A plan is made when the first event asks for it, by whichever thread comes first; an
//! image has them.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use foldhash::fast::FixedState;

use crate::order;
use crate::plan::{Plan, Slot};
use crate::rule_set::lowered::CompiledRule;

/// The log source of an archived event (Sigma specification, Log Source). Upper and lower case are
/// the same.
///
/// ```
/// use std::sync::Arc;
/// use engine::{CompileOptions, Evaluator, LogSource, RuleSet, Source, Value};
///
/// let text = "
/// title: A service is installed
/// logsource: { product: windows, service: system }
/// detection: { selection: { EventID: 7045 }, condition: selection }
/// ";
/// let report = RuleSet::compile(&[Source { name: "r.yml", text }], &CompileOptions::default());
/// let rules = Arc::new(report.rules.expect("no errors"));
/// let source = LogSource { product: Some("windows"), service: Some("system"), category: None };
/// let route = rules.route(&source);
/// let (id, channel) = (rules.field("EventID"), rules.field("Channel"));
/// let mut evaluator = Evaluator::new(rules);
/// let fields = [(id, Value::Text("7045")), (channel, Value::Text("System"))];
/// assert_eq!(evaluator.evaluate_archived(route, &fields).matched, [0]);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LogSource<'a> {
    /// What kind of event, as `process_creation`.
    pub category: Option<&'a str>,
    /// Whose log, as `windows`.
    pub product: Option<&'a str>,
    /// Which of the product's logs, as `security`.
    pub service: Option<&'a str>,
}

/// The number of a field's name in a rule set: by [`RuleSet::field`](crate::RuleSet::field), for that set alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldId(pub(crate) u32);

/// The rules of a log source, by [`RuleSet::route`](crate::RuleSet::route), for that set alone. Small, and made to be
/// kept: an archive has few sources and many events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Route([u16; Route::PLANS]);

impl Route {
    /// The most plans that an event has. INVARIANT: of the eight parts of a source at most three
    /// are in no other.
    pub(crate) const PLANS: usize = 3;

    /// The numbers of the sources whose plans these are.
    pub(crate) fn sources(self) -> impl Iterator<Item = usize> {
        self.0.into_iter().take_while(|at| *at != NOWHERE).map(usize::from)
    }
}

/// The end of a route that has fewer plans.
const NOWHERE: u16 = u16::MAX;

/// The category, product and service that a rule names, in this order and in lower case.
pub(crate) type Named = [Option<Box<str>>; 3];

/// What archived events are judged by.
#[derive(Debug, Default)]
pub(crate) struct Archive {
    /// The number of each name that a test reads, a field that a value refers to among them; from
    /// 0, without gaps.
    fields: HashMap<Box<str>, u32, FixedState>,
    /// The log sources that rules name, and how an event of exactly this source is judged; made
    /// when the first is.
    sources: Vec<(Named, OnceLock<Arc<Plan>>)>,
}

impl Archive {
    /// The names of fields with their numbers, and the log sources of `rules`, each once. No plan is made.
    pub(crate) fn new(rules: &[CompiledRule], fields: HashMap<Box<str>, u32, FixedState>) -> Self {
        let sources = order::set_of(rules.iter().map(named));
        Self { fields, sources: sources.into_iter().map(|named| (named, OnceLock::new())).collect() }
    }

    /// What was written in an image; `None` where two fields have one name.
    ///
    /// The plans are put in by [`Self::put_plans`].
    pub(crate) fn from_names(fields: &[String], sources: Vec<[Option<String>; 3]>) -> Option<Self> {
        let by_name: HashMap<Box<str>, u32, FixedState> = fields.iter().map(|name| name.as_str().into()).zip(0..).collect();
        let boxed = |part: Option<String>| part.map(String::into_boxed_str);
        let sources = sources.into_iter().map(|named| (named.map(boxed), OnceLock::new())).collect();
        (by_name.len() == fields.len()).then_some(Self { fields: by_name, sources })
    }

    /// The fields' names, by number.
    pub(crate) fn field_names(&self) -> Vec<&str> {
        let mut names: Vec<(&u32, &str)> = self.fields.iter().map(|(name, number)| (number, &**name)).collect();
        order::sort_unstable_by(&mut names, Ord::cmp);
        names.into_iter().map(|(_, name)| name).collect()
    }

    /// The log sources that rules name, by number.
    pub(crate) fn source_names(&self) -> Vec<&Named> {
        self.sources.iter().map(|(named, _)| named).collect()
    }

    /// Gives each source its plan; false where their numbers differ. A source whose plan is `None`
    /// has none and makes none, for a set that was loaded from an image has nothing to make it
    /// from.
    pub(crate) fn put_plans(&mut self, plans: Vec<Option<Arc<Plan>>>) -> bool {
        if plans.len() != self.sources.len() {
            return false;
        }
        for ((_, place), plan) in self.sources.iter_mut().zip(plans) {
            if let Some(plan) = plan {
                *place = OnceLock::from(plan);
            }
        }
        true
    }

    /// The rules of a log source: the widest that rules name and that are part of it.
    pub(crate) fn route(&self, source: &LogSource<'_>) -> Route {
        let event = [source.category, source.product, source.service].map(|part| part.map(|text| text.to_ascii_lowercase().into()));
        let fit: Vec<usize> = (0..).zip(&self.sources).filter(|(_, (rule, _))| covers(rule, &event)).map(|(at, _)| at).collect();
        let of = |at: usize| self.sources.get(at).map(|(named, _)| named);
        // The rules of a source that is part of another one are in the other's plan too.
        let widest =
            |at: &&usize| !fit.iter().any(|other| other != *at && of(**at).zip(of(*other)).is_some_and(|(one, other)| covers(one, other)));
        let mut route = Route([NOWHERE; Route::PLANS]);
        for (place, at) in route.0.iter_mut().zip(fit.iter().filter(widest)) {
            *place = u16::try_from(*at).unwrap_or(NOWHERE);
        }
        route
    }

    /// The number of a field's name.
    pub(crate) fn field(&self, name: &str) -> FieldId {
        FieldId(self.fields.get(name).copied().unwrap_or(u32::MAX))
    }

    /// Where the plan of the source of this number is, or will be; `None` where there is no such
    /// source.
    #[inline]
    pub(crate) fn plan(&self, source: usize) -> Option<&OnceLock<Arc<Plan>>> {
        self.sources.get(source).map(|(_, plan)| plan)
    }

    /// Whether the rule judges events of the source of this number.
    pub(crate) fn judges(&self, source: usize, rule: &CompiledRule) -> bool {
        let parts = [&rule.category, &rule.product, &rule.service];
        let is_part = |(rule, event): (&Option<String>, &Option<Box<str>>)| match (rule, event) {
            (None, _) => true,
            (Some(rule), Some(event)) => rule.eq_ignore_ascii_case(event),
            (Some(_), None) => false,
        };
        self.sources.get(source).is_some_and(|(event, _)| parts.into_iter().zip(event).all(is_part))
    }

    /// The slots by field, where a plan has these; `Slot::MAX` where the plan does not read the
    /// field. Two bytes each, least significant first, as an image has them.
    pub(crate) fn slots(&self, of: &HashMap<Box<str>, Slot, FixedState>) -> Vec<[u8; 2]> {
        let mut slots = vec![Slot::MAX.to_le_bytes(); self.fields.len()];
        for (name, field) in &self.fields {
            if let (Some(slot), Some(place)) = (of.get(name), slots.get_mut(*field as usize)) {
                *place = slot.to_le_bytes();
            }
        }
        slots
    }
}

/// The log source that a rule names.
fn named(rule: &CompiledRule) -> Named {
    [&rule.category, &rule.product, &rule.service].map(|part| part.as_deref().map(|text| text.to_ascii_lowercase().into()))
}

/// Whether each part that `rule` names is the event's.
fn covers(rule: &Named, event: &Named) -> bool {
    rule.iter().zip(event).all(|(rule, event)| rule.is_none() || rule == event)
}
