//! Hot swap (docs/design/hot-swap.md): a signed file of rules takes the place of the rules in force while the process runs, where its launcher wants it so.
//!
//! A thread of the process's own looks at the file (`swap/watch.rs`). JavaScript is told by an event of its loop, and, before that, by the first event that it has judged.

mod refusals;
mod threads;
mod watch;

use crate::tree::failed;
use crate::{Exports, force, json};
use integrity::signature::PublicKey;
use napi::bindgen_prelude::{ArrayBuffer, Env, Result, Unknown};
use napi_derive::napi;
use serde_json::{Value, json};
use std::time::Duration;

pub(crate) const EXPORTS: Exports = &[
    ("watchRules", watch_rules_c_callback),
    ("onRules", on_rules_c_callback),
    ("nextRules", next_rules_c_callback),
    ("takeRules", take_rules_c_callback),
    ("refusedRules", refused_rules_c_callback),
    ("rulesSerial", rules_serial_c_callback),
];

/// Has a thread look at a file of signed rules, once a process. Options: `pubkey` (the text of a public key), `interval` in seconds, 5 where it is left out. Null, or an error.
#[napi(no_export, catch_unwind)]
pub fn watch_rules(file: String, options: String) -> Option<String> {
    let options = match json::options(&options) {
        Ok(options) => options,
        Err(why) => return Some(json::error("OVERT_CONFIG", &why)),
    };
    let pubkey = match PublicKey::parse(options.get("pubkey").and_then(Value::as_str).unwrap_or_default()) {
        Ok(pubkey) => pubkey,
        Err(why) => return Some(failed(&why)),
    };
    let interval = options.get("interval").and_then(Value::as_u64).unwrap_or(5).max(1);
    let begun = watch::begin(file.into(), pubkey, Duration::from_secs(interval));
    begun.err().map(|why| json::error("OVERT_FAULT", &format!("the rules cannot be watched: {why}")))
}

/// Has this thread's JavaScript called in its event loop where the rules have been replaced, or a replacement was refused; once a thread. The first word of `memory`,
/// which cannot be detached, is the epoch of the process's rules from now on. Answers `{"epoch","serial"}` of the thread's own.
///
/// # Errors
/// The memory is too small, or the thread is called already.
#[napi(no_export, catch_unwind)]
pub fn on_rules(env: Env, memory: ArrayBuffer<'_>, callback: Unknown<'_>) -> Result<String> {
    threads::add(&env, &memory, &callback)?;
    let own = force::own();
    Ok(json!({ "epoch": own.as_ref().map_or(0, |own| own.epoch), "serial": own.and_then(|own| own.origin.as_ref().map(|origin| origin.serial)) }).to_string())
}

/// Begins to go over to the current rules, whose interests are answered from now on: `{"epoch","rules","serial","digest","previous","lost"}`, or null where
/// the thread has them. `lost`: how many correlations had seen something and are not among the new rules as they were.
#[napi(no_export, catch_unwind)]
pub fn next_rules() -> Option<String> {
    let (own, next) = force::next()?;
    let origin = next.origin.as_ref();
    let said = json!({
        "epoch": next.epoch, "rules": next.rules.count(), "serial": origin.map(|origin| origin.serial),
        "digest": origin.map(|origin| &origin.digest), "previous": own.origin.as_ref().map(|origin| &origin.digest), "lost": next.lost.saturating_sub(own.lost),
    });
    Some(said.to_string())
}

/// Ends to go over to the rules with this epoch: this thread's events are judged by them.
#[napi(no_export, catch_unwind)]
pub fn take_rules(epoch: u32) {
    force::take(epoch);
}

/// What was refused since this was asked last, oldest first: `{"refused":[{"code","message"}],"dropped"}`, or null. `dropped`: how many older ones there was no room for.
#[napi(no_export, catch_unwind)]
pub fn refused_rules() -> Option<String> {
    let (refused, dropped) = refusals::take()?;
    let refused: Vec<Value> = refused.into_iter().map(|why| json!({ "code": why.code, "message": why.message })).collect();
    Some(json!({ "refused": refused, "dropped": dropped }).to_string())
}

/// The serial number of the process's rules, which this thread may not have gone over to yet; 0 where they are not signed.
#[napi(no_export, catch_unwind)]
pub fn rules_serial() -> f64 {
    let serial = force::current().and_then(|current| current.origin.as_ref().map(|origin| origin.serial));
    #[expect(clippy::cast_precision_loss, reason = "a serial number is below 2^53")]
    serial.map_or(0.0, |serial| serial as f64)
}
