use super::*;
use crate::tree::scratch::Scratch;
use std::fs;

const LIMIT: u64 = 1 << 20;

fn keys() -> (SecretKey, PublicKey) {
    let key = SecretKey::generate().unwrap();
    let public = PublicKey::parse(&key.public()).unwrap();
    (key, public)
}

fn code(path: &Path, pubkey: &PublicKey, min_serial: u64) -> Code {
    read(path, pubkey, min_serial, LIMIT).unwrap_err().code()
}

#[test]
fn what_is_read_is_what_was_signed() {
    let (key, public) = keys();
    let tree = Scratch::with(&[]);
    let file = tree.path().join("rules");
    assert_eq!(write(&file, b"one", Some(&key), None), Ok(Some(1)));
    assert_eq!(write(&file, b"two", Some(&key), None), Ok(Some(2)));
    let release = read(&file, &public, 2, LIMIT).unwrap();
    assert_eq!((release.bytes(), release.serial(), release.digest()), (&b"two"[..], 2, Digest::of(b"two")));
    assert_eq!(write(&file, b"older", Some(&key), Some(1)), Ok(Some(1)));
    assert_eq!(code(&file, &public, 2), Code::Serial);
    assert_eq!(write(&file, b"unsigned", None, None), Ok(None));
    assert_eq!(code(&file, &public, 0), Code::Signature);
    assert_eq!(fs::read_dir(tree.path()).unwrap().count(), 1);
}

#[test]
fn every_changed_byte_is_refused() {
    let (key, public) = keys();
    let tree = Scratch::with(&[]);
    let file = tree.path().join("rules");
    write(&file, b"some rules", Some(&key), Some(7)).unwrap();
    for path in [&file, &signature_of(&file)] {
        let whole = fs::read(path).unwrap();
        let comment = whole.iter().position(|byte| *byte == b'\n').unwrap_or(0);
        for at in 0..whole.len() {
            let mut changed = whole.clone();
            changed[at] ^= 1;
            fs::write(path, &changed).unwrap();
            // The first line of a signature says nothing and is covered by nothing.
            if path != &file && at > "untrusted comment: ".len() - 1 && at < comment {
                continue;
            }
            assert_eq!(code(&file, &public, 0), Code::Signature, "byte {at} of {}", path.display());
            fs::write(path, &whole[..at]).unwrap();
            assert_eq!(code(&file, &public, 0), Code::Signature, "{at} bytes of {}", path.display());
        }
        fs::write(path, &whole).unwrap();
    }
    assert_eq!(read(&file, &public, 7, LIMIT).unwrap().serial(), 7);
}

#[test]
fn another_key_another_purpose_and_another_file_are_refused() {
    let ((key, public), (other, _)) = (keys(), keys());
    let tree = Scratch::with(&[("large", "0123456789"), ("large.minisig", "x")]);
    let file = tree.path().join("rules");
    write(&file, b"rules", Some(&other), None).unwrap();
    assert_eq!(code(&file, &public, 0), Code::Signature);
    for comment in [
        "overt manifest, serial 3",
        "overt rules, serial 03",
        "overt rules, serial +3",
        "overt rules, serial ",
        "overt rules, serial 3 ",
        "overt rules, serial 9007199254740992",
    ] {
        fs::write(signature_of(&file), key.sign(b"rules", comment)).unwrap();
        assert_eq!(code(&file, &public, 0), Code::Signature, "{comment}");
    }
    assert_eq!(code(&tree.path().join("none"), &public, 0), Code::Read);
    assert_eq!(code(tree.path(), &public, 0), Code::NotRegular);
    assert_eq!(read(&tree.path().join("large"), &public, 0, 9).unwrap_err().code(), Code::NotRegular);
}

#[test]
fn the_next_number_follows_one_that_this_key_signed_for_the_file_there() {
    let ((key, public), (other, _)) = (keys(), keys());
    let tree = Scratch::with(&[]);
    let file = tree.path().join("rules");
    let next = || write(&file, b"next", Some(&key), None).map_err(|why| why.code());
    write(&file, b"forged", Some(&other), Some(HIGHEST)).unwrap();
    assert_eq!(next(), Err(Code::Signature));
    // Neither was anything written.
    assert_eq!(fs::read(&file).unwrap(), b"forged");
    write(&file, b"rules", Some(&key), Some(7)).unwrap();
    fs::write(&file, b"other rules").unwrap();
    assert_eq!(next(), Err(Code::Signature));
    fs::remove_file(&file).unwrap();
    assert_eq!(next(), Err(Code::Signature));
    assert_eq!(write(&file, b"rules", Some(&key), Some(8)), Ok(Some(8)));
    assert_eq!(next(), Ok(Some(9)));
    assert_eq!(read(&file, &public, 9, LIMIT).unwrap().bytes(), b"next");
}

#[cfg(unix)]
#[test]
fn a_pipe_does_not_keep_the_reader_waiting() {
    let (_, public) = keys();
    let tree = Scratch::with(&[]);
    let pipe = tree.path().join("pipe");
    rustix::fs::mkfifoat(rustix::fs::CWD, &pipe, rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR).unwrap();
    assert_eq!(code(&pipe, &public, 0), Code::NotRegular);
}

#[test]
fn after_each_step_the_old_version_or_the_new_one_is_whole() {
    let (key, public) = keys();
    let signature = |bytes: &[u8], serial: u64| key.sign(bytes, &format!("{COMMENT}{serial}"));
    let count = 8;
    for done in 0..=count {
        let tree = Scratch::with(&[]);
        let file = tree.path().join("rules");
        write(&file, b"one", Some(&key), None).unwrap();
        let place = Place { path: &file, signature: signature_of(&file) };
        let second = signature(b"two", 2);
        let steps = place.filling(b"two", Some(second.as_bytes()));
        assert_eq!(steps.len(), count);
        perform(&steps[..done]).unwrap();
        let serial = read(&file, &public, 1, LIMIT).unwrap().serial();
        // The next writer settles what it finds, and may be interrupted in that as well.
        for settled in 0..=place.settling().len() {
            perform(&place.settling()[..settled.min(place.settling().len())]).unwrap();
            assert_eq!(read(&file, &public, 1, LIMIT).unwrap().serial(), serial, "{done} steps, {settled} of settling");
        }
        assert_eq!(write(&file, b"three", Some(&key), None), Ok(Some(serial + 1)));
        assert_eq!(read(&file, &public, 1, LIMIT).unwrap().bytes(), b"three");
        assert_eq!(fs::read_dir(tree.path()).unwrap().count(), 2);
    }
}

#[test]
fn while_versions_follow_each_other_a_reader_finds_one_of_them_whole() {
    let (key, public) = keys();
    let tree = Scratch::with(&[]);
    let file = tree.path().join("rules");
    let bytes = |serial: u64| vec![u8::try_from(serial).unwrap(); 4096 + usize::try_from(serial).unwrap()];
    write(&file, &bytes(1), Some(&key), Some(1)).unwrap();
    std::thread::scope(|scope| {
        let writer =
            scope.spawn(|| (2..60).for_each(|serial| assert_eq!(write(&file, &bytes(serial), Some(&key), None), Ok(Some(serial)))));
        let (mut last, mut found) = (0, 0);
        while !writer.is_finished() {
            // Torn more often than it is read again, it is refused; it is never mixed, and never older.
            match read(&file, &public, last, LIMIT) {
                Ok(release) => {
                    assert_eq!(release.bytes(), bytes(release.serial()));
                    (last, found) = (release.serial(), found + 1);
                }
                Err(why) => assert_eq!(why.code(), Code::Signature),
            }
        }
        assert!(found > 0);
    });
    assert_eq!(read(&file, &public, 59, LIMIT).unwrap().serial(), 59);
}

#[test]
fn no_number_is_above_the_highest() {
    let (key, public) = keys();
    let tree = Scratch::with(&[]);
    let file = tree.path().join("rules");
    assert_eq!(write(&file, b"last", Some(&key), Some(HIGHEST)), Ok(Some(HIGHEST)));
    assert_eq!(write(&file, b"more", Some(&key), None).unwrap_err().code(), Code::Serial);
    assert_eq!(write(&file, b"more", Some(&key), Some(HIGHEST + 1)).unwrap_err().code(), Code::Serial);
    assert_eq!(read(&file, &public, HIGHEST, LIMIT).unwrap().bytes(), b"last");
}
