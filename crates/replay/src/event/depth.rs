//! How deep a line is nested, asked before it is parsed: the parser passes over what nobody wants by recursion, without a limit of its own, so that one
//! hostile line could end the process.

/// Nested lists and objects of one event; more is a bad line.
pub(super) const DEPTH: usize = 128;

/// Whether the text may be nested more than [`DEPTH`] deep. Brackets within strings do not count.
pub(super) fn is_too_deep(text: &[u8]) -> bool {
    // Almost every line has fewer brackets than that altogether.
    if memchr::memchr2_iter(b'[', b'{', text).take(DEPTH + 1).count() <= DEPTH {
        return false;
    }
    let (mut depth, mut string, mut escaped) = (0_usize, false, false);
    for byte in text {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if string => escaped = true,
            b'"' => string = !string,
            b'[' | b'{' if !string => depth += 1,
            b']' | b'}' if !string => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEPTH {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::{DEPTH, is_too_deep};

    #[test]
    fn counts_what_is_open_at_once_and_is_no_text() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(!is_too_deep(nested(DEPTH).as_bytes()));
        assert!(is_too_deep(nested(DEPTH + 1).as_bytes()));
        assert!(!is_too_deep("[]".repeat(1000).as_bytes()));
        assert!(!is_too_deep(format!("[\"\\\"{}\"]", "[".repeat(1000)).as_bytes()));
        assert!(is_too_deep(format!("[\"\\\\\",{}]", nested(DEPTH)).as_bytes()));
    }
}
