//! A compiled set of rules: immutable, shared by all threads.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use foldhash::fast::FixedState;

use crate::archive::Archive;
use crate::compile::{self, CompileOptions, Report, Source};
use crate::correlate::Resolved;
use crate::expression::Expression;
use crate::image::{self, ImageError};
use crate::index::regex::Compiled;
use crate::order;
use crate::plan::{self, Kind, Plan};
use crate::response::Response;
use crate::rule_info::{RuleInfo, RuleInfos};
use crate::schema;
use crate::sigma::{FieldTest, Test};

/// What the rules want to know of one kind of event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Interest {
    /// The fields that any rule reads, as a mask of [`schema::Field::bit`]s.
    pub fields: u32,
    /// Whether any rule judges the event at all.
    pub judged: bool,
}

/// One rule, ready to be planned for an event.
#[derive(Debug)]
pub(crate) struct CompiledRule {
    /// The rules that it takes out (response `allow`), by number.
    pub(crate) targets: Vec<u32>,
    /// The category that its log source names.
    pub(crate) category: Option<String>,
    /// The product that its log source names, in lower case.
    pub(crate) product: Option<String>,
    /// The service that its log source names: the name of an event.
    pub(crate) service: Option<String>,
    /// The ids of the events that it judges, ascending.
    pub(crate) events: Vec<u16>,
    /// Its condition over [`Lowered::tests`].
    pub(crate) expression: Expression<u32>,
}

/// Rules as they are between compiling and planning.
#[derive(Debug)]
pub(crate) struct Lowered {
    pub(crate) rules: Vec<CompiledRule>,
    pub(crate) tests: Vec<FieldTest>,
}

/// Compiled rules.
///
/// ```
/// use engine::{CompileOptions, RuleSet, Source};
///
/// let text = "
/// title: A shell is started
/// logsource: { category: process_creation }
/// detection:
///   selection: { Image|endswith: [/sh, /bash] }
///   condition: selection
/// response: block
/// ";
/// let report = RuleSet::compile(&[Source { name: "shell.yml", text }], &CompileOptions::default());
/// let rules = report.rules.expect("no errors");
/// assert_eq!(rules.rules()[0].title, "A shell is started");
/// assert!(rules.interest(engine::schema::event::PROCESS_SPAWN).judged);
/// let again = RuleSet::load(&rules.build()).expect("an image that was just built");
/// assert_eq!(again.rules(), rules.rules());
/// ```
#[derive(Debug)]
pub struct RuleSet {
    pub(crate) infos: RuleInfos,
    /// The rules' responses, by number, where judging finds them close together.
    pub(crate) responses: Vec<Response>,
    /// The rules that each rule with the response `allow` takes out, by number.
    pub(crate) targets: BTreeMap<u32, Vec<u32>>,
    /// What plans are made from; an image has the plans themselves instead.
    pub(crate) lowered: Option<Lowered>,
    /// The regular expressions by the number of their test: each is compiled when it is first run, for most rules' are never reached. `None` inside where
    /// one cannot be compiled, which only an image by other hands brings about.
    regexes: HashMap<u32, (String, OnceLock<Option<Compiled>>), FixedState>,
    pub(crate) interests: Vec<Interest>,
    /// By event id; made when the first event of the kind is judged.
    plans: Vec<OnceLock<Arc<Plan>>>,
    /// For events of archives.
    pub(crate) archive: Archive,
    /// Rules over the matches of rules, by [`compile_with_correlations`](Self::compile_with_correlations).
    pub(crate) correlations: Resolved,
}

impl RuleSet {
    /// Compiles rules. Any error means that nothing is loaded; warnings do not.
    #[must_use]
    pub fn compile(sources: &[Source<'_>], options: &CompileOptions) -> Report {
        compile::compile(sources, options, false)
    }

    /// Compiles rules and correlations, for a host that has a [`Correlator`](crate::Correlator) and ends judgements with
    /// [`Evaluator::complete_correlated`](crate::Evaluator::complete_correlated). Elsewhere a correlation is an error, for it would never match and its rules
    /// would not answer. An image keeps them, so who loads one asks [`correlates`](Self::correlates).
    #[must_use]
    pub fn compile_with_correlations(sources: &[Source<'_>], options: &CompileOptions) -> Report {
        compile::compile(sources, options, true)
    }

    /// Whether there are correlations.
    #[must_use]
    pub fn correlates(&self) -> bool {
        !self.correlations.correlations.is_empty()
    }

    /// The names of the fields that correlations read; their places are their numbers.
    #[must_use]
    pub fn correlated_fields(&self) -> &[String] {
        &self.correlations.fields
    }

    /// The compiled rules as one image: versioned, with a BLAKE3 checksum, the same bytes for the same rules on every target.
    #[must_use]
    pub fn build(&self) -> Vec<u8> {
        image::write(self)
    }

    /// Loads what [`build`](Self::build) made.
    ///
    /// # Errors
    /// The image is damaged, or was made by another version.
    pub fn load(image: &[u8]) -> Result<Self, ImageError> {
        image::read(image)
    }

    /// The rules, in the order of the sources.
    #[must_use]
    pub fn rules(&self) -> &[RuleInfo] {
        self.infos.all()
    }

    /// How many rules there are. Of an image this is known without unpacking what it says of them.
    #[must_use]
    pub fn count(&self) -> usize {
        self.infos.len()
    }

    /// What the rules want to know of the events with this id.
    #[must_use]
    pub fn interest(&self, event: u16) -> Interest {
        self.interests.get(usize::from(event)).copied().unwrap_or_default()
    }

    /// Takes correlations in. What they read of events their rules must be given too.
    pub(crate) fn correlate(&mut self, correlations: Resolved) {
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

    /// Puts a set together.
    pub(crate) fn assemble(infos: Vec<RuleInfo>, rules: Vec<CompiledRule>, tests: Vec<FieldTest>) -> Self {
        let mut regexes = HashMap::default();
        for (number, test) in (0..).zip(&tests) {
            if let Test::Regex { source, .. } = &test.test {
                regexes.insert(number, (source.clone(), OnceLock::new()));
            }
        }
        let mut interests = vec![Interest::default(); usize::from(schema::HIGHEST_EVENT) + 1];
        for rule in &rules {
            for event in rule.events.iter().filter_map(|id| schema::event_by_id(*id)).filter(|event| plan::can_match(event, rule, &tests)) {
                if let Some(interest) = interests.get_mut(usize::from(event.id)) {
                    interest.judged = true;
                    interest.fields |= plan::fields_read(event, rule, &tests);
                }
            }
        }
        let plans = interests.iter().map(|_| OnceLock::new()).collect();
        let archive = Archive::new(&rules, &tests);
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

    /// Gives each event and each log source its plan; `None` where there are not as many as there should be.
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

    /// The regular expressions with the number of their test, by that.
    pub(crate) fn regex_sources(&self) -> Vec<(u32, &str)> {
        let mut sources: Vec<(u32, &str)> = self.regexes.iter().map(|(test, (source, _))| (*test, source.as_str())).collect();
        order::sort_unstable_by(&mut sources, Ord::cmp);
        sources
    }

    /// Whether the expression of a test matches. One that cannot be compiled matches everything: rather one match too many than one too few.
    pub(crate) fn regex_matches(&self, test: u32, value: &[u8]) -> bool {
        let Some((source, regex)) = self.regexes.get(&test) else { return false };
        regex.get_or_init(|| Compiled::new(source).ok()).as_ref().is_none_or(|regex| regex.is_match(value))
    }

    /// The plan for an event; `None` where no rule judges it.
    #[inline]
    pub(crate) fn plan(&self, event: u16) -> Option<&Plan> {
        let at = usize::from(event);
        let plan = self.plans.get(at)?;
        if let Some(plan) = plan.get() {
            return Some(plan);
        }
        if !cfg!(feature = "compile") {
            return None;
        }
        let (event, lowered) = (schema::event_by_id(event)?, self.lowered.as_ref()?);
        self.interests.get(at)?.judged.then(|| &**plan.get_or_init(|| Arc::new(Plan::build(Kind::Event(event), self, lowered))))
    }

    /// The prefilters of an event: which values of its fields can match nothing, as a host can see without asking (`packages/core/src/prefilter.ts`; the words are
    /// described in `index/prefilter.rs`). Empty where each event has to be judged: no rule judges the event, a rule could match whatever the fields hold, or rules
    /// look for what is too short, for a network or for a number.
    ///
    /// ```
    /// use engine::{CompileOptions, RuleSet, Source};
    ///
    /// let text = "
    /// title: A key is read
    /// logsource: { category: file_access }
    /// detection: { selection: { TargetFilename|contains: /.ssh/ }, condition: selection }
    /// ";
    /// let rules = RuleSet::compile(&[Source { name: "key.yml", text }], &CompileOptions::default()).rules.expect("no errors");
    /// let [_, width, stride, shift, ..] = rules.prefilters(engine::schema::event::FS_OPEN) else { panic!("no prefilter") };
    /// assert_eq!((*width, *stride, *shift), (4, 2, 22));
    /// ```
    #[must_use]
    pub fn prefilters(&self, event: u16) -> &[u32] {
        self.plan(event).map(|plan| plan.prefilters.words(&plan.memory)).unwrap_or_default()
    }

    /// Makes the plan of an event now instead of when the first one is judged.
    pub fn prepare(&self, event: u16) {
        let _ = self.plan(event);
    }
}
