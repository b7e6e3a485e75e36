use super::head::Head;
use super::index::{Index, Kind};
use super::*;
use proptest::prelude::*;

/// Digests and sizes by path.
type Listed = std::collections::BTreeMap<String, ([u8; 32], u64)>;

fn listed() -> impl Strategy<Value = Listed> {
    proptest::collection::btree_map("[a-z\\\\\n é./-]{1,12}", (any::<[u8; 32]>(), any::<u64>()), 0..40)
}

fn entries(listed: &Listed) -> Vec<Entry<'_>> {
    listed.iter().map(|(path, (digest, size))| Entry::new(path, Digest::from_bytes(*digest), *size)).collect()
}

fn made(entries: &[Entry], sections: &[(Kind, Vec<u8>)]) -> (String, Vec<u8>, Head) {
    let (text, index) = (text::written(entries), index::built(entries, sections).unwrap());
    let cache = sections.first().map(|(_, bytes)| Digest::of(bytes));
    let head = Head { serial: 3, count: entries.len() as u64, text: Digest::of(text.as_bytes()), index: Digest::of(&index), cache };
    (text, index, head)
}

fn sections() -> impl Strategy<Value = Vec<(Kind, Vec<u8>)>> {
    let bytes = || proptest::collection::vec(any::<u8>(), 0..40);
    proptest::collection::btree_map(2_u32.., bytes(), 0..3)
        .prop_map(|map| map.into_iter().map(|(kind, bytes)| (Kind(kind), bytes)).collect())
}

fn parsed(bytes: Vec<u8>, head: &Head) -> Result<Index, String> {
    Index::parse(Bound::new(bytes, &head.index).ok_or("another digest")?, head.count)
}

/// Past the digest, as somebody who holds the key would.
fn parsed_anyway(bytes: Vec<u8>, count: u64) -> Result<Index, String> {
    let digest = Digest::of(&bytes);
    Index::parse(Bound::new(bytes, &digest).unwrap(), count)
}

proptest! {
    #[test]
    fn text_and_index_say_the_same(listed in listed(), sections in sections()) {
        let entries = entries(&listed);
        let (text, bytes, head) = made(&entries, &sections);
        let index = parsed(bytes, &head).unwrap();
        for (kind, section) in &sections {
            prop_assert_eq!(&index.section(*kind).unwrap()[..section.len()], &section[..]);
        }
        prop_assert_eq!(index.section(Kind(0)), None);
        let listed = text::parse(&text).unwrap();
        prop_assert_eq!(listed.len(), entries.len());
        let places = places::Places::of(&index);
        for ((path, digest), entry) in listed.iter().zip(&entries) {
            prop_assert_eq!((path.as_str(), digest), (entry.path, &entry.digest));
            let found = index.find(path).unwrap();
            prop_assert_eq!(places.find(&entry.key).map(|(_, listed)| listed), Some(found));
            prop_assert_eq!((found.digest, found.size), (entry.digest, entry.size));
        }
        prop_assert!(index.find("no such file, upper case: A").is_none());
        prop_assert!(places.find(&index::key("no such file, upper case: A")).is_none());
        let rows: std::collections::BTreeSet<_> = entries.iter().filter_map(|entry| Some(places.find(&entry.key)?.0)).collect();
        prop_assert!(rows.into_iter().eq(0..entries.len()));
        prop_assert_eq!(Head::parse(head.to_string().as_bytes()), Ok(head));
    }

    #[test]
    fn a_changed_index_is_refused(listed in listed(), sections in sections(), at in any::<prop::sample::Index>(), flip in 1_u8..) {
        let entries = entries(&listed);
        let (_, mut bytes, head) = made(&entries, &sections);
        let at = at.index(bytes.len());
        bytes[at] ^= flip;
        prop_assert!(parsed(bytes.clone(), &head).is_err());
        if let Ok(index) = parsed_anyway(bytes, head.count) {
            // What it says is the signer's; that it is answered is asked here.
            let found = entries.iter().filter(|entry| index.find(entry.path).is_some()).count();
            prop_assert!(found <= entries.len());
        }
    }

    #[test]
    fn a_cut_index_is_refused(listed in listed(), sections in sections(), at in any::<prop::sample::Index>()) {
        let entries = entries(&listed);
        let (_, mut bytes, head) = made(&entries, &sections);
        bytes.truncate(at.index(bytes.len()));
        prop_assert!(parsed_anyway(bytes, head.count).is_err());
    }

    #[test]
    fn a_changed_head_never_means_the_same(listed in listed(), at in any::<prop::sample::Index>(), flip in 1_u8..) {
        let entries = entries(&listed);
        let (_, _, head) = made(&entries, &[(Kind::RESOLUTION, vec![])]);
        let mut bytes = head.to_string().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] ^= flip;
        prop_assert_ne!(Head::parse(&bytes).ok(), Some(head));
    }

    #[test]
    fn any_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..600), path in ".*") {
        for head in [&b""[..], b"overtidx\x01\0\0\0", b"overtidx\x01\0\0\0\x01\0\0\0\x01\0\0\0\0\0\0\0\x28\0\0\0\0\0\0\0"] {
            if let Ok(index) = parsed_anyway([head, &bytes].concat(), 0) {
                let _ = index.find(&path);
            }
        }
        let _ = Head::parse(&bytes);
        let _ = text::parse(&String::from_utf8_lossy(&bytes));
        let _ = text::parse(&path);
    }

    #[test]
    fn a_texts_lines_have_one_form(listed in listed()) {
        let entries = entries(&listed);
        let (text, ..) = made(&entries, &[]);
        let parsed = text::parse(&text).unwrap();
        let again: Vec<_> = parsed.iter().map(|(path, digest)| Entry::new(path, *digest, 0)).collect();
        prop_assert_eq!(text::written(&again), text);
    }
}

#[test]
fn further_sections_have_an_order() {
    assert!(index::built(&[], &[(Kind(3), vec![]), (Kind(2), vec![])]).is_none());
    assert!(index::built(&[], &[(Kind::FILES, vec![])]).is_none());
}
