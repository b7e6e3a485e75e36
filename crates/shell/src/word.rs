//! A word as the program gets it: without quotes and backslashes (POSIX, Shell Command Language, 2.2 and 2.6.7).

use std::iter::Peekable;
use std::str::Chars;

use tree_sitter::Node;

/// A word, and whether the shell makes something else of it first.
pub(crate) struct Word {
    pub(crate) text: String,
    pub(crate) expanded: bool,
}

impl Word {
    pub(crate) fn plain(text: &str) -> Self {
        Self { text: text.to_owned(), expanded: false }
    }
}

/// The word that a node is. What is to be expanded stays as it is written.
pub(crate) fn word(node: Node<'_>, source: &str) -> Word {
    let mut made = Word { text: String::new(), expanded: false };
    add(node, source, &mut made);
    made
}

fn add(node: Node<'_>, source: &str, made: &mut Word) {
    let text = source.get(node.byte_range()).unwrap_or_default();
    match node.kind() {
        // These hold nothing but parts of a word, and each other only once.
        "command_name" | "concatenation" | "translated_string" => {
            let mut cursor = node.walk();
            for part in node.children(&mut cursor) {
                // The dollar before a text that is translated.
                if node.kind() != "translated_string" || part.kind() == "string" {
                    add(part, source, made);
                }
            }
        }
        "raw_string" => made.text.push_str(text.strip_prefix('\'').and_then(|text| text.strip_suffix('\'')).unwrap_or(text)),
        "ansi_c_string" => ansi_c(text.strip_prefix("$'").and_then(|text| text.strip_suffix('\'')).unwrap_or(text), &mut made.text),
        "string" => string(node, source, made),
        kind if is_expansion(kind) => {
            made.expanded = true;
            made.text.push_str(text);
        }
        _ => unquoted(text, made),
    }
}

fn is_expansion(kind: &str) -> bool {
    matches!(
        kind,
        "simple_expansion" | "expansion" | "command_substitution" | "process_substitution" | "arithmetic_expansion" | "brace_expression"
    )
}

/// Between double quotes a backslash stands for itself but before `$`, a backquote, `"`, another one, and the end of a line.
fn string(node: Node<'_>, source: &str, made: &mut Word) {
    let mut cursor = node.walk();
    let mut at = node.start_byte() + 1;
    for part in node.children(&mut cursor).filter(|part| is_expansion(part.kind())) {
        unescape(source.get(at..part.start_byte()).unwrap_or_default(), |letter| "$`\"\\\n".contains(letter), made);
        made.expanded = true;
        made.text.push_str(source.get(part.byte_range()).unwrap_or_default());
        at = part.end_byte();
    }
    let end = if source.get(..node.end_byte()).is_some_and(|before| before.ends_with('"')) { node.end_byte() - 1 } else { node.end_byte() };
    unescape(source.get(at..end).unwrap_or_default(), |letter| "$`\"\\\n".contains(letter), made);
}

/// Outside of quotes a backslash takes what follows as it is; patterns and `~` are expanded.
fn unquoted(text: &str, made: &mut Word) {
    let mut escaped = false;
    for letter in text.chars() {
        made.expanded |= !escaped && "*?[{~$`".contains(letter);
        escaped = !escaped && letter == '\\';
    }
    // `[` and `{` alone are the names of commands.
    made.expanded &= !matches!(text, "[" | "{");
    unescape(text, |_| true, made);
}

fn unescape(text: &str, escapable: impl Fn(char) -> bool, made: &mut Word) {
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letters.peek().copied() {
            Some(next) if letter == '\\' && escapable(next) => {
                letters.next();
                // A line that goes on.
                if next != '\n' {
                    made.text.push(next);
                }
            }
            _ => made.text.push(letter),
        }
    }
}

/// `$'...'` (POSIX.1-2024, 2.2.4; `\\u` and `\\U` are bash's). A byte above 127 becomes the character of that number.
fn ansi_c(text: &str, made: &mut String) {
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let Some(kind) = (if letter == '\\' { letters.next() } else { None }) else {
            made.push(letter);
            continue;
        };
        let letter = match kind {
            'a' => '\u{7}',
            'b' => '\u{8}',
            'e' | 'E' => '\u{1b}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\u{b}',
            'c' => letters.next().and_then(|letter| char::from_u32(u32::from(letter) & 0x1f)).unwrap_or('\u{fffd}'),
            'x' => number(&mut letters, 16, 2, 0),
            'u' => number(&mut letters, 16, 4, 0),
            'U' => number(&mut letters, 16, 8, 0),
            '0'..='7' => number(&mut letters, 8, 2, kind.to_digit(8).unwrap_or(0)),
            other => other,
        };
        made.push(letter);
    }
}

/// The character of a number of at most `most` digits more.
fn number(letters: &mut Peekable<Chars<'_>>, radix: u32, most: usize, first: u32) -> char {
    let mut value = first;
    for _ in 0..most {
        let Some(digit) = letters.peek().and_then(|letter| letter.to_digit(radix)) else { break };
        value = value.wrapping_mul(radix).wrapping_add(digit);
        letters.next();
    }
    char::from_u32(value).unwrap_or('\u{fffd}')
}
