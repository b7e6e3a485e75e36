//! The configuration file: YAML, read strictly, so that a misspelt key stops the start instead of
//! switching something off.
//!
//! ```
//! let configuration = engine::config::parse("overt.yml", "mode: enforce\nrules: [rules/]\n").expect("a correct configuration");
//! assert_eq!(configuration.mode.as_deref(), Some("enforce"));
//! assert!(engine::config::parse("overt.yml", "moed: enforce\n").is_err());
//! ```

mod read;
mod write;

use crate::code::Code;
use crate::diagnostic::{Collector, Diagnostic, Severity};
use crate::sigma::yaml;
use read::Reader;

/// A configuration; what the file does not name is `None`, so that the caller's defaults and
/// options apply.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Configuration {
    /// `monitor` or `enforce`.
    pub mode: Option<String>,
    /// Files and folders of rules.
    pub rules: Option<Vec<String>>,
    /// Responses by rule id, level, tag or author, in the order of the file.
    pub responses: Option<Vec<(String, String)>>,
    /// The values of placeholders (`%name%` with the modifier `expand`) by name, in the order of
    /// the file.
    pub placeholders: Option<Vec<(String, Vec<String>)>>,
    /// Files of processing pipelines, which change the rules first.
    pub pipelines: Option<Vec<String>>,
    /// What correlations have seen, kept from one process to the next; and the time by which they
    /// count.
    pub correlation: Option<CorrelationSettings>,
    /// How rules are replaced while the process runs.
    pub hot_swap: Option<HotSwap>,
    /// The manifest of the files that may run.
    pub manifest: Option<String>,
    /// The public key that the manifest is signed with.
    pub pubkey: Option<String>,
    /// The lowest serial of a manifest that is accepted.
    pub min_serial: Option<u64>,
    /// Whether the system's own verdict about a file that is to run counts too.
    pub execute_check: Option<bool>,
    /// The file that records are appended to.
    pub log: Option<String>,
    /// Names or patterns of events that are recorded whatever the rules say.
    pub record: Option<Vec<String>>,
    /// What a record says of each event besides its fields and the package: `phase`, `request`.
    pub context: Option<Vec<String>>,
    /// Whether secrets are masked in records.
    pub redact: Option<bool>,
    /// What happens when a record cannot be written: `continue` or `fatal`.
    pub output_failure: Option<String>,
    /// Whether to start with less protection than asked for.
    pub allow_degraded: Option<bool>,
    /// Preloads that may run before overt.
    pub preloads: Option<Vec<String>>,
    /// Preloads that change code while it is loaded, and whose doing is made again to name
    /// packages.
    pub transformers: Option<Vec<String>>,
}

/// Where correlations leave what they have seen, and when; and the time of events.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CorrelationSettings {
    /// The file: taken up when a process starts, written when it ends.
    pub state: Option<String>,
    /// Seconds from 1 to 86,400: how often the file is written while the process runs. `None`: only
    /// when it ends.
    pub every: Option<u64>,
    /// `arrival`, which is the default, or `event`: the time that an application's event has in its
    /// field `time`, where it has one.
    pub time: Option<String>,
}

/// Newer compiled rules take the place of those in force while the process runs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HotSwap {
    /// The public key that the rules are signed with.
    pub pubkey: String,
    /// The lowest serial of rules that is accepted.
    pub min_serial: Option<u64>,
    /// Seconds between two looks at the file.
    pub interval: Option<u64>,
}

/// Reads a configuration.
///
/// # Errors
/// All that is wrong with it: broken YAML, unknown or repeated keys, wrong types, values outside a
/// closed list.
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
        assert_eq!(parse("overt.yml", "context: phase\n").unwrap().to_json(), r#"{"context":["phase"]}"#);
        assert_eq!(parse("overt.yml", "transformers: tsx\n").unwrap().to_json(), r#"{"transformers":["tsx"]}"#);
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
        assert_eq!(problems("correlation: x\n").len(), 1);
        assert_eq!(problems("correlation: { state: 1 }\n").len(), 1);
        assert_eq!(
            problems("correlation: { stat: f }\n"),
            ["overt.yml:1:16: error[OVERT_CONFIG]: `correlation` has no key `stat`; did you mean `state`?"]
        );
        assert_eq!(parse("overt.yml", "correlation: { state: f }").unwrap().to_json(), r#"{"correlation":{"state":"f"}}"#);
        let with_every = r#"{"correlation":{"state":"f","every":86400}}"#;
        assert_eq!(parse("overt.yml", "correlation: { every: 86400, state: f }").unwrap().to_json(), with_every);
        // What is handed over is read as a configuration again.
        assert_eq!(parse("OVERT_LAUNCH", with_every).unwrap().to_json(), with_every);
        assert_eq!(
            problems("correlation: { state: f, every: 0 }\n"),
            ["overt.yml:1:33: error[OVERT_CONFIG]: `every` must be between 1 and 86400 seconds; write `every: 60`, say"]
        );
        assert_eq!(problems("correlation: { state: f, every: 86401 }\n").len(), 1);
        assert_eq!(problems("correlation: { state: f, every: 1m }\n").len(), 1);
        let by_event = r#"{"correlation":{"time":"event"}}"#;
        assert_eq!(parse("overt.yml", "correlation: { time: event }").unwrap().to_json(), by_event);
        assert_eq!(parse("OVERT_LAUNCH", by_event).unwrap().to_json(), by_event);
        assert_eq!(problems("correlation: { time: events }\n").len(), 1);
        assert_eq!(
            problems("correlation: { every: 5 }\n"),
            ["overt.yml:1:16: error[OVERT_CONFIG]: `every` needs a file to write; add `state: FILE`"]
        );
        assert_eq!(
            parse("overt.yml", "hot_swap: { pubkey: k.pub, interval: 2, min_serial: 7 }").unwrap().to_json(),
            r#"{"hot_swap":{"pubkey":"k.pub","interval":2,"min_serial":7}}"#
        );
        assert_eq!(
            problems("hot_swap: { interval: 2 }\n"),
            ["overt.yml:1:11: error[OVERT_CONFIG]: `hot_swap` has no `pubkey`; write `pubkey: FILE`"]
        );
        assert_eq!(problems("hot_swap: { pubkey: k.pub, interval: 0 }\n").len(), 1);
        assert_eq!(problems("hot_swap: { pubkey: k.pub, every: 1 }\n").len(), 1);
        assert_eq!(problems("hot_swap: true\n").len(), 1);
        assert_eq!(problems("- a\n").len(), 1);
        assert_eq!(problems("mode: [\n").len(), 1);
        assert_eq!(problems("a: 1\n---\nb: 1\n").len(), 1);
        assert_eq!(problems("min_serial: -1\n").len(), 1);
        assert_eq!(problems("responses: { x: allow }\n").len(), 1);
        assert_eq!(
            problems("context: [phase, requests]\n"),
            ["overt.yml:1:18: error[OVERT_CONFIG]: `requests` is not a value of `context`; did you mean `request`?"]
        );
        assert_eq!(problems("placeholders: [a]\n").len(), 1);
        assert_eq!(problems("placeholders: { a: 1 }\n").len(), 1);
    }
}
