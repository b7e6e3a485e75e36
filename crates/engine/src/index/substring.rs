//! Literals anywhere in a value, found by their rarest run of four bytes (*gram*).
//!
//! Each literal is filed under a gram that it holds. A value is read once; its grams are looked up in a Bloom filter of some kibibytes, where that lets one
//! pass in a table, and only then the literal is compared. No load waits for the one before, as it does in an automaton, and what is touched stays in the
//! first cache: a value that holds nothing costs about a nanosecond a byte, warm or cold.
//!
//! | table | holds | how a value is read |
//! |---|---|---|
//! | long | literals from some length on, at least four bytes | every first to fourth gram of four (or three) bytes |
//! | three | literals of three bytes, where the others skip more without them | every gram |
//! | short | what is left, down to two bytes | every gram of two bytes, or every second |
//! | bytes | single bytes | `memchr` for each |
//!
//! Where a field has some thousands of literals at most, each is filed under several grams in a row, as many as the shortest has, and only every second,
//! third or fourth gram of a value is looked up. Which lengths share a table is the question of [`lengths`](super::lengths); the tables are
//! [`Grams`].
//!
//! The time is linear in the value's bytes: a gram's literals are known when rules are loaded, and grams are chosen so that few literals share one. The constant
//! depends on the rules and not on the event.

use memchr::memchr2;

use super::Case;
use super::grams::Grams;
use super::lengths::Lengths;
use crate::memory::{Builder, HeadReader, HeadWriter, Part, count};

/// Literals of one field that stand anywhere.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Substrings {
    /// Of long literals; of three bytes, where these have a table of their own; and of other short ones.
    tables: [Option<Grams>; 3],
    /// Single bytes, each with its node.
    bytes: Part,
    literals: Part,
}

/// The text of literals, and how it is compared.
#[derive(Debug, Clone, Copy)]
pub(super) struct Literals {
    pub(super) text: Part,
    pub(super) case: Case,
}

/// A literal and its node.
pub(super) type Literal<'l> = (&'l [u8], u32);

impl Substrings {
    /// An index of literals that are not empty.
    pub(crate) fn build(literals: &[Literal<'_>], memory: &mut Builder) -> Self {
        let (mut text, mut bytes) = (Vec::new(), Vec::new());
        let mut placed: [Vec<(u32, Literal<'_>)>; 3] = Default::default();
        let mut lengths = Lengths::default();
        for (literal, _) in literals {
            lengths.add(literal.len());
        }
        let split = lengths.split();
        for (literal, node) in literals {
            let [long, three, short] = &mut placed;
            let list = match literal {
                [byte] => {
                    bytes.push([u32::from(*byte), *node]);
                    continue;
                }
                [_, _, _] if !split.joined => three,
                _ if literal.len() < split.from => short,
                _ => long,
            };
            list.push((count(text.len()), (literal, *node)));
            text.extend_from_slice(literal);
        }
        let tables = placed.map(|placed| (!placed.is_empty()).then(|| Grams::build(&placed, memory)));
        Self { tables, bytes: memory.records(&bytes), literals: memory.bytes(&text) }
    }

    /// Calls `hit` with the node of every literal in `value`; as often as it stands there in a place that is looked at.
    #[inline]
    pub(crate) fn scan(&self, memory: &[u32], value: &[u8], case: Case, hit: &mut impl FnMut(u32)) {
        for grams in self.tables.iter().flatten() {
            grams.scan(memory, Literals { text: self.literals, case }, value, hit);
        }
        for [byte, node] in self.bytes.records(memory) {
            let [byte, ..] = byte.to_le_bytes();
            let other = if case == Case::Ignored { byte.to_ascii_uppercase() } else { byte };
            if memchr2(byte, other, value).is_some() {
                hit(*node);
            }
        }
    }

    pub(crate) fn write(&self, head: &mut HeadWriter<'_>) {
        head.words(self.bytes);
        for grams in &self.tables {
            head.number(u32::from(grams.is_some()));
            if let Some(grams) = grams {
                grams.write(head, self.literals);
            }
        }
    }

    /// Reads what [`write`](Self::write) wrote; `None` where it cannot be so.
    pub(crate) fn read(head: &mut HeadReader<'_>, nodes: u32) -> Option<Self> {
        let (bytes, all) = head.records::<2>()?;
        if all.iter().any(|[byte, node]| *byte > 0xff || *node >= nodes) {
            return None;
        }
        let mut tables = [None; 3];
        for place in &mut tables {
            if head.at_most(1)? == 1 {
                *place = Some(Grams::read(head, nodes)?);
            }
        }
        Some(Self { tables, bytes, literals: head.texts })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(literals: &[&str], value: &str) -> Vec<u32> {
        let literals: Vec<Literal<'_>> = literals.iter().map(|text| text.as_bytes()).zip(0..).collect();
        let mut builder = Builder::default();
        let index = Substrings::build(&literals, &mut builder);
        let mut found = Vec::new();
        index.scan(&builder.finish(), value.as_bytes(), Case::Ignored, &mut |node| found.push(node));
        found.sort_unstable();
        found.dedup();
        found
    }

    #[test]
    fn finds_what_stands_anywhere() {
        let literals = ["/.ssh/", "token", "ab", "x", "abc", "sshd", "id_rsa.pub"];
        assert_eq!(found(&literals, "/home/u/.ssh/id_rsa.pub"), [0, 6]);
        assert_eq!(found(&literals, "abcx"), [2, 3, 4]);
        assert_eq!(found(&literals, "sshd"), [5]);
        assert_eq!(found(&literals, "tokentoke"), [1]);
        assert_eq!(found(&literals, ""), []);
        assert_eq!(found(&literals, "é"), []);
    }

    #[test]
    fn literals_that_share_every_gram_are_told_apart() {
        let literals: Vec<String> = (4..60).map(|length| "a".repeat(length)).collect();
        let literals: Vec<&str> = literals.iter().map(String::as_str).collect();
        assert_eq!(found(&literals, &"a".repeat(20)), (0..17).collect::<Vec<_>>());
    }
}

#[cfg(test)]
mod forged;
