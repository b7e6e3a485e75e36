//! A line, parsed: its simple commands, wherever in it they stand.

use std::ops::ControlFlow;

use tree_sitter::{Node, ParseOptions, ParseState, Parser, TreeCursor};

use crate::invocation::reads_input;
use crate::word::{Word, word};

/// How often the parser may ask whether to go on, which it does every hundred steps: a line of 128 KiB, the longest that Linux hands to a program, takes some
/// thousands; a text that is made to be ambiguous is given up.
const EFFORT: u32 = 50_000;

pub(crate) struct Line {
    pub(crate) commands: Vec<Simple>,
    /// Whether the parser understood all of it.
    pub(crate) whole: bool,
}

/// A simple command.
pub(crate) struct Simple {
    pub(crate) words: Vec<String>,
    pub(crate) text: String,
    /// Whether the shell makes the name of the program by an expansion.
    pub(crate) expanded: bool,
    /// Lines that it gets as its standard input, where it is a shell: `sh <<END`, `bash <<< 'line'`.
    pub(crate) input: Vec<String>,
}

/// `None` where it takes too long.
pub(crate) fn parse(text: &str) -> Option<Line> {
    let mut parser = Parser::new();
    // The grammar and the library are of versions that fit: a test parses.
    parser.set_language(&tree_sitter_bash::LANGUAGE.into()).ok()?;
    let mut effort = 0;
    let mut tired = |_: &ParseState| {
        effort += 1;
        effort > EFFORT
    };
    let ascii = in_ascii(text);
    let bytes = ascii.as_slice();
    let mut read = |offset: usize, _| bytes.get(offset..).unwrap_or_default();
    let tree = parser.parse_with_options(&mut read, None, Some(ParseOptions::new().progress_callback(&mut tired)))?;
    let root = tree.root_node();
    let mut commands = Vec::new();
    let _ = each(&mut root.walk(), &mut |node| {
        commands.extend(simple(node, text));
        ControlFlow::Continue(())
    });
    Some(Line { commands, whole: !root.has_error() })
}

/// The line with a full stop for each byte of what is not ASCII: such a letter is a part of a word wherever it stands, so the line is taken apart alike, at the same
/// places.
///
/// INVARIANT: the grammar's scanner never sees a character above 127. It asks `isdigit` of whatever stands in braces, which is undefined for those and reads far
/// outside of a table (tree-sitter-bash 0.25.1, `scan` in scanner.c; found by `tests/any_line.rs`).
fn in_ascii(text: &str) -> Vec<u8> {
    text.bytes().map(|byte| if byte.is_ascii() { byte } else { b'.' }).collect()
}

/// Visits each node, those above before those below. It does not recurse: a line may nest as deep as it is long.
fn each<'t>(cursor: &mut TreeCursor<'t>, visit: &mut impl FnMut(Node<'t>) -> ControlFlow<()>) -> ControlFlow<()> {
    loop {
        visit(cursor.node())?;
        if cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return ControlFlow::Continue(());
            }
        }
    }
}

/// The simple command that a node is.
fn simple(node: Node<'_>, source: &str) -> Option<Simple> {
    let mut cursor = node.walk();
    let parts: Vec<Word> = match node.kind() {
        "command" => {
            let name = node.child_by_field_name("name")?;
            let arguments = node.children_by_field_name("argument", &mut cursor);
            words(std::iter::once(name).chain(arguments), source)
        }
        // Builtins that the grammar has rules for, `[` among them; `[[` is no command.
        "declaration_command" | "unset_command" => words(node.children(&mut cursor), source),
        "test_command" if node.child(0)?.kind() == "[" => source.get(node.byte_range())?.split_whitespace().map(Word::plain).collect(),
        _ => return None,
    };
    let expanded = parts.first().is_some_and(|name| name.expanded);
    let words: Vec<String> = parts.into_iter().map(|part| part.text).collect();
    let input = if reads_input(&words) { input(node, source) } else { Vec::new() };
    Some(Simple { words, text: text_of(node, source), expanded, input })
}

/// The words that nodes are. The grammar parts a word at a backslash before the end of a line, where the shell goes on with it.
fn words<'t>(parts: impl Iterator<Item = Node<'t>>, source: &str) -> Vec<Word> {
    let mut found: Vec<Word> = Vec::new();
    let mut end = 0;
    for part in parts {
        let next = word(part, source);
        let between = source.get(end..part.start_byte()).unwrap_or_default();
        match found.last_mut() {
            Some(last) if between.split("\\\n").all(str::is_empty) => {
                last.text.push_str(&next.text);
                last.expanded |= next.expanded;
            }
            _ => found.push(next),
        }
        end = part.end_byte();
    }
    found
}

/// A command as it stands, without the redirections behind it.
fn text_of(node: Node<'_>, source: &str) -> String {
    let mut cursor = node.walk();
    let mut end = node.end_byte();
    if node.kind() == "command" {
        let before = node.children(&mut cursor).filter(|part| !part.kind().ends_with("_redirect")).map(|part| part.end_byte()).max();
        end = before.unwrap_or(end);
    }
    source.get(node.start_byte()..end).unwrap_or_default().to_owned()
}

/// What stands in the text as the command's standard input.
fn input(node: Node<'_>, source: &str) -> Vec<String> {
    let statement = node.parent().filter(|parent| parent.kind() == "redirected_statement");
    let mut found = Vec::new();
    for holder in std::iter::once(node).chain(statement) {
        let mut cursor = holder.walk();
        for redirect in holder.children(&mut cursor) {
            let mut inner = redirect.walk();
            match redirect.kind() {
                "heredoc_redirect" => {
                    let bodies = redirect.children(&mut inner).filter(|part| part.kind() == "heredoc_body");
                    found.extend(bodies.filter_map(|body| source.get(body.byte_range()).map(str::to_owned)));
                }
                "herestring_redirect" => found.extend(redirect.named_children(&mut inner).last().map(|text| word(text, source).text)),
                _ => {}
            }
        }
    }
    found
}
