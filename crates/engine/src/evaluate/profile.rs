//! What each rule costs: how often it was a candidate, and how long its program ran. The index is
//! shared by all rules and belongs to none.
//!
//! `overt replay --stats` shows these. A rule that is a candidate often and matches seldom has a
//! witness that stands in many events.

/// Counts by number of the rule.
///
/// ```
/// use std::sync::Arc;
/// use engine::{CompileOptions, Evaluator, Event, RuleSet, Source, Value, schema};
///
/// let text = "
/// title: A key is read
/// logsource: { category: file_access }
/// detection: { selection: { TargetFilename|endswith: /id_rsa }, condition: selection }
/// ";
/// let rules = RuleSet::compile(&[Source { name: "r.yml", text }], &CompileOptions::default()).rules.expect("no errors");
/// // A clock that stands still: the engine has none of its own.
/// let mut evaluator = Evaluator::profiled(Arc::new(rules), || 0);
/// for path in ["/srv/index.js", "/root/.ssh/id_rsa", "/tmp/id_rsa"] {
///     let fields = [("path", Value::Text(path)), ("create", Value::Text("false"))];
///     evaluator.evaluate_event(&Event { id: schema::event::FS_OPEN, name: "", fields: &fields }, None);
/// }
/// let profile = evaluator.take_profile().expect("it is counted");
/// assert_eq!((profile.candidates, profile.nanoseconds), (vec![2], vec![0]));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// How often the rule's program was run.
    pub candidates: Vec<u64>,
    /// Nanoseconds that it ran, searches in values included; reading the clock costs some too.
    pub nanoseconds: Vec<u64>,
}

impl Profile {
    fn new(rules: usize) -> Self {
        Self { candidates: vec![0; rules], nanoseconds: vec![0; rules] }
    }

    /// Adds what was counted elsewhere, by the same rules.
    pub fn add(&mut self, other: &Self) {
        let sum = |one: &mut Vec<u64>, other: &[u64]| one.iter_mut().zip(other).for_each(|(one, other)| *one += other);
        sum(&mut self.candidates, &other.candidates);
        sum(&mut self.nanoseconds, &other.nanoseconds);
    }
}

/// Counts by the host's clock.
#[derive(Debug)]
pub(super) struct Profiler {
    clock: fn() -> u64,
    counts: Profile,
}

impl Profiler {
    /// `clock` gives nanoseconds since any moment.
    pub(super) fn new(rules: usize, clock: fn() -> u64) -> Self {
        Self { clock, counts: Profile::new(rules) }
    }

    /// Nanoseconds, by the host's clock.
    pub(super) fn now(&self) -> u64 {
        (self.clock)()
    }

    /// Counts one run of a rule's program, which began at `begun`.
    pub(super) fn ran(&mut self, rule: u32, begun: u64) {
        let elapsed = self.now().saturating_sub(begun);
        let Profile { candidates, nanoseconds } = &mut self.counts;
        if let (Some(candidates), Some(time)) = (candidates.get_mut(rule as usize), nanoseconds.get_mut(rule as usize)) {
            *candidates += 1;
            *time += elapsed;
        }
    }

    /// What was counted; counting begins anew.
    pub(super) fn take(&mut self) -> Profile {
        let empty = Profile::new(self.counts.candidates.len());
        std::mem::replace(&mut self.counts, empty)
    }
}
