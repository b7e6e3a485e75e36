//! What a value must have for an expression to match, as can be seen without running it.
//!
//! An expression reads each byte of a value and, what takes longer, its machine has to be fetched
//! first: some thirty lines of the cache. Most values are refused by less:
//!
//! | expression | needs |
//! |---|---|
//! | `[^/]{100,}$` | 100 bytes |
//! | ``\w+`\w+`\s`` | a backtick, and behind it a byte that `\w` may begin with |
//! | `\[a-z]{1,32}\.[ "']` | a full stop, and behind it one of three bytes |
//! | `\+.*\+.*\+` | a plus |
//!
//! Of all bytes that each match must hold the one is taken that stands in the fewest values,
//! together with what may follow it: how often each stands there is a rough table ([`often`]). It
//! is searched for with `memchr`, so that the whole is linear in the value, whatever the
//! expression.
//!
//! INVARIANT: a value that is refused matches nothing. What is needed is exact, not folded: `k` in
//! `(?i)k` is a class of three characters, of which nothing is needed here.
//!
//! # What may stand behind
//! Of ``(x\.)+y`` the full stop is needed, and behind it `x` (another round) or `y`. An assertion takes
//! no byte: behind `\.` of `\.\b[a-c]` stands what `[a-c]` begins with. Where the part behind may be
//! empty, or nothing is, any byte may follow and none need.
//!
//! | expression | byte | behind it |
//! |---|---|---|
//! | ``(x\.)+y`` | `.` | `x`, `y` |
//! | `\.[\d-]` | `.` | a digit, `-`, or any byte beyond ASCII |
//! | `\.(a?\|b)$` | `.` | anything, or the end |

use memchr::memchr_iter;
use regex_syntax::hir::{Class, Hir, HirKind};

/// What values that match have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Needs {
    /// At least so many bytes.
    shortest: usize,
    /// This byte, and one of these behind it.
    byte: Option<(u8, Bytes)>,
}

impl Needs {
    /// What every match of the expression has.
    pub(super) fn of(expression: &Hir) -> Self {
        // An expression that never matches has no shortest match: any length does.
        let shortest = expression.properties().minimum_len().unwrap_or(0);
        Self { shortest, byte: rarest(expression, Bytes::ANY) }
    }

    /// Whether the expression may match in the value: false is certain.
    #[inline]
    pub(super) fn may_match(&self, value: &[u8]) -> bool {
        value.len() >= self.shortest
            && self.byte.as_ref().is_none_or(|(byte, then)| {
                memchr_iter(*byte, value).any(|at| then.0 == Bytes::ANY.0 || value.get(at + 1).is_some_and(|next| then.has(*next)))
            })
    }
}

/// A set of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Bytes([u64; 4]);

impl Bytes {
    /// Any byte, or none.
    const ANY: Self = Self([u64::MAX; 4]);

    /// This byte alone.
    fn one(byte: u8) -> Self {
        let mut set = Self([0; 4]);
        set.add(byte);
        set
    }

    /// Adds a byte.
    fn add(&mut self, byte: u8) {
        if let Some(word) = self.0.get_mut(usize::from(byte >> 6)) {
            *word |= 1 << (byte & 63);
        }
    }

    /// The bytes of both.
    fn with(self, other: Self) -> Self {
        let mut all = self;
        all.0.iter_mut().zip(other.0).for_each(|(word, more)| *word |= more);
        all
    }

    /// Whether the byte is one of them.
    #[inline]
    fn has(&self, byte: u8) -> bool {
        self.0.get(usize::from(byte >> 6)).is_some_and(|word| word >> (byte & 63) & 1 == 1)
    }

    /// How often one of them stands in a value, roughly: a figure to compare, at most 1,000.
    fn often(self) -> u32 {
        (0..=u8::MAX).filter(|byte| self.has(*byte)).map(often).sum::<u32>().min(1_000)
    }
}

/// How often a byte stands in paths, command lines and names, of a thousand, roughly.
fn often(byte: u8) -> u32 {
    match byte {
        b'e' | b't' | b'a' | b'o' | b'i' | b'n' | b's' | b'r' | b'.' | b'\\' | b'/' | b' ' | b'c' | b'm' => 45,
        b'd' | b'l' | b'u' | b'p' | b'h' | b'-' | b'0'..=b'2' => 16,
        b'a'..=b'z' | b'A'..=b'Z' | b'3'..=b'9' => 6,
        b'_' | b':' | b'"' | b'=' => 4,
        0..0x80 => 1,
        _ => 0,
    }
}

/// The rarest byte that each match of the part holds, with what may stand behind it; `behind` is
/// what may stand behind the part.
fn rarest(part: &Hir, behind: Bytes) -> Option<(u8, Bytes)> {
    match part.kind() {
        HirKind::Literal(literal) => {
            let next = literal.0.iter().skip(1).map(|byte| Bytes::one(*byte)).chain([behind]);
            literal.0.iter().copied().zip(next).min_by_key(price)
        }
        HirKind::Capture(capture) => rarest(&capture.sub, behind),
        // Behind one round may stand another.
        HirKind::Repetition(repetition) if repetition.min > 0 => {
            let again = first(&repetition.sub).unwrap_or(Bytes::ANY);
            rarest(&repetition.sub, if repetition.max == Some(1) { behind } else { behind.with(again) })
        }
        HirKind::Concat(parts) => {
            let mut behind = behind;
            let mut best = None;
            for part in parts.iter().rev() {
                best = best.into_iter().chain(rarest(part, behind)).min_by_key(price);
                behind = match part.kind() {
                    // An assertion takes no byte: what follows it follows.
                    HirKind::Look(_) => behind,
                    _ => first(part).unwrap_or(Bytes::ANY),
                };
            }
            best
        }
        _ => None,
    }
}

/// How many of a million bytes are this one with one of these behind it, roughly.
fn price((byte, then): &(u8, Bytes)) -> u32 {
    often(*byte) * then.often()
}

/// The bytes that a part may begin with; `None` where it may be empty, or that is not told.
fn first(part: &Hir) -> Option<Bytes> {
    match part.kind() {
        HirKind::Literal(literal) => literal.0.first().copied().map(Bytes::one),
        HirKind::Capture(capture) => first(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => first(&repetition.sub),
        HirKind::Alternation(parts) => parts.iter().map(first).try_fold(Bytes([0; 4]), |all, one| Some(all.with(one?))),
        HirKind::Concat(parts) => parts.iter().find(|part| !matches!(part.kind(), HirKind::Look(_))).and_then(first),
        HirKind::Class(Class::Unicode(class)) => {
            let mut set = Bytes([0; 4]);
            for range in class.ranges() {
                // Beyond ASCII a character begins with one of the high bytes: which is not told.
                let from = u8::try_from(range.start()).unwrap_or(0x80).min(0x80);
                let to = u8::try_from(range.end()).unwrap_or(0xff);
                (from..=if to < 0x80 { to } else { 0xff }).for_each(|byte| set.add(byte));
            }
            Some(set)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{built, read};
    use super::*;
    use proptest::prelude::*;

    fn needs(source: &str) -> (usize, Option<char>) {
        let needs = Needs::of(&read(source).unwrap());
        (needs.shortest, needs.byte.map(|(byte, _)| char::from(byte)))
    }

    #[test]
    fn the_rarest_byte_is_needed() {
        assert_eq!(needs(r"[^/]{100,}$"), (100, None));
        assert_eq!(needs(r"\w+`(?:\w+|-|.)`[\w+|\s]"), (5, Some('`')));
        assert_eq!(needs(r#"\\[a-zA-Z0-9]{1,32}\.[a-zA-Z0-9]{1,6}\.[ "']{1}"#), (6, Some('.')));
        assert_eq!(needs(r"(?i)curl\s+(-o|x)?http"), (9, None));
        assert_eq!(needs(r"(a|b)c?"), (1, None));
        // With what stands behind it: `++` in fewer values than `a+`.
        assert_eq!(needs(r"ea\+\+"), (4, Some('+')));
    }

    #[test]
    fn what_stands_behind_the_byte_tells_too() {
        let may = |source: &str, value: &str| Needs::of(&read(source).unwrap()).may_match(value.as_bytes());
        assert!(may(r"x\.[ '].*", "x. ") && !may(r"x\.[ '].*", "xa.b.c.") && !may(r"x\.[ '].*", "x."));
        // Another round, an assertion, and nothing at all may follow.
        assert!(may(r"(x\.)+y", "x.x.y") && may(r"x\.\b[a-c]", "x.a") && may(r"x\.", "x.") && may(r"\.(a?|b)$", "."));
        assert!(may(r"\.[é-ü]", ".ö") && may(r"\.[\w]", ".ö") && !may(r"\.[\d-]", ".x-"));
    }

    proptest! {
        #[test]
        fn what_matches_is_never_refused(
            parts in proptest::collection::vec(
                (prop_oneof![
                    Just("a"), Just("`"), Just(r"\."), Just("[a.]"), Just("[^a]"), Just("(ab|`)"), Just("(a?`)"), Just(r"\b"), Just("^"), Just("$"), Just("(?i)b"),
                    Just("(?:a|)"), Just("[é-ü]"), Just("((a`)+)"), Just("."), Just(r"\W"),
                ], prop_oneof![Just(""), Just("?"), Just("+"), Just("*"), Just("{2}"), Just("{1,3}"), Just("{0}")]),
                1..6,
            ),
            values in proptest::collection::vec("[ab`.éö ]{0,8}", 20),
        ) {
            let source = parts.iter().flat_map(|(part, times)| [*part, if part.starts_with("(?i)") { "" } else { times }]).collect::<Vec<&str>>().concat();
            let (Ok(hir), Ok(regex)) = (read(&source), built(&source)) else { return Ok(()) };
            let needs = Needs::of(&hir);
            for value in values {
                prop_assert!(needs.may_match(value.as_bytes()) || !regex.is_match(value.as_bytes()), "{} {}", source, value);
            }
        }
    }
}
