//! The digest of a file, read in pieces.

use super::Opening;
use crate::{Digest, Error};
use std::fs::File;
use std::io::{ErrorKind, Result as IoResult};

impl Opening<'_> {
    /// Digest and size of a regular file, read in pieces; `None` for everything else. What is added to it meanwhile is not read, once its size was asked for.
    ///
    /// `to_the_end`: a read on this file's system that gives fewer bytes than it may has come to the end of the file. Then a file that fits into the
    /// piece is one read, and nobody asks for its size.
    pub(crate) fn hashed(&self, piece: &mut [u8], to_the_end: bool) -> Result<Option<(Digest, u64)>, Error> {
        // A pipe has no places to read at (ESPIPE); a device has no bytes or no end. Then, and for empty and large files, it is asked what this is.
        let first = if to_the_end { read_at(&self.file, piece, 0).unwrap_or(0) } else { 0 };
        let whole = piece.get(..first).filter(|_| 0 < first && first < piece.len());
        if let Some(bytes) = whole {
            return Ok(Some((Digest::of(bytes), first as u64)));
        }
        let Some(size) = self.regular()? else { return Ok(None) };
        let (mut length, mut is_end) = if first > 0 { (first, first as u64 >= size) } else { self.piece(piece, 0, size)? };
        if is_end && length as u64 <= size {
            return Ok(Some((Digest::of(piece.get(..length).unwrap_or_default()), length as u64)));
        }
        let (mut hasher, mut done) = (blake3::Hasher::new(), 0);
        loop {
            hasher.update(piece.get(..length).unwrap_or_default());
            done += length as u64;
            if is_end {
                return Ok(Some((Digest::from_bytes(*hasher.finalize().as_bytes()), done)));
            }
            (length, is_end) = self.piece(piece, done, size)?;
        }
    }

    /// Fills `piece` with what stands at `done`, up to `size`: how many bytes there are, and whether they are the last.
    fn piece(&self, piece: &mut [u8], done: u64, size: u64) -> Result<(usize, bool), Error> {
        let left = size.saturating_sub(done);
        let most = usize::try_from(left).unwrap_or(usize::MAX).min(piece.len());
        let mut length = 0;
        while length < most {
            match read_at(&self.file, piece.get_mut(length..most).unwrap_or_default(), done + length as u64) {
                Ok(0) => return Ok((length, true)),
                Ok(more) => length += more,
                Err(why) if why.kind() == ErrorKind::Interrupted => {}
                Err(why) => return Err(self.failed(&why)),
            }
        }
        Ok((length, length as u64 == left))
    }
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], place: u64) -> IoResult<usize> {
    std::os::unix::fs::FileExt::read_at(file, bytes, place)
}

#[cfg(windows)]
fn read_at(file: &File, bytes: &mut [u8], place: u64) -> IoResult<usize> {
    std::os::windows::fs::FileExt::seek_read(file, bytes, place)
}

#[cfg(test)]
mod tests;
