use super::*;
use crate::Digest;
use crate::tree::Entry;
use proptest::prelude::*;

fn entries() -> impl Strategy<Value = Vec<Entry>> {
    proptest::collection::btree_map("[a-z\\\\\n é./-]{1,12}", (any::<[u8; 32]>(), any::<u64>()), 0..40)
        .prop_map(|map| map.into_iter().map(|(path, (digest, size))| Entry { path, digest: Digest::from_bytes(digest), size }).collect())
}

fn made(entries: &[Entry]) -> (String, Vec<u8>, Head) {
    let (text, index) = (text::written(entries), index::built(entries).unwrap());
    let head = Head { serial: 3, count: entries.len() as u64, text: Digest::of(text.as_bytes()), index: Digest::of(&index) };
    (text, index, head)
}

proptest! {
    #[test]
    fn text_and_index_say_the_same(entries in entries()) {
        let (text, bytes, head) = made(&entries);
        let index = Index::parse(bytes, &head).unwrap();
        let listed = text::parse(&text).unwrap();
        prop_assert_eq!(listed.len(), entries.len());
        for ((path, digest), entry) in listed.iter().zip(&entries) {
            prop_assert_eq!((path, digest), (&entry.path, &entry.digest));
            let found = index.find(path).unwrap();
            prop_assert_eq!((found.digest, found.size), (entry.digest, entry.size));
        }
        prop_assert!(index.find("no such file, upper case: A").is_none());
        prop_assert_eq!(Head::parse(head.to_string().as_bytes()), Ok(head));
    }

    #[test]
    fn a_changed_index_is_refused(entries in entries(), at in any::<prop::sample::Index>(), flip in 1_u8..) {
        let (_, mut bytes, head) = made(&entries);
        if !bytes.is_empty() {
            let at = at.index(bytes.len());
            bytes[at] ^= flip;
            prop_assert!(Index::parse(bytes, &head).is_err());
        }
    }

    #[test]
    fn a_changed_head_never_means_the_same(entries in entries(), at in any::<prop::sample::Index>(), flip in 1_u8..) {
        let (_, _, head) = made(&entries);
        let mut bytes = head.to_string().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] ^= flip;
        prop_assert_ne!(Head::parse(&bytes).ok(), Some(head));
    }

    #[test]
    fn any_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..600), path in ".*") {
        let head = Head { serial: 0, count: (bytes.len() / index::ENTRY) as u64, text: Digest::of(b""), index: Digest::of(&bytes) };
        if let Ok(index) = Index::parse(bytes.clone(), &head) {
            let _ = index.find(&path);
        }
        let _ = Head::parse(&bytes);
        let _ = text::parse(&String::from_utf8_lossy(&bytes));
        let _ = text::parse(&path);
    }

    #[test]
    fn a_texts_lines_have_one_form(entries in entries()) {
        let (text, ..) = made(&entries);
        let again: Vec<_> = text::parse(&text).unwrap().into_iter().map(|(path, digest)| Entry { path, digest, size: 0 }).collect();
        prop_assert_eq!(text::written(&again), text);
    }
}

#[test]
fn the_signature_is_never_ignored() {
    let error =
        trusted(&Files::of(Path::new("/nowhere/overt.lock")), &Trust { pubkey: Some("RWQ".to_owned()), min_serial: 0 }).unwrap_err();
    assert_eq!(error.code(), Code::Manifest);
    assert!(error.message().contains("signatures cannot be checked by this version"));
}
