//! Events as slices, for tests and for archives; hosts use a frame instead.

use std::borrow::Cow;

/// A value of a field. Numbers and booleans are compared by their text, so text is all that they need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value<'a> {
    /// Text; also the decimal digits of a number, or `true` and `false`.
    Text(&'a str),
    /// The field is there and has no value.
    Null,
}

/// An event: its id and its fields. A field that stands several times is a list.
///
/// Fields go by the schema's names; other names are free fields, which only `application.event` has. The common fields `phase`, `request.*` and
/// `package.*` may stand in it too; where any `package.*` stands in it, the package counts as known.
#[derive(Debug, Clone, Copy)]
pub struct Event<'a> {
    /// The id of the schema.
    pub id: u16,
    /// The name of an application's own event; empty for any other.
    pub name: &'a str,
    /// The fields.
    pub fields: &'a [(&'a str, Value<'a>)],
}

/// The package whose code asked, as the stack tells it.
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
    /// Why the name is not certain: `unavailable`, `no_frame`, `eval`, `claimed` or `unknown`.
    pub reason: &'a str,
}

impl Package<'_> {
    /// The package as JSON, ready for the record, in at most `limit` bytes: the end of a longer chain is left out, and so is what else does not fit.
    #[must_use]
    pub fn to_json(&self, limit: usize) -> String {
        let mut shown = self.chain.len();
        loop {
            let text = self.with_chain(self.chain.get(..shown).unwrap_or_default());
            if text.len() <= limit {
                return text;
            }
            if shown == 0 {
                return "{\"name\":null,\"reason\":\"unknown\"}".to_owned();
            }
            shown /= 2;
        }
    }

    /// The same, without making what is always the same: of a package without a name only the reason is shown, and those are few.
    pub(crate) fn json(&self, limit: usize) -> Cow<'static, str> {
        let known = match self.reason {
            _ if self.name.is_some() => None,
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
    }
}
