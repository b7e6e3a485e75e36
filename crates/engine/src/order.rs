//! Sorting. Natively it is the standard library's, of which each type that is sorted has an
//! instance of its own, five to ten kilobytes: a tenth of the module of WebAssembly. There one
//! function finds the order of all of them by their places, and items are moved afterwards.
//!
//! ```text
//! items      c a b         sorted places     1 2 0       (what belongs at 0 is at 1)
//! moved      a b c         each round of places is gone through once, by swaps
//! ```
//!
//! The module's sort is stable, and takes `n log n` comparisons; a list of up to sixteen is sorted
//! by insertion, and then nothing is allocated.
//!
//! INVARIANT: where an image depends on an order, it is total, so that either way gives the same
//! bytes.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// Up to here a list is sorted in place, which judging an event may do: nothing is allocated.
const SHORT: usize = 16;

/// Sorts; equal ones stay in their order.
pub(crate) fn sort_by<T>(items: &mut [T], compare: impl FnMut(&T, &T) -> Ordering) {
    if cfg!(target_family = "wasm") { by_places(items, compare) } else { items.sort_by(compare) }
}

/// Sorts; equal ones may change places.
pub(crate) fn sort_unstable_by<T>(items: &mut [T], compare: impl FnMut(&T, &T) -> Ordering) {
    if cfg!(target_family = "wasm") { by_places(items, compare) } else { items.sort_unstable_by(compare) }
}

/// What a set holds of these. Collecting sorts first, by an instance of its own too; adding one
/// after the other does not.
pub(crate) fn set_of<T: Ord>(items: impl Iterator<Item = T>) -> BTreeSet<T> {
    let mut set = BTreeSet::new();
    for item in items {
        set.insert(item);
    }
    set
}

/// What a map holds of these; see [`set_of`].
pub(crate) fn map_of<K: Ord, V>(entries: impl Iterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut map = BTreeMap::new();
    for (key, value) in entries {
        map.insert(key, value);
    }
    map
}

/// The module's way: places are sorted by one function for all types, then items are moved.
fn by_places<T>(items: &mut [T], mut compare: impl FnMut(&T, &T) -> Ordering) {
    let mut order = |items: &[T], a: usize, b: usize| items.get(a).zip(items.get(b)).map_or(Ordering::Equal, |(a, b)| compare(a, b));
    if items.len() <= SHORT {
        for end in 1..items.len() {
            let mut at = end;
            while at > 0 && order(items, at - 1, at).is_gt() {
                items.swap(at - 1, at);
                at -= 1;
            }
        }
        return;
    }
    let mut sources = sorted_places(items.len(), &mut |a, b| order(items, a, b));
    // Each round of places is gone through once: what belongs at `at` is at `sources[at]`, and what
    // was there waits where it came from.
    for first in 0..items.len() {
        let mut at = first;
        while let Some(source) = sources.get_mut(at) {
            let from = std::mem::replace(source, at);
            if from == first || from == at {
                break;
            }
            items.swap(at, from);
            at = from;
        }
    }
}

/// For each place which item belongs there.
fn sorted_places(count: usize, order: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_by(|a, b| order(*a, *b));
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// What only the module does is what the standard library does.
        #[test]
        fn by_places_is_a_stable_sort(keys in proptest::collection::vec(0_u8..40, 0..200)) {
            let mut items: Vec<(u8, usize)> = keys.into_iter().zip(0..).collect();
            let mut expected = items.clone();
            expected.sort_by_key(|item| item.0);
            by_places(&mut items, |a, b| a.0.cmp(&b.0));
            prop_assert_eq!(items, expected);
        }

        #[test]
        fn a_set_holds_each_once(keys in proptest::collection::vec(0_u8..40, 0..200)) {
            prop_assert_eq!(set_of(keys.iter()), keys.iter().collect());
        }
    }
}
