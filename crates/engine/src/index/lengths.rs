//! How literals that stand anywhere are laid in tables, by their lengths: which lie in one, how
//! many bytes its grams have, and how many are skipped.
//!
//! A table whose shortest literal has `n` bytes can have grams of `w` bytes and look at every
//! `s`th, where `w + s - 1 <= n`: whichever of `s` places in a row is looked at, a gram of the
//! literal begins there.
//!
//! ```text
//! n = 7, w = 4, s = 4         literal   s e c r e t s
//!                             grams     secr, ecre, cret, rets: four in a row, one of them is met
//! ```
//!
//! So one literal of four bytes among a thousand long ones makes all of them be looked for at every
//! byte; in a table of its own it costs one look-up a byte for itself and lets the others skip
//! three of four. Width and stride of a table, by its shortest literal and how many there are
//! ([`shape`]; a test holds this table):
//!
//! ```text
//! shortest, bytes   2    3    4    5    6    7    9    11   15   23
//! 100 literals      2,1  2,2  3,2  3,3  4,3  4,4  4,6  4,8  4,8  8,16
//! 1,000             2,1  3,1  4,1  4,2  4,3  4,4  4,4  4,4  8,8  8,16
//! 10,000            2,1  3,1  4,1  4,1  4,1  4,1  4,1  4,1  4,1  4,1
//! ```
//!
//! Many literals are filed under few grams each, for else the filter of all would leave the first
//! cache. Grams of eight bytes are for hashes and the like, of which there are many: each is so
//! rare that as many as sixteen in a row may be filed, and of a value of 200 digits only twelve are
//! looked up.
//!
//! The costs of all ways to divide are compared when a plan is built ([`Lengths::split`]), in
//! look-ups for 48 bytes of a value, which all strides divide. The same figure tells `plan/late.rs`
//! whether literals that could wait are better looked for at once.

/// The widest gram of literals of any length. Shorter literals lie in tables of their own.
const WIDEST: usize = 4;
/// How many bytes grams of long literals may have instead.
pub(super) const WIDE: usize = 8;
/// How many grams it may be from one that is looked up to the next.
const STRIDES: [usize; 6] = [8, 6, 4, 3, 2, 1];
/// The same for wide grams.
const WIDE_STRIDES: [usize; 2] = [MOST_STRIDE, 8];
/// The most of them.
pub(super) const MOST_STRIDE: usize = 16;
/// The most literals that are filed by three bytes so that grams can be skipped: of more, these are
/// too common in values.
const MOST_BY_THREE: usize = 512;
/// The most grams that literals are filed under so that others can be skipped: the filter of more
/// would leave the first cache.
const MOST_STRIDDEN: usize = 8192;
/// The same for strides beyond four, which save less.
const MOST_FAR: usize = 2048;
/// The same for wide grams, which stand in no value by chance.
const MOST_WIDE: usize = 16_384;
/// The length from which on a literal has as many grams in a row as can be of use.
const LONG: usize = WIDE + MOST_STRIDE - 1;
/// Look-ups are counted for so many bytes of a value.
const COUNTED: usize = 48;
/// The most short literals that share a table, by two bytes.
const MOST_SHORT: usize = 128;

/// How many literals there are of each length; those of 23 bytes and more are one.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Lengths([usize; LONG + 1]);

/// The literals from so many bytes on lie in one table; the shorter ones in one too, or in one for
/// each length.
#[derive(Debug, Clone, Copy)]
pub(super) struct Split {
    pub(super) from: usize,
    pub(super) joined: bool,
}

impl Lengths {
    pub(crate) fn add(&mut self, length: usize) {
        if let Some(count) = self.0.get_mut(length.min(LONG)) {
            *count += 1;
        }
    }

    /// How many classes of lengths there are: four bytes and more are alike.
    pub(crate) const CLASSES: usize = WIDEST + 1;

    /// The class of a length.
    pub(crate) fn class(length: usize) -> usize {
        length.min(WIDEST)
    }

    /// These and those of `other` that are of the class.
    pub(crate) fn with_class(mut self, other: &Self, class: usize) -> Self {
        let counts = self.0.iter_mut().zip(other.0).enumerate();
        for (_, (count, more)) in counts.filter(|(length, _)| Self::class(*length) == class) {
            *count += more;
        }
        self
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.iter().all(|count| *count == 0)
    }

    /// What searching for them costs, in look-ups for [`COUNTED`] bytes of a value.
    pub(crate) fn lookups(&self) -> usize {
        let [_, bytes, ..] = self.0;
        bytes + self.cost(self.split())
    }

    /// The cheapest way to lay them in tables.
    pub(super) fn split(&self) -> Split {
        let ways = (WIDEST..=LONG).map(|from| Split { from, joined: true });
        ways.chain([Split { from: WIDEST, joined: false }])
            .min_by_key(|split| self.cost(*split))
            .unwrap_or(Split { from: WIDEST, joined: false })
    }

    fn cost(&self, split: Split) -> usize {
        let table = |from: usize, to: usize| {
            let counts = self.0.iter().enumerate().filter(|(length, count)| (from..to).contains(length) && **count > 0);
            let (literals, shortest) = counts.fold((0, LONG), |(all, shortest), (length, count)| (all + count, shortest.min(length)));
            if literals == 0 { (0, 0) } else { (literals, COUNTED / shape(literals, shortest).1) }
        };
        let (_, long) = table(split.from, LONG + 1);
        let short = match table(2, split.from) {
            _ if !split.joined => table(2, 3).1 + table(3, 4).1,
            (literals, _) if literals > MOST_SHORT => usize::MAX / 2,
            // Short grams stand in values that hold no literal.
            (literals, lookups) => lookups + literals / 8,
        };
        long + short
    }
}

/// The width of grams, and how many of a value are looked up: every so-manyth. A literal has at
/// least `width + stride - 1` bytes.
pub(super) fn shape(literals: usize, shortest: usize) -> (usize, usize) {
    let strides = |width: usize| stride(literals, shortest, width);
    match shortest {
        0..=2 => (2, 1),
        3 if literals <= MOST_SHORT => (2, 2),
        3 => (3, 1),
        _ if wide_stride(literals, shortest) > Some(strides(WIDEST)) => (WIDE, wide_stride(literals, shortest).unwrap_or(1)),
        _ if literals <= MOST_BY_THREE && strides(3).min(3) > strides(WIDEST) => (3, strides(3).min(3)),
        _ => (WIDEST, strides(WIDEST)),
    }
}

/// The widest stride of wide grams, where there is one.
fn wide_stride(literals: usize, shortest: usize) -> Option<usize> {
    WIDE_STRIDES.into_iter().find(|stride| WIDE + stride <= shortest + 1 && literals * stride <= MOST_WIDE)
}

/// The widest stride for so many literals of at least so many bytes.
pub(super) fn stride(literals: usize, shortest: usize, width: usize) -> usize {
    let fits = |stride: &usize| width + stride <= shortest + 1 && literals * stride <= if *stride > 4 { MOST_FAR } else { MOST_STRIDDEN };
    STRIDES.into_iter().find(fits).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lengths(of: &[(usize, usize)]) -> Lengths {
        let mut lengths = Lengths::default();
        for (length, count) in of {
            lengths.0[*length] += count;
        }
        lengths
    }

    #[test]
    fn a_literal_has_as_many_grams_as_are_skipped() {
        for (literals, shortest) in
            [1, 200, 300, 1_000, 4_000, 100_000].into_iter().flat_map(|literals| (2..30).map(move |shortest| (literals, shortest)))
        {
            let (width, stride) = shape(literals, shortest);
            assert!(width + stride <= shortest + 1, "{literals} from {shortest}: {width}, {stride}");
        }
    }

    /// The table of the module's documentation.
    #[test]
    fn widths_and_strides_are_those_of_the_documentation() {
        let row = |literals| [2, 3, 4, 5, 6, 7, 9, 11, 15, 23].map(|shortest| shape(literals, shortest));
        assert_eq!(row(100), [(2, 1), (2, 2), (3, 2), (3, 3), (4, 3), (4, 4), (4, 6), (4, 8), (4, 8), (8, 16)]);
        assert_eq!(row(1_000), [(2, 1), (3, 1), (4, 1), (4, 2), (4, 3), (4, 4), (4, 4), (4, 4), (8, 8), (8, 16)]);
        assert_eq!(row(10_000), [(2, 1), (3, 1), (4, 1), (4, 1), (4, 1), (4, 1), (4, 1), (4, 1), (4, 1), (4, 1)]);
    }

    #[test]
    fn a_few_short_literals_do_not_make_all_others_dear() {
        let (alone, few, many) = (lengths(&[(7, 2_000)]), lengths(&[(4, 20), (7, 2_000)]), lengths(&[(4, 2_000), (7, 2_000)]));
        assert_eq!((alone.lookups(), few.split().from), (12, 5));
        assert!(alone.lookups() < few.lookups() && few.lookups() <= many.lookups());
    }

    #[test]
    fn short_literals_share_a_table_up_to_a_number() {
        let split = |three| lengths(&[(2, 100), (3, three), (9, 2_000)]).split();
        assert!(split(MOST_SHORT - 100).joined && !split(MOST_SHORT - 99).joined);
        // Eight of them cost a look-up: with 96 the others gain no more than that.
        let from = |four| lengths(&[(4, four), (7, 2_000)]).split().from;
        assert_eq!((from(95), from(96)), (5, 4));
    }

    #[test]
    fn many_long_literals_are_filed_by_wide_grams() {
        assert_eq!((shape(1_000, 36), shape(2_000, 22), shape(100_000, 36), shape(100, 14)), ((8, 16), (8, 8), (4, 1), (4, 8)));
    }
}
