//! BLAKE3 digests and their text: 64 lower-case hexadecimal digits.

use std::fmt;
use std::fs::File;
use std::io;
use std::path::Path;

/// The BLAKE3 hash of some bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest of `bytes`.
    ///
    /// ```
    /// let empty = integrity::Digest::of(b"");
    /// assert_eq!(empty.to_string(), "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262");
    /// ```
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(*blake3::hash(bytes).as_bytes())
    }

    /// The digest of a regular file's content as it is now, read in pieces; links are followed.
    ///
    /// # Errors
    /// The file cannot be read, or is no regular file: a pipe could keep the caller waiting.
    pub fn of_file(path: &Path) -> io::Result<Self> {
        if !std::fs::metadata(path)?.is_file() {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        let mut hasher = blake3::Hasher::new();
        hasher.update_reader(File::open(path)?)?;
        Ok(Self(*hasher.finalize().as_bytes()))
    }

    /// The digest that these 32 bytes are.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// 64 lower-case hexadecimal digits. Reckoned, not looked up: so the compiler makes many at once.
    pub(crate) fn digits(&self) -> [u8; 64] {
        let digit = |value: u8| value + if value < 10 { b'0' } else { b'a' - 10 };
        let mut digits = [0; 64];
        for (pair, byte) in digits.as_chunks_mut::<2>().0.iter_mut().zip(self.0) {
            *pair = [digit(byte >> 4), digit(byte & 15)];
        }
        digits
    }

    /// Parses exactly 64 lower-case hexadecimal digits; `None` for anything else, so that a digest has one text only.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        if text.len() != 64 {
            return None;
        }
        // What is no digit is above 15: looked for once, at the end.
        let mut all = 0;
        for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().as_chunks::<2>().0) {
            let [high, low] = pair.map(|character| DIGITS.get(usize::from(character)).copied().unwrap_or(NONE));
            all |= high | low;
            *byte = high << 4 | low;
        }
        (all < 16).then_some(Self(bytes))
    }
}

/// The digest of bytes that arrive in pieces.
///
/// ```
/// let mut hasher = integrity::Hasher::new();
/// hasher.update(b"ov");
/// hasher.update(b"ert");
/// assert_eq!(hasher.digest(), integrity::Digest::of(b"overt"));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Hasher(blake3::Hasher);

impl Hasher {
    /// Of no bytes yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds bytes to what was given so far.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The digest of what was given so far; more may be given afterwards.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest(*self.0.finalize().as_bytes())
    }
}

/// What is no digit.
const NONE: u8 = 0xff;

/// What each character means.
const DIGITS: [u8; 256] = {
    let mut digits = [NONE; 256];
    let mut value = 0;
    while value < 16 {
        let character = if value < 10 { b'0' + value } else { b'a' + value - 10 };
        #[expect(clippy::indexing_slicing, reason = "256 places, and a byte; evaluated when this is compiled")]
        {
            digits[character as usize] = value;
        }
        value += 1;
    }
    digits
};

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(std::str::from_utf8(&self.digits()).unwrap_or_default())
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_bytes_agree() {
        let digest = Digest::of(b"overt");
        assert_eq!(Digest::parse(&digest.to_string()), Some(digest));
    }

    #[test]
    fn its_text_is_blake3s() {
        let digest = blake3::hash(b"overt");
        assert_eq!(Digest::from_bytes(*digest.as_bytes()).to_string(), digest.to_hex().as_str());
    }

    #[test]
    fn a_digest_has_one_text() {
        let text = Digest::of(b"overt").to_string();
        assert_eq!(Digest::parse(&text.to_uppercase()), None);
        assert_eq!(Digest::parse(&text[..63]), None);
        assert_eq!(Digest::parse(&format!("{}g", &text[..63])), None);
        assert_eq!(Digest::parse(&"é".repeat(32)), None);
    }
}
