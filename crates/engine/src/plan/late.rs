//! Which literals are looked for late: only where the program of a candidate asks for them, instead of in every value.
//!
//! A literal that is nobody's witness waits, unless it costs no look-up more beside those that are: ends join ends, and literals anywhere join where as many
//! grams are skipped with them as without them.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::Slot;
use super::lower::{Literals, Needle};
use crate::index::substring;
use crate::sigma::Place;

/// A table of an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Table {
    Starts,
    Ends,
    Anywhere(usize),
    Networks,
    Bounds,
}

/// How many literals, and how long the shortest is.
type Extent = (usize, usize);

/// The slots in whose late columns each node is found, or members of it are; none of a node that is looked for in every value.
pub(crate) fn slots(literals: &Literals, witness: &impl Fn(u32) -> bool) -> Vec<Vec<Slot>> {
    let mut tables: HashMap<_, [Extent; 2], FixedState> = HashMap::default();
    for (number, needle) in (0..).zip(&literals.needles) {
        if let Some((table, length)) = table_of(needle) {
            let extents = tables.entry(table).or_insert([(0, usize::MAX); 2]);
            let [early, late] = extents;
            let (count, shortest) = if witness(number) { early } else { late };
            *count += 1;
            *shortest = (*shortest).min(length);
        }
    }
    let late = |number: u32| {
        let needle = literals.needles.get(number as usize)?;
        let (table @ (slot, _, kind), _) = table_of(needle)?;
        let [early, late] = tables.get(&table)?;
        (!witness(number) && !joins(kind, *early, *late)).then_some(slot)
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

/// Whether those that could wait are looked for with the others.
fn joins(table: Table, early: Extent, late: Extent) -> bool {
    let together = (early.0 + late.0, early.1.min(late.1));
    early.0 > 0 && if let Table::Anywhere(_) = table { substring::lookups(together) <= substring::lookups(early) } else { true }
}

/// The table that a needle lies in, by slot and case, and its length.
fn table_of(needle: &Needle) -> Option<((Slot, bool, Table), usize)> {
    Some(match needle {
        Needle::Literal { slot, cased, place, text } => {
            let table = match place {
                Place::Start => Table::Starts,
                Place::End | Place::Whole => Table::Ends,
                Place::Anywhere => Table::Anywhere(text.len().min(substring::WIDEST)),
            };
            ((*slot, *cased, table), text.len())
        }
        Needle::Network { slot, .. } => ((*slot, false, Table::Networks), 0),
        Needle::Bound { slot, .. } => ((*slot, false, Table::Bounds), 0),
        Needle::Group(_) => return None,
    })
}
