//! The commands that make manifests and keys, and check a tree.

use crate::{Exports, json};
use integrity::lock::{Differences, Request};
use integrity::manifest::Trust;
use integrity::manifest::head::Head;
use integrity::{Error, key};
use napi_derive::napi;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

pub(crate) const EXPORTS: Exports = &[("lock", lock_c_callback), ("verify", verify_c_callback), ("newKey", new_key_c_callback)];

pub(crate) fn failed(why: &Error) -> String {
    json::error(why.code().as_str(), why.message())
}

/// `pubkey`, the text of a public key, and `minSerial`.
pub(crate) fn trust(options: &Value) -> Trust {
    let pubkey = options.get("pubkey").and_then(Value::as_str).map(str::to_owned);
    Trust { pubkey, min_serial: options.get("minSerial").and_then(Value::as_u64).unwrap_or(0) }
}

pub(crate) fn path(options: &Value, key: &str) -> Option<PathBuf> {
    options.get(key).and_then(Value::as_str).map(PathBuf::from)
}

/// `{"serial","count","text","index","cache"}`.
pub(crate) fn head(head: Head) -> Value {
    json!({
        "serial": head.serial, "count": head.count,
        "text": head.text.to_string(), "index": head.index.to_string(), "cache": head.cache.map(|cache| cache.to_string()),
    })
}

/// Makes a manifest of `folder`. Options: `output`, `serial`, `key` (the path of a secret key). A head's JSON.
#[napi(no_export, catch_unwind)]
pub fn lock(folder: String, options: String) -> String {
    let options = match json::options(&options) {
        Ok(options) => options,
        Err(why) => return json::error("OVERT_MANIFEST", &why),
    };
    let made = path(&options, "key").map(|key| key::read(&key)).transpose().and_then(|key| {
        let request = Request {
            output: path(&options, "output"),
            serial: options.get("serial").and_then(Value::as_u64),
            key,
            ..Request::of(Path::new(&folder))
        };
        integrity::lock::lock(&request)
    });
    made.map_or_else(|why| failed(&why), |made| head(made).to_string())
}

/// Checks `folder` against its manifest. Options: `manifest`, `pubkey`, `minSerial`.
/// A head's JSON with `"ok","added":[path],"removed":[path],"changed":[{"path","expected","actual"}]`.
#[napi(no_export, catch_unwind)]
pub fn verify(folder: String, options: String) -> String {
    let options = match json::options(&options) {
        Ok(options) => options,
        Err(why) => return json::error("OVERT_MANIFEST", &why),
    };
    match integrity::lock::verify(Path::new(&folder), path(&options, "manifest").as_deref(), &trust(&options)) {
        Ok((of, differences)) => report(of, &differences).to_string(),
        Err(why) => failed(&why),
    }
}

fn report(of: Head, differences: &Differences) -> Value {
    let changed = differences.changed.iter();
    let changed =
        changed.map(|(path, expected, actual)| json!({ "path": path, "expected": expected.to_string(), "actual": actual.to_string() }));
    let mut report = head(of);
    if let Value::Object(report) = &mut report {
        report.insert("ok".to_owned(), differences.is_empty().into());
        report.insert("added".to_owned(), differences.added.clone().into());
        report.insert("removed".to_owned(), differences.removed.clone().into());
        report.insert("changed".to_owned(), changed.collect::<Vec<_>>().into());
    }
    report
}

/// Makes a key pair: `NAME.key` and `NAME.pub`. `{"id","key","pubkey","public"}`: the id, both paths, the public key's text.
#[napi(no_export, catch_unwind)]
pub fn new_key(name: String) -> String {
    match key::create(Path::new(&name)) {
        Ok((made, [key, pubkey])) => {
            json!({ "id": made.id(), "key": key.to_string_lossy(), "pubkey": pubkey.to_string_lossy(), "public": made.public() })
                .to_string()
        }
        Err(why) => failed(&why),
    }
}
