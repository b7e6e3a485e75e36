//! The lanes: what is judged. Every lane is made from public things and a fixed seed.

mod linux;
mod node;
mod positive;
mod windows;

use serde_json::Value;

use crate::random::Random;
use crate::rules::Rule;
use crate::source::{Source, source};

/// An event as every engine gets it.
pub struct Event {
    pub source: Source,
    pub fields: Vec<(String, Value)>,
    pub text: String,
    pub json: Value,
}

impl Event {
    pub fn of(source: Source, fields: Vec<(String, Value)>) -> Self {
        let json = Value::Object(fields.iter().cloned().collect());
        Self { source, text: json.to_string(), json, fields }
    }
}

/// Events of one kind, and the rules that they are judged by.
pub struct Lane {
    pub name: &'static str,
    pub about: &'static str,
    pub events: Vec<Event>,
    /// The numbers of the rules.
    pub rules: Vec<usize>,
}

/// The three lanes. A part of each lane's events is made from the rules themselves, so that they are met.
pub fn lanes(rules: &[Rule]) -> Vec<Lane> {
    let all: Vec<usize> = (0..rules.len()).collect();
    let commands: Vec<usize> =
        all.iter().copied().filter(|at| rules[*at].source[..2] == source("process_creation", "linux")[..2]).collect();
    let lane = |name, about, chosen: &[usize], made: Vec<(Source, Vec<(String, Value)>)>| Lane {
        name,
        about,
        events: made.into_iter().map(|(source, fields)| Event::of(source, fields)).collect(),
        rules: chosen.to_vec(),
    };
    vec![
        lane("A", "Linux commands, their rules", &commands, linux::commands(&mut Random::new(1), rules, 2_286)),
        lane("B", "Windows, all rules", &all, windows::events(&mut Random::new(2), rules, 6_000)),
        lane("C", "what a Node service does, all rules", &all, node::events(&mut Random::new(3), rules, 6_000)),
    ]
}
