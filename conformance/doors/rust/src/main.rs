//! The crate as a door for conformance cases: lines in, lines out, all bytes in hexadecimal digits (scripts/conformance/doors.mjs).
//!
//! ```text
//! case PRODUCTS YAML  ->  rules JSON | report JSON          event FRAME  ->  answer WORD0 WORD1 WORD3 RULE...
//! ```

use std::io::{self, BufRead, Error, ErrorKind, Write};
use std::sync::Arc;

use engine::{CompileOptions, Evaluator, Outcome, Package, RuleSet, Source, diagnostic, frame, json_string, limits};

fn decode(digits: &str) -> Option<Vec<u8>> {
    let pairs = digits.as_bytes().as_chunks::<2>().0;
    pairs.iter().map(|pair| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok()).collect()
}

fn text(digits: &str) -> Option<String> {
    String::from_utf8(decode(digits)?).ok()
}

/// Compiles a case, says what came of it, and answers with an evaluator of its rules, if there are any.
fn compile(products: &str, yaml: &str, out: &mut impl Write) -> io::Result<Option<Evaluator>> {
    let options = CompileOptions { products: products.split(',').map(str::to_owned).collect(), ..CompileOptions::default() };
    let report = RuleSet::compile(&[Source { name: "case.yml", text: yaml }], &options);
    let Some(rules) = report.rules else {
        writeln!(out, "report {{\"diagnostics\":{}}}", diagnostic::to_json(&report.diagnostics))?;
        return Ok(None);
    };
    let titles: Vec<String> = rules.rules().iter().map(|rule| format!("{{\"title\":{}}}", json_string(&rule.title))).collect();
    writeln!(out, "rules [{}]", titles.join(","))?;
    Ok(Some(Evaluator::new(Arc::new(rules))))
}

fn judge(evaluator: &mut Evaluator, event: &[u8], out: &mut impl Write) -> io::Result<()> {
    let mut answer = vec![0; limits::FRAME_BYTES];
    if evaluator.evaluate_large(event, &mut answer) == Outcome::NeedsPackage {
        evaluator.complete(&mut answer, &Package { reason: "unavailable", ..Package::default() });
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
    let mut evaluator = None;
    for line in io::stdin().lock().lines() {
        let line = line?;
        let given: Vec<&str> = line.split(' ').collect();
        let read = match given[..] {
            ["case", products, yaml] => text(products).zip(text(yaml)).map(|(products, yaml)| {
                evaluator = compile(&products, &yaml, &mut out)?;
                Ok(())
            }),
            ["event", event] => decode(event).map(|event| match &mut evaluator {
                Some(evaluator) => judge(evaluator, &event, &mut out),
                // There are no rules: nothing is judged.
                None => writeln!(out, "answer {} 0 0", frame::MALFORMED),
            }),
            _ => None,
        };
        read.unwrap_or_else(|| Err(Error::new(ErrorKind::InvalidData, format!("no case and no event: {line}"))))?;
    }
    out.flush()
}
