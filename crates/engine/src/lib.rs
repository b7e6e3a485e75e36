//! A Sigma rule engine for audit events.
//!
//! Rules are compiled once ([`RuleSet::compile`], or [`RuleSet::load`] from an image that [`RuleSet::build`] made) and shared by all threads; each thread has
//! an [`Evaluator`]. The engine is pure: no files, no clock, no randomness, no threads, so that it also runs as WebAssembly without imports.
//!
//! What it cannot do, it refuses when rules are loaded, with a [`Diagnostic`] that names the place; no construct is ever silently without effect.
//! The algorithm is told in `docs/design/engine.md`.
//!
//! # Example
#![doc = include_str!("../README.md")]
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
