//! Numbers: a value is read as a number once, then every bound that it lies beyond is found in a sorted list for each relation.

use crate::sigma::number::{Number, Relation};

/// The bounds of one field. Each has a number, which the caller chooses.
#[derive(Debug, Default)]
pub(crate) struct Bounds {
    /// Of `lt` and `lte`, `gt` and `gte`, and of what must be equal: ascending.
    sorted: [Vec<(Number, u32)>; 5],
}

impl Bounds {
    pub(crate) fn build(bounds: impl IntoIterator<Item = (Relation, Number, u32)>) -> Self {
        let mut sorted: [Vec<_>; 5] = Default::default();
        for (relation, number, node) in bounds {
            if let Some(list) = sorted.get_mut(relation as usize) {
                list.push((number, node));
            }
        }
        for list in &mut sorted {
            list.sort_unstable();
        }
        Self { sorted }
    }

    /// Calls `hit` with the number of every bound to which `value` stands in its relation.
    #[inline]
    pub(crate) fn scan(&self, value: &[u8], hit: &mut impl FnMut(u32)) {
        let Some(number) = Number::parse(value) else { return };
        for (list, relation) in self.sorted.iter().zip(Relation::ALL) {
            let below = list.partition_point(|(bound, _)| *bound < number);
            let equal = list.partition_point(|(bound, _)| *bound <= number);
            let held = match relation {
                Relation::Equal => below..equal,
                Relation::Less => equal..list.len(),
                Relation::AtMost => below..list.len(),
                Relation::Greater => 0..below,
                Relation::AtLeast => 0..equal,
            };
            list.get(held).unwrap_or_default().iter().for_each(|(_, node)| hit(*node));
        }
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
            let index = Bounds::build(bounds.iter().map(|(relation, bound, node)| (*relation, number(*bound), *node)));
            let mut found = Vec::new();
            index.scan(value.to_string().as_bytes(), &mut |node| found.push(node));
            found.sort_unstable();
            let expected: Vec<u32> =
                bounds.iter().filter(|(relation, bound, _)| relation.holds(value.cmp(bound))).map(|(_, _, node)| *node).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
