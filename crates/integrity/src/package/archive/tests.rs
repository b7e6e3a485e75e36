use super::*;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use std::io::{Cursor, Write};

struct Packed {
    name: &'static str,
    method: u16,
    data: Vec<u8>,
    size: u32,
}

fn stored(name: &'static str, text: &str) -> Packed {
    Packed { name, method: STORED, data: text.into(), size: u32::try_from(text.len()).unwrap() }
}

fn deflated(name: &'static str, text: &str) -> Packed {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    Packed { method: DEFLATED, data: encoder.finish().unwrap(), ..stored(name, text) }
}

fn zip(entries: &[Packed], comment: &[u8]) -> Vec<u8> {
    let (mut archive, mut directory) = (Vec::new(), Vec::new());
    for Packed { name, method, data, size } in entries {
        let at = u32::try_from(archive.len()).unwrap();
        let (length, packed) = (u16::try_from(name.len()).unwrap(), u32::try_from(data.len()).unwrap());
        archive.extend(
            [
                LOCAL,
                &[20, 0, 0, 0],
                &method.to_le_bytes(),
                &[0; 8],
                &packed.to_le_bytes(),
                &size.to_le_bytes(),
                &length.to_le_bytes(),
                &3_u16.to_le_bytes(),
                name.as_bytes(),
                b"...",
                data,
            ]
            .concat(),
        );
        directory.extend(
            [
                ENTRY,
                &[20, 0, 20, 0, 0, 0],
                &method.to_le_bytes(),
                &[0; 8],
                &packed.to_le_bytes(),
                &size.to_le_bytes(),
                &length.to_le_bytes(),
                &[0; 12],
                &at.to_le_bytes(),
                name.as_bytes(),
            ]
            .concat(),
        );
    }
    let count = u16::try_from(entries.len()).unwrap();
    let (at, size) = (u32::try_from(archive.len()).unwrap(), u32::try_from(directory.len()).unwrap());
    archive.extend(directory);
    archive.extend(
        [
            END,
            &[0; 4],
            &count.to_le_bytes(),
            &count.to_le_bytes(),
            &size.to_le_bytes(),
            &at.to_le_bytes(),
            &u16::try_from(comment.len()).unwrap().to_le_bytes(),
            comment,
        ]
        .concat(),
    );
    archive
}

fn read(archive: &[u8], name: &str) -> Option<String> {
    entry(&mut Cursor::new(archive), name, 1 << 20).ok().map(|bytes| String::from_utf8(bytes).unwrap())
}

#[test]
fn entries_stored_and_deflated_are_read_by_their_whole_name() {
    let long = "exports.a = 1\n".repeat(1_000);
    let archive = zip(
        &[stored("node_modules/a/package.json", "{}"), deflated("node_modules/a/b.js", &long), stored("node_modules/a/empty", "")],
        b"of Yarn's",
    );
    assert_eq!(read(&archive, "node_modules/a/package.json").as_deref(), Some("{}"));
    assert_eq!(read(&archive, "node_modules/a/b.js").as_deref(), Some(long.as_str()));
    assert_eq!(read(&archive, "node_modules/a/empty").as_deref(), Some(""));
    for name in ["a/b.js", "node_modules/a/b.j", "node_modules/a/b.js/", ""] {
        assert_eq!(read(&archive, name), None, "{name}");
    }
    assert!(entry(&mut Cursor::new(&archive), "node_modules/a/b.js", 100).is_err(), "larger than is asked for");
}

#[test]
fn what_is_damaged_or_lies_about_its_size_is_no_file() {
    let text = "exports.a = 1\n".repeat(100);
    for size in [0, 1, u32::MAX] {
        let archive = zip(&[Packed { size, ..deflated("a.js", &text) }, Packed { size, ..stored("b.js", "12") }], b"");
        assert_eq!((read(&archive, "a.js"), read(&archive, "b.js")), (None, None), "{size}");
    }
    assert_eq!(read(&zip(&[Packed { method: 12, ..stored("a.js", "1") }], b""), "a.js"), None);
    let whole = zip(&[deflated("a.js", &text)], b"");
    assert_eq!(read(&whole, "a.js"), Some(text));
    // Whatever is cut off (but for the length of the comment at the end) or changed: an answer.
    for at in 0..whole.len() - 2 {
        assert_eq!(read(whole.get(..at).unwrap(), "a.js"), None);
        let mut changed = whole.clone();
        *changed.get_mut(at).unwrap() ^= 0xff;
        let _ = read(&changed, "a.js");
    }
}
