//! The keys of a configuration, one by one.

mod values;

use super::{Configuration, CorrelationSettings, HotSwap};
use crate::code::Code;
use crate::diagnostic::{Collector, Span, suggestion};
use crate::response::Response;
use crate::sigma::yaml::{Key, Node, Value};

const KEYS: &[&str] = &[
    "mode",
    "rules",
    "responses",
    "placeholders",
    "pipelines",
    "manifest",
    "pubkey",
    "min_serial",
    "execute_check",
    "log",
    "record",
    "context",
    "redact",
    "output_failure",
    "correlation",
    "hot_swap",
    "allow_degraded",
    "preloads",
];

/// Reads one configuration.
pub(super) struct Reader<'c, 'f> {
    pub(super) collector: &'c mut Collector<'f>,
}

impl Reader<'_, '_> {
    pub(super) fn error(&mut self, span: Span, message: impl Into<String>, hint: impl Into<String>) {
        self.collector.error(Code::Config, span, message, hint);
    }

    pub(super) fn configuration(&mut self, document: &Node) -> Configuration {
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
            "pipelines" => into.pipelines = self.texts(key, node),
            "manifest" => into.manifest = self.text(key, node),
            "pubkey" => into.pubkey = self.text(key, node),
            "min_serial" => into.min_serial = self.number(key, node),
            "execute_check" => into.execute_check = self.boolean(key, node),
            "log" => into.log = self.text(key, node),
            "record" => into.record = self.texts(key, node),
            "context" => into.context = self.several_of(key, node, &["phase", "request"]),
            "redact" => into.redact = self.boolean(key, node),
            "output_failure" => into.output_failure = self.one_of(key, node, &["continue", "fatal"]),
            "allow_degraded" => into.allow_degraded = self.boolean(key, node),
            "preloads" => into.preloads = self.texts(key, node),
            "hot_swap" => into.hot_swap = self.hot_swap(node),
            "correlation" => into.correlation = self.correlation(node),
            other => self.error(key.span, format!("the key `{other}` is unknown"), suggestion(other, KEYS.iter().copied())),
        }
    }

    fn placeholders(&mut self, node: &Node) -> Option<Vec<(String, Vec<String>)>> {
        let Value::Map(pairs) = &node.value else {
            self.error(node.span, format!("`placeholders` must be a map, not {}", node.kind()), "write `admins: [root]`, say");
            return None;
        };
        pairs.iter().map(|(key, value)| Some((key.text.clone(), self.texts(key, value)?))).collect()
    }

    fn correlation(&mut self, node: &Node) -> Option<CorrelationSettings> {
        let Value::Map(pairs) = &node.value else {
            self.error(node.span, format!("`correlation` must be a map, not {}", node.kind()), "write `state: FILE`");
            return None;
        };
        let mut settings = CorrelationSettings::default();
        for (key, value) in pairs {
            match key.text.as_str() {
                "state" => settings.state = self.text(key, value),
                "every" => settings.every = self.seconds(key, value),
                "time" => settings.time = self.one_of(key, value, &["arrival", "event"]),
                other => {
                    let hint = suggestion(other, ["state", "every", "time"]);
                    self.error(key.span, format!("`correlation` has no key `{other}`"), hint);
                }
            }
        }
        match pairs.iter().find(|(key, _)| key.text == "every") {
            Some((key, _)) if !pairs.iter().any(|(key, _)| key.text == "state") => {
                self.error(key.span, "`every` needs a file to write", "add `state: FILE`");
                None
            }
            _ => Some(settings),
        }
    }

    fn hot_swap(&mut self, node: &Node) -> Option<HotSwap> {
        let Value::Map(pairs) = &node.value else {
            self.error(node.span, format!("`hot_swap` must be a map, not {}", node.kind()), "write `pubkey: FILE`");
            return None;
        };
        let (mut pubkey, mut min_serial, mut interval) = (None, None, None);
        for (key, value) in pairs {
            match key.text.as_str() {
                "pubkey" => pubkey = Some(self.text(key, value)?),
                "min_serial" => min_serial = self.number(key, value),
                "interval" => interval = self.seconds(key, value),
                other => {
                    let hint = suggestion(other, ["pubkey", "min_serial", "interval"]);
                    self.error(key.span, format!("`hot_swap` has no key `{other}`"), hint);
                }
            }
        }
        let Some(pubkey) = pubkey else {
            self.error(node.span, "`hot_swap` has no `pubkey`", "write `pubkey: FILE`");
            return None;
        };
        Some(HotSwap { pubkey, min_serial, interval })
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
