//! A Sigma rule engine for audit events.
//!
//! Rules are compiled once ([`RuleSet::compile`], or [`RuleSet::load`] from an image that
//! [`RuleSet::build`] made) and shared by all threads; each thread has an [`Evaluator`]. The engine
//! is pure: no files, no clock, no randomness, no threads, so that it also runs as WebAssembly
//! without imports.
//!
//! What it cannot do, it refuses when rules are loaded, with a [`Diagnostic`] that names the place;
//! no construct is ever silently without effect.
//!
//! | what | where |
//! |---|---|
//! | compile rules, and what is wrong with them | [`RuleSet::compile`], [`CompileOptions`], [`Diagnostic`] |
//! | a compiled image | [`RuleSet::build`], [`RuleSet::load`], [`RuleSet::read`], [`ImageError`] |
//! | judge events of a running process | [`Evaluator::evaluate`], [`frame`], [`schema`], [`RuleSet::interest`] |
//! | judge events of archives | [`Evaluator::evaluate_archived`], [`LogSource`] |
//! | rules over the matches of rules | [`RuleSet::compile_with_correlations`], [`Correlator`] |
//! | test and explain rules | [`inspect`] |
//! | what is accepted at most | [`limits`] |
//!
//! How it works is told once, in `docs/design/engine.md`.
//!
//! # Start here
#![doc = include_str!("../README.md")]
//!
//! # Loading, once
//! What is wrong with rules is told before any event is judged: the code, the place, and what to
//! do.
//!
//! ```
//! use engine::{Code, CompileOptions, RuleSet, Severity, Source};
//!
//! let text = "
//! title: A shell is started
//! logsource: { category: process_creation }
//! detection: { selection: { Image|endwith: /sh }, condition: selection }
//! ";
//! let report = RuleSet::compile(&[Source { name: "shell.yml", text }], &CompileOptions::default());
//! assert!(report.rules.is_none(), "one error, and nothing is loaded");
//! let error = &report.diagnostics[0];
//! assert_eq!((error.severity, error.code), (Severity::Error, Code::RuleModifier));
//! assert_eq!((error.file.as_str(), error.span.line), ("shell.yml", 4));
//! ```
//!
//! # An image
//! A host that starts often, or has no room for a YAML reader, compiles beforehand. An image has a
//! checksum and no author; who must know whose it is compares a signature first.
//!
//! ```
//! use engine::{CompileOptions, RuleSet, Source};
//!
//! let text = "{ title: t, logsource: { category: file_access }, detection: { s: { TargetFilename: /a }, condition: s } }";
//! let rules = RuleSet::compile(&[Source { name: "r.yml", text }], &CompileOptions::default()).rules.expect("no errors");
//! let image = rules.build();
//! let loaded = RuleSet::load(&image).expect("an image of this version");
//! assert_eq!(loaded.rules(), rules.rules());
//! assert_eq!(loaded.build(), image);
//! ```
//!
//! # Responses
//! A rule asks for a [`Response`], or the policy does; the strictest of all rules that match is the
//! answer. The engine does nothing about it: to refuse, to record and to end the process are the
//! host's.
//!
//! ```
//! use std::sync::Arc;
//! use engine::{CompileOptions, Evaluator, Event, Response, RuleSet, Source, Value, schema};
//!
//! let text = "
//! title: Something is started
//! logsource: { category: process_creation }
//! detection: { selection: { Image|endswith: /sh }, condition: selection }
//! ---
//! title: Something is fetched
//! level: high
//! logsource: { category: process_creation }
//! detection: { selection: { CommandLine|contains: curl }, condition: selection }
//! ";
//! let options = CompileOptions { responses: vec![("high".to_owned(), "block".to_owned())], ..CompileOptions::default() };
//! let rules = RuleSet::compile(&[Source { name: "r.yml", text }], &options).rules.expect("no errors");
//! let mut evaluator = Evaluator::new(Arc::new(rules));
//! let fields = [("file", Value::Text("/bin/sh")), ("command_line", Value::Text("sh -c 'curl x'"))];
//! let event = Event { id: schema::event::PROCESS_SPAWN, name: "", fields: &fields };
//! let verdict = evaluator.evaluate_event(&event, None);
//! assert_eq!(verdict.response, Some(Response::Block));
//! assert_eq!(verdict.matched, [1, 0], "the strictest first");
//! assert!(verdict.complete, "it depends on the fields alone, so it may be kept for an event like this one");
//! ```
//!
//! # Limits
//! Beyond each of [`limits`] there is an error that names it; nothing is cut silently.
//!
//! ```
//! use engine::{Code, CompileOptions, RuleSet, Source, limits};
//!
//! let text = format!("title: t\n# {}", "x".repeat(limits::FILE_BYTES));
//! let report = RuleSet::compile(&[Source { name: "long.yml", text: &text }], &CompileOptions::default());
//! assert_eq!(report.diagnostics[0].code, Code::RuleLimit);
//! ```
//!
//! # Another runtime
//! Tests and archives give events as slices, as above. A host that raises events of a running
//! process writes them into a [`frame`] instead, where nothing is copied and nothing allocated: for
//! each event it asks [`RuleSet::interest`] whether any rule judges it and which fields are read,
//! writes these, calls [`Evaluator::evaluate`], and where that says [`Outcome::NeedsPackage`] reads
//! the stack and calls [`Evaluator::complete`]. The [`frame`] module has that as an example.
//!
#![forbid(unsafe_code)]

mod archive;
mod code;
mod compile;
pub mod config;
mod correlate;
mod cost;
pub mod diagnostic;
mod evaluate;
mod event;
mod expression;
mod fold;
pub mod frame;
mod image;
mod index;
pub mod inspect;
mod json;
pub mod limits;
mod memory;
mod order;
mod plan;
pub mod record;
mod redact;
mod response;
mod rule_info;
mod rule_schema;
mod rule_set;
pub mod schema;
mod sigma;
pub mod time;

pub use archive::{FieldId, LogSource, Route};
pub use code::Code;
pub use compile::{CompileOptions, Report, Source};
pub use correlate::{Correlated, Correlator, SnapshotError};
pub use cost::Cost;
pub use diagnostic::{Diagnostic, Severity, Span};
pub use evaluate::{Completed, Evaluator, Outcome, Profile, Verdict};
pub use event::{Event, Package, Value};
pub use image::ImageError;
pub use json::json_string;
pub use redact::{REDACTED, redact};
pub use response::Response;
pub use rule_info::RuleInfo;
pub use rule_schema::rule_schema;
pub use rule_set::{Interest, RuleSet};
