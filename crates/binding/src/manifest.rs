//! The manifest that a run trusts. The commands that make and check one: [`crate::tree`].

use crate::tree::{failed, head, path, trust};
use crate::{Exports, json, platform, values};
use integrity::{Digest, Error, Opened};
use napi::bindgen_prelude::{Env, Result, Unknown, check_status, sys};
use napi_derive::napi;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::ptr;
use std::sync::OnceLock;

pub(crate) const EXPORTS: Exports =
    &[("openManifest", open_manifest_c_callback), ("verifiedRead", verified_read_c_callback), ("allowsCode", allows_code_c_callback)];

/// The manifest of the process, with the path it was opened by. It cannot be changed.
static OPENED: OnceLock<(PathBuf, Opened)> = OnceLock::new();

/// The manifest of the process, where it trusts one.
pub(crate) fn opened() -> Option<&'static Opened> {
    OPENED.get().map(|(_, opened)| opened)
}

/// Opens the manifest that this process trusts. Options: `pubkey`, `minSerial`, `root`, `executeCheck`. `{"serial","count","text","index","cache","code","root"}`; `code`
/// is how many pieces of code without a file it lists.
#[napi(no_export, catch_unwind)]
pub fn open_manifest(manifest: String, options: String) -> String {
    let options = match json::options(&options) {
        Ok(options) => options,
        Err(why) => return json::error("OVERT_MANIFEST", &why),
    };
    let manifest = PathBuf::from(manifest);
    if OPENED.get().is_none() {
        match Opened::at(&manifest, path(&options, "root").as_deref(), &trust(&options)) {
            // Where another thread was quicker, the paths are compared below.
            Ok(opened) => match platform::heeded(opened, options.get("executeCheck") == Some(&Value::Bool(true))) {
                Ok(opened) => drop(OPENED.set((manifest.clone(), opened))),
                Err(why) => return json::error("OVERT_NOT_EXECUTABLE", &format!("the system's verdict about files cannot be had: {why}")),
            },
            Err(why) => return failed(&why),
        }
    }
    match OPENED.get() {
        Some((of, opened)) if *of == manifest => {
            let mut report = head(opened.head());
            if let Value::Object(report) = &mut report {
                report.insert("code".to_owned(), opened.manifest().code_count().into());
                report.insert("root".to_owned(), opened.root().to_string_lossy().into());
            }
            report.to_string()
        }
        _ => json::error("OVERT_MANIFEST", "another manifest is open already; a process trusts one"),
    }
}

/// Whether the process's manifest lists code that is in no file under this BLAKE3 digest.
#[napi(no_export, catch_unwind)]
pub fn allows_code(digest: String) -> bool {
    opened().zip(Digest::parse(&digest)).is_some_and(|(opened, digest)| opened.manifest().allows_code(&digest))
}

/// Verified open: `{allowed, reason, message, digest, expected, size, verity, text, bytes}`. `text` is the source as a string, or `bytes` a Buffer where
/// `as_bytes` is true; both are null where the file may not run. `reason` is an error's code, or null. `verity` is the fs-verity digest of a protected file that may
/// run, where `measures` is true.
///
/// # Errors
/// JavaScript values cannot be made.
#[napi(no_export, catch_unwind)]
pub fn verified_read(env: Env, path: String, as_bytes: Option<bool>, measures: Option<bool>) -> Result<Unknown<'static>> {
    let raw = env.raw();
    let text = |text: Option<&str>| values::optional(raw, text);
    let answer = |allowed: bool,
                  error: Option<&Error>,
                  digest: Option<String>,
                  expected: Option<String>,
                  size: Option<u64>,
                  verity,
                  source,
                  bytes| {
        values::object(
            raw,
            &[
                ("allowed", boolean(raw, allowed)?),
                ("reason", text(error.map(|error| error.code().as_str()))?),
                ("message", text(error.map(Error::message))?),
                ("digest", text(digest.as_deref())?),
                ("expected", text(expected.as_deref())?),
                ("size", number(raw, size)?),
                ("verity", verity),
                ("text", source),
                ("bytes", bytes),
            ],
        )
    };
    let none = text(None)?;
    let read = |opened: &Opened| if measures == Some(true) { opened.measured(Path::new(&path)) } else { opened.verified(Path::new(&path)) };
    let value = match opened().map(read) {
        None => {
            let reason = ("reason", text(Some("OVERT_MANIFEST"))?);
            let message = ("message", text(Some("no manifest is open"))?);
            values::object(
                raw,
                &[
                    ("allowed", boolean(raw, false)?),
                    reason,
                    message,
                    ("digest", none),
                    ("expected", none),
                    ("size", none),
                    ("verity", none),
                    ("text", none),
                    ("bytes", none),
                ],
            )?
        }
        Some(Ok(verified)) => {
            let (digest, size) = (verified.digest().to_string(), verified.size());
            let verity = text(verified.verity().map(ToString::to_string).as_deref())?;
            let bytes = verified.into_bytes();
            let (source, bytes) = if as_bytes == Some(true) { (none, buffer(raw, &bytes)?) } else { (values::source(raw, &bytes)?, none) };
            answer(true, None, Some(digest.clone()), Some(digest), Some(size), verity, source, bytes)?
        }
        Some(Err(refusal)) => {
            let digest = |digest: Option<Digest>| digest.map(|digest| digest.to_string());
            answer(false, Some(&refusal.error), digest(refusal.actual), digest(refusal.expected), refusal.size, none, none, none)?
        }
    };
    // SAFETY: a value of this callback's scope, handed to its caller.
    Ok(unsafe { Unknown::from_raw_unchecked(raw, value) })
}

fn boolean(env: sys::napi_env, value: bool) -> Result<sys::napi_value> {
    let mut result = ptr::null_mut();
    // SAFETY: called from a callback of Node-API.
    check_status!(unsafe { sys::napi_get_boolean(env, value, &raw mut result) })?;
    Ok(result)
}

fn number(env: sys::napi_env, value: Option<u64>) -> Result<sys::napi_value> {
    let Some(value) = value else { return values::optional(env, None) };
    let mut result = ptr::null_mut();
    // SAFETY: called from a callback of Node-API. No file reaches the 2^63 bytes at which this would saturate.
    check_status!(unsafe { sys::napi_create_int64(env, i64::try_from(value).unwrap_or(i64::MAX), &raw mut result) })?;
    Ok(result)
}

fn buffer(env: sys::napi_env, bytes: &[u8]) -> Result<sys::napi_value> {
    let (mut data, mut result) = (ptr::null_mut(), ptr::null_mut());
    // SAFETY: data and length belong together; the call copies.
    check_status!(unsafe { sys::napi_create_buffer_copy(env, bytes.len(), bytes.as_ptr().cast(), &raw mut data, &raw mut result) })?;
    Ok(result)
}
