//! The configuration file: YAML, read strictly, so that a misspelt key stops the start instead of switching something off.
//!
//! ```
//! let configuration = engine::config::parse("overt.yml", "mode: enforce\nrules: [rules/]\n").expect("a correct configuration");
//! assert_eq!(configuration.mode.as_deref(), Some("enforce"));
//! assert!(engine::config::parse("overt.yml", "moed: enforce\n").is_err());
//! ```

use crate::code::Code;
use crate::diagnostic::{Collector, Diagnostic, Severity, Span, suggestion};
use crate::json;
use crate::response::Response;
use crate::sigma::yaml::{self, Key, Node, Value};

/// A configuration; what the file does not name is `None`, so that the caller's defaults and options apply.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Configuration {
    /// `monitor` or `enforce`.
    pub mode: Option<String>,
    /// Files and folders of rules.
    pub rules: Option<Vec<String>>,
    /// Responses by rule id, level, tag or author, in the order of the file.
    pub responses: Option<Vec<(String, String)>>,
    /// The values of placeholders (`%name%` with the modifier `expand`) by name, in the order of the file.
    pub placeholders: Option<Vec<(String, Vec<String>)>>,
    /// The manifest of the files that may run.
    pub manifest: Option<String>,
    /// The public key that the manifest is signed with.
    pub pubkey: Option<String>,
    /// The lowest serial of a manifest that is accepted.
    pub min_serial: Option<u64>,
    /// The file that records are appended to.
    pub log: Option<String>,
    /// Names or patterns of events that are recorded whatever the rules say.
    pub record: Option<Vec<String>>,
    /// Whether secrets are masked in records.
    pub redact: Option<bool>,
    /// What happens when a record cannot be written: `continue` or `fatal`.
    pub output_failure: Option<String>,
    /// Whether to start with less protection than asked for.
    pub allow_degraded: Option<bool>,
    /// Preloads that may run before overt.
    pub preloads: Option<Vec<String>>,
}

const KEYS: &[&str] = &[
    "mode",
    "rules",
    "responses",
    "placeholders",
    "pipelines",
    "manifest",
    "pubkey",
    "min_serial",
    "log",
    "record",
    "redact",
    "output_failure",
    "correlation",
    "allow_degraded",
    "preloads",
];

/// Reads a configuration.
///
/// # Errors
/// All that is wrong with it: broken YAML, unknown or repeated keys, wrong types, values outside a closed list.
pub fn parse(name: &str, text: &str) -> Result<Configuration, Vec<Diagnostic>> {
    let mut collector = Collector::new(name, text);
    let documents = yaml::read(text, Code::Config, &mut collector);
    let mut reader = Reader { collector: &mut collector };
    let configuration = match documents.as_slice() {
        [] => Configuration::default(),
        [document] => reader.configuration(document),
        [_, second, ..] => {
            reader.error(second.span, "a configuration is one document", "remove what follows `---`");
            Configuration::default()
        }
    };
    if collector.diagnostics.iter().any(|one| one.severity == Severity::Error) { Err(collector.diagnostics) } else { Ok(configuration) }
}

struct Reader<'c, 'f> {
    collector: &'c mut Collector<'f>,
}

impl Reader<'_, '_> {
    fn error(&mut self, span: Span, message: impl Into<String>, hint: impl Into<String>) {
        self.collector.error(Code::Config, span, message, hint);
    }

    fn configuration(&mut self, document: &Node) -> Configuration {
        let mut configuration = Configuration::default();
        let pairs = match &document.value {
            Value::Map(pairs) => pairs.as_slice(),
            Value::Null => &[],
            _ => {
                self.error(document.span, format!("a configuration must be a map, not {}", document.kind()), "write `mode: monitor`, say");
                &[]
            }
        };
        for (key, node) in pairs {
            self.key(key, node, &mut configuration);
        }
        configuration
    }

    fn key(&mut self, key: &Key, node: &Node, into: &mut Configuration) {
        match key.text.as_str() {
            "mode" => into.mode = self.one_of(key, node, &["monitor", "enforce"]),
            "rules" => into.rules = self.texts(key, node),
            "responses" => into.responses = self.responses(node),
            "placeholders" => into.placeholders = self.placeholders(node),
            "manifest" => into.manifest = self.text(key, node),
            "pubkey" => into.pubkey = self.text(key, node),
            "min_serial" => into.min_serial = self.number(key, node),
            "log" => into.log = self.text(key, node),
            "record" => into.record = self.texts(key, node),
            "redact" => into.redact = self.boolean(key, node),
            "output_failure" => into.output_failure = self.one_of(key, node, &["continue", "fatal"]),
            "allow_degraded" => into.allow_degraded = self.boolean(key, node),
            "preloads" => into.preloads = self.texts(key, node),
            "pipelines" | "correlation" => {
                self.error(key.span, format!("`{}` is not supported by this version", key.text), "remove the key");
            }
            other => self.error(key.span, format!("the key `{other}` is unknown"), suggestion(other, KEYS.iter().copied())),
        }
    }

    fn wrong<T>(&mut self, key: &Key, node: &Node, wanted: &str) -> Option<T> {
        self.error(node.span, format!("`{}` must be {wanted}, not {}", key.text, node.kind()), format!("write {wanted}"));
        None
    }

    fn text(&mut self, key: &Key, node: &Node) -> Option<String> {
        match &node.value {
            Value::String(text) if !text.is_empty() => Some(text.clone()),
            Value::String(_) => {
                self.error(node.span, format!("`{}` is empty", key.text), "write a value, or remove the key");
                None
            }
            _ => self.wrong(key, node, "text"),
        }
    }

    fn texts(&mut self, key: &Key, node: &Node) -> Option<Vec<String>> {
        let items = match &node.value {
            Value::List(items) => items.as_slice(),
            Value::String(_) => std::slice::from_ref(node),
            _ => return self.wrong(key, node, "text or a list of texts"),
        };
        items.iter().map(|item| self.text(key, item)).collect()
    }

    fn one_of(&mut self, key: &Key, node: &Node, known: &[&str]) -> Option<String> {
        let text = self.text(key, node)?;
        if known.contains(&text.as_str()) {
            return Some(text);
        }
        self.error(node.span, format!("`{text}` is not a value of `{}`", key.text), suggestion(&text, known.iter().copied()));
        None
    }

    fn boolean(&mut self, key: &Key, node: &Node) -> Option<bool> {
        match node.value {
            Value::Boolean(value) => Some(value),
            _ => self.wrong(key, node, "`true` or `false`"),
        }
    }

    fn number(&mut self, key: &Key, node: &Node) -> Option<u64> {
        match &node.value {
            Value::Integer(digits) => match digits.parse() {
                Ok(value) if value <= 9_007_199_254_740_991 => Some(value),
                _ => {
                    self.error(node.span, format!("`{}` must be between 0 and 9007199254740991", key.text), "write a smaller number");
                    None
                }
            },
            _ => self.wrong(key, node, "a whole number"),
        }
    }

    fn placeholders(&mut self, node: &Node) -> Option<Vec<(String, Vec<String>)>> {
        let Value::Map(pairs) = &node.value else {
            self.error(node.span, format!("`placeholders` must be a map, not {}", node.kind()), "write `admins: [root]`, say");
            return None;
        };
        pairs.iter().map(|(key, value)| Some((key.text.clone(), self.texts(key, value)?))).collect()
    }

    fn responses(&mut self, node: &Node) -> Option<Vec<(String, String)>> {
        let Value::Map(pairs) = &node.value else {
            self.error(node.span, format!("`responses` must be a map, not {}", node.kind()), "write `critical: block`, say");
            return None;
        };
        let known = ["log", "alert", "block", "kill"];
        let mut responses = Vec::new();
        for (key, value) in pairs {
            let Some(name) = self.one_of(key, value, &known) else { continue };
            if Response::from_name(&name).is_some() {
                responses.push((key.text.clone(), name));
            }
        }
        Some(responses)
    }
}

impl Configuration {
    /// The configuration as a JSON object that holds only the keys that the file names; `responses` and `placeholders` are objects.
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
        for (name, value) in [("rules", &self.rules), ("record", &self.record), ("preloads", &self.preloads)] {
            if let Some(value) = value {
                key(&mut out, name);
                json::strings(&mut out, value.iter().map(String::as_str));
            }
        }
        for (name, value) in [("redact", self.redact), ("allow_degraded", self.allow_degraded)] {
            if let Some(value) = value {
                key(&mut out, name);
                out.push_str(if value { "true" } else { "false" });
            }
        }
        if let Some(value) = self.min_serial {
            key(&mut out, "min_serial");
            out.push_str(&value.to_string());
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

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(text: &str) -> Vec<String> {
        parse("overt.yml", text).map_or_else(|list| list.iter().map(Diagnostic::line).collect(), |_| Vec::new())
    }

    #[test]
    fn a_whole_file() {
        let text = "mode: enforce\nrules: rules/\nresponses: { critical: block, attack.t1059: alert }\nmin_serial: 7\nredact: false\nrecord: [fs.*]\nplaceholders: { admins: [root, adm*], one: x }\n";
        let json = parse("overt.yml", text).unwrap().to_json();
        let expected = concat!(
            r#"{"mode":"enforce","rules":["rules/"],"record":["fs.*"],"redact":false,"min_serial":7,"#,
            r#""responses":{"critical":"block","attack.t1059":"alert"},"placeholders":{"admins":["root","adm*"],"one":["x"]}}"#
        );
        assert_eq!(json, expected);
        assert_eq!(parse("overt.yml", "# nothing\n").unwrap().to_json(), "{}");
    }

    #[test]
    fn every_mistake_has_its_place() {
        assert_eq!(problems("moed: monitor\n"), ["overt.yml:1:1: error[OVERT_CONFIG]: the key `moed` is unknown; did you mean `mode`?"]);
        assert_eq!(
            problems("mode: enforced\nlog: 3\n"),
            [
                "overt.yml:1:7: error[OVERT_CONFIG]: `enforced` is not a value of `mode`; did you mean `enforce`?",
                "overt.yml:2:6: error[OVERT_CONFIG]: `log` must be text, not a number; write text"
            ]
        );
        assert_eq!(problems("mode: monitor\nmode: enforce\n").len(), 1);
        assert_eq!(problems("pipelines: [x]\n").len(), 1);
        assert_eq!(problems("- a\n").len(), 1);
        assert_eq!(problems("mode: [\n").len(), 1);
        assert_eq!(problems("a: 1\n---\nb: 1\n").len(), 1);
        assert_eq!(problems("min_serial: -1\n").len(), 1);
        assert_eq!(problems("responses: { x: allow }\n").len(), 1);
        assert_eq!(problems("placeholders: [a]\n").len(), 1);
        assert_eq!(problems("placeholders: { a: 1 }\n").len(), 1);
    }
}
