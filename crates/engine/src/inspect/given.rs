//! An event as a person writes it: a line of the record, or `{ logsource, fields }` as in an
//! archive. JSON is YAML, so both are read by the same reader.
//!
//! ```yaml
//! event: process.spawn                  # or `logsource: { product: windows, service: security }`
//! fields: { file: /bin/sh, args: [-c, id], code: 0, user: null }
//! package: { name: left-pad, version: 1.0.0, direct: true, chain: [left-pad@1.0.0] }
//! ```
//!
//! In goes the node, out what the evaluator takes: names and texts. A number is its text (a whole
//! one in decimal), a boolean `true` or `false`, null no value, a list several values of one field.
//! `fields` may be left out.
//!
//! Traps:
//!
//! - Where there are both `event` and `logsource`, the event counts and the log source is not
//!   looked at.
//! - An `event` that overt does not know is an application's own, and may have any fields; where no
//!   rule in question hears those, it is an error, for its name is misspelt.
//! - Of `package`, a part of another type is as one that is absent, and so is any other key of the
//!   event: a line of the record has many.
//!
//! Errors are [`Code::RuleType`] at the place, with both forms as the hint.

use crate::archive::LogSource;
use crate::code::Code;
use crate::diagnostic::{Collector, Span, nearest};
use crate::event::{Package, Value as EventValue};
use crate::schema;
use crate::sigma::yaml::{Node, Value};

/// An event, owned.
#[derive(Debug)]
pub(super) struct Given {
    /// The event's name; empty where the event is an archive's.
    pub(super) name: String,
    /// The log source, where the event is of an archive.
    logsource: Option<[Option<String>; 3]>,
    /// Names and values in the order of the file, once for each value; `None` is null.
    pub(super) fields: Vec<(String, Option<String>)>,
    /// Who asked; `None` where the event does not say.
    package: Option<GivenPackage>,
}

/// The package in an event, owned.
#[derive(Debug, Default)]
struct GivenPackage {
    name: Option<String>,
    version: Option<String>,
    path: Option<String>,
    chain: Vec<String>,
    direct: bool,
}

impl Given {
    /// Reads an event. `None` after an error, which is reported; the first ends the reading.
    pub(super) fn read(node: &Node, collector: &mut Collector<'_>) -> Option<Self> {
        if !matches!(node.value, Value::Map(_)) {
            return fail(collector, node.span, format!("an event must be a map, not {}", node.kind()));
        }
        let logsource = node.at("logsource").map(|(_, source)| {
            ["category", "product", "service"].map(|key| source.at(key).and_then(|(_, part)| part.text()).map(str::to_owned))
        });
        let name = node.at("event").and_then(|(_, event)| event.text());
        if name.is_none() && logsource.is_none() {
            return fail(collector, node.span, "the event has neither `event`, its name, nor a `logsource`".into());
        }
        let mut fields = Vec::new();
        match node.at("fields").map(|(_, fields)| &fields.value) {
            None | Some(Value::Null) => {}
            Some(Value::Map(pairs)) => {
                for (key, value) in pairs {
                    let items = if let Value::List(items) = &value.value { items.as_slice() } else { std::slice::from_ref(value) };
                    for item in items {
                        match text(item) {
                            Some(text) => fields.push((key.text.clone(), text)),
                            None => return fail(collector, item.span, format!("a field cannot be {}", item.kind())),
                        }
                    }
                }
            }
            Some(_) => return fail(collector, node.span, "`fields` must be a map".into()),
        }
        let package = node.at("package").map(|(_, package)| {
            let of = |key: &str| package.at(key).and_then(|(_, part)| part.text()).map(str::to_owned);
            let chain = package.at("chain").map(|(_, chain)| chain.items().iter().filter_map(Node::text).map(str::to_owned).collect());
            let direct = package.at("direct").is_some_and(|(_, direct)| matches!(direct.value, Value::Boolean(true)));
            GivenPackage { name: of("name"), version: of("version"), path: of("path"), chain: chain.unwrap_or_default(), direct }
        });
        Some(Self { name: name.unwrap_or_default().to_owned(), logsource, fields, package })
    }

    /// The kind of event; `None` for one of an archive.
    pub(super) fn id(&self) -> Option<u16> {
        let known = schema::event_by_name(&self.name).map_or(schema::event::APPLICATION_EVENT, |event| event.id);
        (!self.name.is_empty()).then_some(known)
    }

    /// Reports a name that overt does not know, where none of `events` is an application's own: what
    /// hears only these is never asked about it, and a test that expects no match would pass. Who
    /// hears none at all is of another system. True where that was so.
    pub(super) fn is_misspelt(&self, node: &Node, events: &[u16], collector: &mut Collector<'_>) -> bool {
        let unknown = self.id() == Some(schema::event::APPLICATION_EVENT) && schema::event_by_name(&self.name).is_none();
        if !unknown || events.is_empty() || events.contains(&schema::event::APPLICATION_EVENT) {
            return false;
        }
        let span = node.at("event").map_or(node.span, |(_, name)| name.span);
        let hint = nearest(&self.name, schema::EVENTS.iter().map(|event| event.name))
            .map_or_else(|| "`overt events` lists them".to_owned(), |near| format!("did you mean `{near}`?"));
        collector.error(Code::RuleType, span, format!("`{}` is no event that the rule's log source has", self.name), hint);
        true
    }

    /// The log source of an archived event; of any other none of its parts.
    pub(super) fn logsource(&self) -> LogSource<'_> {
        let [category, product, service] = self.logsource.as_ref().map_or([None; 3], |parts| parts.each_ref().map(Option::as_deref));
        LogSource { category, product, service }
    }

    /// The fields as the evaluator takes them.
    pub(super) fn fields(&self) -> Vec<(&str, EventValue<'_>)> {
        self.fields.iter().map(|(name, text)| (name.as_str(), text.as_deref().map_or(EventValue::Null, EventValue::Text))).collect()
    }

    /// Runs with the event's package; where it has none, with one that has no name for the reason
    /// `unavailable`.
    ///
    /// Borrowed for the call, as the evaluator takes it.
    pub(super) fn with_package<T>(&self, run: impl FnOnce(&Package<'_>) -> T) -> T {
        let none = GivenPackage::default();
        let GivenPackage { name, version, path, chain, direct } = self.package.as_ref().unwrap_or(&none);
        run(&Package {
            name: name.as_deref(),
            version: version.as_deref(),
            path: path.as_deref(),
            direct: *direct,
            chain,
            reason: "unavailable",
            claims: None,
        })
    }

    /// The values of a field, by its own name or a name of Sigma's; those of all own fields for a
    /// keyword.
    ///
    /// As the engine sees them: `Image` is `file` of a `process.spawn`. A field of the package is
    /// taken from `package`, unless `fields` has one of that name.
    pub(super) fn values(&self, field: Option<&str>) -> Vec<Option<String>> {
        let kind = self.id().and_then(schema::event_by_id);
        let place = |name: &str| kind.and_then(|kind| schema::field_of(kind, name)).map(|field| field.bit);
        let same = |name: &str| match field {
            None => place(name).is_none_or(|bit| bit < 24),
            Some(field) => name == field || place(name).is_some() && place(name) == place(field),
        };
        let mut values: Vec<_> = self.fields.iter().filter(|(name, _)| same(name)).map(|(_, value)| value.clone()).collect();
        // A field that stands in the event goes before the package's.
        if let (Some(package), true) = (&self.package, values.is_empty()) {
            match field {
                Some("package.name") => values.extend(package.name.clone().map(Some)),
                Some("package.version") => values.extend(package.version.clone().map(Some)),
                Some("package.path") => values.extend(package.path.clone().map(Some)),
                Some("package.chain") => values.extend(package.chain.iter().cloned().map(Some)),
                Some("package.direct") => values.push(Some(package.direct.to_string())),
                _ => {}
            }
        }
        values
    }
}

/// The text of a scalar, and whether there is one; `None` for lists and maps.
#[expect(clippy::option_option, reason = "null is a value of an event")]
fn text(node: &Node) -> Option<Option<String>> {
    match &node.value {
        Value::Null => Some(None),
        Value::String(text) | Value::Integer(text) | Value::Float(text) => Some(Some(text.clone())),
        Value::Boolean(value) => Some(Some(value.to_string())),
        Value::List(_) | Value::Map(_) => None,
    }
}

/// Reports an error about the event; always `None`.
fn fail<T>(collector: &mut Collector<'_>, span: Span, message: String) -> Option<T> {
    let hint = "write `{ \"event\": \"process.spawn\", \"fields\": { .. } }`, or `logsource` and `fields`";
    collector.error(Code::RuleType, span, message, hint);
    None
}
