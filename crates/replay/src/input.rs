//! Where lines come from: a file or the standard input, as they are or compressed by gzip or zstd. The first bytes tell which, not the name.

use std::fs::File;
use std::io::{self, BufRead as _, Chain, Cursor, Read};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use flate2::read::MultiGzDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

/// An archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A file.
    File(PathBuf),
    /// The standard input.
    Stdin,
    /// What lies in memory.
    Bytes(Arc<[u8]>),
}

impl Input {
    /// The name, for messages.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Stdin => "-".to_owned(),
            Self::Bytes(_) => "(memory)".to_owned(),
        }
    }

    /// Bytes as they lie there; `None` where that is not known.
    pub(crate) fn size(&self) -> Option<u64> {
        match self {
            Self::File(path) => std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file).map(|found| found.len()),
            Self::Stdin => None,
            Self::Bytes(bytes) => Some(bytes.len() as u64),
        }
    }

    /// Opens the archive. `read` counts the bytes as they lie there.
    pub(crate) fn open(&self, read: &Arc<AtomicU64>) -> io::Result<Box<dyn Read + Send>> {
        let raw: Box<dyn Read + Send> = match self {
            Self::File(path) => {
                let file = File::open(path)?;
                if file.metadata()?.is_dir() {
                    return Err(io::Error::other("it is a folder; name the files"));
                }
                Box::new(file)
            }
            Self::Stdin => Box::new(io::stdin()),
            Self::Bytes(bytes) => Box::new(Cursor::new(Arc::clone(bytes))),
        };
        plain(Box::new(Counted { raw, read: Arc::clone(read) }))
    }
}

/// What the bytes hold, decompressed.
pub(crate) fn plain(mut raw: Box<dyn Read + Send>) -> io::Result<Box<dyn Read + Send>> {
    let mut first = [0; 4];
    let mut length = 0;
    while let Some(rest) = first.get_mut(length..).filter(|rest| !rest.is_empty()) {
        match raw.read(rest) {
            Ok(0) => break,
            Ok(count) => length += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    let start = first.get(..length).unwrap_or_default();
    let whole = Cursor::new(start.to_vec()).chain(raw);
    Ok(match *start {
        [0x1f, 0x8b, ..] => Box::new(Gzip(MultiGzDecoder::new(io::BufReader::with_capacity(BUFFER, whole)))),
        [0x28, 0xb5, 0x2f, 0xfd] | [0x50..=0x5f, 0x2a, 0x4d, 0x18] => {
            Box::new(Zstd { source: io::BufReader::with_capacity(BUFFER, whole), decoder: FrameDecoder::new(), inside: false })
        }
        _ => Box::new(whole),
    })
}

const BUFFER: usize = 128 << 10;

/// Counts the bytes, and waits where there are none yet: a signal came, or whoever shares the standard input made it non-blocking. What decompresses would take either
/// for damage.
struct Counted {
    raw: Box<dyn Read + Send>,
    read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.raw.read(into) {
                Ok(count) => {
                    self.read.fetch_add(count as u64, Ordering::Relaxed);
                    return Ok(count);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => thread::sleep(Duration::from_millis(1)),
                Err(error) => return Err(error),
            }
        }
    }
}

type Source = io::BufReader<Chain<Cursor<Vec<u8>>, Box<dyn Read + Send>>>;

/// One or several members of gzip (RFC 1952), one behind the other.
struct Gzip(MultiGzDecoder<Source>);

impl Read for Gzip {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.0.read(into).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => truncated("gzip"),
            _ => damaged("gzip", &error.to_string()),
        })
    }
}

/// Frames of zstd (RFC 8878), one behind the other; skippable frames are passed over, checksums are compared.
struct Zstd {
    source: Source,
    decoder: FrameDecoder,
    /// Whether a frame was begun.
    inside: bool,
}

impl Read for Zstd {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            if !self.inside {
                if self.source.fill_buf()?.is_empty() {
                    return Ok(0);
                }
                self.begin()?;
                continue;
            }
            let count = self.decoder.read(into)?;
            if count > 0 || into.is_empty() {
                return Ok(count);
            }
            if self.decoder.is_finished() {
                self.inside = false;
                let (said, found) = (self.decoder.get_checksum_from_data(), self.decoder.get_calculated_checksum());
                if said.is_some() && said != found {
                    return Err(damaged("zstd", "a checksum does not hold"));
                }
                continue;
            }
            if let Err(error) = self.decoder.decode_blocks(&mut self.source, BlockDecodingStrategy::UptoBytes(BUFFER)) {
                return Err(self.failed(&error));
            }
        }
    }
}

impl Zstd {
    fn begin(&mut self) -> io::Result<()> {
        match self.decoder.reset(&mut self.source) {
            Ok(()) => {
                self.inside = true;
                Ok(())
            }
            Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame { length, .. })) => {
                let skipped = io::copy(&mut self.source.by_ref().take(u64::from(length)), &mut io::sink())?;
                if skipped == u64::from(length) { Ok(()) } else { Err(truncated("zstd")) }
            }
            Err(error) => Err(self.failed(&error)),
        }
    }

    fn failed(&mut self, error: &FrameDecoderError) -> io::Error {
        match self.source.fill_buf() {
            Ok([]) => truncated("zstd"),
            _ => damaged("zstd", &error.to_string()),
        }
    }
}

fn truncated(kind: &str) -> io::Error {
    io::Error::new(io::ErrorKind::UnexpectedEof, format!("its {kind} data ends in the middle: the file is cut"))
}

fn damaged(kind: &str, error: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("its {kind} data is damaged: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    /// Gives a byte at a time, and before each what a read that has to be tried again gives.
    struct Hesitant(Vec<u8>, u8);

    impl Read for Hesitant {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            self.1 = (self.1 + 1) % 3;
            match self.1 {
                1 => Err(io::ErrorKind::Interrupted.into()),
                2 => Err(io::ErrorKind::WouldBlock.into()),
                _ if self.0.is_empty() => Ok(0),
                _ => (&[self.0.remove(0)][..]).read(into),
            }
        }
    }

    #[test]
    fn a_read_that_has_to_be_tried_again_is_no_damage() {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gzip.write_all(b"{}\n").unwrap();
        for bytes in [gzip.finish().unwrap(), b"{}\n".to_vec()] {
            let read = Arc::new(AtomicU64::new(0));
            let length = bytes.len() as u64;
            let mut text = String::new();
            plain(Box::new(Counted { raw: Box::new(Hesitant(bytes, 0)), read: Arc::clone(&read) }))
                .unwrap()
                .read_to_string(&mut text)
                .unwrap();
            assert_eq!((text.as_str(), read.load(Ordering::Relaxed)), ("{}\n", length));
        }
    }
}
