//! The file that a path means: on the disk, in an archive of Yarn's, or below a folder that Yarn's Plug'n'Play makes up.

use std::fs;
#[cfg(not(target_family = "wasm"))]
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

/// The bytes of a regular file of at most `most` bytes, be it one in an archive; `None` where there is none, or it cannot be read.
#[must_use]
pub fn read_file(path: &Path, most: u64) -> Option<Vec<u8>> {
    match fs::metadata(path) {
        // A pipe would be waited for.
        Ok(found) => (found.is_file() && found.len() <= most).then(|| fs::read(path).ok())?,
        // A part of the path is a file.
        #[cfg(not(target_family = "wasm"))]
        Err(error) if error.kind() == ErrorKind::NotADirectory => super::archive::read_packed(path, most),
        Err(_) => None,
    }
}

/// The file that a path below Yarn's `__virtual__` stands for: after it come a name and how many folders to go up from where `__virtual__` lies. Itself, for every other path.
///
/// ```
/// use integrity::package::real_file;
/// use std::path::Path;
/// assert_eq!(real_file(Path::new("/a/.yarn/__virtual__/b-1/1/packages/b/x.js")), Path::new("/a/packages/b/x.js"));
/// assert_eq!(real_file(Path::new("/a/b.js")), Path::new("/a/b.js"));
/// ```
#[must_use]
pub fn real_file(path: &Path) -> PathBuf {
    resolved(path).unwrap_or_else(|| path.to_owned())
}

fn resolved(path: &Path) -> Option<PathBuf> {
    let mut parts = path.components();
    let mut above = PathBuf::new();
    loop {
        match parts.next()? {
            Component::Normal(name) if name == "__virtual__" || name == "$$virtual" => break,
            part => above.push(part),
        }
    }
    parts.next()?;
    let levels: usize = parts.next()?.as_os_str().to_str()?.parse().ok()?;
    let base = above.ancestors().nth(levels)?;
    // A folder of that name that is there is no invention of Yarn's.
    (!path.exists()).then(|| base.join(parts.as_path()))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use crate::tree::scratch::Scratch;

    #[test]
    fn a_folder_that_yarn_makes_up_stands_for_another() {
        let real = |path: &str| real_file(Path::new(path)).to_str().unwrap().to_owned();
        assert_eq!(real("/a/.yarn/__virtual__/b-virtual-1/0/cache/b.zip/node_modules/b/x.js"), "/a/.yarn/cache/b.zip/node_modules/b/x.js");
        assert_eq!(real("/a/.yarn/$$virtual/b-virtual-1/2/b/x.js"), "/b/x.js");
        for path in ["/a/__virtual__", "/a/__virtual__/b/x/c.js", "/a/__virtual__/b/9/c.js", "/a/b/c.js"] {
            assert_eq!(real(path), path);
        }
        let scratch = Scratch::with(&[("__virtual__/b/0/c.js", "1")]);
        let there = scratch.path().join("__virtual__/b/0/c.js");
        assert_eq!(real_file(&there), there);
    }

    #[test]
    fn only_regular_files_of_the_size_that_is_asked_for() {
        let scratch = Scratch::with(&[("a.js", "12"), ("a.zip", "no archive")]);
        let read = |name: &str, most| read_file(&scratch.path().join(name), most);
        assert_eq!(read("a.js", 2).as_deref(), Some(b"12".as_slice()));
        for name in ["a.js", "", "absent", "a.js/b", "a.zip/b"] {
            assert_eq!(read(name, 1), None, "{name}");
        }
    }
}
