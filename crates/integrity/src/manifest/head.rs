//! The head of a manifest: a small text with one form only, so that a signature over it covers one meaning.
//!
//! ```text
//! overt-manifest 1
//! serial 7
//! count 83317
//! text 2f9c…
//! index 81aa…
//! cache 09d1…
//! ```
//!
//! The last line is there where the manifest has a cache.

use crate::Digest;
use std::fmt;

const FIRST_LINE: &str = "overt-manifest 1";

/// What the head says. Nothing is known of who says so: see [`super::Trusted`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Higher in each newer manifest of the same tree.
    pub serial: u64,
    /// Files listed.
    pub count: u64,
    /// BLAKE3 of the text.
    pub text: Digest,
    /// BLAKE3 of the index.
    pub index: Digest,
    /// BLAKE3 of the cache, if there is one.
    pub cache: Option<Digest>,
}

impl Head {
    /// Parses a head's bytes; only what [`Head`]'s `Display` writes is accepted.
    ///
    /// # Errors
    /// What is wrong, in a few words.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        let text = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())?;
        let mut lines = text.split_terminator('\n');
        let first = lines.next().unwrap_or_default();
        if first != FIRST_LINE {
            return Err(format!("its first line is not `{FIRST_LINE}`: it is of another version, or damaged"));
        }
        let mut value = |key: &str| lines.next()?.strip_prefix(key)?.strip_prefix(' ');
        let missing = |key: &str| format!("`{key}` is missing");
        let number = |key: &str, text: Option<&str>| text.ok_or_else(|| missing(key))?.parse().map_err(|_| format!("`{key}` is no number"));
        let digest = |key: &str, text: Option<&str>| {
            Digest::parse(text.ok_or_else(|| missing(key))?).ok_or_else(|| format!("`{key}` is no BLAKE3 digest"))
        };
        let head = Self {
            serial: number("serial", value("serial"))?,
            count: number("count", value("count"))?,
            text: digest("text", value("text"))?,
            index: digest("index", value("index"))?,
            cache: value("cache").map(|text| digest("cache", Some(text))).transpose()?,
        };
        if head.to_string() == text { Ok(head) } else { Err("it holds more than a head, or in another form".to_owned()) }
    }
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { serial, count, text, index, cache } = self;
        write!(f, "{FIRST_LINE}\nserial {serial}\ncount {count}\ntext {text}\nindex {index}\n")?;
        cache.map_or(Ok(()), |cache| writeln!(f, "cache {cache}"))
    }
}
