//! What several tests share: writing an event into a frame.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

/// A frame with an event. Each entry is a field, a kind and a text.
pub(crate) fn frame(event: u16, entries: &[(u8, u8, &str)]) -> Vec<u8> {
    let mut frame = vec![0; engine::limits::FRAME_BYTES];
    let mut text = Vec::new();
    let mut words = vec![u32::from(event), u32::try_from(entries.len()).unwrap(), 0, 0];
    for (field, kind, value) in entries {
        words.push(u32::from(*field) | u32::from(*kind) << 8);
        words.push(u32::try_from(value.len()).unwrap());
        text.extend_from_slice(value.as_bytes());
    }
    words[2] = u32::try_from(text.len()).unwrap();
    for (place, word) in frame.chunks_exact_mut(4).zip(words) {
        place.copy_from_slice(&word.to_le_bytes());
    }
    frame[4096..4096 + text.len()].copy_from_slice(&text);
    frame
}
