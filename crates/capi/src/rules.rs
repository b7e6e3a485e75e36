//! Compiled rules: an immutable handle that any number of threads may use.

use std::fmt::Write as _;
use std::ptr;
use std::sync::Arc;

use engine::{CompileOptions, Diagnostic, RuleSet, Severity, Source, Span, diagnostic, schema};

use crate::bytes::{OvertBytes, hand_over, lent};
use crate::correlations::{self, Seen};
use crate::guard::guarded;
use crate::request::Request;

/// Compiled rules, or the reasons why there are none.
#[derive(Debug)]
pub struct OvertRules {
    set: Option<Arc<RuleSet>>,
    /// What correlations have seen, where there are any.
    seen: Option<Seen>,
    diagnostics: Vec<Diagnostic>,
}

impl OvertRules {
    fn usable(set: RuleSet, diagnostics: Vec<Diagnostic>) -> Self {
        let set = Arc::new(set);
        Self { seen: correlations::seen(&set), set: Some(set), diagnostics }
    }

    fn refused(diagnostics: Vec<Diagnostic>) -> Self {
        Self { set: None, seen: None, diagnostics }
    }

    /// The rules, if they can be used.
    pub(crate) fn set(&self) -> Option<&Arc<RuleSet>> {
        self.set.as_ref()
    }

    /// What its correlations have seen; `None` where it has none.
    pub(crate) fn seen(&self) -> Option<&Seen> {
        self.seen.as_ref()
    }

    fn count(&self) -> usize {
        self.set().map_or(0, |set| set.count())
    }
}

/// Compiles a request. Null if it is not one; any other problem stands in the report.
///
/// # Safety
/// `at` is null or points to `length` readable bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn overt_rules_compile(at: *const u8, length: usize) -> *mut OvertRules {
    // SAFETY: the caller vouches for the bytes.
    let bytes = unsafe { lent(at, length) };
    guarded(ptr::null_mut(), || {
        let Some(request) = Request::read(bytes) else { return ptr::null_mut() };
        let sources: Vec<Source<'_>> = request.sources.iter().map(|(name, text)| Source { name, text }).collect();
        let options = CompileOptions {
            products: request.products.into_iter().map(str::to_owned).collect(),
            responses: request.responses.into_iter().map(|(key, response)| (key.to_owned(), response.to_owned())).collect(),
            placeholders: request
                .placeholders
                .into_iter()
                .map(|(name, values)| (name.to_owned(), values.into_iter().map(str::to_owned).collect()))
                .collect(),
            pipelines: request.pipelines.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect(),
        };
        compiled(&sources, &options)
    })
}

fn compiled(sources: &[Source<'_>], options: &CompileOptions) -> *mut OvertRules {
    // Without a time a correlation is an error: it would never match.
    let report =
        if correlations::timed() { RuleSet::compile_with_correlations(sources, options) } else { RuleSet::compile(sources, options) };
    let rules = match report.rules {
        Some(set) => OvertRules::usable(set, report.diagnostics),
        None => OvertRules::refused(report.diagnostics),
    };
    Box::into_raw(Box::new(rules))
}

/// Compiles one text of rules (YAML, one or more documents): the short form of [`overt_rules_compile`], without responses of a policy. `products` are the
/// names that events are offered under, separated by commas (`linux,cpython`). Null if a text is not UTF-8; any other problem stands in the report.
///
/// # Safety
/// `name`, `text` and `products` are null or point to as many readable bytes as their lengths say.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn overt_rules_compile_text(
    name: *const u8,
    name_length: usize,
    text: *const u8,
    text_length: usize,
    products: *const u8,
    products_length: usize,
) -> *mut OvertRules {
    // SAFETY: the caller vouches for the bytes.
    let (name, text, products) = unsafe { (lent(name, name_length), lent(text, text_length), lent(products, products_length)) };
    guarded(ptr::null_mut(), || {
        let (Ok(name), Ok(text), Ok(products)) = (str::from_utf8(name), str::from_utf8(text), str::from_utf8(products)) else {
            return ptr::null_mut();
        };
        let products = products.split(',').map(str::trim).filter(|product| !product.is_empty()).map(str::to_owned).collect();
        compiled(&[Source { name, text }], &CompileOptions { products, ..CompileOptions::default() })
    })
}

/// Loads an image that [`overt_rules_build`] made. What is wrong with it stands in the report.
///
/// # Safety
/// `at` is null or points to `length` readable bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn overt_rules_load(at: *const u8, length: usize) -> *mut OvertRules {
    // SAFETY: the caller vouches for the bytes.
    let bytes = unsafe { lent(at, length) };
    guarded(ptr::null_mut(), || {
        let rules = match RuleSet::load(bytes) {
            Ok(set) if set.correlates() && !correlations::timed() => OvertRules::refused(vec![image_diagnostic(
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
        let (count, correlates) = (rules.count(), rules.seen.is_some());
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
            write!(out, "{before}\"{key}\":{}", serde_json::to_string(text).ok()?).ok()?;
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
