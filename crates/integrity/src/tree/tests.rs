use super::*;
use piece::PIECE;
use scratch::Scratch;
use std::fs;

type File = Result<(Digest, u64), Error>;

/// What is found, in the order of the paths' bytes.
fn found(tree: &Scratch, excluded: &[String]) -> Vec<(String, File)> {
    let gather = |found: &mut Vec<_>, path: &str, it: Found| {
        found.push((
            path.to_owned(),
            match it {
                Found::File { digest, size, .. } => Ok((digest, size)),
                Found::Failed(why) => Err(why),
            },
        ));
        ControlFlow::Continue(())
    };
    let source = Source::at(tree.path()).unwrap();
    let mut found: Vec<_> = walk(&source, excluded, System::default(), &Progress::new(), gather).unwrap().into_iter().flatten().collect();
    found.sort_unstable_by(|a: &(String, _), b| a.0.cmp(&b.0));
    found
}

#[test]
fn every_regular_file_once() {
    let tree =
        Scratch::with(&[("b.js", "b"), ("a/z.js", "z"), ("a.js", "a"), ("node_modules/x/i.js", ""), (".git/HEAD", "x"), ("skip", "s")]);
    let found = found(&tree, &["skip".to_owned()]);
    assert_eq!(found.iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>(), ["a.js", "a/z.js", "b.js", "node_modules/x/i.js"]);
    assert_eq!(found[1].1, Ok((Digest::of(b"z"), 1)));
}

#[test]
fn files_of_any_size_around_a_piece() {
    let tree = Scratch::with(&[]);
    let sizes = [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE + 7];
    for size in sizes {
        tree.write(&format!("{size:07}"), vec![b'x'; size]);
    }
    let found = found(&tree, &[]);
    assert_eq!(found.len(), sizes.len());
    for ((_, file), size) in found.iter().zip(sizes) {
        assert_eq!(*file, Ok((Digest::of(&vec![b'x'; size]), size as u64)));
    }
}

#[test]
fn a_folder_of_many_files_and_a_folder_of_many_folders() {
    let tree = Scratch::with(&[]);
    for number in 0..700 {
        tree.write(&format!("many/{number}"), number.to_string());
        tree.write(&format!("folders/{number}/i.js"), "");
    }
    let found = found(&tree, &[]);
    assert_eq!(found.len(), 1400);
    assert!(found.windows(2).all(|pair| pair[0].0 < pair[1].0) && found.iter().all(|(_, file)| file.is_ok()));
}

#[test]
fn a_walk_can_be_broken_off() {
    let tree = Scratch::with(&[]);
    for number in 0..1000 {
        tree.write(&format!("{}/{number}", number % 10), "");
    }
    let seen = std::sync::atomic::AtomicUsize::new(0);
    let each = |(): &mut (), _: &str, _: Found| {
        if seen.fetch_add(1, Ordering::Relaxed) < 9 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    };
    walk(&Source::at(tree.path()).unwrap(), &[], System::default(), &Progress::new(), each).unwrap();
    assert!((10..100).contains(&seen.load(Ordering::Relaxed)));
}

#[cfg(unix)]
#[test]
fn links_and_pipes_are_left_out() {
    let tree = Scratch::with(&[("a.js", "a")]);
    std::os::unix::fs::symlink("/etc/passwd", tree.path().join("link")).unwrap();
    std::os::unix::fs::symlink("/", tree.path().join("root")).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(tree.path().join("pipe")).status().unwrap().success());
    assert_eq!(found(&tree, &[]).len(), 1);
}

#[cfg(unix)]
#[test]
fn a_name_that_is_not_utf8_is_named() {
    use std::os::unix::ffi::OsStrExt;
    let tree = Scratch::with(&[("good.js", "")]);
    fs::write(tree.path().join(std::ffi::OsStr::from_bytes(b"bad-\xff.js")), "").unwrap();
    fs::create_dir(tree.path().join(std::ffi::OsStr::from_bytes(b"folder-\xff"))).unwrap();
    let found = found(&tree, &[]);
    let refused: Vec<_> = found.iter().filter_map(|(_, file)| file.as_ref().err()).collect();
    assert_eq!(refused.len(), 2);
    for (error, name) in refused.iter().zip(["bad-", "folder-"]) {
        assert_eq!(error.code(), Code::ManifestName);
        assert!(error.message().contains(name), "{error}");
    }
    assert_eq!(found.len(), 3);
}

#[cfg(unix)]
#[test]
fn a_tree_of_ten_thousand_levels() {
    use rustix::fs::{Mode, OFlags, mkdirat, openat};
    let tree = Scratch::with(&[]);
    let open = |at: &rustix::fd::OwnedFd, name: &str| openat(at, name, OFlags::RDONLY | OFlags::DIRECTORY, Mode::empty()).unwrap();
    let mut at: rustix::fd::OwnedFd = fs::File::open(tree.path()).unwrap().into();
    for level in 0..10_000 {
        mkdirat(&at, "d", Mode::RWXU).unwrap();
        // Beside the deep one, so that a walk comes back. (At each level their paths together would be more than may wait.)
        if level % 8 == 7 {
            mkdirat(&at, "a", Mode::RWXU).unwrap();
        }
        if level % 1000 == 999 {
            openat(open(&at, "a"), "f", OFlags::CREATE | OFlags::WRONLY, Mode::RUSR).unwrap();
        }
        at = open(&at, "d");
    }
    let found = found(&tree, &[]);
    assert_eq!(found.len(), 10);
    assert!(found.iter().all(|(_, file)| *file == Ok((Digest::of(b""), 0))));
    assert_eq!(found.iter().map(|(path, _)| path.len()).max(), Some(2 * 9_999 + "a/f".len()));
    // The standard library's own removal keeps a file open for each level.
    assert!(std::process::Command::new("rm").arg("-rf").arg(tree.path()).status().unwrap().success());
}
