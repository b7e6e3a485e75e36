//! The index of a manifest: a directory of sections, the first of which lists the files, sorted by the hash of the path and searched where the
//! hash says that the entry should be. All numbers are little-endian; docs/manifest.md has the layout byte by byte.
//!
//! ```text
//! 0         8  "overtidx"
//! 8         4  version: 1
//! 12        4  number of sections, n
//! 16     24 n  for each: kind (u32), 0 (u32), offset (u64), length (u64)
//! 16+24n       the sections, in that order, nothing between them or after them
//! ```
//!
//! Kinds ascend, lengths are multiples of 8. A kind that a version does not know is passed over: what must not be passed over changes the version.

use super::{Bound, Entry};
use crate::Digest;
use std::io::{self, Write};
use std::ops::Range;

/// Bytes of a [`Key`].
pub(crate) const KEY: usize = 16;
/// What rows are sorted by: the beginning of the path's hash.
pub(crate) type Key = [u8; KEY];
/// Bytes of an entry: key, digest, size.
pub const ENTRY: usize = KEY + 32 + 8;

pub use super::kind::Kind;

const MAGIC: &[u8; 8] = b"overtidx";
const VERSION: u32 = 1;
const PREAMBLE: usize = 16;
const SECTION: usize = 24;
/// More sections than any version will have.
const MOST_SECTIONS: usize = 64;

/// What the index says of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listed {
    /// BLAKE3 of its bytes.
    pub digest: Digest,
    /// Its size in bytes.
    pub size: u64,
}

/// An index that was checked: its digest is a head's, its entries ascend.
#[derive(Debug)]
pub struct Index {
    bytes: Vec<u8>,
    sections: Vec<(Kind, Range<usize>)>,
}

type Row = (Key, Listed);

/// What the row of a path is sorted by.
pub(crate) fn key(path: &str) -> Key {
    *blake3::hash(path.as_bytes()).as_bytes().first_chunk().unwrap_or(&[0; KEY])
}

pub(super) fn row(bytes: &[u8; ENTRY]) -> Option<Row> {
    let (key, rest) = bytes.split_first_chunk::<KEY>()?;
    let (digest, size) = rest.split_first_chunk::<32>()?;
    Some((*key, Listed { digest: Digest::from_bytes(*digest), size: u64::from_le_bytes(*size.first_chunk()?) }))
}

impl Index {
    /// Checks the form of an index whose digest is the head's; `count` is the head's too.
    ///
    /// # Errors
    /// What is wrong, in a few words.
    pub fn parse(bytes: Bound, count: u64) -> Result<Self, String> {
        let bytes = bytes.into_bytes();
        let sections = sections(&bytes)?;
        let index = Self { bytes, sections };
        let Some(files) = index.section(Kind::FILES) else { return Err("it has no list of files".to_owned()) };
        let (rows, rest) = files.as_chunks::<ENTRY>();
        if !rest.is_empty() || rows.len() as u64 != count {
            return Err("it does not list as many files as the head counts".to_owned());
        }
        // INVARIANT: strictly ascending keys; `find` and the one meaning of each path rest on it.
        if rows.windows(2).any(|pair| matches!(pair, [a, b] if a.first_chunk::<KEY>() >= b.first_chunk::<KEY>())) {
            return Err("its entries do not ascend".to_owned());
        }
        super::code::checked(index.section(Kind::CODE).unwrap_or_default())?;
        Ok(index)
    }

    /// The bytes of a section, if it is there.
    #[must_use]
    pub fn section(&self, kind: Kind) -> Option<&[u8]> {
        let (_, range) = self.sections.iter().find(|(of, _)| *of == kind)?;
        self.bytes.get(range.clone())
    }

    pub(super) fn rows(&self) -> &[[u8; ENTRY]] {
        self.section(Kind::FILES).unwrap_or_default().as_chunks().0
    }

    /// What is listed for `path`, relative to the manifest's root, with `/`.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<Listed> {
        let rows = self.rows();
        let wanted = key(path);
        let mut at = near(rows, &wanted)?;
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
        self.rows().len()
    }

    /// Whether no file is listed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows().is_empty()
    }
}

/// A row near the one of a key. Hashes are even: a key lies where it is of all keys, give or take the root of that distance. So the first guess is
/// some hundred rows off among 80,000, and each further one, made from the row that was found, much less.
fn near(rows: &[[u8; ENTRY]], wanted: &[u8; KEY]) -> Option<usize> {
    const GUESSES: usize = 4;
    let count = rows.len() as u128;
    let number = |key: &[u8]| key.first_chunk().map(|head| u64::from_be_bytes(*head));
    let places = |distance: u64| usize::try_from((u128::from(distance) * count) >> 64).ok();
    let wanted = number(wanted)?;
    let mut at = places(wanted)?;
    for _ in 1..GUESSES {
        let found = number(rows.get(at)?)?;
        let step = places(wanted.abs_diff(found))?;
        if step == 0 {
            break;
        }
        at = if wanted > found { at.saturating_add(step).min(rows.len() - 1) } else { at.saturating_sub(step) };
    }
    Some(at)
}

fn sections(bytes: &[u8]) -> Result<Vec<(Kind, Range<usize>)>, String> {
    let cut = || "it is cut off".to_owned();
    let (preamble, rest) = bytes.split_first_chunk::<PREAMBLE>().ok_or_else(cut)?;
    let [version, number] = [8, 12].map(|at| u32_at(preamble, at));
    if !preamble.starts_with(MAGIC) || version != Some(VERSION) {
        return Err(format!("it does not begin as an index of version {VERSION}: it is of another version, or damaged"));
    }
    let number = number.and_then(|number| usize::try_from(number).ok()).filter(|number| *number <= MOST_SECTIONS).ok_or_else(cut)?;
    let (rows, _) = rest.as_chunks::<SECTION>();
    let mut sections: Vec<(Kind, Range<usize>)> = Vec::with_capacity(number);
    let mut end = PREAMBLE + SECTION * number;
    for row in rows.get(..number).ok_or_else(cut)? {
        let (kind, offset, length) = section(row).ok_or_else(cut)?;
        let follows = sections.last().is_none_or(|(before, _)| *before < kind);
        let next = end.checked_add(length).filter(|_| offset == end && follows && length.is_multiple_of(8));
        let next = next.ok_or_else(|| "its sections are not in order".to_owned())?;
        sections.push((kind, end..next));
        end = next;
    }
    if end == bytes.len() { Ok(sections) } else { Err("its length is not the one that its sections give".to_owned()) }
}

fn section(row: &[u8; SECTION]) -> Option<(Kind, usize, usize)> {
    let [offset, length] = [8, 16].map(|at| usize::try_from(u64::from_le_bytes(*row.get(at..)?.first_chunk()?)).ok());
    (u32_at(row, 4) == Some(0)).then_some((Kind(u32_at(row, 0)?), offset?, length?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// What an index lists, in its order, and its further sections.
pub(crate) struct Rows<'a> {
    files: Vec<(u128, &'a Entry<'a>)>,
    further: &'a [(Kind, Vec<u8>)],
}

impl<'a> Rows<'a> {
    /// `further` in the order of their kinds; `None` in the case, never seen, that the keys of two paths are equal, or where the sections are not in order.
    pub(crate) fn of(entries: &'a [Entry], further: &'a [(Kind, Vec<u8>)]) -> Option<Self> {
        let mut files: Vec<_> = entries.iter().map(|entry| (u128::from_be_bytes(entry.key), entry)).collect();
        files.sort_unstable_by_key(|(key, _)| *key);
        let kinds = || [Kind::FILES].into_iter().chain(further.iter().map(|(kind, _)| *kind));
        let in_order = files.is_sorted_by(|a, b| a.0 < b.0) && kinds().is_sorted_by(|a, b| a < b);
        (in_order && further.len() < MOST_SECTIONS).then_some(Self { files, further })
    }

    /// Writes the index.
    pub(crate) fn write(&self, to: &mut impl Write) -> io::Result<()> {
        let files = (Kind::FILES, self.files.len() * ENTRY);
        let lengths: Vec<_> = [files].into_iter().chain(self.further.iter().map(|(kind, bytes)| (*kind, bytes.len()))).collect();
        to.write_all(MAGIC)?;
        to.write_all(&VERSION.to_le_bytes())?;
        // INVARIANT: at most MOST_SECTIONS.
        to.write_all(&u32::try_from(lengths.len()).unwrap_or_default().to_le_bytes())?;
        let mut offset = PREAMBLE + SECTION * lengths.len();
        for (Kind(kind), length) in &lengths {
            let length = length.next_multiple_of(8);
            to.write_all(&kind.to_le_bytes())?;
            to.write_all(&[0; 4])?;
            to.write_all(&(offset as u64).to_le_bytes())?;
            to.write_all(&(length as u64).to_le_bytes())?;
            offset += length;
        }
        for (_, entry) in &self.files {
            to.write_all(&entry.key)?;
            to.write_all(entry.digest.as_bytes())?;
            to.write_all(&entry.size.to_le_bytes())?;
        }
        for (_, section) in self.further {
            to.write_all(section)?;
            to.write_all([0; 8].get(..section.len().next_multiple_of(8) - section.len()).unwrap_or_default())?;
        }
        Ok(())
    }
}

/// The bytes of the index that [`Rows`] writes.
#[cfg(test)]
pub(crate) fn built(entries: &[Entry], further: &[(Kind, Vec<u8>)]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    Rows::of(entries, further)?.write(&mut bytes).ok()?;
    Some(bytes)
}
