//! The specification written down as plainly as possible: no index, no program, no sharing.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use engine::Value;

/// A test of one field as the generator makes it.
#[derive(Debug, Clone)]
pub(crate) enum Item {
    Null,
    Exists(bool),
    /// Values joined by OR, or by AND with `all`.
    Text {
        modifier: Modifier,
        cased: bool,
        all: bool,
        values: Vec<String>,
    },
    Regex {
        ignore_case: bool,
        values: Vec<String>,
    },
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Modifier {
    None,
    Contains,
    StartsWith,
    EndsWith,
}

/// A selection.
#[derive(Debug, Clone)]
pub(crate) enum Selection {
    Map(Vec<(&'static str, Item)>),
    Maps(Vec<Vec<(&'static str, Item)>>),
    Keywords(Vec<String>),
}

/// A condition over selections by number.
#[derive(Debug, Clone)]
pub(crate) enum Condition {
    Selection(usize),
    And(Box<Condition>, Box<Condition>),
    Or(Box<Condition>, Box<Condition>),
    Not(Box<Condition>),
    OneOfThem,
    AllOfThem,
}

pub(crate) type Fields<'a> = &'a [(&'a str, Value<'a>)];

pub(crate) fn holds(condition: &Condition, selections: &[Selection], event: Fields<'_>) -> bool {
    match condition {
        Condition::Selection(index) => selection(&selections[*index], event),
        Condition::And(left, right) => holds(left, selections, event) && holds(right, selections, event),
        Condition::Or(left, right) => holds(left, selections, event) || holds(right, selections, event),
        Condition::Not(inner) => !holds(inner, selections, event),
        Condition::OneOfThem => selections.iter().any(|one| selection(one, event)),
        Condition::AllOfThem => selections.iter().all(|one| selection(one, event)),
    }
}

fn selection(selection: &Selection, event: Fields<'_>) -> bool {
    let map = |items: &[(&str, Item)]| items.iter().all(|(field, one)| item(one, field, event));
    match selection {
        Selection::Map(items) => map(items),
        Selection::Maps(maps) => maps.iter().any(|items| map(items)),
        Selection::Keywords(words) => words.iter().any(|word| {
            let texts = event.iter().filter(|(name, _)| !name.starts_with("package.") && *name != "phase");
            texts.into_iter().any(|(_, value)| matches!(value, Value::Text(text) if pattern(word, text, Modifier::Contains, false)))
        }),
    }
}

fn item(item: &Item, field: &str, event: Fields<'_>) -> bool {
    let values: Vec<&Value<'_>> = event.iter().filter(|(name, _)| *name == field).map(|(_, value)| value).collect();
    let texts: Vec<&str> = values.iter().filter_map(|value| if let Value::Text(text) = value { Some(*text) } else { None }).collect();
    match item {
        Item::Null => texts.is_empty(),
        Item::Exists(expected) => values.is_empty() != *expected,
        Item::Text { modifier, cased, all, values } => {
            let one = |value: &String| texts.iter().any(|text| pattern(value, text, *modifier, *cased));
            if *all { values.iter().all(one) } else { values.iter().any(one) }
        }
        Item::Regex { ignore_case, values } => values.iter().any(|source| {
            let regex = regex::RegexBuilder::new(source).case_insensitive(*ignore_case).build().unwrap();
            texts.iter().any(|text| regex.is_match(text))
        }),
    }
}

/// One character of a pattern.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Star,
    Question,
    Is(char),
}

fn pattern(source: &str, text: &str, modifier: Modifier, cased: bool) -> bool {
    let low = |character: char| {
        let mut lower = character.to_lowercase();
        match (lower.next(), lower.next()) {
            (Some(one), None) if !cased => one,
            _ => character,
        }
    };
    let mut parts = Vec::new();
    let characters: Vec<char> = source.chars().collect();
    let mut at = 0;
    while at < characters.len() {
        match (characters[at], characters.get(at + 1)) {
            ('\\', Some(next @ ('*' | '?' | '\\'))) => {
                parts.push(Part::Is(*next));
                at += 1;
            }
            ('*', _) => parts.push(Part::Star),
            ('?', _) => parts.push(Part::Question),
            (other, _) => parts.push(Part::Is(low(other))),
        }
        at += 1;
    }
    if matches!(modifier, Modifier::Contains | Modifier::EndsWith) {
        parts.insert(0, Part::Star);
    }
    if matches!(modifier, Modifier::Contains | Modifier::StartsWith) {
        parts.push(Part::Star);
    }
    let text: Vec<char> = text.chars().map(low).collect();
    whole(&parts, &text)
}

fn whole(parts: &[Part], text: &[char]) -> bool {
    match parts.split_first() {
        None => text.is_empty(),
        Some((Part::Star, rest)) => (0..=text.len()).any(|at| whole(rest, &text[at..])),
        Some((Part::Question, rest)) => !text.is_empty() && whole(rest, &text[1..]),
        Some((Part::Is(character), rest)) => text.first() == Some(character) && whole(rest, &text[1..]),
    }
}
