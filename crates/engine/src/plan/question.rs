//! What a program may ask: of what the index found, and what is searched for only then.
//!
//! | question | answered by | cost |
//! |---|---|---|
//! | [`Leaf::Node`], [`Leaf::Nodes`] | a mark of the event, or some of one word | a load |
//! | [`Leaf::Null`], [`Leaf::Exists`], [`Leaf::Present`] | a stamp of the slot | a load |
//! | [`Leaf::Look`] | nothing: the slot's late column is looked up | a look-up, once an event |
//! | [`Leaf::Search`] | the values of the slot, read | their bytes, once an event |
//!
//! A question of the package's fields, or that compares with one, says so (`package`): it cannot be
//! answered before the stack was read, and programs ask it last.

use std::sync::Arc;

use super::{PACKAGE_SLOTS, Slot};
use crate::sigma::Place;
use crate::sigma::number::Relation;
use crate::sigma::pattern::Pattern;
use crate::sigma::time::TimePart;

/// A question that a program asks. `package` tells that the answer is known only once the stack has
/// been read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Leaf {
    /// Was the node hit? A node is a literal, a network or a bound of the index, or a group of
    /// them.
    Node { number: u32, package: bool },
    /// Was one of these nodes hit, `first` and so many more? Their marks are of one word. It stands
    /// in programs alone, where rules ask for a group.
    Nodes { first: u32, more: u32, package: bool },
    /// Is there no value but null?
    Null { slot: Slot, package: bool },
    /// Is the field there?
    Exists { slot: Slot, package: bool },
    /// Is there a value?
    Present { slot: Slot, package: bool },
    /// Does [`Plan::searches`](super::Plan::searches) find something?
    Search { number: u32, package: bool },
    /// No question, and goes on alike on both answers: the slot's values are looked up in its late
    /// column, for the nodes that are asked for next.
    Look { slot: Slot, package: bool },
}

impl Leaf {
    /// Whether the answer is known only once the stack has been read.
    pub(crate) fn package(self) -> bool {
        match self {
            Self::Node { package, .. }
            | Self::Nodes { package, .. }
            | Self::Null { package, .. }
            | Self::Exists { package, .. }
            | Self::Present { package, .. }
            | Self::Search { package, .. }
            | Self::Look { package, .. } => package,
        }
    }
}

/// A test that is made only when a program asks for it. The value's text is needed, folded where
/// cases do not count.
#[derive(Debug, PartialEq, Eq, Hash, Clone)]
pub(crate) enum Search {
    /// A text with wildcards inside.
    Pattern {
        slot: Slot,
        /// Plans of an image that ask the same share it.
        pattern: Arc<Pattern>,
        cased: bool,
    },
    /// A regular expression, by the number of its test in the rule set, which keeps it compiled.
    Regex { slot: Slot, test: u32 },
    /// A part of a date in a relation to a number.
    Time { slot: Slot, part: TimePart, relation: Relation, number: u32 },
    /// A value of one slot compared with those of another.
    Field { slot: Slot, other: Slot, place: Place, cased: bool },
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
