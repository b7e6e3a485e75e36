//! From files that anybody may have written to a manifest that is believed.

use super::head::Head;
use super::index::{Index, Kind, Listed};
use super::{Files, incoming, malformed, read};
use crate::signature::PublicKey;
use crate::{Code, Digest, Error};
use std::fs;
use std::path::Path;

/// What must hold for a manifest to be believed, besides its digests.
#[derive(Debug, Clone, Default)]
pub struct Trust {
    /// The text of a public key, as `minisign` writes it: the head must be signed with its secret half.
    pub pubkey: Option<String>,
    /// The smallest serial number that is accepted, against an older manifest in a newer one's place.
    pub min_serial: u64,
}

/// Bytes whose digest a head names. Only comparison makes one.
///
/// ```compile_fail,E0423
/// let forged = integrity::manifest::Bound(b"other".to_vec());
/// ```
#[derive(Debug)]
pub struct Bound(Vec<u8>);

impl Bound {
    /// The bytes, where their digest is `expected`.
    #[must_use]
    pub fn new(bytes: Vec<u8>, expected: &Digest) -> Option<Self> {
        (Digest::of(&bytes) == *expected).then_some(Self(bytes))
    }

    /// The bytes.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

/// A manifest that is believed: its head met a [`Trust`], its index is the head's. Only [`Trusted::read`] makes one.
///
/// ```compile_fail,E0451
/// use integrity::manifest::{Files, Trusted, head::Head, index::Index};
/// fn forged(files: Files, head: Head, index: Index) -> Trusted {
///     Trusted { files, head, index }
/// }
/// ```
#[derive(Debug)]
pub struct Trusted {
    files: Files,
    head: Head,
    index: Index,
}

impl Trusted {
    /// Reads the head and the index and believes them as far as `trust` demands.
    ///
    /// # Errors
    /// `OVERT_KEY` for a public key that is none; `OVERT_SIGNATURE` where a signature is demanded and is missing, by another key, or not of this
    /// head; `OVERT_SERIAL` for a manifest that is too old; `OVERT_MANIFEST` where a file is missing, malformed or not the one that the head names.
    pub fn read(files: Files, trust: &Trust) -> Result<Self, Error> {
        let pubkey = trust.pubkey.as_deref().map(PublicKey::parse).transpose()?;
        let bytes = read(&files.head)?;
        if let Some(pubkey) = pubkey {
            signed(&files, &bytes, &pubkey)?;
        }
        let head = Head::parse(&bytes).map_err(|why| malformed(&files.head, &why))?;
        if head.serial < trust.min_serial {
            return Err(Error::new(
                Code::Serial,
                format!(
                    "`{}` has serial number {}, at least {} is demanded: an older manifest stands in its place; put the newer one back",
                    files.head.display(),
                    head.serial,
                    trust.min_serial
                ),
            ));
        }
        let index = Index::parse(bound(&files.index, &head.index)?, head.count).map_err(|why| malformed(&files.index, &why))?;
        Ok(Self { files, head, index })
    }

    /// What the head says.
    #[must_use]
    pub fn head(&self) -> Head {
        self.head
    }

    /// What is listed for `path`, relative to the manifest's root, with `/`.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<Listed> {
        self.index.find(path)
    }

    /// A further section of the index, if it is there.
    #[must_use]
    pub fn section(&self, kind: Kind) -> Option<&[u8]> {
        self.index.section(kind)
    }

    /// Reads the cache and compares it with the head; `None` where the head names none.
    ///
    /// # Errors
    /// `OVERT_MANIFEST` where it is missing or not the one that the head names.
    pub fn cache(&self) -> Result<Option<Bound>, Error> {
        self.head.cache.map(|digest| bound(&self.files.cache, &digest)).transpose()
    }

    /// Reads the text and compares it with the head.
    pub(crate) fn text(&self) -> Result<String, Error> {
        let bytes = bound(&self.files.text, &self.head.text)?.into_bytes();
        String::from_utf8(bytes).map_err(|_| malformed(&self.files.text, "it is not UTF-8"))
    }

    pub(crate) fn index(&self) -> &Index {
        &self.index
    }

    pub(crate) fn files(&self) -> &Files {
        &self.files
    }
}

/// The file that a head names: at its place, or still on its way there, where `overt lock` was interrupted after it had replaced the head.
fn bound(path: &Path, digest: &Digest) -> Result<Bound, Error> {
    let of = |bytes| Bound::new(bytes, digest).ok_or_else(|| malformed(path, "its digest is not the one in the head"));
    read(path).and_then(of).or_else(|why| fs::read(incoming(path)).ok().and_then(|bytes| of(bytes).ok()).ok_or(why))
}

fn signed(files: &Files, head: &[u8], pubkey: &PublicKey) -> Result<(), Error> {
    let missing = |why| format!("cannot be read ({why}): the manifest is not signed, or its signature was taken away");
    let verified = |path: &Path| fs::read(path).map_err(missing).and_then(|signature| pubkey.verify(head, &signature));
    verified(&files.signature).or_else(|why| verified(&incoming(&files.signature)).map_err(|_| why)).map_err(|why| {
        let advice = "sign the manifest with `overt lock --key`, or give the public key that belongs to it";
        Error::new(Code::Signature, format!("`{}` {why}; {advice}", files.signature.display()))
    })
}
