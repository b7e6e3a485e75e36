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

    /// How often the node will be hit, roughly: short literals, literals anywhere and the two
    /// values of a boolean are hit often, and what many rules ask for (`\powershell.exe`) stands in
    /// many events. A group weighs what its members do. A figure to compare; only the speed hangs
    /// on it.
    pub(crate) fn weight(&self, number: u32) -> u64 {
        let kind = match self.needles.get(number as usize) {
            Some(Needle::Literal { place, text, .. }) => {
                let kind = match place {
                    Place::Whole if matches!(&**text, b"true" | b"false" | b"") => 400,
                    Place::Whole => 1,
                    Place::Start | Place::End => 4,
                    Place::Anywhere => 10,
                };
                kind * if text.len() < 4 && *place != Place::Whole { 16 } else { 1 }
            }
            Some(Needle::Network { .. } | Needle::Bound { .. }) => 20,
            Some(Needle::Group(members)) => return members.iter().map(|member| self.weight(*member)).sum(),
            None => return u64::MAX / 1024,
        };
        kind * (3 + self.uses.get(number as usize).copied().map_or(1, u64::from))
    }
}
