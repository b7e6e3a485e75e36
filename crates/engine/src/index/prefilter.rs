//! Prefilters: what a host can see in a value by itself, before it asks the engine.
//!
//! Nearly every event matches nothing, and of those most hold no literal that makes a rule a
//! candidate ([`crate::plan::witness`]). A host that has the value as a string of its own finds
//! that out with a load for each run of some characters (a *gram*), and saves the call, the copy of
//! the string and the judgement. Where a gram of a literal may be there, the engine judges as ever.
//!
//! INVARIANT: **a value that a prefilter lets go holds none of its literals.** So it decides
//! nothing but what is certain.
//!
//! It speaks of values that are ASCII throughout, and every byte of theirs and of the literals'
//! with bit 5 set: so it is blind to the case of letters, and to a little more. Literals that are
//! not ASCII are in no such value. Values shorter than a gram are the engine's.
//!
//! # The words
//! A list of fields, one behind the other; `packages/core/src/prefilter.ts` reads them:
//!
//! ```text
//! words   | slot | width | stride | shift | bits                  |
//!         1      1       1        1       2^(32 - shift) / 32        32 to 2,048 words
//! ```
//!
//! - `slot` is the field's bit in the schema, `width` how many bytes a gram has (3 or 4).
//! - A gram is a number, its last byte lowest; its two bits are `places`.
//! - Grams at the start and at the end of a value are looked up with a number of their own mixed in
//!   (`START`, `END`). Such a gram is a literal's where it is not one that most paths have (`json`).
//! - Within the value the gram that ends with byte `i` is looked up where `(i + 1)` is a multiple
//!   of `stride` (1, 2 or 4); nowhere, where `stride` is 0.
//!
//! # A value
//! `TargetFilename|contains: /.ssh/` is one literal of six bytes: grams of four, a stride of two,
//! so two grams in a row are set. Of `/srv/app/index.js` the host looks at the first and the last
//! gram and at those that end with the 4th, 6th, 8th byte and so on; none is set, and the engine is
//! not asked.
//!
//! **Bound**: `len / stride + 2` look-ups of two bits, in at most 8 KiB.

use super::grams::rarity;
use crate::memory::count;
use crate::sigma::Place;

/// What is mixed into a gram that begins the value.
const START: u32 = 0x5bd1_e995;
/// What is mixed into a gram that ends the value.
const END: u32 = 0x1b87_3593;
/// Words before a field's bits.
const HEAD: usize = 4;
/// The most grams of a field: more would fill more than the first-level cache, and say less.
const MOST_GRAMS: usize = 4096;
const BITS: std::ops::RangeInclusive<usize> = 1 << 10..=1 << 16;

/// What stands in the paths of most applications: a gram of these would let few values go.
const COMMON: &[&[u8]] = &[b"/node_modules/", b"/usr/lib/", b"/dist/", b"/src/", b"/home/", b"/index.js", b"/package.json"];

/// A literal that makes rules candidates, and where in the value it stands.
pub(crate) type Literal<'l> = (Place, &'l [u8]);

/// Adds the prefilter of a field to `words`. `None` where there can be none: a literal is too
/// short, or there are too many.
pub(crate) fn build(slot: u32, literals: &[Literal<'_>], words: &mut Vec<u32>) -> Option<()> {
    // A shorter whole value is shorter than a gram, and judged; a literal that is not ASCII is in
    // no value that is looked at.
    let asked = || literals.iter().filter(|(place, text)| text.is_ascii() && (*place != Place::Whole || text.len() >= 3));
    let shortest = |anywhere: bool| asked().filter(|(place, _)| !anywhere || *place == Place::Anywhere).map(|(_, text)| text.len()).min();
    let width = shortest(false).map_or(4, |shortest| shortest.min(4));
    if width < 3 {
        return None;
    }
    let stride = shortest(true).map_or(0, |shortest| [4, 2].into_iter().find(|stride| width + stride <= shortest + 1).unwrap_or(1));
    // The rarest run of which one gram is looked up wherever it stands.
    let inner = |text: &[u8]| {
        let cost = |gram: &[u8]| if is_common(gram) { 128 } else { 64 - rarity(gram) };
        let rarest = text.windows(width + stride - 1).min_by_key(|run| run.windows(width).map(cost).sum::<u32>())?;
        Some(rarest.windows(width).map(number_of).collect::<Vec<_>>())
    };
    let mut grams = Vec::new();
    for (place, text) in asked() {
        let (edge, mark) = match place {
            Place::Start => (text.get(..width)?, START),
            Place::End | Place::Whole => (text.get(text.len() - width..)?, END),
            Place::Anywhere => {
                grams.extend(inner(text)?);
                continue;
            }
        };
        // Within the value grams are looked up anyhow, so another one than `json` at its end costs nothing.
        let is_long = stride != 0 && text.len() >= width + stride - 1;
        if is_long && is_common(edge) { grams.extend(inner(text)?) } else { grams.push(number_of(edge) ^ mark) }
    }
    if grams.len() > MOST_GRAMS {
        return None;
    }
    let bit_count = (grams.len() * 16).next_power_of_two().clamp(*BITS.start(), *BITS.end());
    let shift = 32 - bit_count.trailing_zeros();
    words.extend([slot, count(width), count(stride), shift]);
    let first = words.len();
    words.resize(first + bit_count / 32, 0);
    for place in grams.iter().flat_map(|gram| places(*gram, shift)) {
        *words.get_mut(first + (place >> 5))? |= 1 << (place & 31);
    }
    Some(())
}

/// Whether `words` are the prefilters of fields whose numbers are below `slots`.
pub(crate) fn is_sound(mut words: &[u32], slots: u32) -> bool {
    while let Some(([slot, width, stride, shift], rest)) = words.split_first_chunk::<HEAD>() {
        let sized = (16..=22).contains(shift);
        let Some(after) = rest.get(if sized { 1 << (27 - shift) } else { usize::MAX }..) else { return false };
        if *slot >= slots || !(3..=4).contains(width) || !matches!(stride, 0 | 1 | 2 | 4) {
            return false;
        }
        words = after;
    }
    words.is_empty()
}

fn is_common(gram: &[u8]) -> bool {
    COMMON.iter().any(|part| part.windows(gram.len()).any(|other| number_of(other) == number_of(gram)))
}

/// The bytes with bit 5 set, as a number.
fn number_of(gram: &[u8]) -> u32 {
    gram.iter().fold(0, |number, byte| number << 8 | u32::from(byte | 0x20))
}

/// A gram's two bits. 2^32 divided by the golden ratio, and a prime: multiplicative hashing, which
/// costs a host in JavaScript one `Math.imul` each.
fn places(gram: u32, shift: u32) -> [usize; 2] {
    [0x9E37_79B1, 0x85EB_CA77].map(|factor: u32| (gram.wrapping_mul(factor) >> shift) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What a host does: whether the value may hold a literal of the field.
    fn may_hold(words: &[u32], value: &[u8]) -> bool {
        let Some(([_, width, stride, shift], bits)) = words.split_first_chunk::<HEAD>() else { return true };
        let (width, stride) = (*width as usize, *stride as usize);
        if !value.is_ascii() || value.len() < width {
            return true;
        }
        let has = |gram: u32| places(gram, *shift).iter().all(|place| bits[place >> 5] >> (place & 31) & 1 == 1);
        let within = |(end, gram): (usize, &[u8])| stride != 0 && (end + width) % stride == 0 && has(number_of(gram));
        has(number_of(&value[..width]) ^ START)
            || has(number_of(&value[value.len() - width..]) ^ END)
            || value.windows(width).enumerate().any(within)
    }

    fn holds((place, text): &Literal<'_>, value: &[u8]) -> bool {
        let (value, text) = (value.to_ascii_lowercase(), text.to_ascii_lowercase());
        match place {
            Place::Whole => value == text,
            Place::Start => value.starts_with(&text),
            Place::End => value.ends_with(&text),
            Place::Anywhere => value.windows(text.len()).any(|window| window == text),
        }
    }

    fn place() -> impl Strategy<Value = Place> {
        prop_oneof![Just(Place::Whole), Just(Place::Start), Just(Place::End), Just(Place::Anywhere)]
    }

    fn built(literals: &[Literal<'_>]) -> Option<Vec<u32>> {
        let mut words = Vec::new();
        build(3, literals, &mut words).map(|()| words)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn what_holds_a_literal_is_never_let_go(
            literals in proptest::collection::vec(("[/a-cA-C._é-]{3,12}|/[a-c]{0,5}/package\\.json|/node_modules/[a-c]{0,5}|/usr/[a-c]{0,3}", place()), 1..12),
            before in "[/a-cA-C._-]{0,9}",
            after in "[/a-cA-C._-]{0,9}",
            chosen in any::<prop::sample::Index>(),
        ) {
            let chosen = &literals[chosen.index(literals.len())];
            let value = match chosen.1 {
                Place::Whole => chosen.0.to_ascii_uppercase(),
                Place::Start => format!("{}{after}", chosen.0),
                Place::End => format!("{before}{}", chosen.0),
                Place::Anywhere => format!("{before}{}{after}", chosen.0),
            };
            let literals: Vec<Literal<'_>> = literals.iter().map(|(text, place)| (*place, text.as_bytes())).collect();
            let words = built(&literals).expect("no literal is too short");
            prop_assert!(is_sound(&words, 4));
            prop_assert!(may_hold(&words, value.as_bytes()), "{value}");
            for value in [&before, &after] {
                prop_assert!(may_hold(&words, value.as_bytes()) || !literals.iter().any(|literal| holds(literal, value.as_bytes())));
            }
        }
    }

    #[test]
    fn most_values_are_let_go() {
        let words =
            built(&[(Place::End, b"/.npmrc"), (Place::Anywhere, b"/.ssh/id_"), (Place::Start, b"/etc/shadow")]).expect("a prefilter");
        assert_eq!(words[..HEAD], [3, 4, 4, 22]);
        let let_go = (0..1000)
            .filter(|file| !may_hold(&words, format!("/srv/app/node_modules/some-module/lib/file-{file:05}.js").as_bytes()))
            .count();
        assert!(let_go > 950, "{let_go}");
        for value in ["/root/.npmrc", "/root/.ssh/id_rsa", "/ETC/SHADOW-", "ab", "/srv/é"] {
            assert!(may_hold(&words, value.as_bytes()), "{value}");
        }
    }

    #[test]
    fn what_stands_in_most_paths_says_nothing() {
        let words = built(&[
            (Place::Anywhere, b"/Library/LaunchAgents/"),
            (Place::Anywhere, b"/node_modules/.hooks/"),
            (Place::End, b"/.docker/config.json"),
        ])
        .expect("a prefilter");
        for value in ["/srv/app/node_modules/express/lib/express.js", "/usr/lib/node_modules/npm/lib/npm.js", "/app/package.json"] {
            assert!(!may_hold(&words, value.as_bytes()), "{value}");
        }
    }

    #[test]
    fn short_literals_have_none() {
        assert_eq!(built(&[(Place::Anywhere, b"sh")]), None);
        assert_eq!(built(&[(Place::End, b"/x"), (Place::Anywhere, b"token")]), None);
        let words = built(&[(Place::Whole, b"/"), (Place::End, b".sh")]).expect("a whole value of one byte is judged anyway");
        assert_eq!(words[..HEAD], [3, 3, 0, 22]);
    }

    #[test]
    fn damaged_words_are_not_sound() {
        let words = built(&[(Place::Anywhere, b"token")]).expect("a prefilter");
        assert!(is_sound(&[], 4) && is_sound(&words, 4) && is_sound(&words.repeat(2), 4));
        assert!(!is_sound(&words, 3) && !is_sound(&words[..words.len() - 1], 4) && !is_sound(&[words.clone(), vec![0]].concat(), 4));
        for (at, wrong) in [(1, 2), (1, 5), (2, 3), (3, 15), (3, 23), (3, u32::MAX)] {
            let mut damaged = words.clone();
            damaged[at] = wrong;
            assert!(!is_sound(&damaged, 4), "{at} {wrong}");
        }
    }
}
