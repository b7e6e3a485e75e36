use super::*;
use crate::lock::{Request, lock};
use crate::tree::scratch::Scratch;
use std::fs;

fn locked() -> (Scratch, Opened) {
    let tree = Scratch::with(&[("a.js", "let a"), ("lib/b.js", "let b")]);
    lock(&Request::of(tree.path()), &crate::Progress::new()).unwrap();
    let opened = Opened::at(&tree.path().join("overt.lock"), None, &Trust::default()).unwrap();
    (tree, opened)
}

fn refusal(opened: &Opened, path: &Path) -> (Code, Option<Digest>) {
    let refusal = opened.verified(path).expect_err("it must be refused");
    (refusal.error.code(), refusal.actual)
}

#[test]
fn a_listed_file_gives_its_bytes() {
    let (tree, opened) = locked();
    let verified = opened.verified(&tree.path().join("lib/b.js")).unwrap();
    assert_eq!((verified.digest(), verified.size()), (Digest::of(b"let b"), 5));
    assert_eq!(verified.into_bytes(), b"let b");
    assert!(opened.verified(Path::new("a.js")).is_ok());
}

#[test]
fn what_is_not_listed_is_refused() {
    let (tree, opened) = locked();
    tree.write("c.js", "let c");
    for path in ["c.js", "A.js", "LIB/b.js", "lib/../a.js", "../a.js", "gone.js", "", "overt.lock"] {
        assert_eq!(refusal(&opened, &tree.path().join(path)).0, Code::NotListed, "{path}");
    }
    assert_eq!(refusal(&opened, Path::new("/etc/passwd")).0, Code::NotListed);
}

#[test]
fn a_changed_file_is_refused_with_its_digest() {
    let (tree, opened) = locked();
    tree.write("a.js", "let x");
    assert_eq!(refusal(&opened, Path::new("a.js")), (Code::Digest, Some(Digest::of(b"let x"))));
    tree.write("a.js", "let a // longer");
    assert_eq!(refusal(&opened, Path::new("a.js")), (Code::Digest, None));
}

/// A system that executes one file only.
#[derive(Debug)]
struct Only(u64);

impl Platform for Only {
    fn may_execute(&self, file: &fs::File) -> std::io::Result<()> {
        if file.metadata()?.len() == self.0 { Ok(()) } else { Err(std::io::ErrorKind::PermissionDenied.into()) }
    }
}

#[test]
fn listed_code_that_the_system_would_not_execute_is_refused_and_data_is_not_asked_about() {
    let tree = Scratch::with(&[("a.js", "let a"), ("long.js", "let longer"), ("package.json", "{}")]);
    lock(&Request::of(tree.path()), &crate::Progress::new()).unwrap();
    let opened = Opened::at(&tree.path().join("overt.lock"), None, &Trust::default()).unwrap().asking(Box::new(Only(5)));
    assert!(opened.verified(Path::new("a.js")).is_ok());
    assert!(opened.verified(Path::new("package.json")).is_ok());
    assert_eq!(refusal(&opened, Path::new("long.js")), (Code::NotExecutable, None));
    // What is not listed is no question for the system.
    tree.write("new.js", "let n");
    assert_eq!(refusal(&opened, Path::new("new.js")).0, Code::NotListed);
}

#[cfg(unix)]
#[test]
fn links_pipes_and_folders_are_refused_without_waiting() {
    let (tree, opened) = locked();
    fs::rename(tree.path().join("a.js"), tree.path().join("moved.js")).unwrap();
    std::os::unix::fs::symlink("moved.js", tree.path().join("a.js")).unwrap();
    assert_eq!(refusal(&opened, Path::new("a.js")).0, Code::Read);
    fs::remove_file(tree.path().join("a.js")).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(tree.path().join("a.js")).status().unwrap().success());
    assert_eq!(refusal(&opened, Path::new("a.js")).0, Code::NotRegular);
    fs::remove_file(tree.path().join("a.js")).unwrap();
    fs::create_dir(tree.path().join("a.js")).unwrap();
    assert_eq!(refusal(&opened, Path::new("a.js")).0, Code::NotRegular);
    fs::rename(tree.path().join("lib"), tree.path().join("real")).unwrap();
    std::os::unix::fs::symlink("real", tree.path().join("lib")).unwrap();
    assert_eq!(refusal(&opened, Path::new("lib/b.js")).0, Code::Read);
}

/// Whoever opens it gets the listed bytes or nothing, however the file grows and shrinks meanwhile.
#[cfg(unix)]
#[test]
fn a_file_that_grows_and_shrinks_while_it_is_read() {
    use std::os::unix::fs::FileExt;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::thread;

    let good = vec![b'x'; 1 << 20];
    let tree = Scratch::with(&[]);
    tree.write("a.js", &good);
    lock(&Request::of(tree.path()), &crate::Progress::new()).unwrap();
    let opened = Opened::at(&tree.path().join("overt.lock"), None, &Trust::default()).unwrap();
    let done = AtomicBool::new(false);
    let (ran, refused) = thread::scope(|scope| {
        scope.spawn(|| {
            let file = fs::OpenOptions::new().write(true).open(tree.path().join("a.js")).unwrap();
            while !done.load(Ordering::Relaxed) {
                for size in [good.len() as u64 + 1, good.len() as u64 - 1, 5 << 20, good.len() as u64] {
                    file.set_len(size).unwrap();
                    // What was cut off is zeros by now.
                    file.write_all_at(&good, 0).unwrap();
                }
                file.set_len(good.len() as u64).unwrap();
                thread::sleep(std::time::Duration::from_millis(1));
            }
        });
        let (mut ran, mut refused) = (0, 0);
        while (ran == 0 || refused == 0 || ran + refused < 100) && ran + refused < 20_000 {
            match opened.verified(Path::new("a.js")) {
                Ok(verified) => {
                    assert!(verified.into_bytes() == good);
                    ran += 1;
                }
                Err(refusal) => {
                    assert_eq!(refusal.error.code(), Code::Digest);
                    refused += 1;
                }
            }
        }
        done.store(true, Ordering::Relaxed);
        (ran, refused)
    });
    assert!(ran > 0 && refused > 0, "{ran} ran, {refused} were refused");
}
