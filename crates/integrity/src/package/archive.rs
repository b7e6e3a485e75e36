//! Files of packages that Yarn's Plug'n'Play leaves in zip archives: `cache/foo.zip/node_modules/foo/index.js`.
//!
//! Of the format (PKWARE APPNOTE 6.3.10) what Yarn writes: one disk, no encryption, no 64-bit sizes, entries stored or deflated. All else is no file.

use flate2::read::DeflateDecoder;
use std::fs::File;
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use std::path::Path;

/// The end record and the longest comment behind it, bytes (4.3.16).
const LONGEST_END: u64 = 22 + 0xffff;
const END: &[u8] = b"PK\x05\x06";
const ENTRY: &[u8] = b"PK\x01\x02";
const LOCAL: &[u8] = b"PK\x03\x04";
const STORED: u16 = 0;
const DEFLATED: u16 = 8;
/// A directory of an archive that is larger is not read, bytes.
const LARGEST_DIRECTORY: u64 = 64 << 20;

/// The bytes of the file that lies in an archive, at most `most` of them; `None` where there is none.
pub(super) fn read_packed(path: &Path, most: u64) -> Option<Vec<u8>> {
    let archive = path.ancestors().find(|above| above.extension().is_some_and(|end| end == "zip") && above.is_file())?;
    let name: Vec<&str> = path.strip_prefix(archive).ok()?.iter().map(|part| part.to_str()).collect::<Option<_>>()?;
    entry(&mut File::open(archive).ok()?, &name.join("/"), most).ok()
}

/// The content of the entry called `name`.
fn entry(archive: &mut (impl Read + Seek), name: &str, most: u64) -> io::Result<Vec<u8>> {
    let (directory, count) = directory(archive)?;
    let mut rest = directory.as_slice();
    for _ in 0..count {
        let fixed = take(&mut rest, 46)?;
        if !fixed.starts_with(ENTRY) {
            break;
        }
        let length = |at| u16_at(fixed, at).map(usize::from);
        let found = take(&mut rest, length(28)?)?;
        take(&mut rest, length(30)? + length(32)?)?;
        if found == name.as_bytes() {
            let (flags, method) = (u16_at(fixed, 8)?, u16_at(fixed, 10)?);
            let (packed, size, at) = (u32_at(fixed, 20)?, u64::from(u32_at(fixed, 24)?), u32_at(fixed, 42)?);
            if flags & 1 != 0 || size > most {
                return Err(unusable());
            }
            return content(archive, u64::from(at), method, u64::from(packed), size);
        }
    }
    Err(ErrorKind::NotFound.into())
}

/// The list of entries, and how many there are.
fn directory(archive: &mut (impl Read + Seek)) -> io::Result<(Vec<u8>, u16)> {
    let length = archive.seek(SeekFrom::End(0))?;
    let start = length.saturating_sub(LONGEST_END);
    let tail = read_at(archive, start, length - start)?;
    let end = tail.windows(END.len()).rposition(|bytes| bytes == END).and_then(|at| tail.get(at..)).ok_or_else(unusable)?;
    let (count, size, at) = (u16_at(end, 10)?, u64::from(u32_at(end, 12)?), u64::from(u32_at(end, 16)?));
    if size > LARGEST_DIRECTORY || at + size > length {
        return Err(unusable());
    }
    Ok((read_at(archive, at, size)?, count))
}

fn content(archive: &mut (impl Read + Seek), at: u64, method: u16, packed: u64, size: u64) -> io::Result<Vec<u8>> {
    let header = read_at(archive, at, 30)?;
    if !header.starts_with(LOCAL) {
        return Err(unusable());
    }
    let skipped = u64::from(u16_at(&header, 26)?) + u64::from(u16_at(&header, 28)?);
    archive.seek(SeekFrom::Start(at + 30 + skipped))?;
    let mut bytes = Vec::new();
    match method {
        STORED if packed == size => archive.take(size).read_to_end(&mut bytes)?,
        // One byte more shows an entry that is larger than it says.
        DEFLATED => DeflateDecoder::new(archive.take(packed)).take(size + 1).read_to_end(&mut bytes)?,
        _ => return Err(unusable()),
    };
    if bytes.len() as u64 == size { Ok(bytes) } else { Err(unusable()) }
}

fn read_at(archive: &mut (impl Read + Seek), at: u64, length: u64) -> io::Result<Vec<u8>> {
    archive.seek(SeekFrom::Start(at))?;
    let mut bytes = Vec::new();
    archive.take(length).read_to_end(&mut bytes)?;
    if bytes.len() as u64 == length { Ok(bytes) } else { Err(unusable()) }
}

fn take<'b>(rest: &mut &'b [u8], length: usize) -> io::Result<&'b [u8]> {
    let (first, behind) = rest.split_at_checked(length).ok_or_else(unusable)?;
    *rest = behind;
    Ok(first)
}

fn u16_at(bytes: &[u8], at: usize) -> io::Result<u16> {
    bytes.get(at..).and_then(<[u8]>::first_chunk).map(|bytes| u16::from_le_bytes(*bytes)).ok_or_else(unusable)
}

fn u32_at(bytes: &[u8], at: usize) -> io::Result<u32> {
    bytes.get(at..).and_then(<[u8]>::first_chunk).map(|bytes| u32::from_le_bytes(*bytes)).ok_or_else(unusable)
}

fn unusable() -> io::Error {
    ErrorKind::InvalidData.into()
}

#[cfg(test)]
mod tests;
