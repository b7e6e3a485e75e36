//! The keys of a configuration, one by one: from the document that the YAML reader made to a
//! [`Configuration`].
//!
//! | keys | value |
//! |---|---|
//! | `mode` | `monitor` or `enforce` |
//! | `output_failure` | `continue` or `fatal` |
//! | `rules`, `pipelines`, `record`, `preloads`, `transformers` | a text, or a list of texts |
//! | `context` | `phase`, `request`, or a list of them |
//! | `manifest`, `pubkey`, `log` | one text |
//! | `redact`, `execute_check`, `allow_degraded` | `true` or `false` |
//! | `min_serial` | a whole number from 0 to 2^53 - 1 |
//! | `responses` | a map from a rule's id, level, tag or author to `log`, `alert`, `block` or `kill` |
//! | `placeholders` | a map from a name to a text or a list of texts |
//! | `correlation` | a map of `state`, `every` and `time` |
//! | `hot_swap` | a map of `pubkey`, `min_serial` and `interval` |
//!
//! Every error is a [`Code::Config`] at the key or the value that is wrong, and the keys behind it
//! are read all the same, so that one run names what is wrong with each. A key that is wrong stays
//! `None`, as one that is absent; that matters to nobody, for the caller gives a configuration away
//! only where there was no error.
//!
//! Traps:
//!
//! - A key without a value (`mode:`) is an error and not the default: somebody meant to write one.
//! - Only what is written is looked at. No file is opened here and no rule is known: whether a key
//!   of `responses` is any rule's is asked when rules are compiled.
//! - In a list, and in `placeholders`, the first value that is wrong ends the reading of that key.
//!
//! One pass, linear in the document; of an unknown key the distance to each known one is taken for
//! the hint.

mod values;

use super::{Configuration, CorrelationSettings, HotSwap};
use crate::code::Code;
use crate::diagnostic::{Collector, Span, suggestion};
use crate::response::Response;
use crate::sigma::yaml::{Key, Node, Value};

/// The keys that there are, for the hint about one that is not. Each has its arm in
/// [`Reader::key`].
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
    "transformers",
];

/// Reads one configuration.
pub(super) struct Reader<'c, 'f> {
    /// Where errors go; the caller looks there for whether there were any.
    pub(super) collector: &'c mut Collector<'f>,
}

impl Reader<'_, '_> {
    /// Reports an error with the one code that a configuration has.
    pub(super) fn error(&mut self, span: Span, message: impl Into<String>, hint: impl Into<String>) {
        self.collector.error(Code::Config, span, message, hint);
    }

    /// Reads the document.
    ///
    /// A document that is nothing (`---`, or `null`) is a configuration without keys; of a file
    /// without documents nobody asks here. Anything else that is no map is an error, and a
    /// configuration without keys is the answer too.
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

    /// Reads the value of one key into its place; an unknown key is an error with what was probably
    /// meant.
    ///
    /// A key that stands twice was reported by the YAML reader, so that it does not matter that the
    /// second wins.
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
            "transformers" => into.transformers = self.texts(key, node),
            "hot_swap" => into.hot_swap = self.hot_swap(node),
            "correlation" => into.correlation = self.correlation(node),
            other => self.error(key.span, format!("the key `{other}` is unknown"), suggestion(other, KEYS.iter().copied())),
        }
    }

    /// `placeholders`: each name with its values, in the order of the file.
    ///
    /// ```yaml
    /// placeholders: { admins: [root, adm*], host: build-1 }      # one text is a list of one
    /// ```
    ///
    /// Values are not looked at: `adm*` becomes a pattern where a rule has `%admins%` with the
    /// modifier `expand`.
    fn placeholders(&mut self, node: &Node) -> Option<Vec<(String, Vec<String>)>> {
        let Value::Map(pairs) = &node.value else {
            self.error(node.span, format!("`placeholders` must be a map, not {}", node.kind()), "write `admins: [root]`, say");
            return None;
        };
        pairs.iter().map(|(key, value)| Some((key.text.clone(), self.texts(key, value)?))).collect()
    }

    /// `correlation`: where correlations leave what they have seen, how often, and the time they
    /// count by.
    ///
    /// ```yaml
    /// correlation: { state: seen.bin, every: 60, time: event }
    /// ```
    ///
    /// `every` (seconds, 1 to 86,400) without `state` is an error, since there would be no file to
    /// write.
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

    /// `hot_swap`: the key that newer rules must be signed with, and how often to look for them.
    ///
    /// ```yaml
    /// hot_swap: { pubkey: rules.pub, interval: 5, min_serial: 7 }
    /// ```
    ///
    /// `pubkey` must be there: without it anybody who can write the file could replace the rules.
    /// `interval` is in seconds, 1 to 86,400. A `pubkey` that is no text ends the reading of this
    /// map: what is wrong with the keys behind it is said once that is mended.
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

    /// `responses`: who gives a rule its response, and which.
    ///
    /// ```yaml
    /// responses: { critical: block, attack.t1059: alert }
    /// ```
    ///
    /// `allow` cannot stand here: a rule that allows must list what it takes out. An entry that is
    /// wrong is reported and left out, and the others are read.
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
