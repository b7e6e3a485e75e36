//! Signatures in minisign's format (<https://jedisct1.github.io/minisign/#signature-format>): Ed25519 over the `BLAKE2b` of a file.

use crate::{Code, Error};
use minisign_verify::{Error as Reason, Signature};

/// A key that signatures are checked with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey(minisign_verify::PublicKey);

impl PublicKey {
    /// Parses the text of a public key as `overt key new` and `minisign -G` write it: a comment and a line, or the line alone.
    ///
    /// # Errors
    /// `OVERT_KEY`.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let lines: Vec<_> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let line = match *lines.as_slice() {
            [line] => Some(line),
            [comment, line] if comment.starts_with("untrusted comment:") => Some(line),
            _ => None,
        };
        line.and_then(|line| minisign_verify::PublicKey::from_base64(line).ok()).map(Self).ok_or_else(|| {
            let why = if text.contains("secret key") { "it is the secret half" } else { "it is not as minisign writes it" };
            Error::new(Code::Key, format!("the public key cannot be used: {why}; give the file NAME.pub that `overt key new` wrote"))
        })
    }

    /// Checks the text of a signature of `message`. Signatures over the message itself, which minisign before 0.10 made, are refused, and so is
    /// a text that holds more than a signature.
    ///
    /// # Errors
    /// What is wrong, as the rest of a sentence about the signature.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), String> {
        self.comment(message, signature, "the head: one of the two was changed, or they belong to different manifests").map(drop)
    }

    /// The same, and the trusted comment, which the signature covers too. `unlike`: what else a signature does not fit, in words.
    pub(crate) fn comment(&self, message: &[u8], signature: &[u8], unlike: &str) -> Result<String, String> {
        let signature = decoded(signature)?;
        self.0.verify(message, &signature, false).map_err(|why| match why {
            Reason::UnexpectedKeyId => "was made with another key".to_owned(),
            Reason::UnexpectedAlgorithm => "is of minisign's old form, over the file instead of its hash".to_owned(),
            _ => format!("does not fit {unlike}"),
        })?;
        Ok(signature.trusted_comment().to_owned())
    }
}

fn decoded(signature: &[u8]) -> Result<Signature, String> {
    let malformed = || "is no signature as minisign writes it".to_owned();
    let text = std::str::from_utf8(signature).map_err(|_| malformed())?;
    let lines: Vec<_> = text.split_terminator('\n').collect();
    if lines.len() != 4 || !text.ends_with('\n') || text.contains('\r') || !text.starts_with("untrusted comment: ") {
        return Err(malformed());
    }
    Signature::decode(text).map_err(|_| malformed())
}
