//! The crate as a door for conformance cases: lines in, lines out, all bytes in hexadecimal digits (scripts/conformance/doors.mjs).
//!
//! ```text
//! case PRODUCTS YAML  ->  rules JSON | report JSON          event FRAME  ->  answer WORD0 WORD1 WORD3 RULE...
//! time MICROSECONDS (in decimal digits)  ->  nothing
//! ```

use std::io::{self, BufRead, Error, ErrorKind, Write};
use std::sync::Arc;

use engine::{
    CompileOptions, Completed, Correlator, Evaluator, Outcome, Package, RuleInfo, RuleSet, Source, diagnostic, frame, json_string, limits,
};

fn decode(digits: &str) -> Option<Vec<u8>> {
    let pairs = digits.as_bytes().as_chunks::<2>().0;
    pairs.iter().map(|pair| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok()).collect()
}

fn text(digits: &str) -> Option<String> {
    String::from_utf8(decode(digits)?).ok()
}

/// What judges a case's events.
struct Judge {
    evaluator: Evaluator,
    correlator: Correlator,
}

/// Compiles a case, says what came of it, and answers with what judges by its rules, if there are any.
fn compile(products: &str, yaml: &str, out: &mut impl Write) -> io::Result<Option<Judge>> {
    let options = CompileOptions { products: products.split(',').map(str::to_owned).collect(), ..CompileOptions::default() };
    let report = RuleSet::compile_with_correlations(&[Source { name: "case.yml", text: yaml }], &options);
    let Some(rules) = report.rules else {
        writeln!(out, "report {{\"diagnostics\":{}}}", diagnostic::to_json(&report.diagnostics))?;
        return Ok(None);
    };
    let name = |rule: &RuleInfo| format!("{{\"title\":{},\"id\":{}}}", json_string(&rule.title), json_string(&rule.id));
    let names: Vec<String> = rules.rules().iter().map(name).collect();
    writeln!(out, "rules [{}]", names.join(","))?;
    let rules = Arc::new(rules);
    Ok(Some(Judge { evaluator: Evaluator::new(Arc::clone(&rules)), correlator: Correlator::new(rules) }))
}

fn judge(Judge { evaluator, correlator }: &mut Judge, time: i64, event: &[u8], out: &mut impl Write) -> io::Result<()> {
    let mut answer = vec![0; limits::FRAME_BYTES];
    if evaluator.evaluate_large(event, &mut answer) == Outcome::NeedsPackage {
        let package = Package { reason: "unavailable", ..Package::default() };
        if evaluator.rules().correlates() {
            evaluator.complete_correlated(Some(event), &mut answer, &package, |matched, values| Completed {
                response: correlator.judge(time, matched, values),
                forgot: false,
            });
        } else {
            evaluator.complete(&mut answer, &package);
        }
    }
    let words: Vec<u32> = answer.as_chunks::<4>().0.iter().map(|word| u32::from_le_bytes(*word)).collect();
    let word = |at: usize| words.get(at).copied().unwrap_or(frame::MALFORMED);
    write!(out, "answer {} {} {}", word(0), word(1), word(3))?;
    let rules = word(1) as usize + word(3) as usize;
    for rule in words.iter().skip(4).take(rules) {
        write!(out, " {rule}")?;
    }
    writeln!(out)
}

fn main() -> io::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    let (mut judging, mut time) = (None, 0);
    for line in io::stdin().lock().lines() {
        let line = line?;
        let given: Vec<&str> = line.split(' ').collect();
        let read = match given[..] {
            ["case", products, yaml] => text(products).zip(text(yaml)).map(|(products, yaml)| {
                judging = compile(&products, &yaml, &mut out)?;
                Ok(())
            }),
            ["time", microseconds] => microseconds.parse().ok().map(|given| {
                time = given;
                Ok(())
            }),
            ["event", event] => decode(event).map(|event| match &mut judging {
                Some(judging) => judge(judging, time, &event, &mut out),
                // There are no rules: nothing is judged.
                None => writeln!(out, "answer {} 0 0", frame::MALFORMED),
            }),
            _ => None,
        };
        read.unwrap_or_else(|| Err(Error::new(ErrorKind::InvalidData, format!("no case and no event: {line}"))))?;
    }
    out.flush()
}
