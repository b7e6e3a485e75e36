//! Numbers: a value is read as a number once, then every bound that it lies beyond is found in a
//! sorted list for each relation.
//!
//! Of `port|gt: 1024`, `port|gt: 49151` and `port|lte: 80` the first two are a list for *greater*,
//! `[1024, 49151]`, and the third one for *at most*, `[80]`. The value `8080` lies behind 1024 in
//! the first: all bounds before that place hold, whatever their number, and in the second none
//! does.
//!
//! | relation | which bounds hold, of a sorted list |
//! |---|---|
//! | equal | those that are the value |
//! | less (`lt`) | all behind the value |
//! | at most (`lte`) | the value and all behind it |
//! | greater (`gt`) | all before the value |
//! | at least (`gte`) | all before the value, and the value |
//!
//! ```text
//! entry   | the number, 128 bits: 18 decimal places and a sign | node |
//! bytes   16                                                     4
//! head    five times: place, words                               in the order of Relation::ALL
//! ```
//!
//! INVARIANT: each list ascends. Building sorts it; [`Bounds::read`] asks for it, for a binary
//! search over anything else would find the wrong bounds.
//!
//! **Bound**: two binary searches for each relation that rules use, and one call for each bound
//! that holds.

use crate::memory::{Builder, HeadReader, HeadWriter, Part};
use crate::order;
use crate::sigma::number::{Number, Relation};

/// The bounds of one field. Each has a node, which the caller chooses.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Bounds {
    /// Of each relation, ascending.
    sorted: [Part; 5],
}

/// An entry: the number's four words, and its node.
const ENTRY: usize = 5;

/// The number of an entry.
fn number_of([a, b, c, d, _]: &[u32; ENTRY]) -> Number {
    Number(bytemuck::cast::<[u32; 4], i128>([*a, *b, *c, *d]))
}

impl Bounds {
    /// An index over bounds; several may be the same number.
    pub(crate) fn build(bounds: impl IntoIterator<Item = (Relation, Number, u32)>, memory: &mut Builder) -> Self {
        let mut sorted: [Vec<_>; 5] = Default::default();
        for (relation, number, node) in bounds {
            if let Some(list) = sorted.get_mut(relation as usize) {
                list.push((number, node));
            }
        }
        Self {
            sorted: sorted.map(|mut list| {
                order::sort_unstable_by(&mut list, Ord::cmp);
                let entry = |(number, node): &(Number, u32)| {
                    let [a, b, c, d] = bytemuck::cast::<i128, [u32; 4]>(number.0);
                    [a, b, c, d, *node]
                };
                memory.records(&list.iter().map(entry).collect::<Vec<_>>())
            }),
        }
    }

    /// Calls `hit` with the node of every bound to which `value` stands in its relation.
    #[inline]
    pub(crate) fn scan(&self, memory: &[u32], value: &[u8], hit: &mut impl FnMut(u32)) {
        let Some(number) = Number::parse(value) else { return };
        for (part, relation) in self.sorted.iter().zip(Relation::ALL) {
            let list = part.records::<ENTRY>(memory);
            let below = list.partition_point(|entry| number_of(entry) < number);
            let equal = list.partition_point(|entry| number_of(entry) <= number);
            let held = match relation {
                Relation::Equal => below..equal,
                Relation::Less => equal..list.len(),
                Relation::AtMost => below..list.len(),
                Relation::Greater => 0..below,
                Relation::AtLeast => 0..equal,
            };
            list.get(held).unwrap_or_default().iter().for_each(|[.., node]| hit(*node));
        }
    }

    pub(crate) fn write(&self, head: &mut HeadWriter<'_>) {
        for part in self.sorted {
            head.words(part);
        }
    }

    /// Reads what [`write`](Self::write) wrote; `None` where it cannot be so.
    pub(crate) fn read(head: &mut HeadReader<'_>, nodes: u32) -> Option<Self> {
        let mut sorted = [Part::default(); 5];
        for place in &mut sorted {
            let (part, entries) = head.records::<ENTRY>()?;
            *place = part;
            if !entries.iter().all(|[.., node]| *node < nodes) || !entries.is_sorted_by_key(number_of) {
                return None;
            }
        }
        Some(Self { sorted })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn finds_exactly_the_bounds_that_hold(bounds in proptest::collection::vec((0..5_usize, -4_i64..4), 0..20), value in -5_i64..5) {
            let bounds: Vec<_> = bounds.iter().zip(0..).map(|((relation, bound), node)| (Relation::ALL[*relation], *bound, node)).collect();
            let number = |value: i64| Number::parse(value.to_string().as_bytes()).unwrap();
            let mut builder = Builder::default();
            let index = Bounds::build(bounds.iter().map(|(relation, bound, node)| (*relation, number(*bound), *node)), &mut builder);
            let memory = builder.finish();
            let mut found = Vec::new();
            index.scan(&memory, value.to_string().as_bytes(), &mut |node| found.push(node));
            found.sort_unstable();
            let expected: Vec<u32> =
                bounds.iter().filter(|(relation, bound, _)| relation.holds(value.cmp(bound))).map(|(_, _, node)| *node).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
