//! What a set of rules answers for an archive: its routes, fields and plans (`archive.rs`).

use std::sync::Arc;

use super::RuleSet;
use crate::archive::{FieldId, LogSource, Route};
use crate::plan::{Kind, Plan};

impl RuleSet {
    /// The rules of a log source. Look it up once for all events of the source.
    ///
    /// A source that no rule is for has a route as well, by which no rule is asked.
    #[must_use]
    pub fn route(&self, source: &LogSource<'_>) -> Route {
        self.archive.route(source)
    }

    /// The number of a field. All names that no rule reads have the same one, and are looked at for
    /// keywords alone.
    #[must_use]
    pub fn field(&self, name: &str) -> FieldId {
        self.archive.field(name)
    }

    /// The plans of a route.
    pub(crate) fn archived(&self, route: Route) -> impl Iterator<Item = &Plan> {
        route.sources().filter_map(|source| self.archived_plan(source))
    }

    /// The plan of the source of this number; `None` where there is no such source, and where an
    /// image, or a build without the feature `compile`, has no plan for it.
    #[inline]
    pub(crate) fn archived_plan(&self, source: usize) -> Option<&Plan> {
        let plan = self.archive.plan(source)?;
        if let Some(plan) = plan.get() {
            return Some(plan);
        }
        if !cfg!(feature = "compile") {
            return None;
        }
        let lowered = self.lowered.as_ref()?;
        Some(plan.get_or_init(|| Arc::new(Plan::build(Kind::Archive(source), self, lowered))))
    }
}
