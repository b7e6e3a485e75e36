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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_of_a_list_is_folded_where_it_is_not_ascii() {
        let fields = [(FieldId(0), Value::Text("/BIN/Sh")), (FieldId(0), Value::Text("É/Sh")), (FieldId(0), Value::Null)];
        let listed = Listed(&fields);
        let of = |at: usize| Located { slot: 0, null: false, own: true, text: at..at, folded: 0..0, next: Located::LAST };
        let (mut folded, mut values) = (Vec::new(), [of(0), of(1), of(2), of(3)]);
        let texts = values.each_mut().map(|value| listed.caseless(value, &mut folded).to_vec());
        assert_eq!(texts, ["/BIN/Sh".as_bytes(), "é/sh".as_bytes(), b"", b""]);
        // Once it is folded it stays so, and one of ASCII is folded where a search asks.
        listed.fold_one(&mut values[0], &mut folded);
        listed.fold_one(&mut values[1], &mut folded);
        assert_eq!([&folded[values[0].folded.clone()], &folded[values[1].folded.clone()]], [b"/bin/sh".as_slice(), "é/sh".as_bytes()]);
        let mut kept = b"before".to_vec();
        listed.keep(&mut values, &mut kept);
        assert_eq!((&kept[values[1].text.clone()], values[2].text.len()), ("É/Sh".as_bytes(), 0));
    }
}
