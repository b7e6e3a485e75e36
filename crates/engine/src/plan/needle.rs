//! What the index of a plan finds. Equal needles of all rules are one; its number is the *node*
//! that expressions speak of. What is run has other numbers ([`nodes`](super::nodes)).
//!
//! | needle | is hit where |
//! |---|---|
//! | literal | a value of the slot has the text at its place |
//! | network, bound | a value of the slot is an address in it, a number beyond it |
//! | group | any of its members is hit: a list of a thousand names is one thing to ask for |
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

#[cfg(test)]
mod tests {
    use super::*;

    fn literal(slot: Slot, place: Place, text: &str) -> Needle {
        Needle::Literal { slot, cased: false, place, text: text.as_bytes().into() }
    }

    fn weights(needles: impl IntoIterator<Item = Needle>) -> Vec<u64> {
        let mut literals = Literals::default();
        needles.into_iter().for_each(|needle| {
            literals.intern(needle);
        });
        literals.weights()
    }

    /// The weights are figures to compare and nothing else; they are written out so that a change of
    /// one is seen, since no answer tells.
    #[test]
    fn short_ones_weigh_more_and_so_does_what_stands_anywhere() {
        use Place::{Anywhere, End, Start, Whole};
        let alone = |place, text| weights([literal(1, place, text)]);
        assert_eq!(["abc", "abcd", "abcde"].map(|text| alone(Anywhere, text)), [[640], [320], [40]]);
        for place in [Start, End] {
            assert_eq!(["abc", "abcd", "abcde"].map(|text| alone(place, text)), [[256], [128], [16]]);
        }
        // As often as rules ask for it, and three more.
        assert_eq!(weights(vec![literal(1, Anywhere, "abcde"); 4]), [70]);
        let network = Needle::Network { slot: 1, network: Network::parse("10.0.0.0/8").unwrap() };
        assert_eq!(weights([network.clone(), network]), [100]);
        // Both values of a boolean are there in every other event, and the empty one is often.
        assert_eq!(["true", "false", "", "yes"].map(|text| alone(Whole, text)), [[1_600], [1_600], [1_600], [200]]);
    }

    #[test]
    fn a_whole_value_weighs_its_share_and_a_group_its_members() {
        let whole = |slot, text: &str| literal(slot, Place::Whole, text);
        // Of six askings of slot 1 four are for `a` and two for `b`; of slot 2 there is one.
        let asked = ["a", "a", "a", "a", "b", "b"].map(|text| whole(1, text));
        assert_eq!(weights(asked.into_iter().chain([whole(2, "a")])), [400, 200, 200]);
        // Of many each is rare, but never rarer than a literal that as many ask for.
        let many: Vec<Needle> = (0..996).map(|number| whole(1, &format!("v{number}"))).collect();
        assert_eq!(weights(many)[..2], [4, 4]);
        let members = [literal(1, Place::Anywhere, "abcde"), literal(1, Place::End, "abcde"), Needle::Group(vec![0, 1])];
        assert_eq!(weights(members), [40, 16, 56]);
    }
}
