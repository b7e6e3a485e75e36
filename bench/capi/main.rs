//! What a call through the C interface costs, against the same call in Rust: see bench/README.md. The argument is the shared library that C programs link to;
//! with a side, a way, an event and a number after it, nothing is timed and that many calls are made, for who counts instructions.
#![expect(clippy::expect_used, clippy::panic, reason = "a bench that cannot go on ends")]

mod library;
mod sides;

use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use engine::{CompileOptions, Evaluator, RuleSet, Source};
use library::Library;
use sides::{C, Call, Rust};

const ROUNDS: usize = 101;
const CALLS: u32 = 4_000;

/// A hundred programs that nobody starts, and one text that is only logged.
fn rules() -> RuleSet {
    let literals: Vec<String> = (0..100).map(|at| format!("'/opt/tool-{at}/bin'")).collect();
    let rule = |id: u32, values: &str, response: &str| {
        format!(
            "title: {id}\nid: 5d2f7c1a-0000-4000-8000-00000000000{id}\nlogsource: {{ category: process_creation }}\n\
             detection:\n  one: {{ CommandLine|contains: [{values}] }}\n  condition: one\nresponse: {response}\n"
        )
    };
    let text = [rule(1, &literals.join(", "), "block"), rule(2, "'curl http'", "log")].join("---\n");
    let options = CompileOptions { products: vec!["linux".to_owned()], ..CompileOptions::default() };
    RuleSet::compile(&[Source { name: "bench.yml", text: &text }], &options).rules.expect("the rules can be used")
}

/// Nanoseconds of one call. Every call's answer is compared.
fn time(side: &mut impl Call, event: &[&str; 2], expected: u32) -> f64 {
    let start = Instant::now();
    let mut wrong = 0_u32;
    for _ in 0..CALLS {
        wrong += u32::from(side.call(black_box(event)) & 0xff != expected);
    }
    let taken = start.elapsed().as_secs_f64() * 1e9 / f64::from(CALLS);
    assert_eq!(wrong, 0, "{wrong} of {CALLS} calls did not answer {expected}");
    taken
}

/// The two sides in turn, each first in every other round: the least of each, and the median of the rounds' ratios.
fn compare(name: &str, rust: &mut impl Call, c: &mut impl Call, event: &[&str; 2], expected: u32) {
    let (mut least, mut ratios) = ([f64::MAX; 2], Vec::new());
    for round in 0..ROUNDS {
        let [first, second] = if round % 2 == 0 {
            let first = time(rust, event, expected);
            [first, time(c, event, expected)]
        } else {
            let second = time(c, event, expected);
            [time(rust, event, expected), second]
        };
        least = [least[0].min(first), least[1].min(second)];
        ratios.push(second / first);
    }
    ratios.sort_by(f64::total_cmp);
    let median = ratios.get(ROUNDS / 2).copied().unwrap_or(f64::NAN);
    println!("{name:<44}{:>9.1} ns{:>9.1} ns{:>9.3}{median:>9.3}", least[0], least[1], least[1] / least[0]);
}

/// The two sides for one event. Both load the image, as the library has it: what is loaded lies otherwise in memory than what was compiled just now.
fn both<'l>(library: &'l Library, event: &[&str; 2]) -> (Rust, C<'l>) {
    let image = rules().build();
    let set = Arc::new(RuleSet::load(&image).expect("its own image"));
    (Rust::new(Evaluator::new(set), event), C::new(library, &image, event))
}

/// Makes `calls` calls; each answer is compared.
fn call(side: &mut impl Call, event: &[&str; 2], expected: u32, calls: u32) {
    let right = (0..calls).filter(|_| side.call(black_box(event)) & 0xff == expected).count();
    assert_eq!(right, calls as usize, "not every call answered {expected}");
}

fn main() {
    let given: Vec<String> = std::env::args().skip(1).filter(|given| !given.starts_with("--")).collect();
    let library = Library::open(given.first().expect("the first argument is the shared library"));
    let benign = ["/usr/bin/tool", &format!("tool -c {} wget http://127.0.0.1/", "x".repeat(240))];
    let logged = ["/usr/bin/tool", &format!("tool -c {} curl http://127.0.0.1/", "x".repeat(240))];
    if let [_, side, way, which, calls] = given.as_slice() {
        let (event, expected) = if which == "matches" { (&logged, 1) } else { (&benign, 0) };
        let calls = calls.parse().expect("a number of calls");
        let (mut rust, mut c) = both(&library, event);
        match (side.as_str(), way.as_str()) {
            ("rust", "frame") => call(&mut rust.frame(), event, expected, calls),
            ("rust", "values") => call(&mut rust.values(), event, expected, calls),
            ("c", "frame") => call(&mut c.frame(), event, expected, calls),
            ("c", "values") => call(&mut c.values(), event, expected, calls),
            _ => panic!("`{side} {way}` is no side"),
        }
        return;
    }
    println!("{ROUNDS} rounds of {CALLS} calls, in turn; every answer compared\n");
    println!("{:<44}{:>12}{:>12}{:>9}{:>9}", "", "Rust", "C", "least", "median");
    for (what, event, expected) in [("no rule matches", &benign, 0), ("one rule matches", &logged, 1)] {
        let (mut rust, mut c) = both(&library, event);
        compare(&format!("evaluate, {what}"), &mut rust.frame(), &mut c.frame(), event, expected);
        compare(&format!("value by value, {what}"), &mut rust.values(), &mut c.values(), event, expected);
    }
}
