//! What the index of a plan finds. Equal needles of all rules are one; its number is the *node*
//! that programs and links speak of.
//!
//! | needle | is hit where |
//! |---|---|
//! | literal | a value of the slot has the text at its place |
//! | network, bound | a value of the slot is an address in it, a number beyond it |
//! | group | any of its members is hit: a list of a thousand names is one node to its rules |
//!
//! A thousand rules that ask for `Image|endswith: \powershell.exe` have one node, which is looked
//! for once. Folded text is put in: `\PowerShell.exe` is the same needle.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::Slot;
use crate::sigma::Place;
use crate::sigma::network::Network;
use crate::sigma::number::{Number, Relation};

/// The weight of a whole value that each event has.
const ALWAYS: u64 = 1_000;
/// Added to how many whole values rules ask a field for: of few askings no share is told.
const SELDOM_ASKED: u64 = 4;

/// Something that the index finds.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Needle {
    /// Text at a place of the slot's values; folded, unless `cased`.
    Literal { slot: Slot, cased: bool, place: Place, text: Box<[u8]> },
    /// A network that an address of the slot lies in.
    Network { slot: Slot, network: Network },
    /// A number that a number of the slot stands in a relation to.
    Bound { slot: Slot, relation: Relation, number: Number },
    /// Any of these nodes.
    Group(Vec<u32>),
}

/// All needles; their numbers are the nodes.
#[derive(Debug, Default)]
pub(crate) struct Literals {
    /// By node.
    pub(crate) needles: Vec<Needle>,
    numbers: HashMap<Needle, u32, FixedState>,
    /// How often rules ask for each.
    uses: Vec<u32>,
}

impl Literals {
    /// The needle's node: that of an equal one, or the next number. Counts how often it is asked
    /// for.
    pub(super) fn intern(&mut self, needle: Needle) -> u32 {
        if let Some(number) = self.numbers.get(&needle) {
            if let Some(uses) = self.uses.get_mut(*number as usize) {
                *uses += 1;
            }
            return *number;
        }
        let number = u32::try_from(self.needles.len()).unwrap_or(u32::MAX);
        self.uses.push(1);
        self.needles.push(needle.clone());
        self.numbers.insert(needle, number);
        number
    }

    /// How often each node will be hit, roughly, as a figure to compare; only the speed hangs on
    /// it.
    ///
    /// Short literals, literals anywhere and the two values of a boolean are hit often, and what
    /// many rules ask for (`\powershell.exe`) stands in many events. A whole value weighs what its
    /// share is of all whole values that rules ask the field for: where they know few, as of
    /// `IntegrityLevel`, each is frequent. A group weighs what its members do.
    pub(super) fn weights(&self) -> Vec<u64> {
        let mut whole: HashMap<Slot, u64, FixedState> = HashMap::default();
        let uses = |node: usize| self.uses.get(node).copied().map_or(1, u64::from);
        for (node, needle) in self.needles.iter().enumerate() {
            if let Needle::Literal { slot, place: Place::Whole, .. } = needle {
                *whole.entry(*slot).or_default() += uses(node);
            }
        }
        let mut weights = Vec::with_capacity(self.needles.len());
        for (node, needle) in self.needles.iter().enumerate() {
            let kind = match needle {
                Needle::Literal { place: Place::Whole, text, .. } if matches!(&**text, b"true" | b"false" | b"") => 400,
                Needle::Literal { slot, place: Place::Whole, .. } => {
                    let of = whole.get(slot).copied().unwrap_or(0) + SELDOM_ASKED;
                    weights.push((3 + uses(node)).max(uses(node) * ALWAYS / of));
                    continue;
                }
                Needle::Literal { place, text, .. } => {
                    let short = match text.len() {
                        0..4 => 16,
                        // As long as most suffixes of files.
                        4 => 8,
                        _ => 1,
                    };
                    short * if *place == Place::Anywhere { 10 } else { 4 }
                }
                Needle::Network { .. } | Needle::Bound { .. } => 20,
                // INVARIANT: a group's members have smaller numbers than it has.
                Needle::Group(members) => {
                    weights.push(members.iter().filter_map(|member| weights.get(*member as usize)).sum());
                    continue;
                }
            };
            weights.push(kind * (3 + uses(node)));
        }
        weights
    }
}
