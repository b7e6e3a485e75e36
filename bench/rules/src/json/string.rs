//! Strings: one without a backslash stays where it is, any other is written out. Eight bytes are looked at at a time.

use super::Place;

/// Bytes that are looked at, and copied, at once.
const EIGHT: usize = size_of::<u64>();

/// What stood with a backslash in it, of all strings of an object, one behind the other.
#[derive(Default)]
pub(super) struct Written {
    /// As long as the longest source, and eight bytes: writing out makes nothing longer.
    bytes: Vec<u8>,
    length: usize,
}

impl Written {
    /// Forgets what is there, and makes room for a source of this length.
    pub(super) fn begin(&mut self, source: usize) {
        self.length = 0;
        if self.bytes.len() < source + EIGHT {
            self.bytes.resize(source + EIGHT, 0);
        }
    }

    /// All of it; the source's strings are cut between characters, so it is UTF-8.
    pub(super) fn text(&self) -> Option<&str> {
        std::str::from_utf8(self.bytes.get(..self.length)?).ok()
    }

    pub(super) fn bytes(&self, from: usize, to: usize) -> Option<&[u8]> {
        self.bytes.get(from..to)
    }

    /// Where the string is whose first quote stands before `from`, and the place behind its last one.
    #[inline]
    pub(super) fn string(&mut self, source: &[u8], from: usize) -> Option<(Place, usize)> {
        let mut at = from;
        loop {
            let found = match source.get(at..)?.first_chunk() {
                Some(eight) => stop(u64::from_le_bytes(*eight)),
                None => stop(last(source, at)),
            };
            if found < EIGHT {
                at += found;
                break;
            }
            at += EIGHT;
        }
        match source.get(at)? {
            b'"' => Some((Place::Source(from, at), at + 1)),
            b'\\' => self.write(source, from, at),
            _ => None,
        }
    }

    /// The same of a string whose first backslash stands at `escape`.
    fn write(&mut self, source: &[u8], from: usize, escape: usize) -> Option<(Place, usize)> {
        let start = self.length;
        self.put(source.get(from..escape)?)?;
        let mut at = self.escape(source, escape)?;
        loop {
            let eight = match source.get(at..)?.first_chunk() {
                Some(eight) => *eight,
                None => last(source, at).to_le_bytes(),
            };
            // What is behind the string is overwritten by what comes next.
            *self.bytes.get_mut(self.length..)?.first_chunk_mut()? = eight;
            let found = stop(u64::from_le_bytes(eight));
            at += found;
            self.length += found;
            if found < EIGHT {
                match source.get(at)? {
                    b'"' => return Some((Place::Written(start, self.length), at + 1)),
                    b'\\' => at = self.escape(source, at)?,
                    _ => return None,
                }
            }
        }
    }

    /// Writes out what the backslash at `at` begins; the place behind it.
    #[inline]
    fn escape(&mut self, source: &[u8], at: usize) -> Option<usize> {
        let byte = match source.get(at + 1)? {
            same @ (b'\\' | b'"' | b'/') => *same,
            b'n' => b'\n',
            b't' => b'\t',
            b'r' => b'\r',
            b'b' => 0x08,
            b'f' => 0x0c,
            b'u' => return self.unicode(source, at + 2),
            _ => return None,
        };
        *self.bytes.get_mut(self.length)? = byte;
        self.length += 1;
        Some(at + 2)
    }

    /// A character of four digits, or of two times four, as UTF-16 has it.
    fn unicode(&mut self, source: &[u8], at: usize) -> Option<usize> {
        let first = unit(source, at)?;
        let (second, behind) = match first {
            0xd800..0xdc00 if source.get(at + 4..at + 6)? == b"\\u" => (Some(unit(source, at + 6)?), at + 10),
            _ => (None, at + 4),
        };
        // One of two that do not belong together is an error.
        let character = char::decode_utf16([first].into_iter().chain(second)).next()?.ok()?;
        self.put(character.encode_utf8(&mut [0; 4]).as_bytes())?;
        Some(behind)
    }

    fn put(&mut self, bytes: &[u8]) -> Option<()> {
        self.bytes.get_mut(self.length..self.length + bytes.len())?.copy_from_slice(bytes);
        self.length += bytes.len();
        Some(())
    }
}

/// Four hexadecimal digits.
fn unit(source: &[u8], at: usize) -> Option<u16> {
    source.get(at..at + 4)?.iter().try_fold(0, |unit, digit| Some(unit << 4 | u16::try_from(char::from(*digit).to_digit(16)?).ok()?))
}

/// The fewer than eight bytes from `at` on, and a zero behind them, at which a string cannot go on.
#[cold]
fn last(source: &[u8], at: usize) -> u64 {
    source.get(at..).unwrap_or_default().iter().rev().fold(0, |read, byte| read << 8 | u64::from(*byte))
}

/// Which of eight bytes is the first at which a string ends, or goes on otherwise: a quote, a backslash, a control character. Eight, where none is.
#[inline]
fn stop(read: u64) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    // Subtracting borrows from the byte above only below one that is found, so the lowest bit is right.
    let below = |bytes: u64, least: u64| bytes.wrapping_sub(least * ONES);
    let found = below(read ^ ONES * 0x22, 1) | below(read ^ ONES * 0x5c, 1) | below(read, 0x20);
    (found & !read & ONES << 7).trailing_zeros() as usize / EIGHT
}
