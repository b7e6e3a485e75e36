//! The commands that make manifests and keys, and check a tree. What takes long runs in the background, so that the command can show progress.

use crate::{Exports, json, platform};
use integrity::lock::{Cache, Request};
use integrity::manifest::Trust;
use integrity::manifest::head::Head;
use integrity::verify::Differences;
use integrity::{Digest, Error, Progress, key};
use napi::bindgen_prelude::{AsyncTask, Env, Result};
use napi::{Status, Task};
use napi_derive::napi;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

pub(crate) const EXPORTS: Exports = &[
    ("lock", lock_c_callback),
    ("listTree", list_tree_c_callback),
    ("verify", verify_c_callback),
    ("treeProgress", tree_progress_c_callback),
    ("newKey", new_key_c_callback),
];

/// Of all that this process walks: a command walks one tree.
static PROGRESS: Progress = Progress::new();

pub(crate) fn failed(why: &Error) -> String {
    json::error(why.code().as_str(), why.message())
}

/// `pubkey`, the text of a public key, and `minSerial`. What is there and is neither trusts nothing: no key, and no serial that there is.
pub(crate) fn trust(options: &Value) -> Trust {
    let given = |name| options.get(name).filter(|value| !value.is_null());
    let pubkey = given("pubkey").map(|key| key.as_str().unwrap_or_default().to_owned());
    Trust { pubkey, min_serial: given("minSerial").map_or(0, |serial| serial.as_u64().unwrap_or(u64::MAX)) }
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

/// What the warm run of an application left: `cache` names the file, `sources` has the digests of what it was made of, by path.
fn start_up_cache(options: &Value) -> std::result::Result<Option<Cache>, Error> {
    let Some(file) = path(options, "cache") else { return Ok(None) };
    let source = |(path, digest): (&String, &Value)| Some((path.clone(), Digest::parse(digest.as_str()?)?));
    let sources = options.get("sources").and_then(Value::as_object).into_iter().flatten().filter_map(source).collect();
    Cache::read(&file, sources).map(Some)
}

/// A command in a thread of Node's pool.
pub struct Background {
    folder: PathBuf,
    options: String,
    work: fn(&Path, &Value) -> std::result::Result<Value, Error>,
}

impl Task for Background {
    type Output = String;
    type JsValue = String;

    fn compute(&mut self) -> Result<String> {
        let work = || match json::options(&self.options) {
            Ok(options) => (self.work)(&self.folder, &options).map_or_else(|why| failed(&why), |value| value.to_string()),
            Err(why) => json::error("OVERT_MANIFEST", &why),
        };
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(work))
            .map_err(|_| napi::Error::new(Status::GenericFailure, "the walk panicked"))
    }

    fn resolve(&mut self, _env: Env, output: String) -> Result<String> {
        Ok(output)
    }
}

/// Makes a manifest of `folder`. Options: `output`, `serial`, `key` (the path of a secret key), `expected` (the digest of
/// what `listTree` answered), `code` (digests of code that is in no file), and what a warm run left (`cache`, `sources`). A head's JSON.
#[napi(no_export)]
pub fn lock(folder: String, options: String) -> AsyncTask<Background> {
    AsyncTask::new(Background { folder: folder.into(), options, work: locked })
}

fn locked(folder: &Path, options: &Value) -> std::result::Result<Value, Error> {
    let key = path(options, "key").map(|key| key::read(&key)).transpose()?;
    let (output, serial) = (path(options, "output"), options.get("serial").and_then(Value::as_u64));
    let expected = options.get("expected").and_then(Value::as_str).and_then(Digest::parse);
    let cache = start_up_cache(options)?;
    let code = options.get("code").and_then(Value::as_array).into_iter().flatten();
    let code = code.filter_map(|digest| Digest::parse(digest.as_str()?)).collect();
    integrity::lock::lock(
        &Request { code, output, serial, key, expected, cache, system: platform::system(false), ..Request::of(folder) },
        &PROGRESS,
    )
    .map(head)
}

/// The text that `lock` would write. Options: `output`. `{"text"}`.
#[napi(no_export)]
pub fn list_tree(folder: String, options: String) -> AsyncTask<Background> {
    AsyncTask::new(Background { folder: folder.into(), options, work: listed })
}

fn listed(folder: &Path, options: &Value) -> std::result::Result<Value, Error> {
    let request = Request { output: path(options, "output"), system: platform::system(false), ..Request::of(folder) };
    integrity::lock::listing(&request, &PROGRESS).map(|text| json!({ "text": text }))
}

/// Checks `folder` against its manifest. Options: `manifest`, `pubkey`, `minSerial`, `verity` (whether fs-verity digests are read: `"protected"`,
/// `{"path","verity"}`, and `"protectedCount"`). A head's JSON with `"ok"`, `"added"` and `"removed"`
/// (`{"path","digest"}`), `"changed"` (`{"path","expected","actual"}`), `"unreadable"` (`{"path","why"}`), `"unnamed"` (a number).
#[napi(no_export)]
pub fn verify(folder: String, options: String) -> AsyncTask<Background> {
    AsyncTask::new(Background { folder: folder.into(), options, work: verified })
}

fn verified(folder: &Path, options: &Value) -> std::result::Result<Value, Error> {
    let asks = options.get("verity") == Some(&Value::Bool(true));
    let (of, differences) =
        integrity::verify::verify(folder, path(options, "manifest").as_deref(), &trust(options), platform::system(asks), &PROGRESS)?;
    let mut report = head(of);
    if let Value::Object(report) = &mut report {
        report.extend(differing(&differences));
        if asks {
            let named = differences.protected.iter().map(|(path, verity)| json!({ "path": path, "verity": verity.to_string() }));
            report.insert("protected".to_owned(), named.collect());
            report.insert("protectedCount".to_owned(), differences.protected_count.into());
        }
    }
    Ok(report)
}

fn differing(differences: &Differences) -> serde_json::Map<String, Value> {
    let Differences { added, removed, changed, unreadable, unnamed, .. } = differences;
    let with_digest = |(path, digest): &(String, Digest)| json!({ "path": path, "digest": digest.to_string() });
    let changed = changed.iter();
    let changed =
        changed.map(|(path, expected, actual)| json!({ "path": path, "expected": expected.to_string(), "actual": actual.to_string() }));
    let report = json!({
        "ok": differences.is_empty(),
        "added": added.iter().map(with_digest).collect::<Vec<_>>(),
        "removed": removed.iter().map(with_digest).collect::<Vec<_>>(),
        "changed": changed.collect::<Vec<_>>(),
        "unreadable": unreadable.iter().map(|(path, why)| json!({ "path": path, "why": why })).collect::<Vec<_>>(),
        "unnamed": unnamed,
    });
    if let Value::Object(report) = report { report } else { serde_json::Map::new() }
}

/// How many files `lock` and `verify` have hashed in this process, and how many bytes they have.
#[napi(no_export, catch_unwind)]
pub fn tree_progress() -> Vec<i64> {
    let (files, bytes) = PROGRESS.done();
    [files, bytes].map(|count| i64::try_from(count).unwrap_or(i64::MAX)).to_vec()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_neither_a_key_nor_a_serial_trusts_nothing() {
        let asked = |options| {
            let Trust { pubkey, min_serial } = trust(&options);
            (pubkey, min_serial)
        };
        assert_eq!(asked(json!({})), (None, 0));
        assert_eq!(asked(json!({ "pubkey": null, "minSerial": null })), (None, 0));
        assert_eq!(asked(json!({ "pubkey": "a", "minSerial": 7 })), (Some("a".to_owned()), 7));
        assert_eq!(asked(json!({ "pubkey": 1, "minSerial": -1 })), (Some(String::new()), u64::MAX));
    }
}
