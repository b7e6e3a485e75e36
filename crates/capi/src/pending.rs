//! An event that a host writes value by value, until it is judged (`event.rs`).

use engine::limits;

/// An event that is being written. Its memory is kept for the next one.
#[derive(Debug, Default)]
pub(crate) struct Pending {
    event: u32,
    entries: Vec<[u32; 2]>,
    text: Vec<u8>,
    large: Vec<u8>,
}

impl Pending {
    pub(crate) fn begin(&mut self, event: u32) {
        self.event = event;
        self.entries.clear();
        self.text.clear();
    }

    /// The event that waits for its package, where it was too large for the frame.
    pub(crate) fn sent(&self) -> Option<&[u8]> {
        (!self.large.is_empty()).then_some(&self.large)
    }

    /// Another event is judged.
    pub(crate) fn forget(&mut self) {
        self.large.clear();
    }

    pub(crate) fn put(&mut self, field: u32, kind: u32, value: &[u8]) {
        // A length that does not fit would lie: what is cut instead is refused as malformed by the engine, since lengths no longer add up.
        self.entries.push([(field & 0xff) | kind << 8, u32::try_from(value.len()).unwrap_or(u32::MAX)]);
        self.text.extend_from_slice(value);
    }

    /// The words in front, and the entries.
    pub(crate) fn head(&self) -> impl Iterator<Item = u32> + '_ {
        let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        let words = [self.event, count(self.entries.len()), count(self.text.len()), 0];
        words.into_iter().chain(self.entries.iter().copied().flatten())
    }

    /// Writes the event to the frame; false where it does not fit.
    pub(crate) fn write(&self, frame: &mut [u8]) -> bool {
        if self.entries.len() > limits::FRAME_ENTRIES {
            return false;
        }
        let Some(place) = frame.get_mut(engine::frame::TEXT..engine::frame::TEXT + self.text.len()) else { return false };
        place.copy_from_slice(&self.text);
        for (place, word) in frame.as_chunks_mut::<4>().0.iter_mut().zip(self.head()) {
            *place = word.to_le_bytes();
        }
        true
    }

    /// The event in a buffer of its own.
    pub(crate) fn large(&mut self) -> &[u8] {
        let mut large = std::mem::take(&mut self.large);
        large.clear();
        large.extend(self.head().flat_map(u32::to_le_bytes));
        large.resize(large.len().max(engine::frame::TEXT), 0);
        large.extend_from_slice(&self.text);
        self.large = large;
        &self.large
    }
}
