//! The index of a manifest: sorted by the hash of the path, searched where the hash says that the entry should be.

use super::head::Head;
use crate::Digest;
use crate::tree::Entry;

const KEY: usize = 16;
/// Bytes of an entry: key, digest, size.
pub const ENTRY: usize = KEY + 32 + 8;

/// What the index says of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listed {
    /// BLAKE3 of its bytes.
    pub digest: Digest,
    /// Its size in bytes.
    pub size: u64,
}

/// An index that was checked: its digest is the head's, its entries ascend.
#[derive(Debug)]
pub struct Index {
    bytes: Vec<u8>,
}

type Row = ([u8; KEY], Listed);

fn key(path: &str) -> [u8; KEY] {
    *blake3::hash(path.as_bytes()).as_bytes().first_chunk().unwrap_or(&[0; KEY])
}

fn row(bytes: &[u8; ENTRY]) -> Option<Row> {
    let (key, rest) = bytes.split_first_chunk::<KEY>()?;
    let (digest, size) = rest.split_first_chunk::<32>()?;
    Some((*key, Listed { digest: Digest::from_bytes(*digest), size: u64::from_le_bytes(*size.first_chunk()?) }))
}

impl Index {
    /// Checks an index against its head.
    ///
    /// # Errors
    /// What is wrong, in a few words.
    pub fn parse(bytes: Vec<u8>, head: &Head) -> Result<Self, String> {
        if Digest::of(&bytes) != head.index {
            return Err("its digest is not the one in the head".to_owned());
        }
        let (rows, rest) = bytes.as_chunks::<ENTRY>();
        if !rest.is_empty() || rows.len() as u64 != head.count {
            return Err("its length is not the one that the head's count gives".to_owned());
        }
        // INVARIANT: strictly ascending keys; `find` and the one meaning of each path rest on it.
        if rows.windows(2).any(|pair| matches!(pair, [a, b] if a.first_chunk::<KEY>() >= b.first_chunk::<KEY>())) {
            return Err("its entries do not ascend".to_owned());
        }
        Ok(Self { bytes })
    }

    /// What is listed for `path`, relative to the manifest's root, with `/`.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<Listed> {
        let (rows, _) = self.bytes.as_chunks::<ENTRY>();
        let wanted = key(path);
        // Hashes are even: the entry is near the place that the hash is of all hashes.
        let place = (u128::from(u64::from_be_bytes(*wanted.first_chunk()?)) * rows.len() as u128) >> 64;
        let mut at = usize::try_from(place).ok()?;
        while at > 0 && rows.get(at - 1).is_some_and(|row| row.first_chunk() >= Some(&wanted)) {
            at -= 1;
        }
        while rows.get(at).is_some_and(|row| row.first_chunk() < Some(&wanted)) {
            at += 1;
        }
        let (found, listed) = row(rows.get(at)?)?;
        (found == wanted).then_some(listed)
    }

    /// How many files are listed.
    #[must_use]
    pub fn len(&self) -> usize {
        self.bytes.len() / ENTRY
    }

    /// Whether no file is listed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }
}

/// The index of some files; `None` in the case, never seen, that the keys of two paths are equal.
pub(crate) fn built(entries: &[Entry]) -> Option<Vec<u8>> {
    let mut rows: Vec<_> = entries.iter().map(|entry| (key(&entry.path), entry)).collect();
    rows.sort_unstable_by_key(|(key, _)| *key);
    if rows.windows(2).any(|pair| matches!(pair, [a, b] if a.0 == b.0)) {
        return None;
    }
    let mut bytes = Vec::with_capacity(rows.len() * ENTRY);
    for (key, entry) in rows {
        bytes.extend_from_slice(&key);
        bytes.extend_from_slice(entry.digest.as_bytes());
        bytes.extend_from_slice(&entry.size.to_le_bytes());
    }
    Some(bytes)
}
