//! What the words of a table of grams hold.
//!
//! ```text
//! entry     | tag of the gram's hash | number of the literal | which of its grams |
//! bits        what is left             as many as it takes     4
//!
//! literal   | where its text is | node | length                | first gram's place |
//! bits        32                  32     17                      15
//! ```
//!
//! The more literals, the smaller the tag. With one literal it has 27 bits, with 10,000 it has 14.

/// The bits of an entry that say which gram it is. INVARIANT: a stride is at most sixteen.
pub(super) const WHICH: u32 = 4;
/// A literal: where its text is, its node, and how long it is with where in it the first of its
/// grams is ([`span`]).
pub(in crate::index) const LITERAL: usize = 3;
/// The bits of a span that say where the first gram is: it is looked for no further behind.
/// INVARIANT: a literal's length takes at most the other 17: folded it is at most half again as
/// long as a pattern may be ([`limits::PATTERN_BYTES`](crate::limits)).
pub(super) const FIRST: u32 = 15;

/// A literal's length, and where in it the first of its grams is, as a word.
pub(super) fn span(length: u32, first: u32) -> u32 {
    length << FIRST | first
}

/// The length of a [`span`], and where the first gram is.
#[inline]
pub(super) fn unspan(span: u32) -> (u32, u32) {
    (span >> FIRST, span & ((1 << FIRST) - 1))
}

/// How many bits of an entry the number of one of so many literals takes, and which of its grams it
/// is: at least one is left for the hash.
pub(super) fn tag_shift(literals: usize) -> u32 {
    (usize::BITS - (literals << WHICH).leading_zeros()).clamp(1, 31)
}

#[cfg(test)]
mod tests {
    use super::tag_shift;

    /// The figures of the module's documentation.
    #[test]
    fn the_fewer_literals_the_more_of_the_hash() {
        assert_eq!([1, 10_000].map(|literals| u32::BITS - tag_shift(literals)), [27, 14]);
        assert_eq!((tag_shift(0), tag_shift(1 << 27), tag_shift(usize::MAX)), (1, 31, 31));
    }
}
