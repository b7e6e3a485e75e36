//! Masking secrets in command lines and URLs, before they are written to a record.
//!
//! A record is read by more people than the process that made it: it goes to files, collectors and
//! tickets. So what looks like a secret is masked before a record is written, and rules still judge
//! by the text as it is. The list of what is masked is public ([`REDACTED`]) and closed: a
//! configuration can turn masking off as a whole, and changes nothing in it, so a record's reader
//! knows what may be missing.
//!
//! ```
//! use engine::redact;
//!
//! assert_eq!(redact("mysql --password=hunter2 db"), "mysql --password=[redacted] db");
//! assert_eq!(redact("https://u:p@example.com/?q=1"), "https://[redacted]@example.com/?q=1");
//! assert_eq!(redact("ls -l /etc"), "ls -l /etc");
//! ```

mod search;

use std::borrow::Cow;
use std::ops::Range;

use crate::order;
use search::Searches;

/// What is masked: what it is, and the expression that finds it. Where the expression has a group
/// `secret`, only that is masked; else the whole match.
///
/// The list is closed and errs on the side of masking: a word that merely looks like a token is
/// masked too. A secret of any other form stays.
pub const REDACTED: &[(&str, &str)] = &[
    ("PEM private keys", r"(?s)-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----.*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|\z)"),
    ("the user's part of a URL", r"[A-Za-z][A-Za-z0-9+.\-]{0,31}://(?P<secret>[^\s/?#@]+(?:@[^\s/?#@]+)*)@"),
    (
        "query parameters named like a secret",
        r"(?i)[?&;](?:[\w.\-]*(?:password|passwd|secret|token|api[_-]?key|access[_-]?key|auth|signature|credential)[\w.\-]*|key|sig)=(?P<secret>[^\s&;#]+)",
    ),
    ("HTTP credentials", r"(?i)\b(?:bearer|basic)\s+(?P<secret>[A-Za-z0-9+/=._~\-]{4,})"),
    ("an `Authorization` header of any other kind", r#"(?i)\bauthorization["']?\s*[:=]\s*["']?(?P<secret>[^\s"']+(?:\s+[^\s"']+)?)"#),
    (
        "options named like a secret: `--password=x`, `--password x`",
        r#"(?i)(?:^|[\s"'])--?[\w\-]*(?:password|passwd|passphrase|secret|token|api-?key|access-?key|auth)[\w\-]*(?:=|\s+)(?P<secret>"[^"]*"?|'[^']*'?|[^\s"'\-][^\s"']*)"#,
    ),
    (
        "the same with a value that begins with a dash or a quote behind `=`",
        r#"(?i)(?:^|[\s"'])--?[\w\-]*(?:password|passwd|passphrase|secret|token|api-?key|access-?key|auth)[\w\-]*=(?P<secret>[^\s]+)"#,
    ),
    (
        "assignments named like a secret: `API_KEY=x`",
        r#"(?i)\b[\w.\-]*(?:secret|token|password|passwd|key)[\w]*["']?\s*=\s*(?P<secret>"[^"]*"?|'[^']*'?|[^\s"'&;]+)"#,
    ),
    ("npm's tokens", r"\bnpm_[A-Za-z0-9]{16,}"),
    ("GitHub's tokens", r"\b(?:gh[oprsu]_[A-Za-z0-9]{16,}|github_pat_[A-Za-z0-9_]{16,})"),
    ("AWS access key ids", r"\b(?:AKIA|ASIA)[A-Z0-9]{12,}"),
    ("Slack's tokens", r"\bxox[a-z]-[A-Za-z0-9\-]{8,}"),
    ("keys that begin with `sk-` or `sk_`", r"\bsk[-_][A-Za-z0-9_\-]{16,}"),
    ("JSON Web Tokens", r"\beyJ[A-Za-z0-9_\-]{8,}\.[A-Za-z0-9_\-]+(?:\.[A-Za-z0-9_\-]*)?"),
];

/// What stands in a secret's place.
const MASK: &str = "[redacted]";

/// The text with everything that [`REDACTED`] finds replaced by `[redacted]`. The time is linear in
/// the length of the text; an expression is compiled when a text first holds what it asks for.
///
/// ```
/// assert_eq!(engine::redact("git clone https://me:pw@example.org/x"), "git clone https://[redacted]@example.org/x");
/// assert_eq!(engine::redact("ls -l"), "ls -l");
/// ```
#[must_use]
pub fn redact(text: &str) -> Cow<'_, str> {
    let mut secrets: Vec<Range<usize>> = Vec::new();
    Searches::get().each(text, |search| {
        search.collect(text, &mut secrets);
        true
    });
    if secrets.is_empty() {
        return Cow::Borrowed(text);
    }
    order::sort_unstable_by(&mut secrets, |a, b| (a.start, a.end).cmp(&(b.start, b.end)));
    let mut out = String::with_capacity(text.len());
    let mut copied = 0;
    let mut masked: Option<usize> = None;
    for range in secrets {
        if masked.is_some_and(|end| range.start < end) {
            masked = masked.max(Some(range.end));
            copied = copied.max(range.end);
            continue;
        }
        out.push_str(text.get(copied..range.start).unwrap_or_default());
        out.push_str(MASK);
        copied = range.end;
        masked = Some(range.end);
    }
    out.push_str(text.get(copied..).unwrap_or_default());
    Cow::Owned(out)
}

/// Whether [`redact`] would change anything. Of a text of several lines: in it, or in one of its
/// lines or in some that follow each other.
pub(crate) fn holds_secret(text: &str) -> bool {
    !Searches::get().each(text, |search| !search.expression().is_some_and(|expression| expression.is_match(text)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fold::fold;
    use proptest::prelude::*;
    use regex::Regex;

    #[test]
    fn every_expression_compiles() {
        for (what, source) in REDACTED {
            assert!(Regex::new(source).is_ok(), "{what}");
        }
    }

    #[test]
    fn masks_what_the_list_names_and_nothing_beside_it() {
        for (text, expected) in [
            ("curl --password=hunter2 x", "curl --password=[redacted] x"),
            ("curl --password hunter2 x", "curl --password [redacted] x"),
            ("mysql --password='a b' x", "mysql --password=[redacted] x"),
            ("tool --api-key abc --verbose", "tool --api-key [redacted] --verbose"),
            ("tool --db-auth-token=abc", "tool --db-auth-token=[redacted]"),
            ("tool --token=-x", "tool --token=[redacted]"),
            ("tool --no-auth --verbose", "tool --no-auth --verbose"),
            ("curl -H 'Authorization: Bearer abc.def'", "curl -H 'Authorization: [redacted]'"),
            ("curl -H 'Authorization: Basic dTpw'", "curl -H 'Authorization: [redacted]'"),
            ("API_KEY=abc NODE_ENV=test run", "API_KEY=[redacted] NODE_ENV=test run"),
            ("env MY_SECRET=\"a b\" run", "env MY_SECRET=[redacted] run"),
            ("https://u:p@h/x?token=abc&a=1#f", "https://[redacted]@h/x?token=[redacted]&a=1#f"),
            ("https://u:p@ss@h/x", "https://[redacted]@h/x"),
            ("https://h/x?key=abc&q=1", "https://h/x?key=[redacted]&q=1"),
            ("x npm_abcdefghijklmnop0123 y", "x [redacted] y"),
            ("x ghp_abcdefghijklmnop0123 y", "x [redacted] y"),
            ("x github_pat_abcdefghijklmnop0123 y", "x [redacted] y"),
            ("x AKIAABCDEFGHIJKLMNOP y", "x [redacted] y"),
            ("x xoxb-12345678-abc y", "x [redacted] y"),
            ("x sk-abcdefghijklmnop0123 y", "x [redacted] y"),
            ("x eyJhbGciOiJI.eyJzdWIi.sig y", "x [redacted] y"),
            ("a -----BEGIN RSA PRIVATE KEY-----\nx\n-----END RSA PRIVATE KEY----- b", "a [redacted] b"),
            ("ls /home/token/keys --color=auto", "ls /home/token/keys --color=auto"),
            ("https://example.org/a@b", "https://example.org/a@b"),
        ] {
            assert_eq!(redact(text), expected);
        }
    }

    proptest! {
        #[test]
        fn never_panics_and_never_shows_the_password(before in "\\PC{0,20}", secret in "[a-z0-9]{6,12}Q") {
            let text = format!("{before} --password={secret}");
            prop_assert!(!redact(&text).contains(&secret));
        }
    }

    #[test]
    fn a_match_holds_one_of_each_set_of_literals() {
        let any = Searches::get().any.as_ref().unwrap();
        for ((what, source), search) in REDACTED.iter().zip(&Searches::get().all) {
            // What no text can be made of: where something begins and ends.
            let source = source.replace(r"\b", "").replace(r"|\z", "").replace("^|", "");
            let texts = proptest::string::string_regex(&source).unwrap();
            proptest!(ProptestConfig::with_cases(300), |(text in texts)| {
                let folded = fold(&text);
                prop_assert!(any.is_match(&folded) && search.may_match(&folded), "{}: {:?}", what, text);
            });
        }
    }

    #[test]
    fn what_no_text_has_asked_for_is_not_compiled() {
        let searches = Searches::new();
        let found = |text: &str| {
            let mut secrets = Vec::new();
            searches.each(text, |search| {
                search.collect(text, &mut secrets);
                true
            });
            secrets.len()
        };
        let compiled = || searches.all.iter().filter(|search| search.is_compiled()).count();
        assert_eq!((found("/srv/js-tokens/index.js"), found("file:///srv/keys.txt"), found("NODE_ENV=test")), (0, 0, 0));
        assert_eq!(compiled(), 1, "an option could have this name");
        assert_eq!(found("npm_abcdefghijklmnop0123"), 1);
        assert_eq!(compiled(), 2);
    }

    proptest! {
        #[test]
        fn what_is_looked_for_first_changes_no_finding(parts in proptest::collection::vec(
            prop_oneof![
                Just("--pa\u{17f}\u{17f}word=abcdefgh"), Just("TO\u{212a}EN=abcdefghij"), Just("Authorization: x y"), Just("bA\u{17f}ic abcdef"),
                Just("https://me:pw@example.org"), Just("npm_0123456789abcdef"), Just("sk-0123456789abcdef0"), Just("?api_key=1"), Just("xoxb-12345678"),
                Just("AKIA0123456789AB"), Just("-----BEGIN RSA PRIVATE KEY-----"), Just("eyJ01234567.a.b"), Just(" "), Just("'"), Just("="), Just("ſ"),
                Just("github_pat_0123456789abcdef"),
            ], 0..6))
        {
            let text = parts.concat();
            let any = Searches::get().any.as_ref().unwrap();
            for ((what, _), search) in REDACTED.iter().zip(&Searches::get().all) {
                let folded = fold(&text);
                prop_assert!(any.is_match(&folded) && search.may_match(&folded) || !search.expression().unwrap().is_match(&text), "{}: {}", what, text);
            }
            prop_assert_eq!(holds_secret(&text), redact(&text) != text);
            let lines = parts.join("\n");
            prop_assert!(holds_secret(&lines) || parts.iter().all(|part| redact(part) == *part), "{}", lines);
        }
    }
}
