//! The head of a manifest: a small text with one form only, so that a signature over it covers one meaning.
//!
//! ```text
//! overt-manifest 1
//! serial 7
//! count 83317
//! text 2f9c…
//! index 81aa…
//! ```

use crate::Digest;
use std::fmt;

const FIRST_LINE: &str = "overt-manifest 1";

/// What the head says.
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
        let mut value = |key: &str| {
            let line = lines.next().unwrap_or_default();
            line.strip_prefix(key).and_then(|rest| rest.strip_prefix(' ')).map(str::to_owned).ok_or_else(|| format!("`{key}` is missing"))
        };
        let number = |key: &str, text: String| text.parse().map_err(|_| format!("`{key}` is no number"));
        let digest = |key: &str, text: String| Digest::parse(&text).ok_or_else(|| format!("`{key}` is no BLAKE3 digest"));
        let head = Self {
            serial: number("serial", value("serial")?)?,
            count: number("count", value("count")?)?,
            text: digest("text", value("text")?)?,
            index: digest("index", value("index")?)?,
        };
        if head.to_string() == text { Ok(head) } else { Err("it holds more than a head, or in another form".to_owned()) }
    }
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { serial, count, text, index } = self;
        write!(f, "{FIRST_LINE}\nserial {serial}\ncount {count}\ntext {text}\nindex {index}\n")
    }
}
