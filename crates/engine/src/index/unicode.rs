//! Which classes of characters an expression may name: general categories (`\p{Lu}`) and scripts
//! (`\p{Greek}`, `\p{sc=Greek}`, `\p{scx=Greek}`).
//!
//! Unicode has some sixty other properties (`\p{Alphabetic}`, `\p{Emoji}`, `\p{Age=6.0}`), whose
//! tables are a tenth of the WebAssembly module. No public rule names one. They are left out of
//! that module (`Cargo.toml`), and refused in every build, for a rule must mean the same in each:
//! the error is `OVERT_RULE_REGEX`, and names the property.
//!
//! The syntax tree is asked before it is translated, for the translator of a build that has the
//! tables would take what another refuses.
//!
//! | class | is | |
//! |---|---|---|
//! | `\p{Lu}`, `\p{General_Category=Nd}` | a general category | taken |
//! | `\p{Greek}`, `\p{scx=Cyrl}` | a script | taken |
//! | `\p{Alphabetic}`, `\p{Age=6.0}` | another property | refused, by its name |
//! | `\d`, `\w`, `\s`, `\b` | no class with a name | taken, for letters of all scripts |
//!
//! What a build without the tables cannot read is thus refused by all; what it can read is a question
//! to the parser and not a list here, so that a newer Unicode brings its scripts.

use regex_syntax::Parser;
use regex_syntax::ast::{Ast, ClassSetItem, ClassUnicode, ClassUnicodeKind, Visitor, visit};

/// Whether every class that the expression names is one of these; the error names the first that is
/// not.
pub(super) fn check(expression: &Ast) -> Result<(), String> {
    visit(expression, Named)
}

struct Named;

impl Visitor for Named {
    type Output = ();
    type Err = String;

    fn finish(self) -> Result<(), String> {
        Ok(())
    }

    fn visit_pre(&mut self, ast: &Ast) -> Result<(), String> {
        if let Ast::ClassUnicode(class) = ast { known(class) } else { Ok(()) }
    }

    fn visit_class_set_item_pre(&mut self, item: &ClassSetItem) -> Result<(), String> {
        if let ClassSetItem::Unicode(class) = item { known(class) } else { Ok(()) }
    }
}

fn known(class: &ClassUnicode) -> Result<(), String> {
    let is = |property: &str, value: &str| Parser::new().parse(&format!(r"\p{{{property}={value}}}")).is_ok();
    let (good, written) = match &class.kind {
        ClassUnicodeKind::OneLetter(letter) => (is("gc", letter.encode_utf8(&mut [0; 4])), letter.to_string()),
        ClassUnicodeKind::Named(name) => (is("gc", name) || is("sc", name), name.clone()),
        ClassUnicodeKind::NamedValue { name, value, .. } => {
            // As Unicode compares names (UAX #44, LM3): case, blanks, `_` and `-` are passed over.
            let plain: String = name.chars().filter(|one| !matches!(one, ' ' | '_' | '-')).flat_map(char::to_lowercase).collect();
            (matches!(plain.as_str(), "gc" | "generalcategory" | "sc" | "script" | "scx" | "scriptextensions"), format!("{name}={value}"))
        }
    };
    if good { Ok(()) } else { Err(format!("`{written}` is neither a general category of Unicode nor a script")) }
}

#[cfg(test)]
mod tests {
    use super::super::regex::examine;

    #[test]
    fn categories_and_scripts_are_known_and_no_other_property() {
        for good in [
            r"\pL",
            r"\p{Lu}",
            r"\P{Letter}",
            r"[^\p{Greek}x]",
            r"\p{scx=Cyrl}",
            r"\p{General_Category=Nd}",
            r"\p{ascii}",
            r"\w\d\s\b(?i)ß",
        ] {
            assert_eq!(examine(good, &mut 1).map(drop), Ok(()), "{good}");
        }
        for bad in [r"\p{Alphabetic}", r"[a\p{Emoji}]", r"\P{White_Space}", r"\p{Age=6.0}", r"\p{gcb=Extend}", r"\p{nothing}", r"\pX"] {
            assert!(examine(bad, &mut 1).is_err(), "{bad}");
        }
        assert_eq!(examine(r"\p{Alphabetic}", &mut 1).unwrap_err(), "`Alphabetic` is neither a general category of Unicode nor a script");
    }
}
