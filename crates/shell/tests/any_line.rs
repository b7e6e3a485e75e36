//! Whatever the line: an answer, in bounded work, and each command a part of the text.

use proptest::prelude::*;
use shell::commands;

/// Pieces that lines are made of; odd ones among them.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => prop::sample::select(vec![
            "curl", " ", "a", "|", "&&", ";", "\n", "(", ")", "{", "}", "$(", "`", "\"", "'", "$'", "\\", "$", "${", "<<END", "END", "<<<", "<(", "((", "[[", "]]", "[", "]", "if", "then", "fi", "do", "done",
            "case", "in", "esac", "for", "function", "=", "#", "!", "&", ">", "<", "-c", "sh", "eval", "sudo", "\u{e4}", "\u{1f600}", "\u{0}",
        ])
        .prop_map(str::to_owned),
        1 => any::<String>(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn is_answered(pieces in prop::collection::vec(piece(), 0..60)) {
        let line = pieces.concat();
        let found = commands("sh", &["-c", &line]);
        prop_assert!(found.len() <= 257);
        for (place, command) in found.iter().enumerate() {
            prop_assert!(command.parent.is_none_or(|parent| parent < place));
            prop_assert!(command.unknown.is_some() || !command.words.is_empty());
            if command.parent.is_none() {
                prop_assert!(line.contains(&command.text), "{:?}", command.text);
            }
        }
    }
}

#[test]
fn nesting_costs_no_stack() {
    for piece in ["(", "$(", "{ ", "\"$(", "`", "${a:-", "((", "[[ ", "if a; then ", "<(", "sh -c \"", "a <<END\n", "'", "case a in b) "] {
        let line = piece.repeat(120_000 / piece.len());
        let _ = commands("sh", &["-c", &line]);
    }
}
