//! The memory itself, behind one lock.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use engine::{Correlator, RuleSet};

/// What the correlations of one set of rules have seen; `None` where no rule is one.
#[derive(Debug)]
pub(crate) struct Memory(Mutex<Option<Seen>>);

#[derive(Debug)]
pub(crate) struct Seen {
    pub(super) correlator: Correlator,
    /// Since the state was last given out.
    pub(super) changed: bool,
}

impl Memory {
    /// Nothing yet.
    pub(crate) fn of(rules: &Arc<RuleSet>) -> Self {
        Self::with(Correlator::new(Arc::clone(rules)), false)
    }

    /// What the rules before have seen, as far as these have the same correlations; and how many correlations have lost what they saw. Nothing is left in `before`.
    pub(crate) fn heir(rules: &Arc<RuleSet>, before: Option<&mut Seen>) -> (Self, usize) {
        let mut correlator = Correlator::new(Arc::clone(rules));
        let lost = before.map_or(0, |before| correlator.inherit(&mut before.correlator));
        (Self::with(correlator, true), lost)
    }

    fn with(correlator: Correlator, changed: bool) -> Self {
        Self(Mutex::new(correlator.rules().correlates().then_some(Seen { correlator, changed })))
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, Option<Seen>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
