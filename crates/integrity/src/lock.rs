//! Making a manifest of a tree, and checking a tree against one.

use crate::key::SecretKey;
use crate::manifest::head::Head;
use crate::manifest::index::Kind;
use crate::manifest::{Content, Files, NAME, Place, Trust, Trusted, incoming, index, malformed, text};
use crate::tree::{Entry, hashed};
use crate::{Code, Digest, Error};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What to make a manifest of.
#[derive(Debug)]
pub struct Request {
    /// The root of the tree.
    pub root: PathBuf,
    /// Where the manifest's text goes; `overt.lock` in the root if absent.
    pub output: Option<PathBuf>,
    /// The serial number; one more than that of the manifest there if absent.
    pub serial: Option<u64>,
    /// What the head is signed with; not signed if absent.
    pub key: Option<SecretKey>,
    /// V8's code cache.
    pub cache: Option<Vec<u8>>,
    /// Further sections of the index, in the order of their kinds. Zeros are added to each up to a multiple of eight bytes.
    pub sections: Vec<(Kind, Vec<u8>)>,
}

impl Request {
    /// A manifest of `root`, in it, with the next serial number, not signed.
    #[must_use]
    pub fn of(root: &Path) -> Self {
        Self { root: root.to_path_buf(), output: None, serial: None, key: None, cache: None, sections: Vec::new() }
    }
}

fn files(root: &Path, output: Option<&Path>) -> Files {
    Files::of(&output.map_or_else(|| root.join(NAME), Path::to_path_buf))
}

/// The manifest's own files, as paths below the root.
fn own(root: &Path, files: &Files) -> Vec<String> {
    let root = root.canonicalize().unwrap_or_else(|_| root.to_path_buf());
    let folder = files.text.parent().map(|parent| if parent.as_os_str().is_empty() { Path::new(".") } else { parent });
    let folder = folder.and_then(|folder| folder.canonicalize().ok()).unwrap_or_default();
    let below = |path: &Path| Some(folder.join(path.file_name()?).strip_prefix(&root).ok()?.to_str()?.replace('\\', "/"));
    let names = files.all().into_iter().flat_map(|path| [path.to_path_buf(), incoming(path)]);
    names.filter_map(|path| below(&path)).collect()
}

/// Hashes the tree and puts its manifest in place; whenever it is interrupted, the old manifest or the new one is whole.
///
/// # Errors
/// `OVERT_READ`, `OVERT_WRITE`; `OVERT_MANIFEST_NAME` for a file whose name a manifest cannot hold; `OVERT_MANIFEST` where the manifest there
/// does not tell its serial number and none was given.
pub fn lock(request: &Request) -> Result<Head, Error> {
    let files = files(&request.root, request.output.as_deref());
    let entries = hashed(&request.root, &own(&request.root, &files))?;
    let text = text::written(&entries);
    let index = index::built(&entries, &request.sections);
    let index = index.ok_or_else(|| Error::new(Code::Manifest, "two paths have the same hash; rename one of them"))?;
    let place = Place::of(&files)?;
    let serial = request.serial.map_or_else(|| Ok(place.head()?.map_or(0, |head| head.serial).saturating_add(1)), Ok)?;
    let (count, cache) = (entries.len() as u64, request.cache.as_deref());
    let head = Head { serial, count, text: Digest::of(text.as_bytes()), index: Digest::of(&index), cache: cache.map(Digest::of) };
    let said = head.to_string();
    let signature = request.key.as_ref().map(|key| key.sign(said.as_bytes(), &format!("overt manifest, serial {serial}")));
    let signature = signature.as_deref().map(str::as_bytes);
    place.fill(&Content { text: text.as_bytes(), index: &index, head: said.as_bytes(), signature, cache })?;
    Ok(head)
}

/// How a tree differs from its manifest. Paths are relative to the root, in the order of their bytes.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Differences {
    /// Files that the manifest does not list.
    pub added: Vec<String>,
    /// Listed files that are not there, or no longer regular files.
    pub removed: Vec<String>,
    /// Path, listed digest, digest now.
    pub changed: Vec<(String, Digest, Digest)>,
}

impl Differences {
    /// Whether the tree is what the manifest lists.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty()
    }
}

/// Checks head, index and text against each other, then the tree against them.
///
/// # Errors
/// Those of [`Trusted::read`]; `OVERT_READ` where the tree cannot be read.
pub fn verify(root: &Path, manifest: Option<&Path>, trust: &Trust) -> Result<(Head, Differences), Error> {
    let manifest = Trusted::read(files(root, manifest), trust)?;
    let (files, index) = (manifest.files(), manifest.index());
    let listed = text::parse(&manifest.text()?).map_err(|why| malformed(&files.text, &why))?;
    let differs = listed.iter().find(|(path, digest)| index.find(path).is_none_or(|in_index| in_index.digest != *digest));
    if let Some((path, _)) = differs {
        return Err(malformed(&files.index, &format!("it does not say of `{path}` what the text says")));
    }
    let count = listed.len();
    let mut listed: BTreeMap<String, Digest> = listed.into_iter().collect();
    if listed.len() != count || count != index.len() {
        return Err(malformed(&files.index, "it lists another number of files than the text"));
    }
    let mut differences = Differences::default();
    for Entry { path, digest, .. } in hashed(root, &own(root, files))? {
        match listed.remove(&path) {
            None => differences.added.push(path),
            Some(expected) if expected != digest => differences.changed.push((path, expected, digest)),
            Some(_) => {}
        }
    }
    differences.removed = listed.into_keys().collect();
    Ok((manifest.head(), differences))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::scratch::Scratch;
    use std::fs;
    use std::process::Command;

    #[test]
    fn a_tree_is_what_its_manifest_lists_until_it_changes() {
        let tree = Scratch::with(&[("a.js", "a"), ("lib/b.js", "b"), ("node_modules/c/i.js", "c")]);
        let head = lock(&Request::of(tree.path())).unwrap();
        assert_eq!((head.serial, head.count), (1, 3));
        assert!(verify(tree.path(), None, &Trust::default()).unwrap().1.is_empty());
        tree.write("a.js", "x");
        tree.write("new.js", "n");
        fs::remove_file(tree.path().join("lib/b.js")).unwrap();
        let (_, differences) = verify(tree.path(), None, &Trust::default()).unwrap();
        let expected = Differences {
            added: vec!["new.js".into()],
            removed: vec!["lib/b.js".into()],
            changed: vec![("a.js".into(), Digest::of(b"a"), Digest::of(b"x"))],
        };
        assert_eq!(differences, expected);
        assert_eq!(lock(&Request::of(tree.path())).unwrap().serial, 2);
    }

    #[test]
    fn an_older_manifest_is_refused() {
        let tree = Scratch::with(&[("a.js", "a")]);
        lock(&Request { serial: Some(4), ..Request::of(tree.path()) }).unwrap();
        let trust = |min_serial| Trust { min_serial, pubkey: None };
        assert!(verify(tree.path(), None, &trust(4)).is_ok());
        assert_eq!(verify(tree.path(), None, &trust(5)).unwrap_err().code(), Code::Serial);
    }

    #[test]
    fn each_file_of_a_manifest_is_bound_to_the_head() {
        let tree = Scratch::with(&[("a.js", "a")]);
        lock(&Request::of(tree.path())).unwrap();
        for name in ["overt.lock", "overt.lock.index", "overt.lock.head"] {
            let good = fs::read(tree.path().join(name)).unwrap();
            let mut bad = good.clone();
            bad[20] ^= 1;
            tree.write(name, &bad);
            assert_eq!(verify(tree.path(), None, &Trust::default()).unwrap_err().code(), Code::Manifest, "{name}");
            tree.write(name, &good);
        }
        assert!(verify(tree.path(), None, &Trust::default()).is_ok());
    }

    #[test]
    fn b3sum_accepts_the_text() {
        if Command::new("b3sum").arg("--version").output().is_err() {
            eprintln!("skipped: b3sum is not installed");
            return;
        }
        let tree = Scratch::with(&[("a.js", "a"), ("with space", "b"), ("back\\slash", "c"), ("line\nbreak", "d"), ("é/ü.js", "")]);
        lock(&Request::of(tree.path())).unwrap();
        let check = || Command::new("b3sum").args(["--check", "overt.lock"]).current_dir(tree.path()).output().unwrap();
        let output = check();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(String::from_utf8_lossy(&output.stdout).lines().count(), 5);
        tree.write("back\\slash", "x");
        assert!(!check().status.success());
    }
}
