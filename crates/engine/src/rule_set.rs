//! A compiled set of rules: immutable, shared by all threads.
//!
//! ```text
//! RuleSet    infos, responses      what answers say, by number of the rule
//!            targets               whom `allow` rules take out
//!            interests             which events are judged, and what of them is read
//!            plans                 one a kind of event, made when the first is judged; `archive` has those of log sources
//!            regexes               one a test, compiled when it is first run
//!            correlations          rules over the matches of rules
//!            lowered               what plans are made from; none in a set of an image, which has the plans
//! ```
//!
//! INVARIANT: nothing that a verdict hangs on changes after the set was put together
//! (`assemble.rs`). What is made later, a plan or a compiled expression, follows from the set
//! alone, and is made once, by whichever thread comes first.

mod archived;
mod assemble;
mod infos;
pub(crate) mod lowered;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock};

use foldhash::fast::FixedState;

use crate::archive::Archive;
use crate::correlate::resolve::Resolved;
use crate::index::regex::Compiled;
use crate::order;
use crate::plan::{Kind, Plan};
use crate::response::Response;
use crate::rule_info::RuleInfo;
use crate::schema;

pub(crate) use infos::RuleInfos;
pub(crate) use lowered::{CompiledRule, Lowered};

/// What the rules want to know of one kind of event: a host need not raise events that nobody
/// judges, nor read fields that nobody asks for.
///
/// | the rules of an event | `judged` | `fields` |
/// |---|---|---|
/// | none | no | none |
/// | `Image: /bin/sh` | yes | that of `Image` |
/// | that, and another rule's `User: root` | yes | both |
/// | `package.name: left-pad` | yes | `package.name`, for which the host reads the stack |
/// | keywords | yes | the event's own that a host has without asking, none of the common ones |
///
/// It follows from the rules alone, and is made when the set is put together.
///
/// ```
/// use engine::{CompileOptions, RuleSet, Source, schema};
///
/// let text = "
/// title: A shell is started by a package
/// logsource: { category: process_creation }
/// detection: { selection: { Image|endswith: /sh, package.name|exists: true }, condition: selection }
/// ";
/// let rules = RuleSet::compile(&[Source { name: "r.yml", text }], &CompileOptions::default()).rules.expect("no errors");
/// let spawn = schema::event_by_id(schema::event::PROCESS_SPAWN).expect("an event of the schema");
/// let bit = |name| 1 << schema::field_of(spawn, name).expect("a field of the event").bit;
/// let interest = rules.interest(spawn.id);
/// assert!(interest.judged);
/// assert_eq!(interest.fields, bit("file") | bit("package.name"));
/// assert!(!rules.interest(schema::event::FS_OPEN).judged);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Interest {
    /// The fields that any rule reads, as a mask of [`schema::Field::bit`]s.
    pub fields: u32,
    /// Whether any rule judges the event at all.
    pub judged: bool,
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
    /// What answers and records say of the rules, by number.
    pub(crate) infos: RuleInfos,
    /// The rules' responses, by number, where judging finds them close together.
    pub(crate) responses: Vec<Response>,
    /// The rules that each rule with the response `allow` takes out, by number.
    pub(crate) targets: BTreeMap<u32, Vec<u32>>,
    /// What plans are made from; an image has the plans themselves instead.
    pub(crate) lowered: Option<Lowered>,
    /// The regular expressions by the number of their test: each is compiled when it is first run,
    /// for most rules' are never reached. `None` inside where one cannot be compiled, which only an
    /// image by other hands brings about.
    regexes: HashMap<u32, (String, OnceLock<Option<Compiled>>), FixedState>,
    /// By event id.
    pub(crate) interests: Vec<Interest>,
    /// By event id; made when the first event of the kind is judged.
    plans: Vec<OnceLock<Arc<Plan>>>,
    /// For events of archives.
    pub(crate) archive: Archive,
    /// Rules over the matches of rules, by
    /// [`compile_with_correlations`](Self::compile_with_correlations).
    pub(crate) correlations: Resolved,
}

impl RuleSet {
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

    /// The rules, in the order of the sources; correlations behind them. Their places are the
    /// numbers that verdicts speak of.
    #[must_use]
    pub fn rules(&self) -> &[RuleInfo] {
        self.infos.all()
    }

    /// How many rules and correlations there are. Of an image this is known without unpacking what
    /// it says of them.
    #[must_use]
    pub fn count(&self) -> usize {
        self.infos.len()
    }

    /// What the rules want to know of the events with this id; nothing of an id that there is not.
    #[must_use]
    pub fn interest(&self, event: u16) -> Interest {
        self.interests.get(usize::from(event)).copied().unwrap_or_default()
    }

    /// The regular expressions with the number of their test, by that.
    pub(crate) fn regex_sources(&self) -> Vec<(u32, &str)> {
        let mut sources: Vec<(u32, &str)> = self.regexes.iter().map(|(test, (source, _))| (*test, source.as_str())).collect();
        order::sort_unstable_by(&mut sources, Ord::cmp);
        sources
    }

    /// Whether the expression of a test matches. One that cannot be compiled matches everything:
    /// rather one match too many than one too few.
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

    /// The prefilters of an event: which values of its fields can match nothing, as a host can see
    /// without asking (`packages/core/src/prefilter.ts`; the words are described in
    /// `index/prefilter.rs`). Empty where each event has to be judged: no rule judges the event, a
    /// rule could match whatever the fields hold, or rules look for what is too short, for a
    /// network or for a number.
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

    /// Makes the plan of an event now instead of when the first one is judged, which then takes
    /// some tenths of a millisecond less.
    pub fn prepare(&self, event: u16) {
        let _ = self.plan(event);
    }
}
