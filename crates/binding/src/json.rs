//! JSON for what is not on the hot path.

use serde_json::{Value, json};

/// An error as JavaScript gets it.
pub(crate) fn error(code: &str, message: &str) -> String {
    json!({ "error": { "code": code, "message": message } }).to_string()
}

/// An object of options; an empty text is an empty object.
pub(crate) fn options(text: &str) -> Result<Value, String> {
    if text.is_empty() {
        return Ok(json!({}));
    }
    match serde_json::from_str(text) {
        Ok(value @ Value::Object(_)) => Ok(value),
        Ok(_) => Err("the options are no object".to_owned()),
        Err(why) => Err(format!("the options are no JSON: {why}")),
    }
}
