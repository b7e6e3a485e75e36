//! Literals anywhere in a value: one Aho-Corasick automaton over all of them, from the crate `aho-corasick`.

use aho_corasick::automaton::Automaton;
use aho_corasick::{Anchored, MatchKind, dfa, nfa};

use super::grams::Grams;

/// Up to so many bytes of literals the table is dense (one load a byte); above it would leave the cache, and the compact form is faster.
const DENSE_BYTES: usize = 4 << 10;

#[derive(Debug)]
pub(crate) struct Substrings {
    /// What it holds back is not taken to the automaton.
    grams: Option<Grams>,
    automaton: Kind,
    /// The caller's number of each literal.
    numbers: Vec<u32>,
}

#[derive(Debug)]
enum Kind {
    Dense(dfa::DFA),
    Compact(nfa::contiguous::NFA),
    Sparse(nfa::noncontiguous::NFA),
    /// Too many literals for any automaton (billions of states): each is searched for on its own.
    Each(Vec<memchr::memmem::Finder<'static>>),
}

impl Substrings {
    /// An automaton over literals that are not empty.
    pub(crate) fn build(literals: &[(&[u8], u32)]) -> Self {
        let patterns = || literals.iter().map(|(literal, _)| *literal);
        let numbers = literals.iter().map(|(_, number)| *number).collect();
        let automaton = Self::automaton(patterns().map(<[u8]>::len).sum(), &patterns)
            .unwrap_or_else(|| Kind::Each(patterns().map(|literal| memchr::memmem::Finder::new(literal).into_owned()).collect()));
        Self { grams: Grams::build(literals), automaton, numbers }
    }

    fn automaton<'l, I: Iterator<Item = &'l [u8]>>(bytes: usize, patterns: &impl Fn() -> I) -> Option<Kind> {
        let sparse = nfa::noncontiguous::NFA::builder().match_kind(MatchKind::Standard).prefilter(false).build(patterns()).ok()?;
        if bytes <= DENSE_BYTES
            && let Ok(dense) = dfa::DFA::builder().prefilter(false).build_from_noncontiguous(&sparse)
        {
            return Some(Kind::Dense(dense));
        }
        match nfa::contiguous::NFA::builder().prefilter(false).build_from_noncontiguous(&sparse) {
            Ok(compact) => Some(Kind::Compact(compact)),
            Err(_) => Some(Kind::Sparse(sparse)),
        }
    }

    #[inline]
    pub(crate) fn scan(&self, value: &[u8], hit: &mut impl FnMut(u32)) {
        if self.grams.as_ref().is_some_and(|grams| !grams.may_hold(value)) {
            return;
        }
        let mut found = |pattern: usize| {
            if let Some(number) = self.numbers.get(pattern) {
                hit(*number);
            }
        };
        match &self.automaton {
            Kind::Dense(automaton) => walk(automaton, value, &mut found),
            Kind::Compact(automaton) => walk(automaton, value, &mut found),
            Kind::Sparse(automaton) => walk(automaton, value, &mut found),
            Kind::Each(finders) => {
                for (pattern, finder) in finders.iter().enumerate() {
                    if finder.find(value).is_some() {
                        found(pattern);
                    }
                }
            }
        }
    }
}

/// Follows the automaton through the value and reports every match, overlapping ones too.
#[inline]
fn walk<A: Automaton>(automaton: &A, value: &[u8], found: &mut impl FnMut(usize)) {
    let Ok(mut state) = automaton.start_state(Anchored::No) else { return };
    for &byte in value {
        state = automaton.next_state(Anchored::No, state, byte);
        if automaton.is_special(state) && automaton.is_match(state) {
            for index in 0..automaton.match_len(state) {
                found(automaton.match_pattern(state, index).as_usize());
            }
        }
    }
}
