//! Shell lines, taken apart into the commands that they run: `sh -c "a | b && curl x | sh"` is four of them.
//!
//! The line is parsed by tree-sitter with its grammar for bash, which POSIX's `sh` is a part of (why this parser: `docs/design/shell.md`). Nothing is expanded and
//! nothing is run: what a command will be only when the shell has expanded it is told as [`Unknown::Expansion`], and every other text that is not understood
//! is told too.
//!
//! ```
//! let found = shell::commands("sh", &["-c", "cd /tmp && 'cu'rl -s x | sudo sh"]);
//! let programs: Vec<_> = found.iter().map(|command| command.words.first().map_or("", String::as_str)).collect();
//! assert_eq!(programs, ["cd", "curl", "sudo", "sh"]);
//! ```
#![forbid(unsafe_code)]

mod invocation;
mod line;
mod word;

use invocation::{Invocation, invocation};

/// Lines within lines: `sh -c "sh -c ..."`.
const DEEPEST: usize = 8;
/// Commands of one line, those of the lines within it included.
const MOST: usize = 256;

/// A command that a line runs, or a text of which it is not known what it runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// The program and its arguments, without quotes. What the shell has yet to expand stands as it was written. Empty where the text is not understood.
    pub words: Vec<String>,
    /// As it stands in the line.
    pub text: String,
    /// The command among those before it that runs this one; `None` for the program that was started.
    pub parent: Option<usize>,
    /// Why the program is not known.
    pub unknown: Option<Unknown>,
}

/// Why it is not known which program a text runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unknown {
    /// The shell makes the program's name itself, of a variable, a pattern or what another command prints.
    Expansion,
    /// The text is no line that the parser understands, wholly or in part; the commands that it did understand are there too.
    Syntax,
    /// A language that is not parsed: cmd, PowerShell, fish, csh.
    Dialect,
    /// More commands, or deeper ones, than are looked at.
    Limit,
}

impl Unknown {
    /// The word for it in an event.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Expansion => "expansion",
            Self::Syntax => "syntax",
            Self::Dialect => "dialect",
            Self::Limit => "limit",
        }
    }
}

/// What a program runs besides itself, as its arguments tell: the commands of a shell's line, the program after `sudo`, and theirs in turn. Empty for all others.
///
/// `arguments` are those after the program's name.
#[must_use]
pub fn commands(program: &str, arguments: &[impl AsRef<str>]) -> Vec<Command> {
    let mut words = Vec::with_capacity(arguments.len() + 1);
    words.push(program.to_owned());
    words.extend(arguments.iter().map(|argument| argument.as_ref().to_owned()));
    let mut found = Found { commands: Vec::new(), full: false };
    found.run_by(&words, None, 0);
    found.commands
}

/// The commands that were found, in the order of the text.
struct Found {
    commands: Vec<Command>,
    full: bool,
}

impl Found {
    /// Adds what `words` run.
    fn run_by(&mut self, words: &[String], parent: Option<usize>, depth: usize) {
        match invocation(words) {
            Invocation::Other => {}
            Invocation::Line(line) => self.line(&line, parent, depth),
            Invocation::Foreign(text) => self.unknown(text, parent, Unknown::Dialect),
            Invocation::Wrapped(wrapped) => {
                for inner in wrapped {
                    self.command(inner, inner.join(" "), false, parent, depth);
                }
            }
        }
    }

    /// Adds the commands of a line.
    fn line(&mut self, text: &str, parent: Option<usize>, depth: usize) {
        if depth >= DEEPEST {
            return self.unknown(text.to_owned(), parent, Unknown::Limit);
        }
        let Some(line) = line::parse(text) else {
            return self.unknown(text.to_owned(), parent, Unknown::Limit);
        };
        for simple in line.commands {
            let place = self.command(&simple.words, simple.text, simple.expanded, parent, depth + 1);
            for input in simple.input {
                self.line(&input, place, depth + 1);
            }
        }
        if !line.whole {
            self.unknown(text.to_owned(), parent, Unknown::Syntax);
        }
    }

    /// Adds a command and what it runs; its place, where there is room for it.
    fn command(&mut self, words: &[String], text: String, expanded: bool, parent: Option<usize>, depth: usize) -> Option<usize> {
        let unknown = expanded.then_some(Unknown::Expansion);
        let place = self.push(Command { words: words.to_vec(), text, parent, unknown })?;
        if depth >= DEEPEST {
            // A line within says so itself; `sudo sudo sudo` does not reach one.
            if let Invocation::Wrapped(_) = invocation(words) {
                self.unknown(words.join(" "), Some(place), Unknown::Limit);
                return Some(place);
            }
        }
        self.run_by(words, Some(place), depth.saturating_add(1));
        Some(place)
    }

    fn unknown(&mut self, text: String, parent: Option<usize>, why: Unknown) {
        self.push(Command { words: Vec::new(), text, parent, unknown: Some(why) });
    }

    fn push(&mut self, command: Command) -> Option<usize> {
        let place = self.commands.len();
        if place < MOST {
            self.commands.push(command);
            return Some(place);
        }
        if !self.full {
            self.full = true;
            self.commands.push(Command { words: Vec::new(), text: command.text, parent: command.parent, unknown: Some(Unknown::Limit) });
        }
        None
    }
}
