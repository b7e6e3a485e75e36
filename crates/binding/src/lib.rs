//! The Rust core as a Node-API addon: conversions, no logic of its own.
//!
//! Structured values cross as JSON text, except on the hot path, which is one function without arguments on a pinned frame
//! (docs/design/frame.md). What cannot be done is answered as `{"error":{"code":"OVERT_...","message":"..."}}`.
//!
//! The rules are one per process and shared by its threads; everything else is per thread, that is per isolate. The exports are given once per
//! isolate, to the first who loads the addon: see [`exports`].

#![expect(clippy::needless_pass_by_value, reason = "Node-API hands text and lists over by value")]
#![expect(clippy::must_use_candidate, reason = "the callers are JavaScript's")]

pub mod correlations;
pub mod exports;
mod force;
pub mod frame;
mod guard;
#[cfg(not(target_family = "wasm"))]
pub mod inspect;
mod json;
mod judge;
pub mod rules;
pub mod shared;
mod text;

#[cfg(not(target_family = "wasm"))]
pub mod addon;
#[cfg(not(target_family = "wasm"))]
pub mod caller;
#[cfg(not(target_family = "wasm"))]
pub mod code;
#[cfg(not(target_family = "wasm"))]
pub mod manifest;
#[cfg(not(target_family = "wasm"))]
pub mod platform;
#[cfg(not(target_family = "wasm"))]
pub mod process;
#[cfg(not(target_family = "wasm"))]
pub mod record;
#[cfg(not(target_family = "wasm"))]
pub mod release;
#[cfg(not(target_family = "wasm"))]
pub mod replay;
#[cfg(not(target_family = "wasm"))]
pub mod shell;
#[cfg(not(target_family = "wasm"))]
pub mod swap;
#[cfg(not(target_family = "wasm"))]
pub mod tree;
#[cfg(not(target_family = "wasm"))]
mod values;
#[cfg(not(target_family = "wasm"))]
pub mod warm;
#[cfg(not(target_family = "wasm"))]
pub mod wasm;

/// A function of the table of exports.
type Callback = unsafe extern "C" fn(napi::sys::napi_env, napi::sys::napi_callback_info) -> napi::sys::napi_value;
/// Functions by the names that JavaScript sees.
type Exports = &'static [(&'static str, Callback)];
