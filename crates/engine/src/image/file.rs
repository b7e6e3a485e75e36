//! An image read from a file, into the memory that stays.
//!
//! | | read whole, then [`RuleSet::load`] | [`RuleSet::read`] |
//! |---|---|---|
//! | tables | into a buffer, from there to where they stay | to where they stay |
//! | the rest | into a buffer | into a buffer |
//!
//! Of 3,755 public rules the tables are 2.8 MB of 3.8: 680 pages that a start does not touch.

use std::io::{self, Read};
use std::sync::Arc;

use super::{CHECKSUM, MAGIC, parts};
use crate::rule_set::RuleSet;

/// Bytes before the tables.
const HEAD: usize = MAGIC.len() + CHECKSUM + 8;

impl RuleSet {
    /// Reads what [`build`](Self::build) made, `length` bytes of it; all of them are shown to `seen`, in turn.
    /// `None`: [`load`](Self::load) would refuse these bytes, or there are more of them, or fewer.
    ///
    /// ```
    /// use engine::{CompileOptions, RuleSet, Source};
    ///
    /// let text = "{ title: t, logsource: { category: file_access }, detection: { s: { TargetFilename: /a }, condition: s } }";
    /// let rules = RuleSet::compile(&[Source { name: "r.yml", text }], &CompileOptions::default()).rules.expect("no errors");
    /// let image = rules.build();
    ///
    /// let mut seen = Vec::new();
    /// let read = RuleSet::read(&mut &image[..], image.len() as u64, |bytes| seen.extend_from_slice(bytes))?;
    /// assert_eq!(read.expect("an image").build(), image);
    /// assert_eq!(seen, image);
    /// # std::io::Result::Ok(())
    /// ```
    ///
    /// # Errors
    /// Reading fails.
    pub fn read(source: &mut impl Read, length: u64, mut seen: impl FnMut(&[u8])) -> io::Result<Option<Self>> {
        let mut head = [0; HEAD];
        // INVARIANT: memory is asked for only where the file says that it is as long.
        if length < HEAD as u64 {
            return Ok(None);
        }
        source.read_exact(&mut head)?;
        let (begin, lengths) = head.split_at(MAGIC.len() + CHECKSUM);
        let &[words, bytes] = lengths.as_chunks().0 else { return Ok(None) };
        let (words, bytes) = (u32::from_le_bytes(words), u32::from_le_bytes(bytes));
        if !begin.starts_with(MAGIC) || HEAD as u64 + u64::from(words) * 4 + u64::from(bytes) != length {
            return Ok(None);
        }
        let mut tables: Arc<[u32]> = std::iter::repeat_n(0, words as usize).collect();
        let Some(own) = Arc::get_mut(&mut tables) else { return Ok(None) };
        source.read_exact(bytemuck::cast_slice_mut(own))?;
        let mut rest = Vec::with_capacity(bytes as usize);
        // One more would be more than there should be.
        source.take(u64::from(bytes) + 1).read_to_end(&mut rest)?;
        let (_, checksum) = begin.split_at(MAGIC.len());
        let mut hasher = blake3::Hasher::new();
        for part in [lengths, bytemuck::cast_slice(&tables), &rest] {
            hasher.update(part);
        }
        for part in [&head, bytemuck::cast_slice(&tables), &rest] {
            seen(part);
        }
        let holds = rest.len() == bytes as usize && hasher.finalize() == *checksum;
        Ok(if holds { parts(&tables, &rest) } else { None })
    }
}

#[cfg(test)]
mod tests {
    use crate::{CompileOptions, RuleSet, Source};

    fn image() -> Vec<u8> {
        let text =
            "{ title: t, logsource: { category: file_access }, detection: { s: { TargetFilename|contains: [/a/b/c, /d] }, condition: s } }";
        let rules = RuleSet::compile(&[Source { name: "r.yml", text }], &CompileOptions::default()).rules;
        rules.expect("no errors").build()
    }

    #[test]
    fn what_load_refuses_is_not_read() {
        let image = image();
        let read = |bytes: &[u8]| RuleSet::read(&mut &*bytes, bytes.len() as u64, |_| ()).expect("memory is read");
        assert_eq!(read(&image).expect("an image").build(), image);
        for at in 0..image.len() {
            let mut damaged = image.clone();
            damaged[at] ^= 1;
            assert!(RuleSet::load(&damaged).is_err() && read(&damaged).is_none(), "byte {at}");
        }
        for cut in [0, 1, 47, 48, 49, image.len() - 1] {
            assert!(read(&image[..cut]).is_none(), "{cut}");
        }
        assert!(read(&[&image[..], &[0]].concat()).is_none());
    }

    #[test]
    fn a_file_that_changes_its_length_is_not_read() {
        let image = image();
        let longer = [&image[..], &[0]].concat();
        assert!(RuleSet::read(&mut &*longer, image.len() as u64, |_| ()).expect("memory is read").is_none());
        let shorter = RuleSet::read(&mut &image[..image.len() - 1], image.len() as u64, |_| ());
        assert!(shorter.expect("memory is read").is_none());
        assert!(RuleSet::read(&mut &image[..60], image.len() as u64, |_| ()).is_err());
    }

    #[test]
    fn no_memory_is_asked_for_that_the_file_has_no_bytes_for() {
        let mut image = image();
        image[40..48].fill(0xff);
        assert!(RuleSet::read(&mut &*image, image.len() as u64, |_| ()).expect("memory is read").is_none());
    }
}
