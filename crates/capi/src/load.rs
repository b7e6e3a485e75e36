//! Loading compiled rules, to judge by them. A module that only compiles is without it (feature `judge`).

use std::ptr;

use engine::{Diagnostic, RuleSet, Severity, Span};

use crate::bytes::lent;
use crate::clock;
use crate::guard::guarded;
use crate::rules::OvertRules;

/// Loads an image that [`overt_rules_build`](crate::rules::overt_rules_build) made. What is wrong with it stands in the report.
///
/// # Safety
/// `at` is null or points to `length` readable bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn overt_rules_load(at: *const u8, length: usize) -> *mut OvertRules {
    // SAFETY: the caller vouches for the bytes.
    let bytes = unsafe { lent(at, length) };
    guarded(ptr::null_mut(), || {
        let rules = match RuleSet::load(bytes) {
            Ok(set) if set.correlates() && !clock::timed() => OvertRules::refused(vec![image_diagnostic(
                engine::Code::Image,
                "correlations are among the compiled rules, and this host has no clock".to_owned(),
                "call `overt_clock` first",
            )]),
            Ok(set) => OvertRules::usable(set, Vec::new()),
            Err(error) => OvertRules::refused(vec![image_diagnostic(error.code, error.message, "build the image again with this version")]),
        };
        Box::into_raw(Box::new(rules))
    })
}

fn image_diagnostic(code: engine::Code, message: String, hint: &str) -> Diagnostic {
    Diagnostic {
        code,
        severity: Severity::Error,
        message,
        file: String::new(),
        span: Span::default(),
        hint: hint.to_owned(),
        source: String::new(),
    }
}
