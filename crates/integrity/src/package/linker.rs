//! Yarn's Plug'n'Play: its loader replaces functions of the runtime, and calls them for whoever called it, so that it is never who called.

use std::fs;
use std::path::{Path, PathBuf};

/// What Yarn calls its loaders.
const NAMES: [&str; 2] = [".pnp.cjs", ".pnp.loader.mjs"];
/// A loader larger than this is not one, bytes: Yarn's hold a line or some for each package.
const LARGEST: u64 = 256 << 20;

/// The loaders that lie beside the package.json of a root or above it, with what was in them: one that is written later is its author's code, whom it must not hide.
#[derive(Debug)]
pub struct Linkers(Vec<(PathBuf, blake3::Hash)>);

impl Linkers {
    /// Those of `root`, an absolute path, read now.
    #[must_use]
    pub fn of(root: &Path) -> Self {
        let files = root.ancestors().flat_map(|folder| NAMES.map(|name| folder.join(name)));
        Self(files.filter_map(|file| read(&file).map(|bytes| (file, blake3::hash(&bytes)))).collect())
    }

    /// Whether the code `text` with the name of `file`, an absolute normalised path, is one of them.
    #[must_use]
    pub fn has(&self, file: &Path, text: &str) -> bool {
        self.0.iter().any(|(known, digest)| known == file && blake3::hash(text.as_bytes()) == *digest)
    }
}

fn read(file: &Path) -> Option<Vec<u8>> {
    // A pipe would be waited for.
    fs::metadata(file).ok().filter(|found| found.is_file() && found.len() <= LARGEST)?;
    fs::read(file).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::scratch::Scratch;

    #[test]
    fn a_linker_lies_beside_the_package_json_of_the_root_or_above_and_is_what_it_was() {
        let shop = Scratch::with(&[
            ("packages/app/.pnp.cjs", "load()"),
            (".pnp.loader.mjs", "load()"),
            ("packages/app/src/.pnp.cjs", "load()"),
            ("packages/other/.pnp.cjs", "load()"),
            ("pnp.cjs", "load()"),
        ]);
        let at = |name: &str| shop.path().join(name);
        let linkers = Linkers::of(&at("packages/app"));
        for name in ["packages/app/.pnp.cjs", ".pnp.loader.mjs"] {
            assert!(linkers.has(&at(name), "load()"), "{name}");
            assert!(!linkers.has(&at(name), "load(1)"), "{name}");
        }
        fs::write(at(".pnp.cjs"), "load()").unwrap();
        for name in [".pnp.cjs", "packages/app/src/.pnp.cjs", "packages/other/.pnp.cjs", "pnp.cjs"] {
            assert!(!linkers.has(&at(name), "load()"), "{name}");
        }
    }
}
