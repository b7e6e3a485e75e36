//! Events that are meant to be dear: values made of what the rules look for, or almost.

use serde_json::Value;
use serde_norway::Value as Yaml;

use crate::events::{Event, Lane};
use crate::random::Random;
use crate::rules::Rule;

/// A few hundred events of a lane's own sources and sizes, in five kinds.
pub fn events(lane: &Lane, rules: &[&Rule]) -> Vec<(&'static str, Vec<Event>)> {
    let mut random = Random::new(11);
    let words = words(rules);
    let prefixes: Vec<String> = words.iter().map(|word| word.chars().take(word.chars().count().saturating_sub(1)).collect()).collect();
    let shortest: Vec<String> = words.iter().filter(|word| word.len() <= 4).cloned().collect();
    let mut made = Vec::new();
    let mut kind = |name, mut value: Box<dyn FnMut(&mut Random, usize) -> String + '_>| {
        let chosen = lane.events.iter().step_by((lane.events.len() / 100).max(1));
        let events = chosen.map(|event| {
            let fields = event.fields.iter().map(|(name, old)| {
                let length = old.as_str().map_or(0, str::len);
                (name.clone(), if length < 8 { old.clone() } else { Value::String(value(&mut random, length)) })
            });
            Event::of(event.source.clone(), fields.collect())
        });
        made.push((name, events.collect()));
    };
    let fill = |random: &mut Random, list: &[String], length: usize| {
        let mut text = String::new();
        while text.len() < length {
            let one: &String = random.pick(list);
            text.push_str(one);
        }
        while text.len() > length {
            text.pop();
        }
        text
    };
    kind("all but the last character of each literal", Box::new(|random, length| fill(random, &prefixes, length)));
    kind("literals, one after the other", Box::new(|random, length| fill(random, &words, length)));
    if !shortest.is_empty() {
        kind("the shortest literals", Box::new(|random, length| fill(random, &shortest, length)));
    }
    kind(
        "one literal's beginning, again and again",
        Box::new(|random, length| random.pick(&prefixes).repeat(length).chars().take(length).collect()),
    );
    kind("text outside ASCII", Box::new(|_, length| "Äß€".chars().cycle().take(length / 2).collect()));
    made
}

/// The texts that rules search for, in lower case.
fn words(rules: &[&Rule]) -> Vec<String> {
    let mut words = Vec::new();
    for rule in rules {
        if let Some(detection) = rule.yaml.get("detection") {
            collect(detection, &mut words);
        }
    }
    words.retain(|word| word.len() >= 2 && word.len() < 60 && !word.contains(['*', '?']));
    words.sort();
    words.dedup();
    words
}

fn collect(yaml: &Yaml, words: &mut Vec<String>) {
    match yaml {
        Yaml::String(text) => words.push(text.to_lowercase()),
        Yaml::Sequence(list) => list.iter().for_each(|one| collect(one, words)),
        Yaml::Mapping(map) => {
            map.iter().filter(|(key, _)| key.as_str() != Some("condition")).for_each(|(_, value)| collect(value, words));
        }
        _ => {}
    }
}
