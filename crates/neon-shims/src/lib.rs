//! What Node-API cannot reach: V8's code-generation callbacks, V8's stack, V8's code cache, calls whose errors stay as they are.
//!
//! They are found by symbol in the running executable, so one addon serves every version of Node whose symbols have these names and these
//! signatures (measured on 20, 22, 24 and 26; the mangled names hold the parameters' types, so a changed signature is a missing name).
//! A symbol that is missing, another system or a build without exported symbols is an answer, [`Missing`], and never a crash.
//!
//! `v8::Local<T>` is one pointer and is what Node-API calls `napi_value`, so no header of V8 is needed. This is the only crate that knows V8.

pub mod call;
pub mod code_cache;
pub mod codegen;
pub mod collections;
pub mod sample;
pub mod stack;
pub mod symbols;
pub mod wasm;

pub use symbols::Missing;

/// A `v8::Local<T>`: a pointer to a slot of the current handle scope, and the same thing as a `napi_value`.
pub type Local = *mut core::ffi::c_void;
