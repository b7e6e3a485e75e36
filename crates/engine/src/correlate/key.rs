//! By what a correlation tells groups and values apart: 16 bytes for a text of any length.
//!
//! So what a window remembers of each event is bounded, and no text of an application's is kept.

/// 16 bytes that stand for a text.
pub(super) type Key = [u8; 16];

/// A value of a field that correlations read: the field's number in
/// [`RuleSet::correlated_fields`](crate::RuleSet::correlated_fields), and the text.
pub type Correlated<'a> = (u32, &'a str);

/// The key of some fields' values; `None` where one is missing.
///
/// Each value goes in behind its length, and each field ends with a mark that is no length of a
/// value: `a`, `bc` and `ab`, `c` differ. A list counts as a whole, in its order. 16 bytes are
/// kept: two values with the same ones would be counted as one.
pub(super) fn key(fields: &[u32], values: &[Correlated<'_>]) -> Option<Key> {
    let mut hasher = blake3::Hasher::new();
    for field in fields {
        let mut found = false;
        for (_, value) in values.iter().filter(|(name, _)| name == field) {
            found = true;
            hasher.update(&(value.len() as u64).to_le_bytes());
            hasher.update(value.as_bytes());
        }
        if !found {
            return None;
        }
        hasher.update(&u64::MAX.to_le_bytes());
    }
    hasher.finalize().as_bytes().first_chunk().copied()
}
