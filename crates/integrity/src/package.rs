//! Which package a file belongs to.
//!
//! A file below `node_modules` belongs to the folder it lies in, and that folder's name is the package's name: a package's own package.json may
//! say any name, and would name another package for its author's deeds. Its version is what its package.json says. A file of the application
//! belongs to the nearest package.json with a name, up to the project's top folder. Everything else belongs to nobody.

#[cfg(not(target_family = "wasm"))]
mod archive;
mod file;
mod identity;
mod linker;
mod location;

pub use file::{read_file, real_file};
pub use identity::{Application, Owner};
pub use linker::Linkers;
pub use location::file_of_script;
