//! Base64 (RFC 4648), whole and as a part of a longer text.
//!
//! Base64 writes three bytes as four digits of six bits each. A text that stands somewhere in a
//! longer one begins at the first, the second or the third byte of such a group, and its digits
//! differ in each case. At the edges a digit also holds bits of what stands before or behind, which
//! nobody knows; those digits are left out:
//!
//! ```text
//! offset 0   Zm9vYmFy        all digits of `foobar`, six bytes: nothing is shared
//! offset 1    Zvb2Jhc        the first two digits and the last one hold bits of the neighbours
//! offset 2     mb29iYX       the first three, and the last two
//! ```

/// The digits of some bytes, with padding.
pub(super) fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digit = |bits: u32| ALPHABET.get((bits & 63) as usize).map_or('=', |byte| char::from(*byte));
    let mut encoded = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let at = |index: usize| chunk.get(index).copied().map_or(0, u32::from);
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for (index, shift) in [18, 12, 6, 0].into_iter().enumerate() {
            encoded.push(if index <= chunk.len() { digit(bits >> shift) } else { '=' });
        }
    }
    encoded
}

/// The digits that `bytes` has at this offset within a longer text, whatever stands before and
/// behind: those made of its bits alone.
pub(super) fn at_offset(bytes: &[u8], offset: usize) -> String {
    let shifted: Vec<u8> = std::iter::repeat_n(0, offset).chain(bytes.iter().copied()).collect();
    let encoded = base64(&shifted);
    let first = [0, 2, 3].get(offset).copied().unwrap_or_default();
    let last = shifted.len() * 8 / 6;
    encoded.get(first..last).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::base64;

    /// Vectors of RFC 4648, section 10.
    #[test]
    fn base64_is_that_of_rfc_4648() {
        for (text, expected) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(base64(text.as_bytes()), expected, "{text}");
        }
        assert_eq!(base64(&[0xfb, 0xff]), "+/8=");
    }
}
