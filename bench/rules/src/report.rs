//! What was found, as a table or as JSON.

use serde_json::{Value, json};

/// The most that must not be exceeded, and the aim.
#[derive(Clone, Copy)]
pub struct Bound(pub f64, pub f64);

/// Everything that was found.
pub struct Report {
    pub agrees: bool,
    lines: Vec<String>,
    rows: Vec<Value>,
    lane: String,
    shown: usize,
}

impl Report {
    pub fn new(rules: usize, left_out: usize, from: &str) -> Self {
        let first = format!(
            "{rules} rules that every engine here loads ({left_out} others left out), from {from}; ratios are to rsigma-eval 0.26, one engine per log source"
        );
        Self { agrees: true, lines: vec![first], rows: Vec::new(), lane: String::new(), shown: 0 }
    }

    pub fn heading(&mut self, text: &str) {
        self.lane = text.split(':').next().unwrap_or_default().to_owned();
        self.lines.push(format!("\n{text}"));
        self.lines.push(format!("  {:<52} {:>10} {:>10} {:>8}   must / goal", "", "overt", "rsigma", "ratio"));
    }

    pub fn note(&mut self, text: &str) {
        self.lines.push(format!("  {text}"));
    }

    pub fn answers(&mut self, peer: &str, same: usize, all: usize, matched: usize) {
        self.agrees &= same == all;
        self.note(&format!("{peer}: {same} of {all} answers are the same; {matched} events match a rule"));
        self.rows.push(json!({ "lane": self.lane, "peer": peer, "same": same, "events": all, "matched": matched }));
    }

    pub fn disagreement(&mut self, ours: &[String], theirs: &[String], event: &str) {
        if self.shown < 10 {
            self.shown += 1;
            let only =
                |one: &[String], other: &[String]| one.iter().filter(|id| !other.contains(id)).cloned().collect::<Vec<_>>().join(" ");
            eprintln!("only overt: {}; only rsigma: {}; {event}", only(ours, theirs), only(theirs, ours));
        }
    }

    /// What has to hold for the figures to mean anything.
    pub fn require(&mut self, holds: bool, what: &str) {
        self.agrees &= holds;
        self.note(&format!("{}: {what}", if holds { "ok" } else { "WRONG" }));
    }

    pub fn ratio(&mut self, what: &str, ours: f64, theirs: f64, unit: &str, bound: Option<Bound>) {
        let ratio = ours / theirs;
        self.lines.push(format!("  {:<52} {ours:>10.3} {theirs:>10.3} {ratio:>8.3}   {}", format!("{what}, {unit}"), judged(ratio, bound)));
        self.rows.push(json!({ "lane": self.lane, "what": what, "unit": unit, "overt": ours, "rsigma": theirs, "ratio": ratio, "must": bound.map(|one| one.0), "goal": bound.map(|one| one.1) }));
    }

    pub fn absolute(&mut self, what: &str, value: f64, unit: &str, bound: Option<Bound>) {
        self.lines.push(format!("  {:<52} {value:>10.3} {:>19}   {}", format!("{what}, {unit}"), "", judged(value, bound)));
        self.rows.push(json!({ "lane": self.lane, "what": what, "unit": unit, "overt": value, "must": bound.map(|one| one.0), "goal": bound.map(|one| one.1) }));
    }

    pub fn table(&self) {
        for line in &self.lines {
            println!("{line}");
        }
    }

    pub fn json(&self) {
        println!("{}", json!({ "agrees": self.agrees, "rows": self.rows }));
    }
}

fn judged(value: f64, bound: Option<Bound>) -> String {
    let Some(Bound(must, goal)) = bound else { return String::new() };
    let met = if value <= goal {
        "goal"
    } else if value <= must {
        "must"
    } else {
        "above"
    };
    if must.is_finite() { format!("{must} / {goal}  {met}") } else { format!("- / {goal}  {met}") }
}
