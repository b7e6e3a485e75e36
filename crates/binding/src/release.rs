//! Compiled rules that are signed: `overt rules build --key` writes them, `overt rules verify` and a start with `hot_swap` believe them.

use crate::tree::{failed, path};
use crate::{Exports, force, json};
use engine::RuleSet;
use integrity::signature::PublicKey;
use integrity::{Error, key, release};
use napi_derive::napi;
use serde_json::{Value, json};
use std::path::Path;

pub(crate) const EXPORTS: Exports = &[("writeRules", write_rules_c_callback)];
pub(crate) const SIGNED: Exports = &[("openRules", open_rules_c_callback)];

/// Bytes that a file of compiled rules may have.
pub(crate) const LIMIT: u64 = 256 << 20;

/// Writes an image, with its signature where there is a `key` (the path of a secret key). Options: `key`, `serial`. `{"serial"}`, null without a key.
#[napi(no_export, catch_unwind)]
pub fn write_rules(file: String, image: &[u8], options: String) -> String {
    let options = match json::options(&options) {
        Ok(options) => options,
        Err(why) => return json::error("OVERT_WRITE", &why),
    };
    let serial = options.get("serial").and_then(Value::as_u64);
    let written = path(&options, "key")
        .map(|key| key::read(&key))
        .transpose()
        .and_then(|key| release::write(Path::new(&file), image, key.as_ref(), serial));
    written.map_or_else(|why| failed(&why), |serial| json!({ "serial": serial }).to_string())
}

/// Puts a signed image in force. Options: `pubkey` (the text of a public key), `minSerial`. `{"rules","serial","digest"}`.
#[napi(no_export, catch_unwind)]
pub fn open_rules(file: String, options: String) -> String {
    let options = match json::options(&options) {
        Ok(options) => options,
        Err(why) => return json::error("OVERT_KEY", &why),
    };
    let least = match min_serial(&options) {
        Ok(least) => least,
        Err(why) => return json::error("OVERT_SERIAL", &why),
    };
    let read = || -> Result<release::Release, Error> {
        let pubkey = PublicKey::parse(options.get("pubkey").and_then(Value::as_str).unwrap_or_default())?;
        release::read(Path::new(&file), &pubkey, least, LIMIT)
    };
    let release = match read() {
        Ok(release) => release,
        Err(why) => return failed(&why),
    };
    match RuleSet::load(release.bytes()) {
        Ok(rules) => {
            let origin = origin(&release);
            let rules = force::put(rules, Some(origin.clone())).rules.count();
            json!({ "rules": rules, "serial": origin.serial, "digest": origin.digest }).to_string()
        }
        Err(why) => json::error(why.code.as_str(), &format!("`{file}`: {}", why.message)),
    }
}

/// None is 0; what is no serial number is refused, for it would let any version pass.
fn min_serial(options: &Value) -> Result<u64, String> {
    match options.get("minSerial") {
        None | Some(Value::Null) => Ok(0),
        Some(given) => given.as_u64().ok_or_else(|| format!("`{given}` is no serial number")),
    }
}

/// What the record says of it.
pub(crate) fn origin(release: &release::Release) -> force::Origin {
    force::Origin { serial: release.serial(), digest: release.digest().to_string() }
}
