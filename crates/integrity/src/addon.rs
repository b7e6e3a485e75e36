//! A native addon and the shared libraries beside it, each as a sealed copy.
//!
//! An addon that runs from memory has no folder, so the system's loader finds nothing by its `$ORIGIN`. What the loader would find below the manifest's root is
//! therefore verified here, and is to be opened before the addon, in the order that this module gives. Then the loader knows it by the name that is needed.

use crate::elf::Dynamic;
use crate::open::{Opened, Refusal, Taken};
use crate::sealed::{self, Identity, Sealed};
use crate::{Code, Digest, Error, Verity};
use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// The sealed copies of a process. They are held for good: the system's loader may be asked for the same file again.
#[derive(Debug, Default)]
pub struct Addons {
    kept: HashMap<(Identity, Digest), Arc<Sealed>>,
}

/// An addon, or a library that it needs, as it was decided about.
#[derive(Debug)]
pub struct Library {
    /// Where it lies: absolute.
    pub path: PathBuf,
    /// The name by which other libraries need it; `None` for the addon itself.
    pub name: Option<String>,
    /// The copy to open, or why it may not run.
    pub outcome: Result<Arc<Sealed>, Box<Refusal>>,
    /// What the file system holds the file itself to, where it is protected.
    pub verity: Option<Verity>,
}

/// Whether this system has sealed memory that may hold code.
///
/// # Errors
/// The system's, where it has none.
pub fn seals() -> std::io::Result<()> {
    Ok(sealed::memory("overt").map(drop)?)
}

/// How many libraries an addon may need.
const MOST: usize = 256;

impl Addons {
    /// Verifies the addon at `path` (absolute), after everything below the root that it needs. The addon is the last. After a refusal nothing follows.
    pub fn seal(&mut self, opened: &Opened, path: &Path) -> Vec<Library> {
        let mut found = Vec::new();
        self.add(opened, path.to_path_buf(), None, &[], &mut Vec::new(), &mut found);
        found
    }

    /// Whether everything may run.
    fn add(
        &mut self,
        opened: &Opened,
        path: PathBuf,
        name: Option<String>,
        inherited: &[PathBuf],
        above: &mut Vec<PathBuf>,
        found: &mut Vec<Library>,
    ) -> bool {
        let (sealed, verity) = match opened.sealed(&path, |identity, digest| self.kept.get(&(identity, digest)).cloned()) {
            Ok(Taken { kept, identity, verity }) => {
                self.kept.insert((identity, kept.digest()), Arc::clone(&kept));
                (kept, verity)
            }
            Err(refusal) => {
                found.push(Library { path, name, outcome: Err(refusal), verity: None });
                return false;
            }
        };
        // What is no library has nothing beside it.
        let dynamic = Dynamic::of(sealed.file()).unwrap_or_default();
        if name.is_some() && name != dynamic.soname {
            let refusal = Box::new(unnamed(&path, name.as_deref().unwrap_or_default(), &sealed));
            found.push(Library { path, name, outcome: Err(refusal), verity });
            return false;
        }
        let folders = folders(&dynamic, &path);
        let search: Vec<PathBuf> =
            folders.iter().chain(if dynamic.folders.is_empty() || dynamic.inherited { inherited } else { &[] }).cloned().collect();
        let below = if dynamic.inherited { search.clone() } else { inherited.to_vec() };
        above.push(path.clone());
        for needed in &dynamic.needed {
            let Some(beside) = beside(opened.root(), &search, needed) else { continue };
            if above.contains(&beside) || found.iter().any(|library| library.path == beside) {
                continue;
            }
            if found.len() + above.len() > MOST || !self.add(opened, beside, Some(needed.clone()), &below, above, found) {
                return false;
            }
        }
        above.pop();
        found.push(Library { path, name, outcome: Ok(sealed), verity });
        true
    }
}

/// The folders of a library's own `DT_RUNPATH` or `DT_RPATH`.
fn folders(dynamic: &Dynamic, path: &Path) -> Vec<PathBuf> {
    let origin = path.parent().unwrap_or(path).to_string_lossy();
    let expanded = |folder: &String| plain(Path::new(&folder.replace("${ORIGIN}", &origin).replace("$ORIGIN", &origin)));
    dynamic.folders.iter().filter(|folder| folder.starts_with(['/', '$'])).map(expanded).collect()
}

/// `path` without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(plain.pop()),
            Component::CurDir => {}
            part => plain.push(part),
        }
    }
    plain
}

/// The first library of that name in `search`, if that is one below the root. A link is followed: where it leads is what must be listed.
fn beside(root: &Path, search: &[PathBuf], needed: &str) -> Option<PathBuf> {
    let first = search.iter().map(|folder| folder.join(needed)).find(|path| path.symlink_metadata().is_ok())?;
    first.starts_with(root).then(|| first.canonicalize().unwrap_or(first))
}

fn unnamed(path: &Path, name: &str, sealed: &Sealed) -> Refusal {
    let message = format!(
        "`{}` does not call itself `{name}` (DT_SONAME), so the system would look for it by its path; link it with `-soname {name}`",
        path.display()
    );
    let digest = Some(sealed.digest());
    Refusal { error: Error::new(Code::Read, message), expected: digest, actual: digest, size: Some(sealed.size()) }
}
