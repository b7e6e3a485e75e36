//! What is said of all rules of a set, unpacked when it is first asked for.

use std::sync::OnceLock;

use crate::image::infos::PackedInfos;
use crate::rule_info::RuleInfo;

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
