//! Compiled rules: an immutable handle that any number of threads may use.

use std::fmt::Write as _;
use std::ptr;
use std::sync::Arc;

use engine::{Diagnostic, RuleSet, diagnostic, schema};

use crate::bytes::{OvertBytes, hand_over};
#[cfg(feature = "judge")]
use crate::correlations::{self, Seen};
use crate::guard::guarded;

/// Compiled rules, or the reasons why there are none.
#[derive(Debug)]
pub struct OvertRules {
    set: Option<Arc<RuleSet>>,
    /// What correlations have seen, where there are any.
    #[cfg(feature = "judge")]
    seen: Option<Seen>,
    diagnostics: Vec<Diagnostic>,
}

impl OvertRules {
    pub(crate) fn usable(set: RuleSet, diagnostics: Vec<Diagnostic>) -> Self {
        let set = Arc::new(set);
        Self {
            #[cfg(feature = "judge")]
            seen: correlations::seen(&set),
            set: Some(set),
            diagnostics,
        }
    }

    pub(crate) fn refused(diagnostics: Vec<Diagnostic>) -> Self {
        Self {
            set: None,
            #[cfg(feature = "judge")]
            seen: None,
            diagnostics,
        }
    }

    /// The rules, if they can be used.
    pub(crate) fn set(&self) -> Option<&Arc<RuleSet>> {
        self.set.as_ref()
    }

    /// What its correlations have seen; `None` where it has none.
    #[cfg(feature = "judge")]
    pub(crate) fn seen(&self) -> Option<&Seen> {
        self.seen.as_ref()
    }

    fn count(&self) -> usize {
        self.set().map_or(0, |set| set.count())
    }
}

/// How many rules there are; -1 if they cannot be used, which [`overt_rules_report`] explains.
///
/// # Safety
/// `rules` is null or a live handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn overt_rules_count(rules: *const OvertRules) -> i32 {
    // SAFETY: the caller vouches for the handle.
    let rules = unsafe { rules.as_ref() };
    rules.and_then(OvertRules::set).and_then(|set| i32::try_from(set.count()).ok()).unwrap_or(-1)
}

/// What compiling or loading said, as JSON: `{"rules":N,"diagnostics":[{"code","severity","title","message","file","hint","line","column","length"}],"correlations":true}`.
///
/// # Safety
/// `rules` is null or a live handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn overt_rules_report(rules: *const OvertRules) -> *mut OvertBytes {
    // SAFETY: the caller vouches for the handle.
    let rules = unsafe { rules.as_ref() };
    answer(rules, |rules| {
        let (count, correlates) = (rules.count(), rules.set().is_some_and(|set| set.correlates()));
        let diagnostics = diagnostic::to_json(&rules.diagnostics);
        Some(format!("{{\"rules\":{count},\"diagnostics\":{diagnostics},\"correlations\":{correlates}}}").into_bytes())
    })
}

/// The rules as a JSON array of `{"id","title","level","response","message"}`; a rule's number is its place in it. Null if they cannot be used.
///
/// # Safety
/// `rules` is null or a live handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn overt_rules_list(rules: *const OvertRules) -> *mut OvertBytes {
    // SAFETY: the caller vouches for the handle.
    let rules = unsafe { rules.as_ref() };
    answer(rules, |rules| list(rules.set()?).map(String::into_bytes))
}

fn list(set: &RuleSet) -> Option<String> {
    let mut out = String::from("[");
    for rule in set.rules() {
        if out.len() > 1 {
            out.push(',');
        }
        let texts = [
            ("id", rule.id.as_str()),
            ("title", &rule.title),
            ("level", &rule.level),
            ("response", rule.response.as_str()),
            ("message", &rule.message),
        ];
        for (index, (key, text)) in texts.into_iter().enumerate() {
            let before = if index == 0 { '{' } else { ',' };
            write!(out, "{before}\"{key}\":{}", engine::json_string(text)).ok()?;
        }
        out.push('}');
    }
    out.push(']');
    Some(out)
}

/// What the rules want to know, by event id from 0 on: two little-endian u32 each, the mask of fields that any rule reads, and 1 if any rule judges the
/// event. Null if the rules cannot be used.
///
/// # Safety
/// `rules` is null or a live handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn overt_rules_interest(rules: *const OvertRules) -> *mut OvertBytes {
    // SAFETY: the caller vouches for the handle.
    let rules = unsafe { rules.as_ref() };
    answer(rules, |rules| {
        let set = rules.set()?;
        let interest = (0..=schema::HIGHEST_EVENT).map(|event| set.interest(event));
        Some(interest.flat_map(|interest| [interest.fields, u32::from(interest.judged)]).flat_map(u32::to_le_bytes).collect())
    })
}

/// What a host can see by itself of the values of an event: little-endian u32, as `engine::RuleSet::prefilters` says; no bytes where each event of the kind is to
/// be judged. Null if the rules cannot be used.
///
/// # Safety
/// `rules` is null or a live handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn overt_rules_prefilters(rules: *const OvertRules, event: u16) -> *mut OvertBytes {
    // SAFETY: the caller vouches for the handle.
    let rules = unsafe { rules.as_ref() };
    answer(rules, |rules| Some(rules.set()?.prefilters(event).iter().flat_map(|word| word.to_le_bytes()).collect()))
}

/// The rules as one image, the same bytes on every target. Null if they cannot be used.
///
/// # Safety
/// `rules` is null or a live handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn overt_rules_build(rules: *const OvertRules) -> *mut OvertBytes {
    // SAFETY: the caller vouches for the handle.
    let rules = unsafe { rules.as_ref() };
    answer(rules, |rules| Some(rules.set()?.build()))
}

/// Gives the handle back. Evaluators keep the rules that they were made with. Null is allowed and does nothing.
///
/// # Safety
/// `rules` came from this module and is not used again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn overt_rules_free(rules: *mut OvertRules) {
    if !rules.is_null() {
        // SAFETY: by the contract above this is a box of this module's.
        let rules = unsafe { Box::from_raw(rules) };
        guarded((), || drop(rules));
    }
}

fn answer(rules: Option<&OvertRules>, bytes: impl FnOnce(&OvertRules) -> Option<Vec<u8>>) -> *mut OvertBytes {
    guarded(ptr::null_mut(), || rules.and_then(bytes).map_or(ptr::null_mut(), hand_over))
}
