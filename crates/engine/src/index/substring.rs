//! Literals anywhere in a value, found by their rarest runs of bytes (*grams*).
//!
//! Each literal is filed under grams that it holds. A value is read once; its grams are looked up
//! in a Bloom filter of at most 32 KiB, where that lets one pass in a table, and only then the
//! literal is compared. No load waits for the one before, as it does in an automaton, and what is
//! touched stays in the first cache.
//!
//! Literals lie in up to three tables ([`Grams`]) and a list, by their lengths;
//! [`lengths`](super::lengths) says which lengths share a table, and how many bytes are stepped
//! over in each.
//!
//! | table | holds | how a value is read |
//! |---|---|---|
//! | long | literals from some length on, at least four bytes | from every gram to every sixteenth, as the shortest allows |
//! | three | literals of three bytes, where the others skip more without them | every gram, or every second one of two bytes |
//! | short | what is left, down to two bytes | every gram, or more, as the shortest allows |
//! | bytes | single bytes | `memchr` for each |
//!
//! # A value
//! `['curl ', 'wget ']` are two literals of five bytes: one table, grams of three bytes, a stride
//! of three. Both are filed whole, `cur`, `url`, `rl `, and of `/usr/bin/wget -q` the grams at 0,
//! 3, 6, 9 and 12 are looked up: `/us`, `r/b`, `in/`, `wge`, `t -`. The fourth is one of `wget `,
//! its first: the literal would begin at 9, is compared there, and its node is hit. Of
//! `/usr/bin/git log` five grams are looked up, and nothing is compared unless the filter errs.
//!
//! # In an image
//! ```text
//! head    bytes: place, words | three times 0, or 1 and the head of a table
//! bytes   | the byte | node |   8 bytes each
//! ```
//!
//! **Bound**: linear in the value's bytes: one look-up a table and stride, and one pass for each
//! single byte. What of it is not a constant of this file is how many literals share a gram
//! ([`Grams`]); it depends on the rules and not on the event.

use memchr::memchr2;

use super::Case;
use super::grams::{Grams, Literal, Literals};
use super::lengths::Lengths;
use crate::memory::{Builder, HeadReader, HeadWriter, Part, count};

/// Literals of one field that stand anywhere.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Substrings {
    /// Of long literals; of three bytes, where these have a table of their own; and of other short
    /// ones.
    tables: [Option<Grams>; 3],
    /// Single bytes, each with its node.
    bytes: Part,
    /// The text of all literals, those of the tables.
    literals: Part,
}

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

    /// Calls `hit` with the node of every literal in `value`; as often as it stands there in a
    /// place that is looked at.
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
