//! Rules, compiled or loaded, and what they want to know.

use crate::{Exports, force, json};
use engine::{CompileOptions, Report, RuleSet, Source};
use napi::bindgen_prelude::{Buffer, Uint8Array, Uint32Array};
use napi_derive::napi;
use serde_json::{Value, json};
use std::borrow::Cow;
use std::fs::{self, File, Metadata};

pub(crate) const EXPORTS: Exports = &[
    ("compile", compile_c_callback),
    ("load", load_c_callback),
    ("loadFile", load_file_c_callback),
    ("build", build_c_callback),
    ("rules", rules_c_callback),
    ("interestFields", interest_fields_c_callback),
    ("interestJudged", interest_judged_c_callback),
    ("correlates", correlates_c_callback),
    ("prefilters", prefilters_c_callback),
    ("digest", digest_c_callback),
    ("digestText", digest_text_c_callback),
    ("redact", redact_c_callback),
    ("configuration", configuration_c_callback),
];

/// Longer files the runtime refuses to read.
const LONGEST: u64 = 1 << 31;

/// A file of rules.
#[napi(object, object_to_js = false)]
pub struct RuleSource {
    /// Its name, for diagnostics.
    pub name: String,
    /// YAML with one or more documents.
    pub text: String,
}

/// Compiles rules and puts them in force; after any error those before stay. `{"rules":N,"diagnostics":[...]}`.
#[napi(no_export, catch_unwind)]
pub fn compile(sources: Vec<RuleSource>, options: String) -> String {
    let options = match json::options(&options) {
        Ok(options) => compile_options(&options),
        Err(why) => return json::error("OVERT_CONFIG", &why),
    };
    let sources: Vec<_> = sources.iter().map(|source| Source { name: &source.name, text: &source.text }).collect();
    let Report { rules, diagnostics } = RuleSet::compile_with_correlations(&sources, &options);
    report(rules.map_or(0, put), &engine::diagnostic::to_json(&diagnostics))
}

fn report(rules: usize, diagnostics: &str) -> String {
    format!("{{\"rules\":{rules},\"diagnostics\":{diagnostics}}}")
}

pub(crate) fn compile_options(options: &Value) -> CompileOptions {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let products = options.get("products").and_then(Value::as_array).map(|list| list.iter().filter_map(text).collect());
    let responses = options.get("responses").and_then(Value::as_object);
    let responses = responses.map(|map| map.iter().filter_map(|(key, value)| Some((key.clone(), text(value)?))).collect());
    let texts = |value: &Value| value.as_array().map(|list| list.iter().filter_map(text).collect());
    let placeholders = options.get("placeholders").and_then(Value::as_object);
    let placeholders = placeholders.map(|map| map.iter().filter_map(|(name, values)| Some((name.clone(), texts(values)?))).collect());
    let pipelines = options.get("pipelines").and_then(Value::as_array);
    let pipeline = |one: &Value| Some((one.get("name").and_then(text)?, one.get("text").and_then(text)?));
    CompileOptions {
        products: products.unwrap_or_default(),
        responses: responses.unwrap_or_default(),
        placeholders: placeholders.unwrap_or_default(),
        pipelines: pipelines.map(|list| list.iter().filter_map(pipeline).collect()).unwrap_or_default(),
    }
}

/// Puts an image of compiled rules in force. The report of [`compile`], or the error `OVERT_IMAGE`.
#[napi(no_export, catch_unwind)]
pub fn load(image: &[u8]) -> String {
    match RuleSet::load(image) {
        Ok(rules) => report(put(rules), "[]"),
        Err(why) => json::error(why.code.as_str(), &why.message),
    }
}

/// Reads a file and, where it is an image of compiled rules, puts it in force: the file's BLAKE3. Null where it is none that can be used, or cannot be read; the caller
/// reads it then, and says why.
#[napi(no_export, catch_unwind)]
pub fn load_file(path: String) -> Option<String> {
    let is_usable = |kind: &Metadata| kind.is_file() && kind.len() <= LONGEST;
    // Asked before it is opened: what is in a pipe can be read once.
    fs::metadata(&path).ok().filter(is_usable)?;
    let mut file = File::open(path).ok()?;
    let length = file.metadata().ok().filter(is_usable)?.len();
    let mut hasher = integrity::Hasher::new();
    let rules = RuleSet::read(&mut file, length, |bytes| hasher.update(bytes)).ok()??;
    put(rules);
    Some(hasher.digest().to_string())
}

/// Puts rules that are not signed in force; how many there are.
fn put(rules: RuleSet) -> usize {
    force::put(rules, None).rules.count()
}

/// This thread's rules as one image.
#[napi(no_export, catch_unwind)]
pub fn build() -> Buffer {
    force::own_rules().map(|rules| rules.build()).unwrap_or_default().into()
}

/// This thread's rules in the order of their indices, as a JSON array.
#[napi(no_export, catch_unwind)]
pub fn rules() -> String {
    let Some(own) = force::own() else { return "[]".to_owned() };
    let rule = |rule: &engine::RuleInfo| {
        json!({
            "id": rule.id, "name": rule.name, "title": rule.title, "level": rule.level, "response": rule.response.as_str(),
            "message": rule.message, "author": rule.author, "tags": rule.tags,
        })
    };
    Value::Array(own.rules.rules().iter().map(rule).collect()).to_string()
}

/// By event id: the fields that any rule reads, as a mask.
#[napi(no_export, catch_unwind)]
pub fn interest_fields() -> Uint32Array {
    force::interests(|interest| interest.fields).into()
}

/// What a host can see by itself of the values of an event (`engine::RuleSet::prefilters`).
#[napi(no_export, catch_unwind)]
pub fn prefilters(event: u32) -> Uint32Array {
    let words = u16::try_from(event).ok().zip(force::own()).map(|(event, own)| own.rules.prefilters(event).to_vec());
    words.unwrap_or_default().into()
}

/// By event id: 1 where any rule judges the event.
#[napi(no_export, catch_unwind)]
pub fn interest_judged() -> Uint8Array {
    force::interests(|interest| u8::from(interest.judged)).into()
}

/// Whether any rule is a correlation, among those whose interest is told.
#[napi(no_export, catch_unwind)]
pub fn correlates() -> bool {
    force::told().is_some_and(|told| told.rules.correlates())
}

/// BLAKE3, 64 hexadecimal digits.
#[napi(no_export, catch_unwind)]
pub fn digest(bytes: &[u8]) -> String {
    integrity::Digest::of(bytes).to_string()
}

/// The same of a text as UTF-8; a lone surrogate is U+FFFD.
#[napi(no_export, catch_unwind)]
pub fn digest_text(text: String) -> String {
    integrity::Digest::of(text.as_bytes()).to_string()
}

/// The text with secrets replaced by `[redacted]`; null where that changes nothing.
#[napi(no_export, catch_unwind)]
pub fn redact(text: String) -> Option<String> {
    match engine::redact(&text) {
        // A lone surrogate became U+FFFD on its way here, as it stands in every record.
        Cow::Borrowed(_) if !text.contains('\u{fffd}') => None,
        shown => Some(shown.into_owned()),
    }
}

/// A configuration file as JSON, or `{"error":{"code","message","diagnostics"}}`.
#[napi(no_export, catch_unwind)]
pub fn configuration(name: String, text: String) -> String {
    match engine::config::parse(&name, &text) {
        Ok(configuration) => configuration.to_json(),
        Err(diagnostics) => {
            let message = diagnostics.first().map(engine::Diagnostic::line).unwrap_or_default();
            let (message, all) = (Value::from(message), engine::diagnostic::to_json(&diagnostics));
            format!("{{\"error\":{{\"code\":\"OVERT_CONFIG\",\"message\":{message},\"diagnostics\":{all}}}}}")
        }
    }
}
