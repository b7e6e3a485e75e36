//! Events as slices, for tests and for archives; hosts use a [frame](crate::frame) instead.
//!
//! An event is its kind and a list of fields with their values; the names are borrowed, and so is
//! the text, so that nothing is copied before it is judged. The package whose code asked comes
//! beside it, from the stack.

use std::borrow::Cow;

/// A value of a field. Numbers and booleans are compared by their text, so text is all that they
/// need: `443` of a rule and `Value::Text("443")` are equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value<'a> {
    /// Text; also the decimal digits of a number, or `true` and `false`.
    Text(&'a str),
    /// The field is there and has no value.
    Null,
}

/// An event: its id and its fields. A field that stands several times is a list.
///
/// Fields go by the schema's names; other names are free fields, which only `application.event`
/// has: in any other event nothing reads them but keywords. The common fields `phase`, `request.*`
/// and `package.*` may stand in it too; where any `package.*` stands in it, the package counts as
/// known.
///
/// ```
/// use std::sync::Arc;
/// use engine::{CompileOptions, Evaluator, Event, RuleSet, Source, Value, schema};
///
/// let text = "
/// title: An order is refunded at once
/// logsource: { category: application, service: order.refunded }
/// detection:
///   selection: { amount|gt: 1000, tags: urgent }
///   condition: selection
/// ";
/// let rules = RuleSet::compile(&[Source { name: "refund.yml", text }], &CompileOptions::default()).rules.expect("no errors");
/// let mut evaluator = Evaluator::new(Arc::new(rules));
/// // An application's own event, by its name; `tags` is a list of two.
/// let fields = [("amount", Value::Text("1500")), ("tags", Value::Text("web")), ("tags", Value::Text("urgent"))];
/// let event = Event { id: schema::event::APPLICATION_EVENT, name: "order.refunded", fields: &fields };
/// assert_eq!(evaluator.evaluate_event(&event, None).matched, [0]);
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Event<'a> {
    /// The id of the schema.
    pub id: u16,
    /// The name of an application's own event; empty for any other.
    pub name: &'a str,
    /// The fields.
    pub fields: &'a [(&'a str, Value<'a>)],
}

/// The package whose code asked, as the stack tells it. By default nothing is known of it.
///
/// ```
/// use engine::Package;
///
/// let chain = ["evil@1.0.0".to_owned(), "shop@2.1.0".to_owned()];
/// let package = Package { name: Some("evil"), version: Some("1.0.0"), path: Some("node_modules/evil/index.js"), chain: &chain, ..Package::default() };
/// assert_eq!(
///     package.to_json(1000),
///     r#"{"name":"evil","version":"1.0.0","path":"node_modules/evil/index.js","direct":false,"chain":["evil@1.0.0","shop@2.1.0"]}"#
/// );
/// let unknown = Package { reason: "no_frame", ..Package::default() };
/// assert_eq!(unknown.to_json(1000), r#"{"name":null,"reason":"no_frame"}"#);
/// assert_eq!(package.to_json(0), r#"{"name":null,"reason":"unknown"}"#);
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct Package<'a> {
    /// Its name; `None` where that is not certain, and then `reason` says why.
    pub name: Option<&'a str>,
    /// Its version.
    pub version: Option<&'a str>,
    /// The file that asked, below the application's root.
    pub path: Option<&'a str>,
    /// Whether the application's own `package.json` names it.
    pub direct: bool,
    /// `name@version` of the packages on the stack, nearest first.
    pub chain: &'a [String],
    /// Why the name is not certain: `unavailable`, `no_frame`, `eval`, `claimed`, `altered` or
    /// `unknown`.
    pub reason: &'a str,
    /// Where the name is not certain: the file whose name the code bears. For whoever reads the
    /// record; it proves nothing, so no rule sees it.
    pub claims: Option<&'a str>,
}

impl Package<'_> {
    /// The package as JSON, ready for the record, in at most `limit` bytes: the end of a longer
    /// chain is left out, half of it at a time; where it does not fit without one, it is a package
    /// without a name, for the reason `unknown`: 32 bytes, whatever the limit.
    #[must_use]
    pub fn to_json(&self, limit: usize) -> String {
        let mut shown = self.chain.len();
        loop {
            let text = self.with_chain(self.chain.get(..shown).unwrap_or_default());
            if text.len() <= limit {
                return text;
            }
            if shown == 0 && self.claims.is_some() {
                return Self { claims: None, ..*self }.to_json(limit);
            }
            if shown == 0 {
                return "{\"name\":null,\"reason\":\"unknown\"}".to_owned();
            }
            shown /= 2;
        }
    }

    /// The same, without making what is always the same: of a package without a name only the
    /// reason is shown, and those are few. It was the dearest part of ending a judgement that
    /// matched.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "a call is a fifth of what it costs, and the compiler made one in some programs only")]
    pub(crate) fn json(&self, limit: usize) -> Cow<'static, str> {
        let known = match self.reason {
            _ if self.name.is_some() || self.claims.is_some() => None,
            "unavailable" => Some("{\"name\":null,\"reason\":\"unavailable\"}"),
            "no_frame" => Some("{\"name\":null,\"reason\":\"no_frame\"}"),
            "eval" => Some("{\"name\":null,\"reason\":\"eval\"}"),
            "claimed" => Some("{\"name\":null,\"reason\":\"claimed\"}"),
            "unknown" => Some("{\"name\":null,\"reason\":\"unknown\"}"),
            _ => None,
        };
        known.filter(|text| text.len() <= limit).map_or_else(|| Cow::Owned(self.to_json(limit)), Cow::Borrowed)
    }

    fn with_chain(&self, chain: &[String]) -> String {
        use crate::json;
        let mut out = String::from("{\"name\":");
        json::optional(&mut out, self.name);
        if self.name.is_none() {
            out.push_str(",\"reason\":");
            json::string(&mut out, self.reason);
            if let Some(claims) = self.claims {
                out.push_str(",\"claims\":");
                json::string(&mut out, claims);
            }
        } else {
            out.push_str(",\"version\":");
            json::optional(&mut out, self.version);
            out.push_str(",\"path\":");
            json::optional(&mut out, self.path);
            out.push_str(if self.direct { ",\"direct\":true" } else { ",\"direct\":false" });
            out.push_str(",\"chain\":");
            json::strings(&mut out, chain.iter().map(String::as_str));
        }
        out.push('}');
        out
    }
}

#[cfg(test)]
mod tests {
    use super::Package;

    #[test]
    fn what_is_shown_of_no_name_is_what_would_be_made() {
        for reason in ["unavailable", "no_frame", "eval", "claimed", "unknown", "another \"one\""] {
            let package = Package { reason, ..Package::default() };
            for limit in [0, 10, 39, 1000] {
                assert_eq!(package.json(limit), package.to_json(limit), "{reason} {limit}");
            }
        }
        let named = Package { name: Some("left-pad"), reason: "unavailable", ..Package::default() };
        assert_eq!(named.json(1000), named.to_json(1000));
        let claiming = Package { reason: "altered", claims: Some("src/a.ts"), ..Package::default() };
        assert_eq!(claiming.json(1000), r#"{"name":null,"reason":"altered","claims":"src/a.ts"}"#);
        assert_eq!(claiming.json(40), r#"{"name":null,"reason":"altered"}"#, "what does not fit is left out, and not the reason");
    }
}
