//! The Rust core for every host that is not Node: `extern "C"` functions over opaque handles.
//!
//! One source, two builds. As `wasm32-unknown-unknown` it is a module that imports nothing, so that it can reach nothing: no file, no clock, no
//! environment, only the bytes that it is given. As a shared library it is the same functions.
//!
//! Three modules are made of it. `overt.wasm` loads compiled rules and judges (feature `judge`), and so does `overt.scalar.wasm`, without vectors. `overt.compile.wasm`
//! compiles rules to an image for these two, and reads configurations (feature `compile`); it cannot judge. The shared library has both.
//!
//! # How a host uses it
//! 1. Check [`overt_abi_version`](abi::overt_abi_version).
//! 2. Load an image of rules ([`overt_rules_load`](load::overt_rules_load)). `overt rules build` makes one; so do [`overt_rules_compile`](compile::overt_rules_compile),
//!    which takes a request (see below), and [`overt_rules_build`](rules::overt_rules_build): in the shared library, whose handle can be judged by at once, and in `overt.compile.wasm`, which may
//!    be forgotten then. Ask [`overt_rules_count`](rules::overt_rules_count) whether the rules can be used, and
//!    [`overt_rules_report`](rules::overt_rules_report) why not.
//! 3. Make an evaluator for each thread ([`overt_evaluator_new`](evaluator::overt_evaluator_new)). It owns a frame of 65,536 bytes.
//! 4. Write an event to the frame, call [`overt_evaluate`](evaluator::overt_evaluate), read the answer from the frame. Or have the event written value by
//!    value: [`overt_event_begin`](event::overt_event_begin), [`overt_event_text`](event::overt_event_text),
//!    [`overt_event_evaluate`](event::overt_event_evaluate).
//!
//! A host that can tell whose code asked for an event says so and is asked where a judgement needs it: [`package`].
//!
//! Where correlations are among the rules, [`overt_clock`](clock::overt_clock) says what time it is: the module without imports has no clock.
//!
//! Files are digested whole ([`overt_digest`](blake3::overt_digest)) or as they arrive ([`blake3`]).
//!
//! In WebAssembly every call may make the memory grow, and that detaches the views that a host has of it.
//!
//! # Rules of the boundary
//! - Rules are immutable: one handle may be used by any number of threads at once (what its correlations have seen is behind a lock). An evaluator belongs to
//!   one thread at a time.
//! - No panic crosses: a function that fails inside answers null, -1, or a frame with the flag `malformed`.
//! - What a function hands over as [`OvertBytes`](bytes::OvertBytes) the host gives back with [`overt_bytes_free`](bytes::overt_bytes_free).
//!
//! # A request
//! One buffer of texts with their lengths, so that no host needs a JSON writer. Every text is a u32 with its length in bytes, then UTF-8; all numbers
//! are little-endian; nothing may follow.
//!
//! ```text
//! u32 number of sources, then for each: name, text       (a file's name as diagnostics give it, and its YAML)
//! u32 number of products, then each                      (`linux`, `nodejs`: what events are offered under)
//! u32 number of responses, then for each: key, response  (key: a rule's id, level, tag or author)
//! u32 number of placeholders, then for each: name, u32 number of values, each value    (may be left out whole)
//! u32 number of pipelines, then for each: name, text     (processing pipelines of rules; may be left out whole)
//! ```

pub mod abi;
#[cfg(feature = "judge")]
pub mod blake3;
pub mod bytes;
pub mod clock;
#[cfg(feature = "compile")]
pub mod compile;
#[cfg(feature = "compile")]
pub mod configuration;
#[cfg(feature = "judge")]
mod correlations;
#[cfg(feature = "judge")]
pub mod evaluator;
#[cfg(feature = "judge")]
pub mod event;
mod guard;
#[cfg(feature = "judge")]
pub mod load;
#[cfg(feature = "judge")]
pub mod package;
#[cfg(feature = "judge")]
mod pending;
#[cfg(feature = "judge")]
pub mod redact;
mod request;
pub mod rules;

#[cfg(not(any(feature = "compile", feature = "judge")))]
compile_error!("a library that neither compiles rules nor judges by them does nothing: ask for the feature `compile`, `judge` or both");
