//! Which literals are looked for late: only where the program of a candidate asks for them, instead
//! of in every value.
//!
//! Of 1,600 literals that the public rules for Linux commands look for in `CommandLine`, 70 are
//! witnesses. The others matter only to a rule that is a candidate already, so they lie in a column
//! of their own, and most events never read it.
//!
//! A literal that is nobody's witness waits, unless it costs no look-up more beside those that are:
//! ends join ends, and literals anywhere join where as many grams are skipped with them as without
//! them ([`Lengths`]). Without that a field whose witnesses are many would be read twice by nearly
//! every event.
//!
//! ```text
//! CommandLine   witnesses           "curl ", "wget "         grams of three, each third looked up
//!               could wait          "-o"                     would need each gram of two: waits
//!               could wait          "https://"               is skipped as far: joins
//! ```
//!
//! INVARIANT: what is in a late column is no rule's witness, so reading one adds no candidate. A
//! node whose slots are told here is asked for only behind a
//! [`Leaf::Look`](super::question::Leaf::Look) of each ([`Emitter`](super::program::Emitter)).

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::Slot;
use super::needle::{Literals, Needle};
use crate::index::lengths::Lengths;
use crate::sigma::Place;

/// A table of an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Table {
    /// Literals that values start with.
    Starts,
    /// Literals that values end with, and whole values.
    Ends,
    /// Literals that stand anywhere.
    Anywhere,
    /// Networks.
    Networks,
    /// Numbers.
    Bounds,
}

/// The slots in whose late columns each node is found, or members of it are; none of a node that is
/// looked for in every value.
pub(crate) fn slots(literals: &Literals, witness: &impl Fn(u32) -> bool) -> Vec<Vec<Slot>> {
    let mut tables: HashMap<_, [Lengths; 2], FixedState> = HashMap::default();
    for (number, needle) in (0..).zip(&literals.needles) {
        if let Some((table, length)) = table_of(needle) {
            let [early, late] = tables.entry(table).or_default();
            (if witness(number) { early } else { late }).add(length);
        }
    }
    let waiting: HashMap<_, Vec<bool>, FixedState> =
        tables.into_iter().map(|(table, [early, late])| (table, waits(table.2, &early, &late))).collect();
    let late = |number: u32| {
        let needle = literals.needles.get(number as usize)?;
        let (table @ (slot, ..), length) = table_of(needle)?;
        let waits = waiting.get(&table)?.get(Lengths::class(length)).copied()?;
        (!witness(number) && waits).then_some(slot)
    };
    let of = |(number, needle): (u32, &Needle)| match needle {
        Needle::Group(members) => {
            let mut slots: Vec<Slot> = members.iter().filter_map(|member| late(*member)).collect();
            slots.sort_unstable();
            slots.dedup();
            slots
        }
        _ => late(number).into_iter().collect(),
    };
    (0..).zip(&literals.needles).map(of).collect()
}

/// By class of length, whether those that could wait do, or else are looked for with the others.
fn waits(table: Table, early: &Lengths, late: &Lengths) -> Vec<bool> {
    let joins =
        |class: usize| !early.is_empty() && (table != Table::Anywhere || early.with_class(late, class).lookups() <= early.lookups());
    (0..Lengths::CLASSES).map(|class| !joins(class)).collect()
}

/// The table that a needle lies in, by slot and case, and its length.
fn table_of(needle: &Needle) -> Option<((Slot, bool, Table), usize)> {
    Some(match needle {
        Needle::Literal { slot, cased, place, text } => {
            let table = match place {
                Place::Start => Table::Starts,
                Place::End | Place::Whole => Table::Ends,
                Place::Anywhere => Table::Anywhere,
            };
            ((*slot, *cased, table), text.len())
        }
        Needle::Network { slot, .. } => ((*slot, false, Table::Networks), 0),
        Needle::Bound { slot, .. } => ((*slot, false, Table::Bounds), 0),
        Needle::Group(_) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn late(needles: &[(Slot, Place, &str)], witnesses: &[u32]) -> Vec<Vec<Slot>> {
        let mut literals = Literals::default();
        for (slot, place, text) in needles {
            literals.intern(Needle::Literal { slot: *slot, cased: false, place: *place, text: text.as_bytes().into() });
        }
        literals.intern(Needle::Group((0..4).filter(|node| !witnesses.contains(node)).collect()));
        slots(&literals, &|node| witnesses.contains(&node))
    }

    /// The example of the module's documentation.
    #[test]
    fn what_costs_a_look_up_more_waits() {
        use Place::Anywhere;
        let (curl, wget, short, long) = ((7, Anywhere, "curl "), (7, Anywhere, "wget "), (7, Anywhere, "-o"), (7, Anywhere, "https://"));
        let none: Vec<Slot> = Vec::new();
        // The group is where its member waits.
        assert_eq!(late(&[curl, wget, short, long], &[0, 1]), [none.clone(), none.clone(), vec![7], none.clone(), vec![7]]);
        // Without a witness there is nothing to join.
        assert_eq!(late(&[curl, wget, short, long], &[]), vec![vec![7]; 5]);
        // Another slot's witness is no company.
        assert_eq!(late(&[curl, (8, Anywhere, "https://")], &[0]), [none.clone(), vec![8], vec![8]]);
    }

    #[test]
    fn ends_join_ends_whatever_their_lengths() {
        let none: Vec<Slot> = Vec::new();
        let (end, whole, start) = ((7, Place::End, "/curl"), (7, Place::Whole, "x"), (7, Place::Start, "/usr"));
        assert_eq!(late(&[end, whole, start], &[0]), [none.clone(), none, vec![7], vec![7]]);
    }
}
