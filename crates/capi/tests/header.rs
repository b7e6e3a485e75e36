//! The header that is committed is what cbindgen makes of the source: `BLESS=1 cargo test -p overt-capi --test header` writes it.

use std::path::Path;
use std::{env, fs};

#[test]
fn the_header_is_current() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let config = cbindgen::Config::from_file(root.join("cbindgen.toml")).unwrap();
    let mut made = Vec::new();
    cbindgen::Builder::new().with_crate(root).with_config(config).generate().unwrap().write(&mut made);
    // Links of Rust's documentation mean nothing in C.
    let made = plain(&String::from_utf8(made).unwrap());
    let file = root.join("include/overt.h");
    if env::var_os("BLESS").is_some() {
        fs::create_dir_all(root.join("include")).unwrap();
        fs::write(&file, &made).unwrap();
    }
    assert!(fs::read_to_string(&file).unwrap_or_default() == made, "include/overt.h is stale: run with BLESS=1");
}

/// What rustdoc links becomes the name alone.
fn plain(header: &str) -> String {
    let mut out = String::new();
    let mut rest = header;
    while let Some(start) = rest.find("[`") {
        let (before, link) = rest.split_at(start);
        out.push_str(before);
        let Some(end) = link.find("`]") else { break };
        out.push_str(&link[2..end]);
        rest = &link[end + 2..];
        if rest.starts_with('(')
            && let Some(close) = rest.find(')')
        {
            rest = &rest[close + 1..];
        }
    }
    out + rest
}
