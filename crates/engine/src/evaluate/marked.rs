//! Numbers that are marked while an event is judged: nodes that were hit, rules that are
//! candidates.
//!
//! A bit for each, so that all marks of a plan of ten thousand nodes lie in a few dozen lines of
//! the cache, and a list of those that are set, which is what is gone through and what is taken
//! back: nothing else is cleared.
//!
//! ```text
//! marks 3, 69, 64   bits  | 00001000... | 0... | 10000100... |     list  [3, 69, 64]
//! ```
//!
//! INVARIANT: a bit is set exactly where its number is in the list, and no number is in it twice.
//! [`Marked::reserve`] makes room for the list too, so that marking never allocates.
//!
//! **Bound**: to mark and to ask is one load; to take back is linear in the list, or one fill of
//! the bits where the list is longer than a 32nd of their words.

/// Marked numbers, in the order in which they came.
#[derive(Debug, Default)]
pub(super) struct Marked {
    bits: Vec<u32>,
    list: Vec<u32>,
}

impl Marked {
    /// Makes room for numbers below `size`, so that none of them allocates. Marks stay.
    pub(super) fn reserve(&mut self, size: usize) {
        if self.bits.len() * 32 < size {
            self.bits.resize(size.div_ceil(32), 0);
            self.list.reserve((self.bits.len() * 32).saturating_sub(self.list.len()));
        }
    }

    /// Takes all marks back.
    #[inline]
    pub(super) fn clear(&mut self) {
        if !self.list.is_empty() {
            self.take_back();
        }
    }

    fn take_back(&mut self) {
        if self.list.len() > self.bits.len() / 32 {
            self.bits.fill(0);
        } else {
            for number in &self.list {
                if let Some(word) = self.bits.get_mut(*number as usize >> 5) {
                    *word = 0;
                }
            }
        }
        self.list.clear();
    }

    /// Marks a number that was not marked yet, and puts it behind the others. Numbers beyond the
    /// size are none.
    #[inline]
    pub(super) fn mark(&mut self, number: u32) {
        if let Some(word) = self.bits.get_mut(number as usize >> 5) {
            let bit = 1 << (number & 31);
            if *word & bit == 0 {
                *word |= bit;
                self.list.push(number);
            }
        }
    }

    /// Whether the number is marked.
    #[inline]
    pub(super) fn has(&self, number: u32) -> bool {
        self.bits.get(number as usize >> 5).is_some_and(|word| word >> (number & 31) & 1 == 1)
    }

    /// A word of marks: those of 32 numbers, the first lowest.
    #[inline]
    pub(super) fn word(&self, word: u32) -> u32 {
        self.bits.get(word as usize).copied().unwrap_or(0)
    }

    /// The marked numbers. It grows while it is gone through, where what is marked leads to more.
    #[inline]
    pub(super) fn list(&self) -> &[u32] {
        &self.list
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_once_and_takes_back() {
        let mut marked = Marked::default();
        marked.reserve(70);
        for number in [3, 69, 3, 64, 200] {
            marked.mark(number);
        }
        assert_eq!(marked.list(), [3, 69, 64]);
        assert!(marked.has(69) && !marked.has(68) && !marked.has(200));
        marked.reserve(10);
        assert!(marked.has(69));
        marked.clear();
        assert!(marked.list().is_empty() && (0..96).all(|number| !marked.has(number)));
    }
}
