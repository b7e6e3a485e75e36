//! What touches files: verified open, manifests, and which package a file belongs to.
//!
//! A file that is about to run is opened, read once into private memory, hashed there, and compared with the manifest; what is handed out are
//! those very bytes ([`Verified`]), never a path or a descriptor, so nothing can be changed between the check and the use.
//!
//! # Example
#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

#[cfg(target_os = "linux")]
pub mod addon;
mod code;
pub mod digest;
#[cfg(target_os = "linux")]
mod elf;

#[cfg(not(target_family = "wasm"))]
pub mod key;
#[cfg(not(target_family = "wasm"))]
pub mod lock;
#[cfg(not(target_family = "wasm"))]
pub mod manifest;
#[cfg(not(target_family = "wasm"))]
pub mod package;
#[cfg(not(target_family = "wasm"))]
pub mod release;
#[cfg(not(target_family = "wasm"))]
pub mod signature;
#[cfg(not(target_family = "wasm"))]
pub mod verify;

#[cfg(not(target_family = "wasm"))]
mod error;
#[cfg(not(target_family = "wasm"))]
mod open;
#[cfg(not(target_family = "wasm"))]
mod platform;
#[cfg(not(target_family = "wasm"))]
mod progress;
#[cfg(not(target_family = "wasm"))]
mod read;
#[cfg(target_os = "linux")]
mod sealed;
#[cfg(not(target_family = "wasm"))]
mod tree;
#[cfg(not(target_family = "wasm"))]
mod verity;

pub use code::Code;
pub use digest::{Digest, Hasher};
#[cfg(not(target_family = "wasm"))]
pub use error::Error;
#[cfg(not(target_family = "wasm"))]
pub use open::{Opened, Refusal, Verified};
#[cfg(not(target_family = "wasm"))]
pub use platform::{Platform, System};
#[cfg(not(target_family = "wasm"))]
pub use progress::Progress;
#[cfg(target_os = "linux")]
pub use sealed::Sealed;
#[cfg(not(target_family = "wasm"))]
pub use verity::{Measure, Verity};
