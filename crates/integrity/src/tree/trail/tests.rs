use super::super::scratch::Scratch;
use super::unix::{MOST, Trail};
use crate::read::Source;
use proptest::prelude::*;
use rustix::fs::{fstat, stat};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever was opened and kept before, a path leads to its own folder.
    #[test]
    fn the_folder_of_a_path_is_opened_from_wherever(paths in proptest::collection::vec((proptest::collection::vec("[ab]", 0..6), any::<bool>()), 1..40)) {
        let tree = Scratch::with(&[]);
        let source = Source::at(tree.path()).unwrap();
        let mut trail = Trail::default();
        for (parts, keep) in paths {
            let path = parts.join("/");
            std::fs::create_dir_all(tree.path().join(&path)).unwrap();
            let folder = trail.open(&source, &path).unwrap();
            let (opened, there) = (fstat(folder.descriptor().unwrap()).unwrap(), stat(tree.path().join(&path)).unwrap());
            prop_assert_eq!((opened.st_dev, opened.st_ino), (there.st_dev, there.st_ino), "{}", path);
            if keep {
                trail.keep(&path, folder);
            }
        }
    }
}

#[test]
fn few_folders_stay_open_and_lie_about_evenly() {
    let tree = Scratch::with(&[]);
    let source = Source::at(tree.path()).unwrap();
    let (mut trail, mut path) = (Trail::default(), String::new());
    for level in 0..1000 {
        std::fs::create_dir(tree.path().join(&path).join("d")).unwrap();
        path.push_str(if level == 0 { "d" } else { "/d" });
        let folder = trail.open(&source, &path).unwrap();
        trail.keep(&path, folder);
        assert!(trail.held.len() <= MOST);
    }
    let between = |near: &[(usize, _)]| near[1].0 - near[0].0;
    assert!(trail.held.windows(2).map(between).max() <= Some(4 * path.len() / MOST));
}

#[test]
fn a_link_is_not_followed_from_a_folder_that_is_open() {
    let tree = Scratch::with(&[("a/b/file", "")]);
    std::os::unix::fs::symlink("b", tree.path().join("a/link")).unwrap();
    let source = Source::at(tree.path()).unwrap();
    let mut trail = Trail::default();
    let folder = trail.open(&source, "a").unwrap();
    trail.keep("a", folder);
    assert!(trail.open(&source, "a/link").is_err());
    assert!(trail.open(&source, "a/..").is_err());
    assert!(trail.open(&source, "a/b").is_ok());
}
