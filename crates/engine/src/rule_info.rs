//! What records and alerts say of a rule.

use std::sync::OnceLock;

use crate::image::PackedInfos;
use crate::response::Response;

/// A rule as records and alerts name it. Its number is its place in
/// [`RuleSet::rules`](crate::RuleSet::rules).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleInfo {
    /// The rule's id; its name or else its title where it has none.
    pub id: String,
    /// The rule's name, if it has one.
    pub name: Option<String>,
    /// The rule's title.
    pub title: String,
    /// `informational`, `low`, `medium`, `high` or `critical`; `medium` where the rule does not
    /// say.
    pub level: String,
    /// What the rule asks for.
    pub response: Response,
    /// The rule's description in one line, or its title: the message of a refusal.
    pub message: String,
    /// The rule's author, if it names one.
    pub author: Option<String>,
    /// The rule's tags.
    pub tags: Vec<String>,
}

/// The rules of a set as they are named.
///
/// Most processes ask for it once a rule has matched, and most never have a match: so those of an
/// image stay packed until somebody asks.
#[derive(Debug)]
pub(crate) struct RuleInfos {
    count: usize,
    packed: PackedInfos,
    all: OnceLock<Vec<RuleInfo>>,
}

impl RuleInfos {
    /// What an image holds, which has been checked.
    pub(crate) fn packed(packed: PackedInfos, count: usize) -> Self {
        Self { count, packed, all: OnceLock::new() }
    }

    /// How many rules there are.
    pub(crate) fn len(&self) -> usize {
        self.count
    }

    /// All of them, in the order of their numbers.
    pub(crate) fn all(&self) -> &[RuleInfo] {
        self.all.get_or_init(|| self.packed.unpack())
    }
}

impl From<Vec<RuleInfo>> for RuleInfos {
    fn from(all: Vec<RuleInfo>) -> Self {
        Self { count: all.len(), packed: PackedInfos::default(), all: OnceLock::from(all) }
    }
}
