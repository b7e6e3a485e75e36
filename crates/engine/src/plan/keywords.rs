//! The filter of keywords: which values of an archived event need not be looked at for them.
//!
//! It speaks of all literals that are looked for in every value, late ones too. Where one of them
//! has fewer than four bytes, or a search could find something in a value that holds none of them
//! (an expression without a fixed text), there is none, and each value is looked at.
//!
//! | a rule's keywords | filter |
//! |---|---|
//! | `['sekurlsa::', 'lsadump::']` | yes: grams of both |
//! | `['mimi*katz']` | yes: its longest literal stands in all that it finds |
//! | `['@', ':']` | none for the whole plan: shorter than a gram |
//! | an expression such as `[0-9]{16}` | none: it has no text that each match holds |
//!
//! One rule without a filter takes it from all others of its log source, since each value is then looked
//! up anyway.

use super::SLOT_KEYWORDS;
use super::needle::Needle;
use super::question::Search;
use crate::index::filter::Filter;
use crate::memory::Builder;
use crate::sigma::pattern::Piece;
use crate::sigma::{FieldTest, Test};

/// A filter of all literals that are looked for in every value, be it in the first column or the
/// late one. `None` where one is too short for it, and where a search could find something in a
/// value that holds none of them.
pub(super) fn filter(needles: &[Needle], searches: &[Search], tests: &[FieldTest], memory: &mut Builder) -> Option<Filter> {
    if !searches.iter().filter(|search| search.reads(SLOT_KEYWORDS)).all(|search| has_literal(search, tests)) {
        return None;
    }
    let mut literals: Vec<&[u8]> = Vec::new();
    for needle in needles {
        match needle {
            Needle::Literal { slot: SLOT_KEYWORDS, text, .. } => literals.push(text),
            Needle::Network { slot: SLOT_KEYWORDS, .. } | Needle::Bound { slot: SLOT_KEYWORDS, .. } => return None,
            _ => {}
        }
    }
    Filter::build(&literals, memory)
}

/// Whether what the search finds holds a literal that is among the needles (`lower.rs`).
fn has_literal(search: &Search, tests: &[FieldTest]) -> bool {
    match search {
        Search::Pattern { pattern, .. } => pattern.pieces().iter().any(|piece| matches!(piece, Piece::Literal(_))),
        Search::Regex { test, .. } => {
            matches!(tests.get(*test as usize), Some(FieldTest { test: Test::Regex { required: Some(_), .. }, .. }))
        }
        Search::Time { .. } | Search::Field { .. } => false,
    }
}
