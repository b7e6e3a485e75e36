//! A manifest on its way into its place. Text and index are written, hashed and brought to disk while they are made, each by a thread: the disk is at work while
//! the other is sorted, and neither is whole in memory.

use super::incoming;
use super::replace::{Place, perform};
use crate::{Digest, Error};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Bytes that are hashed and handed to the system at a time: they are still in the nearest cache then.
const TOGETHER: usize = 64 << 10;

/// What is beside a manifest's place, and removed again where it is dropped before [`Filling::finish`].
#[derive(Debug)]
pub(crate) struct Filling<'a> {
    place: &'a Place<'a>,
    begun: bool,
}

impl<'a> Filling<'a> {
    /// Begins to put a new manifest there: from here on what is beside the place belongs to a manifest that has not begun.
    ///
    /// # Errors
    /// `OVERT_WRITE`.
    pub(crate) fn of(place: &'a Place<'a>) -> Result<Self, Error> {
        perform(&place.beginning())?;
        Ok(Self { place, begun: false })
    }

    /// The text, which `write` writes: its digest. It is on disk then.
    ///
    /// # Errors
    /// `OVERT_WRITE`.
    pub(crate) fn text(&self, write: impl FnOnce(&mut Output) -> io::Result<()>) -> Result<Digest, Error> {
        written(&incoming(&self.place.files().text), write)
    }

    /// The index, likewise.
    ///
    /// # Errors
    /// `OVERT_WRITE`.
    pub(crate) fn index(&self, write: impl FnOnce(&mut Output) -> io::Result<()>) -> Result<Digest, Error> {
        written(&incoming(&self.place.files().index), write)
    }

    /// Adds what is left, and has the new manifest take the old one's place.
    ///
    /// # Errors
    /// `OVERT_WRITE`; the old manifest can then be used as before.
    pub(crate) fn finish(mut self, head: &[u8], signature: Option<&[u8]>, cache: Option<&[u8]>) -> Result<(), Error> {
        perform(&self.place.ending(head, signature, cache))?;
        self.begun = true;
        Ok(())
    }
}

impl Drop for Filling<'_> {
    fn drop(&mut self) {
        if !self.begun {
            // What cannot be removed now is when the next lock begins.
            let _ = perform(&self.place.settling());
        }
    }
}

/// Where text and index are written to.
pub(crate) type Output = BufWriter<Hashing<File>>;

/// What is written, and its digest.
#[derive(Debug)]
pub(crate) struct Hashing<W> {
    to: W,
    hasher: blake3::Hasher,
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.to.write(bytes)?;
        self.hasher.update(bytes.get(..count).unwrap_or_default());
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

fn written(path: &Path, write: impl FnOnce(&mut Output) -> io::Result<()>) -> Result<Digest, Error> {
    let written = || {
        let mut output = BufWriter::with_capacity(TOGETHER, Hashing { to: File::create(path)?, hasher: blake3::Hasher::new() });
        write(&mut output)?;
        let Hashing { to, hasher } = output.into_inner().map_err(io::IntoInnerError::into_error)?;
        to.sync_all()?;
        Ok(Digest::from_bytes(*hasher.finalize().as_bytes()))
    };
    written().map_err(|why| Error::unwritable(path, &why))
}
