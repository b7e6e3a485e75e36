//! A configuration as JSON: how a host that is not written in Rust gets it.
//!
//! In goes a [`Configuration`], out a JSON object in one line. Since JSON is YAML and the keys are
//! the file's own, that text is a configuration again: [`config::parse`](crate::config::parse) of
//! it gives the same value.
//!
//! Nothing can fail here, and nothing is checked again. Linear in what the configuration holds.

use super::{Configuration, HotSwap};
use crate::json;

impl Configuration {
    /// The configuration as a JSON object that holds only the keys that the file names. `responses`
    /// and `placeholders` are objects in the order of the file; what is a list of texts is one here
    /// even where the file has one text. The keys stand in an order of their own, not the file's,
    /// which is the same for every configuration.
    ///
    /// ```yaml
    /// rules: rules/
    /// mode: enforce
    /// responses: { critical: block }
    /// ```
    ///
    /// becomes
    ///
    /// ```json
    /// {"mode":"enforce","rules":["rules/"],"responses":{"critical":"block"}}
    /// ```
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut out = String::from("{");
        let key = |out: &mut String, name: &str| {
            if out.len() > 1 {
                out.push(',');
            }
            json::string(out, name);
            out.push(':');
        };
        let texts = [
            ("mode", &self.mode),
            ("manifest", &self.manifest),
            ("pubkey", &self.pubkey),
            ("log", &self.log),
            ("output_failure", &self.output_failure),
        ];
        for (name, value) in texts.iter().filter_map(|(name, value)| value.as_ref().map(|value| (name, value))) {
            key(&mut out, name);
            json::string(&mut out, value);
        }
        for (name, value) in [
            ("rules", &self.rules),
            ("pipelines", &self.pipelines),
            ("record", &self.record),
            ("context", &self.context),
            ("preloads", &self.preloads),
            ("transformers", &self.transformers),
        ] {
            if let Some(value) = value {
                key(&mut out, name);
                json::strings(&mut out, value.iter().map(String::as_str));
            }
        }
        for (name, value) in [("redact", self.redact), ("allow_degraded", self.allow_degraded), ("execute_check", self.execute_check)] {
            if let Some(value) = value {
                key(&mut out, name);
                out.push_str(if value { "true" } else { "false" });
            }
        }
        if let Some(value) = self.min_serial {
            key(&mut out, "min_serial");
            out.push_str(&value.to_string());
        }
        if let Some(HotSwap { pubkey, min_serial, interval }) = &self.hot_swap {
            key(&mut out, "hot_swap");
            out.push_str("{\"pubkey\":");
            json::string(&mut out, pubkey);
            for (name, number) in [("interval", interval), ("min_serial", min_serial)] {
                if let Some(number) = number {
                    out.push(',');
                    json::string(&mut out, name);
                    out.push(':');
                    out.push_str(&number.to_string());
                }
            }
            out.push('}');
        }
        if let Some(correlation) = &self.correlation {
            key(&mut out, "correlation");
            let texts = [("state", &correlation.state), ("time", &correlation.time)];
            let texts = texts.into_iter().filter_map(|(name, text)| Some(format!("\"{name}\":{}", json::json_string(text.as_ref()?))));
            let every = correlation.every.map(|seconds| format!("\"every\":{seconds}"));
            out.push('{');
            out.push_str(&texts.chain(every).collect::<Vec<_>>().join(","));
            out.push('}');
        }
        if let Some(responses) = &self.responses {
            key(&mut out, "responses");
            for (index, (name, response)) in responses.iter().enumerate() {
                out.push(if index == 0 { '{' } else { ',' });
                json::string(&mut out, name);
                out.push(':');
                json::string(&mut out, response);
            }
            out.push_str(if responses.is_empty() { "{}" } else { "}" });
        }
        if let Some(placeholders) = &self.placeholders {
            key(&mut out, "placeholders");
            for (index, (name, values)) in placeholders.iter().enumerate() {
                out.push(if index == 0 { '{' } else { ',' });
                json::string(&mut out, name);
                out.push(':');
                json::strings(&mut out, values.iter().map(String::as_str));
            }
            out.push_str(if placeholders.is_empty() { "{}" } else { "}" });
        }
        out.push('}');
        out
    }
}
