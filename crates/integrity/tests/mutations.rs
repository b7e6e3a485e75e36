//! No changed manifest is believed, and none makes the reader fail otherwise than with an error.
//!
//! `OVERT_MUTATIONS=1000000 cargo test --release -p overt-integrity --test mutations` changes a million; without the variable it is a few thousand.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use integrity::lock::{Cache, Request, lock};
use integrity::manifest::{Files, Trust};
use integrity::verify::verify;
use integrity::{Code, Digest, Opened, Progress, System, Verified, key::SecretKey};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::fs;
use std::path::{Path, PathBuf};

struct Tree {
    folder: PathBuf,
    pubkey: String,
    key: String,
}

impl Drop for Tree {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// A small tree with a signed manifest.
fn tree(name: &str) -> Tree {
    let folder = std::env::temp_dir().join(format!("overt-mutations-{name}-{}", std::process::id()));
    fs::create_dir_all(folder.join("lib")).unwrap();
    for (path, text) in [("a.js", "a"), ("lib/b.js", "b"), ("c.js", "c")] {
        fs::write(folder.join(path), text).unwrap();
    }
    let key = SecretKey::generate().unwrap();
    let (pubkey, text) = (key.public(), key.text());
    let request = Request { key: Some(key), cache: Some(Cache { bytes: b"cache".to_vec(), sources: Vec::new() }), ..Request::of(&folder) };
    lock(&request, &Progress::new()).unwrap();
    Tree { folder, pubkey, key: text }
}

/// One way to change some bytes.
#[derive(Debug, Clone)]
enum Change {
    Flip(Index, u8),
    Cut(Index),
    Insert(Index, Vec<u8>),
    Remove(Index, usize),
    Move(Index, Index),
    Replace(Vec<u8>),
}

impl Change {
    fn of(&self, bytes: &[u8]) -> Vec<u8> {
        let mut new = bytes.to_vec();
        let at = |index: &Index| index.index(bytes.len());
        match self {
            Change::Flip(index, mask) => new[at(index)] ^= mask,
            Change::Cut(index) => new.truncate(at(index)),
            Change::Insert(index, more) => drop(new.splice(at(index)..at(index), more.iter().copied())),
            Change::Remove(index, length) => drop(new.drain(at(index)..(at(index) + length).min(bytes.len()))),
            Change::Move(from, to) => {
                let byte = new.remove(at(from));
                new.insert(at(to).min(new.len()), byte);
            }
            Change::Replace(other) => new.clone_from(other),
        }
        new
    }
}

fn change() -> impl Strategy<Value = Change> {
    use prop::collection::vec;
    let at = || any::<Index>();
    prop_oneof![
        6 => (at(), 1_u8..).prop_map(|(index, mask)| Change::Flip(index, mask)),
        1 => at().prop_map(Change::Cut),
        2 => (at(), vec(any::<u8>(), 1..9)).prop_map(|(index, more)| Change::Insert(index, more)),
        1 => (at(), Just(b"\n".to_vec())).prop_map(|(index, more)| Change::Insert(index, more)),
        2 => (at(), 1_usize..9).prop_map(|(index, length)| Change::Remove(index, length)),
        2 => (at(), at()).prop_map(|(from, to)| Change::Move(from, to)),
        1 => vec(any::<u8>(), 0..300).prop_map(Change::Replace),
    ]
}

/// `OVERT_MUTATIONS` changes a test, 2000 if it is not set; `OVERT_MUTATIONS_SEED` from 0 to 255: others than those of the other seeds.
fn runner() -> TestRunner {
    let given = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u32>().ok());
    let config = Config { cases: given("OVERT_MUTATIONS").unwrap_or(2000), failure_persistence: None, ..Config::default() };
    let seed = given("OVERT_MUTATIONS_SEED").and_then(|seed| u8::try_from(seed).ok()).unwrap_or(0);
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]))
}

/// A signature's first line is for people, and signed by nobody.
fn same_signature(a: &[u8], b: &[u8]) -> bool {
    let signed = |bytes: &[u8]| {
        let end = bytes.iter().position(|byte| *byte == b'\n')?;
        bytes.starts_with(b"untrusted comment: ").then(|| bytes[end..].to_vec())
    };
    signed(a).is_some() && signed(a) == signed(b)
}

fn is_known(code: Code) -> bool {
    matches!(code, Code::Manifest | Code::Signature | Code::Serial | Code::Read)
}

#[test]
fn a_changed_manifest_is_refused() {
    let tree = tree("signed");
    let files = Files::of(&tree.folder.join("overt.lock"));
    let originals = files.all().map(|path| (path.to_path_buf(), fs::read(path).unwrap()));
    let trust = Trust { pubkey: Some(tree.pubkey.clone()), min_serial: 1 };
    // A run reads neither text nor cache when it opens a manifest.
    let opened = |path: &Path| match Opened::at(&files.text, None, &trust)? {
        opened if path == files.cache => opened.manifest().cache().map(drop),
        _ if path == files.text => verify(&tree.folder, None, &trust, System::default(), &Progress::new()).map(drop),
        _ => Ok(()),
    };
    let result = runner().run(&(0_usize..5, change()), |(which, change)| {
        let (path, original) = &originals[which];
        let changed = change.of(original);
        if changed == *original || (*path == files.signature && same_signature(&changed, original)) {
            return Ok(());
        }
        fs::write(path, &changed).unwrap();
        let outcome = opened(path);
        fs::write(path, original).unwrap();
        let why = outcome.err().ok_or_else(|| TestCaseError::fail(format!("{} was believed", path.display())))?;
        prop_assert!(is_known(why.code()), "{}", why);
        Ok(())
    });
    result.unwrap();
    assert!(Opened::at(&files.text, None, &trust).is_ok());
}

/// Whoever holds the key signs any head: what the head names must hold together all the same.
#[test]
fn a_changed_index_under_a_new_signature_is_refused_or_means_what_it_says() {
    let tree = tree("resigned");
    let files = Files::of(&tree.folder.join("overt.lock"));
    let (index, head) = (fs::read(&files.index).unwrap(), fs::read_to_string(&files.head).unwrap());
    let key = SecretKey::parse(&tree.key).unwrap();
    let trust = Trust { pubkey: Some(tree.pubkey.clone()), min_serial: 1 };
    let result = runner().run(&change(), |change| {
        let changed = change.of(&index);
        let named = |line: &str| if line.starts_with("index ") { format!("index {}\n", Digest::of(&changed)) } else { format!("{line}\n") };
        let head: String = head.lines().map(named).collect();
        fs::write(&files.index, &changed).unwrap();
        fs::write(&files.head, &head).unwrap();
        fs::write(&files.signature, key.sign(head.as_bytes(), "anew")).unwrap();
        match Opened::at(&files.text, None, &trust) {
            Ok(opened) => {
                // A file runs only where the changed index still lists its bytes.
                let bytes = opened.verified(Path::new("a.js")).map(Verified::into_bytes);
                prop_assert!(bytes.is_err() || bytes.is_ok_and(|bytes| bytes == b"a"));
            }
            Err(why) => prop_assert!(is_known(why.code()), "{}", why),
        }
        Ok(())
    });
    result.unwrap();
}
