//! Where the text of an event's values is, and when it is folded.
//!
//! | | [`Joined`]: frames, events of tests, the package | [`Listed`]: archives |
//! |---|---|---|
//! | text | one piece; a value is a range of it | one `&str` a value; a range's start is the place in the list |
//! | folded | all of them before the look-up where the text is not ASCII; else a value when a search asks | a value that is not ASCII when it is looked up, others when a search asks |
//!
//! Where case does not count, tables compare values of ASCII as they came, so most values are never
//! folded. Whether a frame's text is ASCII is known since it was read, in one pass over all of it.
//!
//! ```text
//! Joined   text    /usr/bin/curl | -o | /TMP/x        one piece
//!          value   text 0..13    | ..  | 15..21       folded: nothing, until a search asks for it: 0..6 of what was folded
//! Listed   text    "/usr/bin/curl", "-O", "É"         one `&str` each, of the caller
//!          value   text 0..0     | 1..1 | 2..2        folded: nothing, until `É` is looked up: 0..2 of what was folded
//! ```

use crate::archive::FieldId;
use crate::event::Value;
use crate::fold::{fold_into, is_ascii};
use crate::frame::Located;

/// Where the text of an event's values is. A trait and not a `dyn` one: the loops over values are
/// made for each of the two.
pub(super) trait Texts {
    /// A value's text as it came.
    fn raw(&self, value: &Located) -> &[u8];

    /// Copies all text, where it is needed after the event; a value's range is of `kept` from there
    /// on.
    fn keep(&self, values: &mut [Located], kept: &mut Vec<u8>);

    /// Folds what has to be folded before it is looked up.
    fn fold(&self, values: &mut [Located], folded: &mut Vec<u8>);

    /// The value as an index compares it that does not tell cases apart
    /// ([`Case::Ignored`](crate::index::Case)).
    fn caseless<'t>(&'t self, value: &mut Located, folded: &'t mut Vec<u8>) -> &'t [u8];

    /// Folds a value that is asked for and has not been folded.
    fn fold_one(&self, value: &mut Located, folded: &mut Vec<u8>);
}

/// All text in one piece; a value is a range of it.
pub(super) struct Joined<'t> {
    pub(super) text: &'t [u8],
    /// Whether all of it is ASCII.
    pub(super) ascii: bool,
}

impl<'t> Joined<'t> {
    /// Text of which it is not known yet whether it is ASCII.
    pub(super) fn new(text: &'t [u8]) -> Self {
        Self { text, ascii: is_ascii(text) }
    }
}

/// A value in a list; a range's start is its place there.
pub(super) struct Listed<'l>(pub(super) &'l [(FieldId, Value<'l>)]);

impl Texts for Joined<'_> {
    #[inline]
    fn raw(&self, value: &Located) -> &[u8] {
        self.text.get(value.text.clone()).unwrap_or_default()
    }

    fn keep(&self, _: &mut [Located], kept: &mut Vec<u8>) {
        kept.extend_from_slice(self.text);
    }

    #[inline]
    fn fold(&self, values: &mut [Located], folded: &mut Vec<u8>) {
        if !self.ascii {
            for value in values {
                self.fold_one(value, folded);
            }
        }
    }

    #[inline]
    fn caseless<'t>(&'t self, value: &mut Located, folded: &'t mut Vec<u8>) -> &'t [u8] {
        if self.ascii { self.raw(value) } else { folded.get(value.folded.clone()).unwrap_or_default() }
    }

    fn fold_one(&self, value: &mut Located, folded: &mut Vec<u8>) {
        // An empty value is folded as it is.
        if value.folded.is_empty() {
            // INVARIANT: values are UTF-8: a frame's are checked when it is read, an event's are
            // `str`.
            value.folded = fold_into(std::str::from_utf8(self.raw(value)).unwrap_or_default(), folded);
        }
    }
}

impl Texts for Listed<'_> {
    #[inline]
    fn raw(&self, value: &Located) -> &[u8] {
        match self.0.get(value.text.start) {
            Some((_, Value::Text(text))) => text.as_bytes(),
            _ => &[],
        }
    }

    fn keep(&self, values: &mut [Located], kept: &mut Vec<u8>) {
        for value in values {
            let start = kept.len();
            kept.extend_from_slice(self.raw(value));
            value.text = start..kept.len();
        }
    }

    #[inline]
    fn fold(&self, _: &mut [Located], _: &mut Vec<u8>) {}

    #[inline]
    fn caseless<'t>(&'t self, value: &mut Located, folded: &'t mut Vec<u8>) -> &'t [u8] {
        let raw = self.raw(value);
        if raw.is_ascii() {
            return raw;
        }
        self.fold_one(value, folded);
        folded.get(value.folded.clone()).unwrap_or_default()
    }

    #[inline]
    fn fold_one(&self, value: &mut Located, folded: &mut Vec<u8>) {
        // An empty value is folded as it is.
        if value.folded.is_empty()
            && let Some((_, Value::Text(text))) = self.0.get(value.text.start)
        {
            value.folded = fold_into(text, folded);
        }
    }
}
