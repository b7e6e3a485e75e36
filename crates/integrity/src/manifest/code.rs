//! Code that is in no file (`data:` modules, workers of a text, what a tool generates), by digest: the index's section [`Kind::CODE`].

use super::Trusted;
use super::kind::Kind;
use crate::Digest;

/// Bytes of a digest.
const DIGEST: usize = 32;

/// Checks the section's form: digests, strictly ascending.
pub(crate) fn checked(section: &[u8]) -> Result<(), String> {
    let (digests, rest) = section.as_chunks::<DIGEST>();
    if !rest.is_empty() || !digests.is_sorted_by(|a, b| a < b) {
        return Err("its list of code without a file is not in order".to_owned());
    }
    Ok(())
}

/// The section that lists these digests, each once; none for none.
pub(crate) fn section(digests: &[Digest]) -> Option<(Kind, Vec<u8>)> {
    let mut rows: Vec<_> = digests.iter().map(|digest| *digest.as_bytes()).collect();
    rows.sort_unstable();
    rows.dedup();
    (!rows.is_empty()).then(|| (Kind::CODE, rows.concat()))
}

impl Trusted {
    /// Whether code with this digest may run though it is in no file.
    #[must_use]
    pub fn allows_code(&self, digest: &Digest) -> bool {
        self.section(Kind::CODE).unwrap_or_default().as_chunks::<DIGEST>().0.binary_search(digest.as_bytes()).is_ok()
    }

    /// How many pieces of such code are listed.
    #[must_use]
    pub fn code_count(&self) -> usize {
        self.section(Kind::CODE).unwrap_or_default().len() / DIGEST
    }
}

#[cfg(test)]
mod tests {
    use super::{checked, section};
    use crate::Digest;

    #[test]
    fn a_section_lists_each_digest_once_in_order() {
        let digests = [b"b", b"a", b"b"].map(|text| Digest::of(text));
        let (_, bytes) = section(&digests).unwrap();
        assert_eq!(bytes.len(), 64);
        assert!(checked(&bytes).is_ok());
        assert!(section(&[]).is_none());
    }

    #[test]
    fn another_order_twice_the_same_and_half_a_digest_are_refused() {
        let (_, bytes) = section(&[Digest::of(b"a"), Digest::of(b"b")]).unwrap();
        let (first, second) = bytes.split_at(32);
        for wrong in [[second, first].concat(), [first, first].concat(), bytes[..40].to_vec()] {
            assert!(checked(&wrong).is_err());
        }
    }
}
