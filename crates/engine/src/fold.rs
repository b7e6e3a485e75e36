//! Case folding: how a value and a pattern are made comparable where Sigma asks for neither case.
//!
//! Each character is replaced by its lower case where that is a single character ([`char::to_lowercase`], Unicode's simple mapping); any other stays
//! (`İ`, whose lower case is two characters). There is no locale, no normalisation and no context (a final sigma is `σ`). Patterns and values go through
//! the same function, so that both always agree, on every target.

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

/// Appends `text` in lower case, and up to [`BLOCK`] bytes that mean nothing, so that the loop has no single bytes at its end; false, and nothing, where it
/// is not ASCII.
#[inline]
pub(crate) fn lower_ascii(text: &[u8], out: &mut Vec<u8>) -> bool {
    let start = out.len();
    let (blocks, rest) = text.as_chunks::<BLOCK>();
    out.reserve(text.len() + BLOCK);
    let mut all = 0;
    let mut lower = |mut block: [u8; BLOCK]| {
        for byte in &mut block {
            all |= *byte;
            *byte |= u8::from(byte.wrapping_sub(b'A') < 26) << 5;
        }
        out.extend_from_slice(&block);
    };
    for block in blocks {
        lower(*block);
    }
    if !rest.is_empty() {
        let mut last = [0; BLOCK];
        last.iter_mut().zip(rest).for_each(|(place, byte)| *place = *byte);
        lower(last);
    }
    if all >= 0x80 {
        out.truncate(start);
    }
    all < 0x80
}

/// The folded text.
pub(crate) fn fold(text: &str) -> String {
    text.chars().map(fold_char).collect()
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

    proptest! {
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
