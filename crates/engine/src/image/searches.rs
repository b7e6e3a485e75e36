//! The searches that stand in plans, in an image. Many plans have the same: so the patterns stand
//! before them, each once, and a search names one by its number.
//!
//! ```text
//! pattern   its pieces: 0 for `*`, 1 for `?`, 2 and a text
//! search    0, 1: slot, number of a pattern                (1: cases count)
//!           2: slot, number of a test                      a regular expression
//!           3: slot, part of a date, relation, number
//!           4, 5: slot, other slot, place                  (5: cases count)
//!
//! curl *-o*   4 | 2 5 c u r l space | 0 | 2 2 - o | 0      pieces, each behind its kind; texts behind their lengths
//! ```
//!
//! INVARIANT: pieces are as a pattern has them (`Pattern::from_canonical` refuses two texts in a
//! row, two `*` in a row and an empty text), and every number names what is there, but for slots
//! and tests, of which one too large finds nothing.

use std::sync::Arc;

use super::codec::{Reader, Writer};
use crate::memory::Numbers;
use crate::plan::Slot;
use crate::plan::question::Search;
use crate::sigma::Place;
use crate::sigma::number::Relation;
use crate::sigma::pattern::{Pattern, Piece};
use crate::sigma::time::TimePart;

/// The patterns of all plans as they are written, in the order in which they came.
#[derive(Debug, Default)]
pub(super) struct Patterns {
    /// Each pattern as it is written, by number.
    all: Vec<Writer>,
    /// The number of each, by how it is written.
    numbers: Numbers,
}

impl Patterns {
    /// The number of a pattern; that of an equal one before.
    fn number(&mut self, pattern: &Pattern) -> u64 {
        let mut written = Writer::default();
        written.pattern(pattern);
        let number = self.numbers.of(&written.0, self.all.len());
        if number as usize == self.all.len() {
            self.all.push(written);
        }
        u64::from(number)
    }
}

impl Writer {
    /// All patterns, in the order of their numbers.
    pub(super) fn patterns(&mut self, patterns: &Patterns) {
        self.list(&patterns.all, |writer, pattern| writer.0.extend_from_slice(&pattern.0));
    }

    /// The pieces of a pattern.
    fn pattern(&mut self, pattern: &Pattern) {
        self.list(pattern.pieces(), |writer, piece| match piece {
            Piece::Any => writer.byte(0),
            Piece::One => writer.byte(1),
            Piece::Literal(literal) => {
                writer.byte(2);
                writer.text(literal);
            }
        });
    }

    /// A search; its pattern goes to the others.
    pub(super) fn search(&mut self, search: &Search, patterns: &mut Patterns) {
        match search {
            Search::Pattern { slot, pattern, cased } => {
                self.byte(u8::from(*cased));
                self.number(u64::from(*slot));
                self.number(patterns.number(pattern));
            }
            Search::Regex { slot, test } => {
                self.byte(2);
                self.number(u64::from(*slot));
                self.number(u64::from(*test));
            }
            Search::Time { slot, part, relation, number } => {
                self.byte(3);
                self.number(u64::from(*slot));
                self.byte(*part as u8);
                self.byte(*relation as u8);
                self.number(u64::from(*number));
            }
            Search::Field { slot, other, place, cased } => {
                self.byte(if *cased { 5 } else { 4 });
                self.number(u64::from(*slot));
                self.number(u64::from(*other));
                self.byte(*place as u8);
            }
        }
    }
}

impl Reader<'_> {
    /// Reads what [`Writer::patterns`] wrote.
    pub(super) fn patterns(&mut self) -> Option<Vec<Arc<Pattern>>> {
        self.list(|reader| reader.pattern().map(Arc::new))
    }

    /// A pattern whose pieces are in canonical form; `None` for any others.
    fn pattern(&mut self) -> Option<Pattern> {
        let pieces = self.list(|reader| match reader.byte()? {
            0 => Some(Piece::Any),
            1 => Some(Piece::One),
            2 => reader.text().map(Piece::Literal),
            _ => None,
        })?;
        Pattern::from_canonical(pieces)
    }

    /// Reads a search over patterns that were read before.
    pub(super) fn search(&mut self, patterns: &[Arc<Pattern>]) -> Option<Search> {
        let kind = self.byte()?;
        let slot = self.slot()?;
        Some(match kind {
            0 | 1 => Search::Pattern { slot, pattern: Arc::clone(patterns.get(self.below(u32::MAX)? as usize)?), cased: kind == 1 },
            2 => Search::Regex { slot, test: self.below(u32::MAX)? },
            3 => {
                let (part, relation) = (self.one_of(&TimePart::ALL)?, self.one_of(&Relation::ALL)?);
                Search::Time { slot, part, relation, number: self.below(u32::MAX)? }
            }
            4 | 5 => Search::Field { slot, other: self.slot()?, place: self.one_of(&Place::ALL)?, cased: kind == 5 },
            _ => return None,
        })
    }

    /// A slot has 16 bits; whether the plan has it is asked when it is used.
    fn slot(&mut self) -> Option<Slot> {
        Slot::try_from(self.number()?).ok()
    }
}
