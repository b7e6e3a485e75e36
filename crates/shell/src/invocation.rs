//! What a program is given to run: a shell a line, `sudo` a program. By the documented options of each.

/// How a command runs others.
pub(crate) enum Invocation<'w> {
    /// It runs none that its arguments tell of.
    Other,
    /// A line of a POSIX shell or of one of its kin.
    Line(String),
    /// A line in a language that is not parsed.
    Foreign(String),
    /// Programs, each with its arguments.
    Wrapped(Vec<&'w [String]>),
}

/// Shells whose lines the grammar covers.
const SHELLS: &[&str] = &["sh", "bash", "dash", "ash", "zsh", "ksh", "mksh", "rbash", "hush"];
/// Shells of another language, and the options that a line follows, in lower case.
const FOREIGN: &[(&str, &[&str])] = &[
    ("fish", &["-c", "--command"]),
    ("csh", &["-c"]),
    ("tcsh", &["-c"]),
    ("cmd", &["/c", "/k", "/r"]),
    ("powershell", &["-c", "-command", "-e", "-ec", "-enc", "-encodedcommand"]),
    ("pwsh", &["-c", "-command", "-e", "-ec", "-enc", "-encodedcommand"]),
];

/// A program that runs the program among its arguments.
struct Wrapper {
    name: &'static str,
    /// Options that take the next word as their value.
    valued: &'static [&'static str],
    /// Operands before the program.
    operands: usize,
    /// Whether `NAME=value` may stand before the program.
    assigns: bool,
}

const fn wrapper(name: &'static str, valued: &'static [&'static str], operands: usize, assigns: bool) -> Wrapper {
    Wrapper { name, valued, operands, assigns }
}

const WRAPPERS: &[Wrapper] = &[
    wrapper("exec", &["-a"], 0, false),
    wrapper("command", &[], 0, false),
    wrapper("builtin", &[], 0, false),
    wrapper("nohup", &[], 0, false),
    wrapper("setsid", &[], 0, false),
    wrapper("time", &["-f", "-o", "--format", "--output"], 0, false),
    wrapper("busybox", &[], 0, false),
    wrapper("toybox", &[], 0, false),
    wrapper("env", &["-u", "--unset", "-C", "--chdir"], 0, true),
    wrapper(
        "sudo",
        &["-u", "-g", "-h", "-p", "-C", "-T", "-R", "-D", "-r", "-t", "-U", "--user", "--group", "--host", "--prompt", "--chdir"],
        0,
        true,
    ),
    wrapper("doas", &["-u", "-C"], 0, false),
    wrapper("nice", &["-n", "--adjustment"], 0, false),
    wrapper("ionice", &["-c", "-n", "--class", "--classdata"], 0, false),
    wrapper("timeout", &["-k", "-s", "--kill-after", "--signal"], 1, false),
    wrapper("stdbuf", &["-i", "-o", "-e", "--input", "--output", "--error"], 0, false),
    wrapper("chroot", &[], 1, false),
    wrapper(
        "xargs",
        &[
            "-I",
            "-n",
            "-P",
            "-L",
            "-d",
            "-E",
            "-a",
            "-s",
            "--max-args",
            "--max-procs",
            "--delimiter",
            "--arg-file",
            "--max-lines",
            "--max-chars",
        ],
        0,
        false,
    ),
];

/// The last part of a path, without `.exe`, in lower case.
fn name_of(word: &str) -> String {
    let base = word.rsplit(['/', '\\']).next().unwrap_or(word).to_ascii_lowercase();
    base.strip_suffix(".exe").map_or_else(|| base.clone(), str::to_owned)
}

/// Whether a command is a shell that takes its line from its standard input: `sh`, `bash -s x`.
pub(crate) fn reads_input(words: &[String]) -> bool {
    let Some((program, arguments)) = words.split_first() else { return false };
    SHELLS.contains(&name_of(program).as_str())
        && match shell_options(arguments) {
            Options { line: true, .. } => false,
            Options { input, operand, .. } => input || operand.is_none(),
        }
}

pub(crate) fn invocation(words: &[String]) -> Invocation<'_> {
    let Some((program, arguments)) = words.split_first() else { return Invocation::Other };
    let name = name_of(program);
    // A shell that is started to log in has a hyphen before its name.
    let name = name.strip_prefix('-').unwrap_or(&name);
    if SHELLS.contains(&name) {
        return match shell_options(arguments) {
            Options { line: true, operand: Some(line), .. } => Invocation::Line(line.to_owned()),
            _ => Invocation::Other,
        };
    }
    if let Some((_, options)) = FOREIGN.iter().find(|(shell, _)| *shell == name) {
        let at = arguments.iter().position(|word| options.contains(&word.to_ascii_lowercase().as_str()));
        let rest = at.and_then(|at| arguments.get(at + 1..)).unwrap_or_default();
        return if rest.is_empty() { Invocation::Other } else { Invocation::Foreign(rest.join(" ")) };
    }
    if let Some(line) = split_string(arguments).filter(|_| name == "env") {
        return Invocation::Line(line);
    }
    match name {
        "eval" if !arguments.is_empty() => Invocation::Line(arguments.join(" ")),
        "find" => Invocation::Wrapped(executed(arguments)),
        _ => WRAPPERS.iter().find(|wrapper| wrapper.name == name).map_or(Invocation::Other, |wrapper| wrapped(wrapper, arguments)),
    }
}

#[derive(Default)]
struct Options<'w> {
    /// `-c`: the first operand is a line.
    line: bool,
    /// `-s`: the line comes from the standard input, whatever operands there are.
    input: bool,
    operand: Option<&'w str>,
}

/// The options of sh(1), and of bash(1) the long ones.
fn shell_options(arguments: &[String]) -> Options<'_> {
    let mut found = Options::default();
    let mut rest = arguments.iter();
    while let Some(word) = rest.next() {
        if word == "--" || word == "-" {
            found.operand = rest.next().map(String::as_str);
            return found;
        }
        if let Some(long) = word.strip_prefix("--") {
            if matches!(long, "rcfile" | "init-file") {
                rest.next();
            }
        } else if let Some(letters) = word.strip_prefix('-') {
            found.line |= letters.contains('c');
            found.input |= letters.contains('s');
            if letters.ends_with(['o', 'O']) {
                rest.next();
            }
        } else if let Some(letters) = word.strip_prefix('+') {
            if letters.ends_with(['o', 'O']) {
                rest.next();
            }
        } else {
            found.operand = Some(word);
            return found;
        }
    }
    found
}

/// What env(1) splits into words itself: `-S 'node x'`, `--split-string=node x`.
fn split_string(arguments: &[String]) -> Option<String> {
    for (place, word) in arguments.iter().enumerate() {
        let rest = || arguments.get(place + 1..).unwrap_or_default().join(" ");
        if let Some(text) = word.strip_prefix("--split-string=").or_else(|| word.strip_prefix("-S").filter(|text| !text.is_empty())) {
            return Some(format!("{text} {}", rest()));
        }
        if word == "-S" || word == "--split-string" {
            return Some(rest());
        }
        if !word.starts_with('-') && !word.contains('=') {
            return None;
        }
    }
    None
}

fn wrapped<'w>(wrapper: &Wrapper, arguments: &'w [String]) -> Invocation<'w> {
    let mut place = 0;
    let mut operands = wrapper.operands;
    while let Some(word) = arguments.get(place) {
        if word == "--" {
            place += 1 + operands;
            break;
        }
        if word.starts_with('-') && word.len() > 1 {
            place += 1 + usize::from(wrapper.valued.contains(&word.as_str()));
        } else if word == "-" || (wrapper.assigns && word.find('=').is_some_and(|equals| equals > 0)) {
            place += 1;
        } else if operands > 0 {
            operands -= 1;
            place += 1;
        } else {
            break;
        }
    }
    match arguments.get(place..) {
        Some(rest) if !rest.is_empty() => Invocation::Wrapped(vec![rest]),
        _ => Invocation::Other,
    }
}

/// What find(1) runs: from `-exec` to `;` or `+`.
fn executed(arguments: &[String]) -> Vec<&[String]> {
    let mut found = Vec::new();
    let mut rest = arguments;
    while let Some(at) = rest.iter().position(|word| matches!(word.as_str(), "-exec" | "-execdir" | "-ok" | "-okdir")) {
        rest = rest.get(at + 1..).unwrap_or_default();
        let end = rest.iter().position(|word| word == ";" || word == "+").unwrap_or(rest.len());
        if let Some(program @ [_, ..]) = rest.get(..end) {
            found.push(program);
        }
        rest = rest.get(end..).unwrap_or_default();
    }
    found
}
