//! What a manifest's files hold before anybody believes them. The corpus is a manifest of three files, signed with a key whose secret half is gone.

use std::hint::black_box;

use integrity::Digest;
use integrity::manifest::head::Head;
use integrity::manifest::index::{Index, Kind};
use integrity::manifest::{Bound, text};
use integrity::signature::PublicKey;

const KEY: &str = "RWTARgTOn73aAa8uYrNDSSTzCwn6oE4xrlS1mt8RXwKEHeeo5UnEhPwu";
const HEAD: &[u8] = include_bytes!("../corpus/manifest_signature/head");
const SIGNATURE: &str = include_str!("../corpus/manifest_signature/signed");

/// The text: a line gives one path.
pub fn manifest_text(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(listed) = text::parse(text) {
        assert_eq!(listed.len(), text.lines().count());
    }
}

/// The index, with a digest and a count that hold.
pub fn manifest_index(bytes: &[u8]) {
    for count in [(bytes.len().saturating_sub(40) / 56) as u64, 3, 0] {
        let bound = Bound::new(bytes.to_vec(), &Digest::of(bytes)).expect("its own digest");
        let Ok(index) = Index::parse(bound, count) else { continue };
        assert_eq!(index.len() as u64, count);
        for path in ["a.js", "lib/b.js", "", "\u{10ffff}"] {
            black_box(index.find(path));
        }
        black_box((index.section(Kind::FILES), index.section(Kind::RESOLUTION)));
    }
}

/// A signature of the corpus's head, and a head. Only the line that nobody signs may differ from the signature that is one; a head has one form.
pub fn manifest_signature(bytes: &[u8]) {
    let key = PublicKey::parse(KEY).expect("the corpus's key");
    if key.verify(HEAD, bytes).is_ok() {
        let signed = |text: &str| text.split_once('\n').map(|(_, rest)| rest.to_owned());
        assert_eq!(signed(std::str::from_utf8(bytes).expect("text")), signed(SIGNATURE));
    }
    if let Ok(head) = Head::parse(bytes) {
        assert_eq!(head.to_string().as_bytes(), bytes);
    }
}
