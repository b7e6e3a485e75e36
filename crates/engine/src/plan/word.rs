//! A question as the word that a step has of it.
//!
//! ```text
//! | package | kind | number |
//!   1 bit     3      28
//! ```
//!
//! Nodes in a row, which are what most steps ask for, are the kind 0: so a word that is no larger
//! than a number is one of them and not the package's, and is answered without being decoded
//! ([`own_marks`], [`any_of`]).

use super::Slot;
use super::question::Leaf;

/// Behind so many bits stands what is asked.
const KIND: u32 = 28;
/// Nodes in a row: behind these bits stands the word of the marks; before it by how many fewer than
/// 32 they are, and first of all which of the word's is the first. So they are found by two shifts.
const WORD: u32 = 10;
/// What tells one of the marks of a word, and how many of 32 are not asked for.
const MARK: u32 = u32::BITS - 1;
/// The nodes below have a word that fits.
pub(super) const NEAR: u32 = 1 << (KIND - WORD + 5);
/// The answer needs the package.
const PACKAGE: u32 = 1 << 31;
/// The bits that hold a node, a slot or a search.
const NUMBER: u32 = (1 << KIND) - 1;

impl Leaf {
    /// The question as a word. INVARIANT: a plan has fewer than 2^28 nodes and searches: a set has
    /// at most 2^20 tests, and each becomes a few literals (at most 33, of a regular expression), a
    /// search, and parts of groups. The marks of the first 2^23 nodes are asked for by their word.
    pub(super) fn encode(self) -> u32 {
        let (kind, number, package) = match self {
            Self::Nodes { first, more, package } if first < NEAR => {
                (0, first >> 5 << WORD | (MARK - more.min(MARK)) << 5 | first & MARK, package)
            }
            Self::Node { number, package } if number < NEAR => return Self::Nodes { first: number, more: 0, package }.encode(),
            Self::Nodes { first: number, package, .. } | Self::Node { number, package } => (6, number, package),
            Self::Null { slot, package } => (1, u32::from(slot), package),
            Self::Exists { slot, package } => (2, u32::from(slot), package),
            Self::Present { slot, package } => (3, u32::from(slot), package),
            Self::Search { number, package } => (4, number, package),
            Self::Look { slot, package } => (5, u32::from(slot), package),
        };
        kind << KIND | number & NUMBER | if package { PACKAGE } else { 0 }
    }

    /// The question of a word; `None` where it is none.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "slots are put in as 16 bits")]
    pub(crate) fn decode(word: u32) -> Option<Self> {
        let (number, package) = (word & NUMBER, needs_package(word));
        let slot = number as Slot;
        Some(match word >> KIND & 7 {
            0 => {
                let (first, more) = (number >> WORD << 5 | number & MARK, MARK - (number >> 5 & MARK));
                if more == 0 { Self::Node { number: first, package } } else { Self::Nodes { first, more, package } }
            }
            1 => Self::Null { slot, package },
            2 => Self::Exists { slot, package },
            3 => Self::Present { slot, package },
            4 => Self::Search { number, package },
            5 => Self::Look { slot, package },
            6 => Self::Node { number, package },
            _ => return None,
        })
    }
}

/// The number of the word of the marks that is asked for, where the question is one of nodes that
/// are not the package's; [`any_of`] answers it.
#[inline]
pub(crate) fn own_marks(question: u32) -> Option<u32> {
    (question <= NUMBER).then_some(question >> WORD)
}

/// Whether any of the marks of this word is set that the question asks for.
#[inline]
pub(crate) fn any_of(question: u32, word: u32) -> bool {
    word >> (question & MARK) << (question >> 5 & MARK) != 0
}

/// Whether the answer is known only once the stack has been read.
#[inline]
pub(crate) fn needs_package(question: u32) -> bool {
    question & PACKAGE != 0
}
