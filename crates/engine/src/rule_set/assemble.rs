//! Putting a set together: from rules that were compiled, or from the parts of an image.
//!
//! Both end in the same fields, so that nobody who judges by a set knows where it came from. Of an
//! image the plans come last, for reading them asks how many rules there are.
//!
//! | | from rules | from an image |
//! |---|---|---|
//! | what rules ask | kept, for plans that are made later | not there |
//! | plans | made when the first event of a kind comes | all there, as parts of the image's tables |
//! | expressions | their source; compiled when first run | the same |
//! | titles, tags, authors | as they were read | packed, until they are first asked for |
//!
//! What a host asks before any event comes is made here in both cases: which events are judged at
//! all, and which of their fields any rule reads ([`Interest`]).

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use super::{CompiledRule, Interest, Lowered, RuleInfos, RuleSet};
use crate::archive::Archive;
use crate::correlate::resolve::Resolved;
use crate::order;
use crate::plan::{Fields, Plan};
use crate::response::Response;
use crate::rule_info::RuleInfo;
use crate::schema;
use crate::sigma::{FieldTest, Test};

impl RuleSet {
    /// Takes correlations in. What they read of events their rules must be given too.
    pub(crate) fn correlate(&mut self, correlations: Resolved) {
        // The rules whose matches correlations take: only of their events are fields read once more.
        let inputs = correlations.correlations.iter().flat_map(|one| &one.inputs).map(|input| input.rule as usize);
        let rules = self.lowered.iter().flat_map(|lowered| inputs.clone().filter_map(|rule| lowered.rules.get(rule)));
        let events = order::set_of(rules.flat_map(|rule| rule.events.iter().copied()));
        for event in events.into_iter().filter_map(schema::event_by_id) {
            let read = correlations.fields.iter().filter_map(|name| schema::field_of(event, name));
            if let Some(interest) = self.interests.get_mut(usize::from(event.id)) {
                interest.fields = read.fold(interest.fields, |mask, field| mask | 1 << field.bit);
            }
        }
        self.correlations = correlations;
    }

    /// Puts a set together from compiled rules, whose numbers are their places; `fields` are those of
    /// the tests. Correlations have infos and no rule.
    pub(crate) fn assemble(infos: Vec<RuleInfo>, rules: Vec<CompiledRule>, tests: Vec<FieldTest>, mut fields: Fields) -> Self {
        // A test of a regular expression has the expression under its number, which searches of all
        // plans name.
        let mut regexes = HashMap::default();
        for (number, test) in (0..).zip(&tests) {
            if let Test::Regex { source, .. } = &test.test {
                regexes.insert(number, (source.clone(), OnceLock::new()));
            }
        }
        // An event whose rules all need what it never has is not judged, so no host raises it for them.
        let mut interests = vec![Interest::default(); usize::from(schema::HIGHEST_EVENT) + 1];
        for rule in &rules {
            for event in rule.events.iter().filter_map(|id| schema::event_by_id(*id)) {
                if let (Some(interest), Ok(read)) = (interests.get_mut(usize::from(event.id)), fields.read(event, rule, &tests)) {
                    interest.judged = true;
                    interest.fields |= read;
                }
            }
        }
        // No plan is made yet: a process meets few of these events.
        let plans = interests.iter().map(|_| OnceLock::new()).collect();
        let archive = Archive::new(&rules, fields.into_numbers());
        let targets = (0..).zip(&rules).filter(|(_, rule)| !rule.targets.is_empty()).map(|(at, rule)| (at, rule.targets.clone()));
        let targets = order::map_of(targets);
        let responses = infos.iter().map(|info| info.response).collect();
        Self {
            infos: infos.into(),
            responses,
            targets,
            lowered: Some(Lowered { rules, tests }),
            regexes,
            interests,
            plans,
            archive,
            correlations: Resolved::default(),
        }
    }

    /// What an image says of a set, still without its plans; `None` where it is for other events.
    pub(crate) fn from_image(
        (infos, responses): (RuleInfos, Vec<Response>),
        targets: Vec<(u32, Vec<u32>)>,
        regexes: Vec<(u32, String)>,
        interests: Vec<Interest>,
    ) -> Option<Self> {
        let plans = interests.iter().map(|_| OnceLock::new()).collect();
        let regexes = regexes.into_iter().map(|(test, source)| (test, (source, OnceLock::new()))).collect();
        let targets = order::map_of(targets.into_iter());
        // The image's events are the schema's, or its plans would be of others.
        let same = interests.len() == usize::from(schema::HIGHEST_EVENT) + 1;
        same.then(|| Self {
            infos,
            responses,
            targets,
            lowered: None,
            regexes,
            interests,
            plans,
            archive: Archive::default(),
            correlations: Resolved::default(),
        })
    }

    /// Gives each event and each log source its plan; `None` where there are not as many as there
    /// should be.
    pub(crate) fn put_plans(&mut self, events: Vec<Option<Arc<Plan>>>, archived: Vec<Option<Arc<Plan>>>) -> Option<()> {
        if events.len() != self.plans.len() {
            return None;
        }
        for (place, plan) in self.plans.iter_mut().zip(events) {
            if let Some(plan) = plan {
                *place = OnceLock::from(plan);
            }
        }
        self.archive.put_plans(archived).then_some(())
    }
}
