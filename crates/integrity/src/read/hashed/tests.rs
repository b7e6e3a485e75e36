use super::*;
use crate::read::{Source, open_below};
use crate::tree::scratch::Scratch;
use std::path::Path;

const PIECE: usize = 4096;

fn hashed(source: &Source, path: &str) -> [Result<Option<(Digest, u64)>, Error>; 2] {
    [true, false].map(|to_the_end| open_below(source, path)?.hashed(&mut [0; PIECE], to_the_end))
}

#[test]
fn files_of_any_size_around_a_piece() {
    let tree = Scratch::with(&[]);
    let source = Source::at(tree.path()).unwrap();
    for size in [0, 1, 1024, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE + 7] {
        let bytes: Vec<_> = (0..size).map(|at| u8::try_from(at % 251).unwrap()).collect();
        tree.write("file", &bytes);
        let expected = Ok(Some((Digest::of(&bytes), size as u64)));
        assert_eq!(hashed(&source, "file"), [expected.clone(), expected], "{size}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn what_is_no_regular_file_has_no_digest() {
    let tree = Scratch::with(&[("folder/file", "")]);
    let source = Source::at(tree.path()).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(tree.path().join("pipe")).status().unwrap().success());
    assert_eq!(hashed(&source, "pipe"), [Ok(None), Ok(None)]);
    // Somebody writes to it: there are bytes to be had.
    let pipe = std::fs::OpenOptions::new().read(true).write(true).open(tree.path().join("pipe")).unwrap();
    std::io::Write::write_all(&mut &pipe, b"bytes").unwrap();
    assert_eq!(hashed(&source, "pipe"), [Ok(None), Ok(None)]);
    assert_eq!(hashed(&source, "folder"), [Ok(None), Ok(None)]);
    // A device has no bytes, or no end.
    let devices = Source::at(Path::new("/dev")).unwrap();
    for device in ["null", "zero"] {
        assert_eq!(hashed(&devices, device), [Ok(None), Ok(None)], "{device}");
    }
}

/// What is on disk at some moment: never bytes of two lengths mixed with what the piece held before.
#[cfg(unix)]
#[test]
fn a_file_that_grows_and_shrinks_has_the_digest_of_a_length_that_it_had() {
    use std::sync::atomic::{AtomicBool, Ordering};
    let tree = Scratch::with(&[]);
    let lengths: Vec<u64> = [100, PIECE - 1, PIECE, PIECE + 1, 5 * PIECE].map(|length| length as u64).to_vec();
    tree.write("file", "");
    let source = Source::at(tree.path()).unwrap();
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let file = std::fs::OpenOptions::new().write(true).open(tree.path().join("file")).unwrap();
            for length in lengths.iter().cycle().take_while(|_| !done.load(Ordering::Relaxed)) {
                file.set_len(*length).unwrap();
            }
        });
        for _ in 0..2000 {
            for found in hashed(&source, "file") {
                let (digest, length) = found.unwrap().unwrap();
                assert_eq!(digest, Digest::of(&vec![0; usize::try_from(length).unwrap()]));
            }
        }
        done.store(true, Ordering::Relaxed);
    });
}
