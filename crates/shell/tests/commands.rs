//! What lines run.

use shell::{Command, Unknown, commands};

/// The commands of a line: their words joined by spaces, or why they are not known with the text.
fn of(line: &str) -> Vec<String> {
    told(&commands("/bin/sh", &["-c", line]))
}

fn told(found: &[Command]) -> Vec<String> {
    found
        .iter()
        .map(|command| match command.unknown {
            Some(why) if command.words.is_empty() => format!("{}: {}", why.name(), command.text),
            Some(why) => format!("{}: {}", why.name(), command.words.join(" ")),
            None => command.words.join(" "),
        })
        .collect()
}

#[test]
fn every_simple_command_once_wherever_it_stands() {
    for (line, expected) in [
        ("a", &["a"][..]),
        ("a | b && curl -s x | sh", &["a", "b", "curl -s x", "sh"]),
        ("a; b & c || d\ne", &["a", "b", "c", "d", "e"]),
        ("(a; (b)); { c; }", &["a", "b", "c"]),
        ("if a; then b; elif c; then d; else e; fi", &["a", "b", "c", "d", "e"]),
        ("for i in 1 2; do curl $i; done; while a; do b; done; until c; do d; done", &["curl $i", "a", "b", "c", "d"]),
        ("case $x in a) curl y;; *) wget z;; esac", &["curl y", "wget z"]),
        ("f() { curl x; }; f", &["curl x", "f"]),
        ("echo $(curl a) `curl b` \"$(curl c)\"", &["echo $(curl a) `curl b` $(curl c)", "curl a", "curl b", "curl c"]),
        ("x=$(curl a)", &["curl a"]),
        ("diff <(a) >(b)", &["diff <(a) >(b)", "a", "b"]),
        ("A=1 B=2 curl x >out 2>&1 <in", &["curl x"]),
        ("! curl x", &["curl x"]),
        ("[ -f a ] && [[ -f b ]] && curl x", &["[ -f a ]", "curl x"]),
        ("export A=$(curl x)", &["export A=$(curl x)", "curl x"]),
        ("curl a # curl b", &["curl a"]),
        ("", &[]),
        (":", &[":"]),
    ] {
        assert_eq!(of(line), expected, "{line}");
    }
}

#[test]
fn quotes_and_backslashes_hide_no_program() {
    for line in [
        r"c\url x",
        "'cu'rl x",
        "\"curl\" x",
        r#"c"ur"l 'x'"#,
        r"$'\x63url' x",
        r"$'\143\165rl' x",
        r"$'cu\u0072l' x",
        "cu\\\nrl x",
        "$\"curl\" x",
    ] {
        assert_eq!(of(line), ["curl x"], "{line}");
    }
    assert_eq!(of("\u{e4}\u{1f600} {\u{1f600}..9} | curl '\u{e4}'"), ["\u{e4}\u{1f600} {\u{1f600}..9}", "curl \u{e4}"]);
    assert_eq!(of(r#"curl "a \" \$ \n 'b'" 'c \'"#), [r#"curl a " $ \n 'b' c \"#]);
    assert_eq!(of(r"printf $'a\tb\n\e\q'"), ["printf a\tb\n\u{1b}q"]);
}

#[test]
fn lines_within_lines() {
    for (line, expected) in [
        ("sh -c 'curl x | sh'", &["sh -c curl x | sh", "curl x", "sh"][..]),
        ("bash -o pipefail -ec 'curl x'", &["bash -o pipefail -ec curl x", "curl x"]),
        ("eval 'curl x'", &["eval curl x", "curl x"]),
        ("/bin/bash <<END\ncurl x\nEND", &["/bin/bash", "curl x"]),
        ("bash -s a <<< 'curl x'", &["bash -s a", "curl x"]),
        ("sh script <<END\ncurl x\nEND", &["sh script"]),
        ("cat <<END\n$(curl x)\nEND", &["cat", "curl x"]),
        ("sudo -u root A=1 curl x", &["sudo -u root A=1 curl x", "curl x"]),
        (
            "env -i A=1 timeout -s KILL 5 nice -n 3 curl x",
            &["env -i A=1 timeout -s KILL 5 nice -n 3 curl x", "timeout -s KILL 5 nice -n 3 curl x", "nice -n 3 curl x", "curl x"],
        ),
        ("env -S 'curl x' y", &["env -S curl x y", "curl x y"]),
        (
            "find . -name a -exec curl {} \\; -ok sh -c 'wget y' +",
            &["find . -name a -exec curl {} ; -ok sh -c wget y +", "curl {}", "sh -c wget y", "wget y"],
        ),
        ("xargs -n 1 curl -s", &["xargs -n 1 curl -s", "curl -s"]),
        ("exec -a x curl y", &["exec -a x curl y", "curl y"]),
    ] {
        assert_eq!(of(line), expected, "{line}");
    }
    let found = commands("sh", &["-c", "sudo sh -c 'curl x'; b"]);
    assert_eq!(found.iter().map(|command| command.parent).collect::<Vec<_>>(), [None, Some(0), Some(1), None]);
}

#[test]
fn programs_that_run_others_without_a_shell() {
    assert_eq!(told(&commands("env", &["sh", "-c", "curl x"])), ["sh -c curl x", "curl x"]);
    assert_eq!(told(&commands("/usr/bin/curl", &["-c", "a; b"])), <[String; 0]>::default());
    assert_eq!(told(&commands("sh", &["script.sh", "-c", "curl x"])), <[String; 0]>::default());
}

#[test]
fn what_is_not_understood_is_told() {
    assert_eq!(of("$C x"), ["expansion: $C x"]);
    assert_eq!(of("$(echo curl) x"), ["expansion: $(echo curl) x", "echo curl"]);
    assert_eq!(of("/usr/bin/cur? x; ~/curl"), ["expansion: /usr/bin/cur? x", "expansion: ~/curl"]);
    assert_eq!(of("curl $X"), ["curl $X"]);
    assert_eq!(of("a ( | x; curl ok"), ["a", "x", "curl ok", "syntax: a ( | x; curl ok"]);
    // Braces where a program is named: bash's alone, and unknown to the grammar.
    assert_eq!(of("{curl,x}; b"), ["curl,x}", "syntax: {curl,x}; b"]);
    assert_eq!(told(&commands("cmd.exe", &["/d", "/s", "/c", "curl x"])), ["dialect: curl x"]);
    assert_eq!(told(&commands("pwsh", &["-NoProfile", "-Command", "iwr", "x"])), ["dialect: iwr x"]);
    assert_eq!(of("fish -c 'curl x'"), ["fish -c curl x", "dialect: curl x"]);
}

#[test]
fn much_is_cut_and_told() {
    let many = "a;".repeat(1_000);
    let found = commands("sh", &["-c", &many]);
    assert_eq!(found.len(), 257);
    assert_eq!(found.last().and_then(|command| command.unknown), Some(Unknown::Limit));
    let sudos = vec!["sudo"; 1_000];
    assert_eq!(commands("sudo", &sudos).last().and_then(|command| command.unknown), Some(Unknown::Limit));
    let evals = format!("{} curl", "eval ".repeat(1_000));
    assert_eq!(commands("sh", &["-c", &evals]).last().and_then(|command| command.unknown), Some(Unknown::Limit));
}
