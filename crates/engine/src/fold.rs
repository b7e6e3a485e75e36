//! Case folding: how a value and a pattern are made comparable where Sigma asks for neither case.
//!
//! Each character is replaced by its lower case where that is a single character
//! ([`char::to_lowercase`], Unicode's simple mapping); any other stays (`İ`, whose lower case is
//! two characters). There is no locale, no normalisation and no context (a final sigma is `σ`).
//! Patterns and values go through the same function, so that both always agree, on every target;
//! folding twice changes nothing, so that what is folded may be folded again.
//!
//! ```
//! # mod shared { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/doctest.rs")); } use shared::*;
//! assert!(matches("Name: straße", &[("Name", "STRAßE")]));
//! assert!(matches("Name: 'ΟΔΟΣ'", &[("Name", "οδοσ")]));
//! // One character stays one: `ß` is not `ss`, and a composed letter is not its parts.
//! assert!(!matches("Name: strasse", &[("Name", "Straße")]));
//! assert!(!matches("Name|cased: sh", &[("Name", "SH")]));
//! ```
//!
//! Nearly all text is ASCII. Then folding, where anybody asks for it, is two passes over whole vectors, without a branch for a
//! byte; the text keeps its length, so that a place in the one is a place in the other.

use std::ops::Range;

/// Appends the folded `text` to `out`, and says where it is.
#[inline]
pub(crate) fn fold_into(text: &str, out: &mut Vec<u8>) -> Range<usize> {
    let start = out.len();
    if lower_ascii(text.as_bytes(), out) {
        return start..start + text.len();
    }
    let mut bytes = [0; 4];
    for character in text.chars() {
        out.extend_from_slice(fold_char(character).encode_utf8(&mut bytes).as_bytes());
    }
    start..out.len()
}

/// How many bytes are folded at a time.
const BLOCK: usize = 16;

/// Appends `text` in lower case, and up to [`BLOCK`] bytes that mean nothing, so that the loop has
/// no single bytes at its end; false, and nothing, where it is not ASCII.
#[inline]
pub(crate) fn lower_ascii(text: &[u8], out: &mut Vec<u8>) -> bool {
    // Two passes, each over whole vectors: one that does both is not made into vectors, and takes three times the instructions.
    if !is_ascii(text) {
        return false;
    }
    let start = out.len();
    out.extend_from_slice(text);
    out.resize(start + text.len().next_multiple_of(BLOCK), 0);
    out.get_mut(start..).unwrap_or_default().make_ascii_lowercase();
    true
}

/// Whether all of it is ASCII. What is left behind whole blocks is looked at with the last block,
/// where the standard library goes through it byte by byte. In WebAssembly blocks would be no vectors: there
/// it is a loop over words of eight bytes, for the library's have four.
///
/// A function of its own: the modules are to be small, and each copy of the loop is a hundred bytes.
#[inline(never)]
pub(crate) fn is_ascii(text: &[u8]) -> bool {
    if cfg!(target_family = "wasm") {
        let (eights, rest) = text.as_chunks::<8>();
        let seen = eights.iter().fold(0, |seen, eight| seen | u64::from_le_bytes(*eight));
        let seen = rest.iter().fold(seen, |seen, byte| seen | u64::from(*byte));
        return seen & HIGH == 0;
    }
    if let Some(last) = text.last_chunk::<64>() {
        return text.as_chunks::<64>().0.iter().all(|block| block.is_ascii()) && last.is_ascii();
    }
    if let Some(last) = text.last_chunk::<8>() {
        let ascii = |eight: &[u8; 8]| u64::from_le_bytes(*eight) & HIGH == 0;
        return text.as_chunks::<8>().0.iter().all(ascii) && ascii(last);
    }
    text.is_ascii()
}

/// The bit that no byte of ASCII has set, in each of eight.
const HIGH: u64 = 0x8080_8080_8080_8080;

/// Whether `value`, which is folded or ASCII, is `folded` but for the case of its ASCII letters.
/// Eight bytes are compared at a time.
#[inline]
pub(crate) fn same_caseless(folded: &[u8], value: &[u8]) -> bool {
    if folded.len() != value.len() {
        return false;
    }
    let (Some(one), Some(other)) = (folded.last_chunk::<8>(), value.last_chunk::<8>()) else { return folded.eq_ignore_ascii_case(value) };
    // What is left behind the whole eights is in the last eight.
    let mut eights = folded.as_chunks::<8>().0.iter().zip(value.as_chunks::<8>().0);
    same_eight(*one, *other) && eights.all(|(one, other)| same_eight(*one, *other))
}

#[inline]
fn same_eight(folded: [u8; 8], value: [u8; 8]) -> bool {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let (folded, value) = (u64::from_le_bytes(folded), u64::from_le_bytes(value));
    let differs = folded ^ value;
    if differs == 0 {
        return true;
    }
    // The high bit of each byte that is a letter, moved to the bit that tells cases apart.
    let low = folded & !HIGH;
    let letters = (low + (0x80 - 0x61) * ONES) & !(low + (0x80 - 0x7b) * ONES) & !folded & HIGH;
    differs & !(letters >> 2) == 0
}

/// The folded text.
pub(crate) fn fold(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_lowercase() } else { text.chars().map(fold_char).collect() }
}

/// The folded character.
pub(crate) fn fold_char(character: char) -> char {
    if character.is_ascii() {
        return character.to_ascii_lowercase();
    }
    let mut lower = character.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(single), None) => single,
        _ => character,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn folds_ascii_unicode_and_leaves_what_has_two() {
        assert_eq!(fold("/BIN/Sh"), "/bin/sh");
        assert_eq!(fold("ÄÖÉΣЖ"), "äöéσж");
        assert_eq!(fold("\u{130}"), "\u{130}");
        assert_eq!(fold("\u{212A}"), "k");
    }

    #[test]
    fn a_byte_that_is_not_ascii_is_seen_at_any_place_of_any_length() {
        for length in 0..=200 {
            let mut text = vec![b'~'; length];
            assert!(is_ascii(&text), "{length}");
            for at in 0..length {
                text[at] = 0x80;
                assert!(!is_ascii(&text), "{at} of {length}");
                text[at] = 0x7f;
            }
        }
    }

    #[test]
    fn each_byte_is_told_from_each_other_but_a_letter_from_its_capital() {
        for folded in (0..=255_u8).filter(|byte| !byte.is_ascii_uppercase()) {
            for value in 0..=255_u8 {
                assert_eq!(same_caseless(&[folded; 8], &[value; 8]), folded == value.to_ascii_lowercase(), "{folded} {value}");
                assert_eq!(
                    same_caseless(&[b'z', b'{', folded, 0, 0xff, b'`', b'a', b'@'], &[b'Z', b'{', value, 0, 0xff, b'`', b'A', b'@']),
                    folded == value.to_ascii_lowercase()
                );
            }
        }
    }

    proptest! {
        #[test]
        fn case_alone_is_ignored(value in "[a-cA-Cz@`{\\[_é]{0,24}", other in "[a-cz@`{_é]{0,24}", at in any::<proptest::sample::Index>(), byte in any::<u8>()) {
            let folded = value.to_ascii_lowercase();
            prop_assert!(same_caseless(folded.as_bytes(), value.as_bytes()));
            prop_assert_eq!(same_caseless(other.as_bytes(), value.as_bytes()), other == folded);
            let mut changed = value.into_bytes();
            if !changed.is_empty() {
                let at = at.index(changed.len());
                changed[at] = byte;
                prop_assert_eq!(same_caseless(folded.as_bytes(), &changed), folded.as_bytes().eq_ignore_ascii_case(&changed));
            }
        }

        #[test]
        fn both_ways_agree_and_folding_twice_changes_nothing(text in ".*") {
            let mut bytes = Vec::new();
            let range = fold_into(&text, &mut bytes);
            let folded = fold(&text);
            prop_assert_eq!(&bytes[range], folded.as_bytes());
            prop_assert_eq!(fold(&fold(&text)), fold(&text));
        }
    }
}
