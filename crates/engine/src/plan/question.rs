//! What a program may ask: of what the index found, and what is searched for only then.

use std::sync::Arc;

use super::{PACKAGE_SLOTS, Slot};
use crate::sigma::Place;
use crate::sigma::number::Relation;
use crate::sigma::pattern::Pattern;
use crate::sigma::time::TimePart;

/// A question that a program asks. `package` tells that the answer is known only once the stack has been read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Leaf {
    /// Was the node hit? A node is a literal, a network or a bound of the index, or a group of them.
    Node { number: u32, package: bool },
    /// Is there no value but null?
    Null { slot: Slot, package: bool },
    /// Is the field there?
    Exists { slot: Slot, package: bool },
    /// Is there a value?
    Present { slot: Slot, package: bool },
    /// Does [`Plan::searches`](super::Plan::searches) find something?
    Search { number: u32, package: bool },
    /// No question, and goes on alike on both answers: the slot's values are looked up in its late column, for the nodes that are asked for next.
    Look { slot: Slot, package: bool },
}

impl Leaf {
    pub(crate) fn package(self) -> bool {
        match self {
            Self::Node { package, .. }
            | Self::Null { package, .. }
            | Self::Exists { package, .. }
            | Self::Present { package, .. }
            | Self::Search { package, .. }
            | Self::Look { package, .. } => package,
        }
    }
}

/// A test that is made only when a program asks for it.
#[derive(Debug, PartialEq, Eq, Hash, Clone)]
pub(crate) enum Search {
    Pattern {
        slot: Slot,
        /// Plans of an image that ask the same share it.
        pattern: Arc<Pattern>,
        cased: bool,
    },
    /// By the number of the test in the rule set.
    Regex {
        slot: Slot,
        test: u32,
    },
    Time {
        slot: Slot,
        part: TimePart,
        relation: Relation,
        number: u32,
    },
    /// A value of one slot compared with those of another.
    Field {
        slot: Slot,
        other: Slot,
        place: Place,
        cased: bool,
    },
}

impl Search {
    /// The slot whose values are searched.
    pub(crate) fn slot(&self) -> Slot {
        match self {
            Self::Pattern { slot, .. } | Self::Regex { slot, .. } | Self::Time { slot, .. } | Self::Field { slot, .. } => *slot,
        }
    }

    /// Whether it looks at values of the slot.
    pub(super) fn reads(&self, slot: Slot) -> bool {
        self.slot() == slot || matches!(self, Self::Field { other, .. } if *other == slot)
    }

    /// The slots whose values it needs folded.
    pub(crate) fn folded_slots(&self) -> [Option<Slot>; 2] {
        match self {
            Self::Pattern { slot, cased: false, .. } => [Some(*slot), None],
            Self::Field { slot, other, cased: false, .. } => [Some(*slot), Some(*other)],
            _ => [None, None],
        }
    }

    /// Whether the answer is known only once the stack has been read.
    pub(super) fn package(&self) -> bool {
        PACKAGE_SLOTS.contains(&self.slot()) || matches!(self, Self::Field { other, .. } if PACKAGE_SLOTS.contains(other))
    }

    /// Whether it compares a value of the event with one of the package.
    pub(crate) fn is_mixed(&self) -> bool {
        matches!(self, Self::Field { slot, other, .. } if PACKAGE_SLOTS.contains(slot) != PACKAGE_SLOTS.contains(other))
    }
}
