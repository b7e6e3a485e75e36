//! Finding, for one value, every pattern of a field that it matches: one file per kind of pattern.

pub(crate) mod affix;
pub(crate) mod equality;
mod grams;
pub(crate) mod network;
pub(crate) mod number;
pub(crate) mod regex;
pub(crate) mod substring;

use affix::Affixes;
use equality::Equality;
use substring::Substrings;

use crate::sigma::Place;

/// All literals that a field's values are searched for. Each has a number, which the caller chooses.
#[derive(Debug, Default)]
pub(crate) struct Matcher {
    equality: Option<Equality>,
    starts: Option<Affixes>,
    ends: Option<Affixes>,
    substrings: Option<Substrings>,
}

impl Matcher {
    /// An index over literals that are not empty, except that a [`Place::Whole`] one may be.
    pub(crate) fn build<'l>(literals: impl IntoIterator<Item = (Place, &'l [u8], u32)>) -> Self {
        let mut by_place: [Vec<(&[u8], u32)>; 4] = Default::default();
        let [whole, start, end, anywhere] = &mut by_place;
        for (place, literal, number) in literals {
            match place {
                Place::Whole => whole.push((literal, number)),
                Place::Start => start.push((literal, number)),
                Place::End => end.push((literal, number)),
                Place::Anywhere => anywhere.push((literal, number)),
            }
        }
        Self {
            equality: (!whole.is_empty()).then(|| Equality::build(whole)),
            starts: (!start.is_empty()).then(|| Affixes::build(start, affix::Side::Start)),
            ends: (!end.is_empty()).then(|| Affixes::build(end, affix::Side::End)),
            substrings: (!anywhere.is_empty()).then(|| Substrings::build(anywhere)),
        }
    }

    /// Calls `hit` with the number of every literal that stands in `value` as it should; possibly several times with the same one.
    #[inline]
    pub(crate) fn scan(&self, value: &[u8], hit: &mut impl FnMut(u32)) {
        if let Some(equality) = &self.equality {
            equality.scan(value, hit);
        }
        if let Some(starts) = &self.starts {
            starts.scan(value, hit);
        }
        if let Some(ends) = &self.ends {
            ends.scan(value, hit);
        }
        if let Some(substrings) = &self.substrings {
            substrings.scan(value, hit);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn holds(place: Place, literal: &[u8], value: &[u8]) -> bool {
        match place {
            Place::Whole => value == literal,
            Place::Start => value.starts_with(literal),
            Place::End => value.ends_with(literal),
            Place::Anywhere => value.windows(literal.len()).any(|window| window == literal),
        }
    }

    fn place() -> impl Strategy<Value = Place> {
        prop_oneof![Just(Place::Whole), Just(Place::Start), Just(Place::End), Just(Place::Anywhere)]
    }

    proptest! {
        #[test]
        fn finds_exactly_what_is_there(
            literals in proptest::collection::btree_map("[abc]{1,12}", place(), 1..60),
            value in "[abc]{0,20}",
        ) {
            let literals: Vec<(Place, &[u8], u32)> = literals.iter().zip(0..).map(|((text, place), number)| (*place, text.as_bytes(), number)).collect();
            let matcher = Matcher::build(literals.iter().copied());
            let mut found = Vec::new();
            matcher.scan(value.as_bytes(), &mut |number| found.push(number));
            found.sort_unstable();
            found.dedup();
            let expected: Vec<u32> = literals.iter().filter(|(place, text, _)| holds(*place, text, value.as_bytes())).map(|one| one.2).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
