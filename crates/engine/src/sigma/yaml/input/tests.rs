//! The parser says the same of a text, whichever of two inputs it reads; but for a directive beyond
//! ASCII, `%é`, whose characters its own input counts as bytes.

use super::kind::KINDS;
use super::*;
use proptest::prelude::*;
use saphyr_parser::Parser;
use saphyr_parser::input::{is_alpha, is_blank, is_break, is_digit, is_flow, is_z};

/// All that a parser says of a text, up to its end or the first error.
fn said(mut parser: Parser<'_, impl Input>) -> Vec<String> {
    let mut said = Vec::new();
    while let Some(next) = parser.next_event() {
        let failed = next.is_err();
        said.push(format!("{next:?}"));
        if failed {
            break;
        }
    }
    said
}

#[test]
fn the_kinds_are_the_parsers() {
    for byte in 0..=u8::MAX {
        let character = char::from(byte);
        let kinds = [
            (BLANK, is_blank(character)),
            (BREAK, is_break(character)),
            (ZERO, is_z(character)),
            (FLOW, is_flow(character)),
            (DIGIT, is_digit(character)),
            (ALPHA, is_alpha(character)),
            (COLON, character == ':'),
            (BEYOND, !character.is_ascii()),
        ];
        assert_eq!(KINDS[usize::from(byte)], kinds.iter().filter(|(_, is)| *is).map(|(kind, _)| kind).sum(), "{byte}");
    }
}

proptest! {
    #[test]
    fn the_parser_says_what_it_says_of_its_own_input(
        parts in proptest::collection::vec(
            prop_oneof![
                Just("a"), Just("key: "), Just("key:"), Just("'a b'"), Just("\"a\\x41\\u00e9\\\n b\""), Just("'it''s'"), Just("- "), Just("? "), Just("|\n"), Just(">-\n"),
                Just("|2+\n"), Just("# c\n"), Just(" #"), Just("---\n"), Just("--- "), Just("...\n"), Just("%YAML 1.2\n"), Just("!!str "), Just("!<a> "), Just("&a "), Just("*a "),
                Just("["), Just("]"), Just("{"), Just("}"), Just(","), Just("\n"), Just("\n"), Just("\n  "), Just("  "), Just("\t"), Just("\r\n"), Just("\r"), Just("\0"), Just(":"),
                Just("\u{feff}"), Just("é"), Just("\u{2028}"), Just("\u{85}"), Just("𝄞x"), Just("-"), Just("'"), Just("\""), Just("@"), Just("1.5"),
                // Deeper than the parser looks at once.
                Just("                  "), Just("\n                  "), Just("a                    \n"), Just("&é "),
            ],
            0..24,
        ),
    ) {
        let text = parts.concat();
        prop_assert_eq!(said(Parser::new(Text::new(&text))), said(Parser::new_from_str(&text)), "{:?}", text);
    }
}
