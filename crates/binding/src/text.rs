//! The text of an event's last entry, given as an argument instead of written into the frame (docs/design/frame.md).

use napi::sys;
use std::mem::MaybeUninit;
use std::ops::Range;
use std::slice;

/// Flag of the answer: the text cannot be judged as it is, and nothing was judged.
pub(crate) const AS_IT_IS_NOT: u32 = 1 << 11;
/// Flag of the event: the text is a path, which is judged only where it is in normal form.
const PATH: u32 = 1 << 1;

/// The longest text that is read, in UTF-16 units, and one more.
const ROOM: usize = 512;
/// Units that the loops below take at a time. Behind a text stands what changes nothing, so that they need not end with single units.
const STEP: usize = 32;
const BEHIND: u16 = b'a' as u16;

/// Appends the text to that in the frame, as the last entry's. `None` where it is not ASCII, is too long, or is a path that is not in normal form; then the
/// frame's event is not whole.
#[inline]
pub(crate) fn put_argument(env: sys::napi_env, value: sys::napi_value, frame: &mut [u8]) -> Option<()> {
    let mut units = [const { MaybeUninit::<u16>::uninit() }; ROOM + STEP];
    let mut length = 0;
    // SAFETY: called from a callback of Node-API with one of its arguments; there is room for ROOM units. What is no text is answered with a status.
    let status = unsafe { sys::napi_get_value_string_utf16(env, value, units.as_mut_ptr().cast(), ROOM, &raw mut length) };
    // Text that fills the room may have been cut off.
    if status != sys::Status::napi_ok || length >= ROOM - 1 {
        return None;
    }
    let end = length.next_multiple_of(STEP) + 2;
    units.get_mut(length..end)?.fill(MaybeUninit::new(BEHIND));
    // SAFETY: Node-API wrote `length` units, the line above those up to `end`, which `get_mut` found to be in `units`.
    let units = unsafe { slice::from_raw_parts(units.as_ptr().cast::<u16>(), end) };
    put(units, length, frame)
}

/// `units` are the text's, then as many of [`BEHIND`] as make a multiple of [`STEP`], and two more.
fn put(units: &[u16], length: usize, frame: &mut [u8]) -> Option<()> {
    let [_, entries, text, flags] = [0, 1, 2, 3].map(|index| word(frame, index));
    let (entries, text) = (entries? as usize, text? as usize);
    if flags? & PATH == 0 && !is_ascii(units) || flags? & PATH != 0 && !is_normal_path(units, length) {
        return None;
    }
    let start = engine::frame::TEXT.checked_add(text)?;
    // What is written behind the text is no entry's.
    let place = frame.get_mut(start..start.checked_add(units.len() - 2)?)?;
    for (byte, unit) in place.iter_mut().zip(units) {
        #[expect(clippy::cast_possible_truncation, reason = "both checks above let ASCII through only")]
        {
            *byte = *unit as u8;
        }
    }
    let length_at = entries.checked_mul(2)?.checked_add(3)?;
    let last = u32::try_from(length).ok()?;
    set_word(frame, length_at, last)?;
    set_word(frame, 2, u32::try_from(text).ok()?.checked_add(last)?)
}

fn is_ascii(units: &[u16]) -> bool {
    units.iter().fold(0, |all, unit| all | unit) < 0x80
}

/// Whether a path is absolute and nothing in it has to be resolved: no part that is empty or begins with two dots or is one dot, no slash at its end, no
/// NUL. It is ASCII.
///
/// The loop has no exit, so that the compiler makes vectors of it.
fn is_normal_path(units: &[u16], length: usize) -> bool {
    const SLASH: u16 = b'/' as u16;
    const DOT: u16 = b'.' as u16;
    let wrong = units.windows(3).fold(false, |wrong, window| {
        let &[unit, next, third] = window else { return true };
        wrong | ((unit == SLASH) & ((next == SLASH) | ((next == DOT) & matches!(third, SLASH | DOT)))) | (unit.wrapping_sub(1) > 0x7e)
    });
    let end = match units.get(..length) {
        Some([SLASH]) => true,
        Some([.., SLASH] | [.., SLASH, DOT]) => false,
        Some([SLASH, ..]) => true,
        _ => false,
    };
    end && !wrong
}

fn word_at(index: usize) -> Option<Range<usize>> {
    let at = index.checked_mul(4)?;
    Some(at..at.checked_add(4)?)
}

fn word(frame: &[u8], index: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*frame.get(word_at(index)?)?.first_chunk()?))
}

fn set_word(frame: &mut [u8], index: usize, value: u32) -> Option<()> {
    frame.get_mut(word_at(index)?)?.copy_from_slice(&value.to_le_bytes());
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put_text(text: &str, flags: u32) -> Option<Vec<u8>> {
        let mut frame = vec![0; 8192];
        for (index, value) in [(0, 40), (1, 2), (2, 5), (3, flags), (4, 3 | 2 << 8), (5, 5), (6, 0), (7, 0)] {
            set_word(&mut frame, index, value)?;
        }
        frame[4096..4101].copy_from_slice(b"false");
        let mut units: Vec<u16> = text.encode_utf16().collect();
        let length = units.len();
        units.resize(length.next_multiple_of(STEP) + 2, BEHIND);
        put(&units, length, &mut frame)?;
        Some(frame)
    }

    #[test]
    fn the_text_becomes_the_last_entry() {
        let frame = put_text("/etc/passwd", PATH).expect("a path in normal form");
        assert_eq!((word(&frame, 2), word(&frame, 5), word(&frame, 7)), (Some(16), Some(5), Some(11)));
        assert_eq!(&frame[4096..4112], b"false/etc/passwd");
    }

    #[test]
    fn only_paths_in_normal_form_are_taken() {
        for path in ["/", "/a", "/a/b.c", "/a.b/c..d", "/.a", "/a/.b/c", "/a/.b", "/\u{1}\u{7f}"] {
            assert!(put_text(path, PATH).is_some(), "{path:?}");
        }
        let empty_or_dots =
            ["", "a", "./a", "//", "/.", "/..", "/a/", "/a//b", "//a", "/a/..b", "/a/.", "/./a", "/../a", "/a/./b", "/a/../b", "/a/.."];
        let characters =
            ["/\0", "/\0a", "/\0ab", "/a\0", "/a\0b", "/\u{80}", "/\u{80}a", "/a\u{80}", "/é", "/\u{12f}a", "/a\u{12e}", "\u{12f}", "/𝒳"];
        for path in empty_or_dots.into_iter().chain(characters) {
            assert!(put_text(path, PATH).is_none(), "{path:?}");
        }
        assert!(put_text("a//b/../", 0).is_some());
        assert!(put_text("é", 0).is_none());
    }
}
