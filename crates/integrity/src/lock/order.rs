//! Entries in the order of their paths' bytes.

use crate::manifest::Entry;
use std::thread;

/// Each thread sorts a part; a stable sort finds the parts sorted, and merges them.
pub(super) fn in_order<'a>(entries: &'a [Entry<'a>]) -> Vec<&'a Entry<'a>> {
    let mut order: Vec<_> = entries.iter().collect();
    let parts = thread::available_parallelism().map_or(2, usize::from);
    let length = order.len().div_ceil(parts).max(1);
    thread::scope(|scope| {
        for part in order.chunks_mut(length) {
            scope.spawn(|| part.sort_unstable_by_key(|entry| entry.path));
        }
    });
    order.sort_by_key(|entry| entry.path);
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Digest;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn as_one_sort_would_have_them(paths in proptest::collection::vec("[a-c/.-]{0,6}", 0..60)) {
            let entries: Vec<_> = paths.iter().map(|path| Entry::new(path, Digest::of(b""), 0)).collect();
            let mut expected: Vec<_> = paths.iter().map(String::as_str).collect();
            expected.sort_unstable();
            prop_assert_eq!(in_order(&entries).into_iter().map(|entry| entry.path).collect::<Vec<_>>(), expected);
        }
    }
}
