//! Finding, for one value, every pattern of a field that it matches: one file per kind of pattern.
//!
//! **In** goes a value, twice: as it came, and as it is compared where case does not count
//! ([`Case`]). **Out** come *nodes*: numbers that a plan gave to what it looks for, a literal, a
//! network, a bound. What a node means to rules is not known here ([`links`](crate::plan::links)
//! knows it).
//!
//! What makes a look-up dear is not the number of patterns but the number of loads that each wait
//! for the one before, and of cache lines that they touch. So each kind has the structure that
//! needs the fewest of them; one automaton for all kinds was several times slower
//! (`docs/design/engine.md`, "Measured and dropped").
//!
//! | kind | file | loads for a value that matches nothing |
//! |---|---|---|
//! | start, end, whole value | [`affix`] | one, of a bit for the outermost byte |
//! | anywhere | [`substring`] | one for each gram that is asked for, none waiting for another |
//! | network | [`network`] | none, where the value is no address |
//! | number | [`number`] | none, where the value is no number |
//! | regular expression | [`regex`] | none: it runs only where a literal that each of its matches holds was found |
//!
//! Two filters stand before all of them, and say of most values that nothing is there: [`filter`]
//! before the keywords of an archive, [`prefilter`] in the host, before it asks the engine.
//!
//! # Literals of one field
//! A [`Matcher`] holds them by their places. `['/sh', '/bash']` as ends, `/etc/passwd` as a whole
//! value and `curl ` anywhere are two tables, since whole values lie with the ends:
//!
//! ```text
//! Matcher      empty        the node of the empty value, or none
//!              starts       -
//!              ends         /sh  /bash  /etc/passwd (whole)
//!              substrings   "curl "
//! ```
//!
//! # In an image
//! Tables are words of the plan's memory, and each index writes a *head*, which says where they
//! are. The head of a matcher is the node of the empty value (`u32::MAX` for none), then for
//! starts, ends and substrings a 0, or a 1 and their own head.
//!
//! INVARIANT: a head is read by the `read` beside the `write` that made it, once, when an image is
//! loaded; it checks each number that `scan` goes by. What it lets pass is read without a panic and
//! ends, whoever wrote it.
//!
//! The time of a look-up is linear in the value's bytes for substrings, and bounded for the rest
//! (each file says by what).

pub(crate) mod affix;
mod bits;
pub(crate) mod column;
pub(crate) mod filter;
#[cfg(test)]
mod forged;
mod grams;
pub(crate) mod lengths;
pub(crate) mod network;
pub(crate) mod number;
pub(crate) mod prefilter;
pub(crate) mod regex;
pub(crate) mod substring;
mod unicode;

use affix::{Affix, Affixes, Side};
use substring::Substrings;

use crate::fold;
use crate::memory::{Builder, HeadReader, HeadWriter};
use crate::sigma::Place;

/// How literals are compared with values.
///
/// Whoever builds a table folds its literals or does not, and whoever looks a value up gives it in
/// the same way: [`Column`](column::Column) is the one place where both are chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    /// The literals are folded, and so is a value that is not ASCII; one that is ASCII is as it
    /// came.
    Ignored,
    /// Both are as they came.
    Told,
}

impl Case {
    /// Whether a literal and a part of a value of the same length are the same text.
    #[inline]
    fn same(self, literal: &[u8], part: &[u8]) -> bool {
        match self {
            Self::Ignored => fold::same_caseless(literal, part),
            Self::Told => literal == part,
        }
    }
}

/// All literals that a field's values are searched for. Each has a node, which the caller chooses.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Matcher {
    /// The node of the empty value.
    empty: Option<u32>,
    starts: Option<Affixes>,
    /// Ends, and whole values.
    ends: Option<Affixes>,
    substrings: Option<Substrings>,
}

impl Matcher {
    /// Lays literals in tables by their places. None is empty, except that a [`Place::Whole`] one
    /// may be: every value starts with, ends with and holds the empty text, so plans ask for that
    /// in another way ([`Leaf::Present`](crate::plan::question::Leaf)).
    pub(crate) fn build<'l>(literals: impl IntoIterator<Item = (Place, &'l [u8], u32)>, case: Case, memory: &mut Builder) -> Self {
        let (mut empty, mut starts, mut ends, mut anywhere) = (None, Vec::new(), Vec::new(), Vec::new());
        for (place, text, node) in literals {
            match place {
                Place::Whole if text.is_empty() => empty = Some(node),
                Place::Whole => ends.push(Affix { text, whole: true, node }),
                Place::Start => starts.push(Affix { text, whole: false, node }),
                Place::End => ends.push(Affix { text, whole: false, node }),
                Place::Anywhere => anywhere.push((text, node)),
            }
        }
        Self {
            empty,
            starts: (!starts.is_empty()).then(|| Affixes::build(&starts, Side::Start, case, memory)),
            ends: (!ends.is_empty()).then(|| Affixes::build(&ends, Side::End, case, memory)),
            substrings: (!anywhere.is_empty()).then(|| Substrings::build(&anywhere, memory)),
        }
    }

    /// Whether a value is read in full, and not at its ends alone.
    #[inline]
    pub(crate) fn reads_all(&self) -> bool {
        self.substrings.is_some()
    }

    /// Calls `hit` with the node of every literal that stands in `value` as it should; possibly
    /// several times with the same one. An empty value holds no literal but the empty one.
    #[inline]
    pub(crate) fn scan(&self, memory: &[u32], value: &[u8], case: Case, hit: &mut impl FnMut(u32)) {
        if value.is_empty() {
            self.empty.into_iter().for_each(hit);
            return;
        }
        if let Some(starts) = &self.starts {
            starts.scan(memory, value, case, hit);
        }
        if let Some(ends) = &self.ends {
            ends.scan(memory, value, case, hit);
        }
        if let Some(substrings) = &self.substrings {
            substrings.scan(memory, value, case, hit);
        }
    }

    /// Writes the head (see above).
    pub(crate) fn write(&self, head: &mut HeadWriter<'_>) {
        head.number(self.empty.unwrap_or(u32::MAX));
        for affixes in [&self.starts, &self.ends] {
            head.number(u32::from(affixes.is_some()));
            if let Some(affixes) = affixes {
                affixes.write(head);
            }
        }
        head.number(u32::from(self.substrings.is_some()));
        if let Some(substrings) = &self.substrings {
            substrings.write(head);
        }
    }

    /// Reads what [`write`](Self::write) wrote; `None` where it cannot be so.
    pub(crate) fn read(head: &mut HeadReader<'_>, nodes: u32) -> Option<Self> {
        let empty = match head.number()? {
            u32::MAX => None,
            node => Some(node).filter(|node| *node < nodes).map(Some)?,
        };
        let mut affixes = |side| match head.at_most(1)? {
            0 => Some(None),
            _ => Affixes::read(head, side, nodes).map(Some),
        };
        let (starts, ends) = (affixes(Side::Start)?, affixes(Side::End)?);
        let substrings = match head.at_most(1)? {
            0 => None,
            _ => Some(Substrings::read(head, nodes)?),
        };
        Some(Self { empty, starts, ends, substrings })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::Shared;
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
            literals in proptest::collection::btree_map("[ab@`]{1,12}", place(), 1..60),
            value in "[aAb@`]{0,20}",
            told in any::<bool>(),
        ) {
            let case = if told { Case::Told } else { Case::Ignored };
            let compared = if told { value.clone() } else { value.to_ascii_lowercase() };
            let literals: Vec<(Place, &[u8], u32)> = literals.iter().zip(0..).map(|((text, place), number)| (*place, text.as_bytes(), number)).collect();
            let mut builder = Builder::default();
            let matcher = Matcher::build(literals.iter().copied(), case, &mut builder);
            let memory = builder.finish();
            let mut found = Vec::new();
            matcher.scan(&memory, value.as_bytes(), case, &mut |number| found.push(number));
            found.sort_unstable();
            found.dedup();
            let expected: Vec<u32> = literals.iter().filter(|(place, text, _)| holds(*place, text, compared.as_bytes())).map(|one| one.2).collect();
            prop_assert_eq!(&found, &expected);
            let mut shared = Shared::default();
            let mut head = HeadWriter::new(&memory, &mut shared);
            matcher.write(&mut head);
            let (head, (memory, texts)) = (head.head, shared.finish());
            let again = Matcher::read(&mut HeadReader::new(&head, &memory, texts).unwrap(), 60).unwrap();
            let mut found = Vec::new();
            again.scan(&memory, value.as_bytes(), case, &mut |number| found.push(number));
            found.sort_unstable();
            found.dedup();
            prop_assert_eq!(found, expected);
        }
    }
}
