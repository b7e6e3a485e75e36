use super::*;
use crate::Opened;
use crate::manifest::{Filling, Trust};
use crate::tree::scratch::Scratch;
use crate::verify::{self, Differences};
use std::fs;
use std::io::Write;
use std::process::Command;

fn lock(request: &Request) -> Result<Head, Error> {
    super::lock(request, &Progress::new())
}

fn verify(root: &Path, trust: &Trust) -> Result<(Head, Differences), Error> {
    verify::verify(root, None, trust, System::default(), &Progress::new())
}

#[test]
fn a_tree_is_what_its_manifest_lists_until_it_changes() {
    let tree = Scratch::with(&[("a.js", "a"), ("lib/b.js", "b"), ("node_modules/c/i.js", "c")]);
    let head = lock(&Request::of(tree.path())).unwrap();
    assert_eq!((head.serial, head.count), (1, 3));
    assert!(verify(tree.path(), &Trust::default()).unwrap().1.is_empty());
    tree.write("a.js", "x");
    tree.write("new.js", "n");
    fs::remove_file(tree.path().join("lib/b.js")).unwrap();
    let (_, differences) = verify(tree.path(), &Trust::default()).unwrap();
    let expected = Differences {
        added: vec![("new.js".into(), Digest::of(b"n"))],
        removed: vec![("lib/b.js".into(), Digest::of(b"b"))],
        changed: vec![("a.js".into(), Digest::of(b"a"), Digest::of(b"x"))],
        ..Differences::default()
    };
    assert_eq!(differences, expected);
    assert_eq!(lock(&Request::of(tree.path())).unwrap().serial, 2);
}

#[test]
fn code_without_a_file_is_listed_by_its_digest_and_bound_to_the_head() {
    let tree = Scratch::with(&[("a.js", "a")]);
    lock(&Request { code: vec![Digest::of(b"two"), Digest::of(b"one"), Digest::of(b"two")], ..Request::of(tree.path()) }).unwrap();
    let opened = Opened::at(&tree.path().join("overt.lock"), None, &Trust::default()).unwrap();
    assert_eq!(opened.manifest().code_count(), 2);
    assert!(["one", "two"].iter().all(|text| opened.manifest().allows_code(&Digest::of(text.as_bytes()))));
    assert!(!opened.manifest().allows_code(&Digest::of(b"a")), "a file's bytes are no code without a file");
    assert!(verify(tree.path(), &Trust::default()).unwrap().1.is_empty());
    // Not said again, not allowed again.
    lock(&Request::of(tree.path())).unwrap();
    let opened = Opened::at(&tree.path().join("overt.lock"), None, &Trust::default()).unwrap();
    assert!(!opened.manifest().allows_code(&Digest::of(b"one")));
}

#[test]
fn an_older_manifest_is_refused() {
    let tree = Scratch::with(&[("a.js", "a")]);
    lock(&Request { serial: Some(4), ..Request::of(tree.path()) }).unwrap();
    let trust = |min_serial| Trust { min_serial, pubkey: None };
    assert!(verify(tree.path(), &trust(4)).is_ok());
    assert_eq!(verify(tree.path(), &trust(5)).unwrap_err().code(), Code::Serial);
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
        assert_eq!(verify(tree.path(), &Trust::default()).unwrap_err().code(), Code::Manifest, "{name}");
        tree.write(name, &good);
    }
    assert!(verify(tree.path(), &Trust::default()).is_ok());
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

#[test]
fn a_text_that_says_something_else_than_the_index_is_refused() {
    let tree = Scratch::with(&[("a.js", "a"), ("b.js", "b")]);
    let files = Files::of(&tree.path().join(NAME));
    let (a, b, x) = (Digest::of(b"a"), Digest::of(b"b"), Digest::of(b"x"));
    let entries = [Entry::new("a.js", a, 1), Entry::new("b.js", b, 1)];
    let index = index::built(&entries, &[]).unwrap();
    let texts = [
        format!("{a}  a.js\n{b}  b.js\n"),
        format!("{a}  a.js\n{x}  b.js\n"),
        format!("{a}  a.js\n"),
        format!("{a}  a.js\n{b}  b.js\n{x}  c.js\n"),
        format!("{a}  a.js\n{a}  a.js\n"),
        format!("{a}  a.js\n{b}  b.js"),
        String::new(),
    ];
    for (number, text) in texts.iter().enumerate() {
        let head = Head { serial: 1, count: 2, text: Digest::of(text.as_bytes()), index: Digest::of(&index), cache: None };
        let head = head.to_string();
        let place = Place::of(&files).unwrap();
        let filling = Filling::of(&place).unwrap();
        filling.text(|to| to.write_all(text.as_bytes())).unwrap();
        filling.index(|to| to.write_all(&index)).unwrap();
        filling.finish(head.as_bytes(), None, None).unwrap();
        let code = verify(tree.path(), &Trust::default()).map_err(|why| why.code()).err();
        assert_eq!(code, (number > 0).then_some(Code::Manifest), "{text}");
    }
}

#[cfg(unix)]
#[test]
fn all_names_that_cannot_be_held_are_said() {
    use std::os::unix::ffi::OsStrExt;
    let tree = Scratch::with(&[("a.js", "a")]);
    for number in 0..12 {
        let name = [b"bad-\xff-", number.to_string().as_bytes()].concat();
        fs::write(tree.path().join(std::ffi::OsStr::from_bytes(&name)), "").unwrap();
    }
    let error = lock(&Request::of(tree.path())).unwrap_err();
    assert_eq!((error.code(), error.message().matches("bad-").count()), (Code::ManifestName, 10));
    assert!(error.message().ends_with("and 2 more"), "{error}");
    assert!(!tree.path().join(NAME).exists());
}

#[test]
fn a_cache_belongs_to_the_files_that_it_was_made_of() {
    let tree = Scratch::with(&[("a.js", "a")]);
    let cache = |text: &[u8]| Some(Cache { bytes: b"code".to_vec(), sources: vec![("a.js".to_owned(), Digest::of(text))] });
    let error = lock(&Request { cache: cache(b"b"), ..Request::of(tree.path()) }).unwrap_err();
    assert!(error.message().contains("`a.js` was changed"), "{error}");
    assert!(!tree.path().join(NAME).exists());
    let head = lock(&Request { cache: cache(b"a"), ..Request::of(tree.path()) }).unwrap();
    assert_eq!(head.cache, Some(Digest::of(b"code")));
}
