//! Numbers, booleans and null: where they end, and whether they are written as RFC 8259 says.

/// The place behind the scalar that begins at `at`; `None` where none does.
pub(super) fn end(source: &[u8], at: usize) -> Option<usize> {
    let rest = source.get(at..)?;
    match rest.first()? {
        b'n' => rest.starts_with(b"null").then_some(at + 4),
        b't' => rest.starts_with(b"true").then_some(at + 4),
        b'f' => rest.starts_with(b"false").then_some(at + 5),
        _ => number(rest).map(|length| at + length),
    }
}

/// How many bytes the number has that begins here: no zero before other digits, a digit before and behind the dot, one in the exponent.
fn number(text: &[u8]) -> Option<usize> {
    let mut at = usize::from(text.first() == Some(&b'-'));
    let whole = digits(text, at);
    if whole == 0 || whole > 1 && text.get(at) == Some(&b'0') {
        return None;
    }
    at += whole;
    if text.get(at) == Some(&b'.') {
        let fraction = digits(text, at + 1);
        at += 1 + some(fraction)?;
    }
    if let Some(b'e' | b'E') = text.get(at) {
        at += 1 + usize::from(matches!(text.get(at + 1), Some(b'+' | b'-')));
        at += some(digits(text, at))?;
    }
    Some(at)
}

fn some(digits: usize) -> Option<usize> {
    (digits > 0).then_some(digits)
}

fn digits(text: &[u8], from: usize) -> usize {
    text.get(from..).unwrap_or_default().iter().take_while(|byte| byte.is_ascii_digit()).count()
}
