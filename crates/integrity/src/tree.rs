//! The files of a tree, and their digests.

use crate::read::{Source, open_below};
use crate::{Code, Digest, Error};
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Folders of version control: nothing is run from them, and each command changes them.
const VERSION_CONTROL: [&str; 3] = [".git", ".hg", ".svn"];

/// A file of a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Below the root, with `/`.
    pub(crate) path: String,
    pub(crate) digest: Digest,
    pub(crate) size: u64,
}

/// Every regular file below `root` with its digest, in the order of their paths' bytes. Symbolic links are not followed, devices, pipes and
/// sockets left out; so are folders of version control and what `excluded` names (paths below the root).
pub(crate) fn hashed(root: &Path, excluded: &[String]) -> Result<Vec<Entry>, Error> {
    let mut paths = Vec::new();
    walk(root, String::new(), excluded, &mut paths)?;
    paths.sort_unstable();
    let workers = thread::available_parallelism().map_or(2, |n| n.get().max(2)).min(paths.len().max(1));
    let next = AtomicUsize::new(0);
    let source = Source::at(root)?;
    let parts = thread::scope(|scope| {
        let hash_some = || {
            let mut done = Vec::new();
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                let Some(path) = paths.get(index) else { return Ok(done) };
                if let Some((digest, size)) = open_below(&source, path)?.hashed()? {
                    done.push((index, digest, size));
                }
            }
        };
        let running: Vec<_> = (0..workers).map(|_| scope.spawn(hash_some)).collect();
        running
            .into_iter()
            .map(|worker| worker.join().unwrap_or_else(|_| Err(Error::new(Code::Read, "a thread that hashes files failed"))))
            .collect::<Result<Vec<_>, Error>>()
    })?;
    let mut hashes: Vec<_> = parts.into_iter().flatten().collect();
    hashes.sort_unstable_by_key(|(index, ..)| *index);
    let mut hashes = hashes.into_iter().peekable();
    let entry = |(index, path)| hashes.next_if(|(hashed, ..)| *hashed == index).map(|(_, digest, size)| Entry { path, digest, size });
    Ok(paths.into_iter().enumerate().filter_map(entry).collect())
}

fn walk(directory: &Path, below: String, excluded: &[String], paths: &mut Vec<String>) -> Result<(), Error> {
    let mut folders = vec![(directory.to_path_buf(), below)];
    while let Some((directory, below)) = folders.pop() {
        let unreadable =
            |error: std::io::Error| Error::new(Code::Read, format!("the folder `{}` cannot be read: {error}", directory.display()));
        for entry in fs::read_dir(&directory).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let kind = entry.file_type().map_err(unreadable)?;
            if !kind.is_dir() && !kind.is_file() {
                continue;
            }
            let name = entry.file_name();
            let Some(name) = name.to_str() else { return Err(unnameable(&entry.path(), "it is not UTF-8")) };
            let path = if below.is_empty() { name.to_owned() } else { format!("{below}/{name}") };
            if excluded.contains(&path) {
                continue;
            }
            if kind.is_file() {
                nameable(&path, &entry.path())?;
                paths.push(path);
            } else if !VERSION_CONTROL.contains(&name) {
                folders.push((entry.path(), path));
            }
        }
    }
    Ok(())
}

/// Refuses names that `b3sum --check` would take for another file, or for none.
fn nameable(path: &str, whole: &Path) -> Result<(), Error> {
    if path.contains(char::REPLACEMENT_CHARACTER) {
        return Err(unnameable(whole, "it holds U+FFFD, which stands for bytes that are not UTF-8"));
    }
    if path.ends_with('\r') {
        return Err(unnameable(whole, "it ends in a carriage return"));
    }
    if path == "-" {
        return Err(unnameable(whole, "`-` means standard input"));
    }
    Ok(())
}

fn unnameable(path: &Path, why: &str) -> Error {
    Error::new(Code::ManifestName, format!("a manifest cannot hold the name of `{}`: {why}; rename the file or remove it", path.display()))
}

#[cfg(test)]
pub(crate) mod scratch {
    use std::fs;
    use std::path::{Path, PathBuf};
    use std::sync::atomic::{AtomicU32, Ordering};

    /// A folder of a test's own, removed with it.
    pub(crate) struct Scratch(PathBuf);

    impl Scratch {
        pub(crate) fn with(files: &[(&str, &str)]) -> Self {
            static COUNT: AtomicU32 = AtomicU32::new(0);
            let folder = std::env::temp_dir().join(format!("overt-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed)));
            fs::create_dir_all(&folder).unwrap();
            let scratch = Self(folder.canonicalize().unwrap());
            for (path, text) in files {
                scratch.write(path, text);
            }
            scratch
        }

        pub(crate) fn path(&self) -> &Path {
            &self.0
        }

        pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
            let file = self.0.join(path);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use scratch::Scratch;

    #[test]
    fn every_regular_file_once_in_order() {
        let tree =
            Scratch::with(&[("b.js", "b"), ("a/z.js", "z"), ("a.js", "a"), ("node_modules/x/i.js", ""), (".git/HEAD", "x"), ("skip", "s")]);
        let entries = hashed(tree.path(), &["skip".to_owned()]).unwrap();
        assert_eq!(entries.iter().map(|e| e.path.as_str()).collect::<Vec<_>>(), ["a.js", "a/z.js", "b.js", "node_modules/x/i.js"]);
        assert_eq!(entries[1], Entry { path: "a/z.js".to_owned(), digest: Digest::of(b"z"), size: 1 });
    }

    #[cfg(unix)]
    #[test]
    fn links_and_pipes_are_left_out() {
        let tree = Scratch::with(&[("a.js", "a")]);
        std::os::unix::fs::symlink("/etc/passwd", tree.path().join("link")).unwrap();
        std::os::unix::fs::symlink("/", tree.path().join("root")).unwrap();
        assert!(std::process::Command::new("mkfifo").arg(tree.path().join("pipe")).status().unwrap().success());
        assert_eq!(hashed(tree.path(), &[]).unwrap().len(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_name_that_is_not_utf8_is_refused_by_name() {
        use std::os::unix::ffi::OsStrExt;
        let tree = Scratch::with(&[]);
        fs::write(tree.path().join(std::ffi::OsStr::from_bytes(b"bad-\xff.js")), "").unwrap();
        let error = hashed(tree.path(), &[]).unwrap_err();
        assert_eq!(error.code(), Code::ManifestName);
        assert!(error.message().contains("bad-"), "{error}");
    }
}
