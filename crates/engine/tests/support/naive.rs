//! The specification written down as plainly as possible: no index, no program, no sharing, and nothing of the engine's own reading of a rule.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::cell::RefCell;
use std::collections::HashMap;
use std::net::IpAddr;

use engine::Value;
use regex::Regex;

/// A value as a rule writes it.
#[derive(Debug, Clone)]
pub(crate) enum Scalar {
    Null,
    Boolean(bool),
    Number(String),
    Text(String),
}

/// A field's modifiers, in their order, and its values.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    pub(crate) chain: Vec<&'static str>,
    pub(crate) values: Vec<Scalar>,
}

/// A selection.
#[derive(Debug, Clone)]
pub(crate) enum Selection {
    Map(Vec<(&'static str, Item)>),
    Maps(Vec<Vec<(&'static str, Item)>>),
    Keywords(Item),
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

/// What `%p%` stands for.
pub(crate) const PLACEHOLDER: [&str; 2] = ["ab", "b*"];

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
    let map = |items: &[(&str, Item)]| items.iter().all(|(field, one)| item(one, Some(field), event));
    match selection {
        Selection::Map(items) => map(items),
        Selection::Maps(maps) => maps.iter().any(|items| map(items)),
        Selection::Keywords(words) => item(words, None, event),
    }
}

/// `all` turns OR into AND; `neq` turns the whole item round.
fn item(item: &Item, field: Option<&str>, event: Fields<'_>) -> bool {
    let one = |value: &Scalar| value_holds(&item.chain, value, field, event);
    let joined = if item.chain.contains(&"all") { item.values.iter().all(one) } else { item.values.iter().any(one) };
    joined != item.chain.contains(&"neq")
}

/// All texts of a field; of a keyword, those of the event's own fields.
fn texts<'a>(field: Option<&str>, event: Fields<'a>) -> Vec<&'a str> {
    let concerned = |name: &str| field.map_or(!name.starts_with("package."), |field| field == name);
    let text = |value: &Value<'a>| if let Value::Text(text) = value { Some(*text) } else { None };
    event.iter().filter(|(name, _)| concerned(name)).filter_map(|(_, value)| text(value)).collect()
}

fn value_holds(chain: &[&str], value: &Scalar, field: Option<&str>, event: Fields<'_>) -> bool {
    let has = |modifier: &str| chain.contains(&modifier);
    let mut texts = texts(field, event).into_iter();
    let written = match value {
        Scalar::Null => return texts.next().is_none(),
        Scalar::Boolean(expected) if has("exists") => return event.iter().any(|(name, _)| Some(*name) == field) == *expected,
        Scalar::Boolean(value) => value.to_string(),
        Scalar::Number(text) | Scalar::Text(text) => text.clone(),
    };
    if has("fieldref") {
        let others = self::texts(Some(&written), event);
        return texts.any(|text| others.iter().any(|other| placed(chain, &folded(chain, other), &folded(chain, text))));
    }
    if let Some(part) = ["minute", "hour", "day", "week", "month", "year"].into_iter().find(|part| has(part)) {
        return texts.any(|text| date_part(part, text).is_some_and(|part| compares(chain, f64::from(part), written.parse().unwrap())));
    }
    if ["lt", "lte", "gt", "gte"].into_iter().any(has) {
        return texts.any(|text| number(text).is_some_and(|number| compares(chain, number, written.parse().unwrap())));
    }
    if has("cidr") {
        return texts.any(|text| address(text).is_some_and(|address| in_network(address, &written)));
    }
    let expanded =
        if has("expand") && written.contains("%p%") { PLACEHOLDER.map(|one| written.replace("%p%", one)).to_vec() } else { vec![written] };
    if has("re") {
        return expanded.iter().any(|source| texts.clone().any(|text| regex(chain, source).is_match(text)));
    }
    expanded
        .iter()
        .flat_map(|written| patterns(chain, written, field.is_none()))
        .any(|parts| texts.clone().any(|text| whole(&fold_parts(chain, &parts), &folded(chain, text).chars().collect::<Vec<_>>())))
}

fn compares(chain: &[&str], left: f64, right: f64) -> bool {
    let modifier = chain.iter().find(|one| ["lt", "lte", "gt", "gte"].contains(one));
    match modifier {
        Some(&"lt") => left < right,
        Some(&"lte") => left <= right,
        Some(&"gt") => left > right,
        Some(&"gte") => left >= right,
        _ => (left - right).abs() < f64::EPSILON,
    }
}

fn number(text: &str) -> Option<f64> {
    compiled(r"\A[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\z").is_match(text).then(|| text.parse().unwrap())
}

/// A part of a date as ISO 8601 writes it; days are counted one by one.
fn date_part(part: &str, text: &str) -> Option<u32> {
    let form =
        r"\A([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]([0-9]{2}):([0-9]{2})(?::[0-5][0-9](?:\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:[0-9]{2})?)?\z";
    let found = compiled(form).captures(text)?;
    let group = |index: usize| found.get(index).map(|text| text.as_str().parse::<u32>().unwrap());
    let (year, month, day) = (group(1)?, group(2)?, group(3)?);
    let leap = |year: u32| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let months = |year: u32| [31, if leap(year) { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let day_is = (1..=12).contains(&month) && day >= 1 && day <= months(year)[month as usize - 1];
    if !day_is || group(4).is_some_and(|hour| hour > 23) || group(5).is_some_and(|minute| minute > 59) {
        return None;
    }
    // The week of a day is that of its Thursday; a Thursday's week is how many of its year have come so far. 1970-01-01 was one.
    let week = || {
        let year_length = |year: u32| months(year).iter().sum::<u32>();
        let ordinal = months(year).iter().take(month as usize - 1).sum::<u32>() + day;
        let since: u32 = (1970..year).map(year_length).sum::<u32>() + ordinal - 1;
        let weekday = (since + 3) % 7;
        let thursday = i64::from(ordinal) + 3 - i64::from(weekday);
        let thursday = match (u32::try_from(thursday), year_length(year)) {
            (Err(_) | Ok(0), _) => u32::try_from(thursday + i64::from(year_length(year - 1))).unwrap(),
            (Ok(later), length) if later > length => later - length,
            (Ok(same), _) => same,
        };
        thursday.div_ceil(7)
    };
    match part {
        "minute" => group(5),
        "hour" => group(4),
        "day" => Some(day),
        "week" => Some(week()),
        "month" => Some(month),
        _ => Some(year),
    }
}

/// The bits as zeros and ones.
fn binary(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:08b}")).collect::<Vec<_>>().concat()
}

fn bits(address: IpAddr) -> String {
    match address {
        IpAddr::V4(v4) => binary(&v4.octets()),
        IpAddr::V6(v6) => binary(&v6.octets()),
    }
}

/// An address; behind one of IPv6 may stand from where it is reached.
fn address(text: &str) -> Option<IpAddr> {
    let (address, zone) = text.split_once('%').map_or((text, None), |(address, zone)| (address, Some(zone)));
    address.parse().ok().filter(|address: &IpAddr| zone.is_none() || address.is_ipv6())
}

/// IPv4-mapped addresses and networks of them alone are those of IPv4.
fn in_network(address: IpAddr, network: &str) -> bool {
    let (base, length) = network.split_once('/').unwrap();
    let (base, length): (IpAddr, usize) = (base.parse().unwrap(), length.parse().unwrap());
    let mapped = base.is_ipv6() && base.to_canonical().is_ipv4() && length >= 96;
    let (base, length) = if mapped { (base.to_canonical(), length - 96) } else { (base, length) };
    let (address, base) = (bits(address.to_canonical()), bits(base));
    address.len() == base.len() && address[..length] == base[..length]
}

fn regex(chain: &[&str], source: &str) -> Regex {
    let has = |modifier: &str| chain.contains(&modifier);
    let flags: String = ["i", "m", "s"].into_iter().filter(|flag| has(flag)).collect();
    let flags = if flags.is_empty() { String::new() } else { format!("(?{flags})") };
    compiled(&match (has("startswith"), has("endswith")) {
        (true, false) if !has("contains") => format!("{flags}\\A(?:{source})"),
        (false, true) if !has("contains") => format!("{flags}(?:{source})\\z"),
        _ => format!("{flags}{source}"),
    })
}

/// Compiling is the dear part, so what was compiled is kept.
fn compiled(source: &str) -> Regex {
    thread_local!(static KNOWN: RefCell<HashMap<String, Regex>> = RefCell::new(HashMap::new()));
    KNOWN.with_borrow_mut(|known| known.entry(source.to_owned()).or_insert_with(|| Regex::new(source).unwrap()).clone())
}

/// One character of a pattern. A byte is one that an encoding made.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Part {
    Star,
    Question,
    Is(char),
    Byte(u8),
}

fn folded(chain: &[&str], text: &str) -> String {
    text.chars().map(|character| low(chain, character)).collect()
}

fn low(chain: &[&str], character: char) -> char {
    let mut lower = character.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(one), None) if !chain.contains(&"cased") => one,
        _ => character,
    }
}

fn fold_parts(chain: &[&str], parts: &[Part]) -> Vec<Part> {
    let fold = |part: &Part| match part {
        Part::Is(character) => Part::Is(low(chain, *character)),
        Part::Byte(byte) => Part::Is(low(chain, char::from(*byte))),
        wildcard => *wildcard,
    };
    parts.iter().map(fold).collect()
}

/// Whether the other field's text stands where the chain says.
fn placed(chain: &[&str], other: &str, text: &str) -> bool {
    match chain.iter().find(|one| ["contains", "startswith", "endswith"].contains(one)) {
        Some(&"contains") => text.contains(other),
        Some(&"startswith") => text.starts_with(other),
        Some(&"endswith") => text.ends_with(other),
        _ => text == other,
    }
}

/// Everything that a text stands for once its modifiers were applied, one after the other.
fn patterns(chain: &[&str], source: &str, keyword: bool) -> Vec<Vec<Part>> {
    let mut patterns = vec![parsed(source)];
    for modifier in chain {
        patterns = match *modifier {
            "windash" => patterns.iter().flat_map(|parts| windash(parts)).collect(),
            "wide" | "utf16le" => patterns.iter().map(|parts| utf16(parts, u16::to_le_bytes)).collect(),
            "utf16be" => patterns.iter().map(|parts| utf16(parts, u16::to_be_bytes)).collect(),
            "utf16" => {
                let mark = if chain.contains(&"base64") || chain.contains(&"base64offset") {
                    vec![Part::Byte(0xff), Part::Byte(0xfe)]
                } else {
                    vec![Part::Is('\u{feff}')]
                };
                patterns.iter().map(|parts| [mark.clone(), utf16(parts, u16::to_le_bytes)].concat()).collect()
            }
            "base64" => patterns.iter().map(|parts| base64(&bytes(parts))).collect(),
            "base64offset" => {
                patterns.iter().flat_map(|parts| (0..3).map(|offset| base64_at(&bytes(parts), offset)).collect::<Vec<_>>()).collect()
            }
            _ => patterns,
        };
    }
    let open = |modifier: &str| keyword || chain.contains(&modifier) || chain.contains(&"contains");
    for parts in &mut patterns {
        if open("endswith") {
            parts.insert(0, Part::Star);
        }
        if open("startswith") {
            parts.push(Part::Star);
        }
    }
    patterns
}

fn parsed(source: &str) -> Vec<Part> {
    let characters: Vec<char> = source.chars().collect();
    let (mut parts, mut at) = (Vec::new(), 0);
    while at < characters.len() {
        match (characters[at], characters.get(at + 1)) {
            ('\\', Some(next @ ('*' | '?' | '\\'))) => {
                parts.push(Part::Is(*next));
                at += 1;
            }
            ('*', _) => parts.push(Part::Star),
            ('?', _) => parts.push(Part::Question),
            (other, _) => parts.push(Part::Is(other)),
        }
        at += 1;
    }
    parts
}

/// The first `-` or `/` that begins a word as each of the dashes, then the same with what follows it.
fn windash(parts: &[Part]) -> Vec<Vec<Part>> {
    let word = |part: Option<&Part>| matches!(part, Some(Part::Is(one)) if one.is_alphanumeric() || *one == '_');
    let dash = |at: usize| {
        let before = at.checked_sub(1).and_then(|before| parts.get(before));
        matches!(parts[at], Part::Is('-' | '/')) && !word(before) && word(parts.get(at + 1))
    };
    let mut all = vec![Vec::new()];
    for (at, part) in parts.iter().enumerate() {
        let choices = if dash(at) { ['-', '/', '–', '—', '―'].map(Part::Is).to_vec() } else { vec![*part] };
        all = all.iter().flat_map(|one| choices.iter().map(|choice| [one.as_slice(), &[*choice]].concat()).collect::<Vec<_>>()).collect();
    }
    all
}

fn utf16(parts: &[Part], order: fn(u16) -> [u8; 2]) -> Vec<Part> {
    let encode = |part: &Part| match part {
        Part::Is(one) => one.encode_utf16(&mut [0; 2]).iter().flat_map(|unit| order(*unit)).map(Part::Byte).collect(),
        wildcard => vec![*wildcard],
    };
    parts.iter().flat_map(encode).collect()
}

fn bytes(parts: &[Part]) -> Vec<u8> {
    let bytes = |part: &Part| match part {
        Part::Is(one) => one.to_string().into_bytes(),
        Part::Byte(byte) => vec![*byte],
        wildcard => unreachable!("{wildcard:?} in Base64"),
    };
    parts.iter().flat_map(bytes).collect()
}

fn digit(bits: &str) -> Part {
    let alphabet: Vec<char> = ('A'..='Z').chain('a'..='z').chain('0'..='9').chain(['+', '/']).collect();
    Part::Is(alphabet[usize::from_str_radix(bits, 2).unwrap()])
}

/// Six bits a digit; what is missing of the last is zero; `=` up to a multiple of four.
fn base64(bytes: &[u8]) -> Vec<Part> {
    let mut bits = binary(bytes);
    bits.push_str(&"0".repeat(bits.len().next_multiple_of(6) - bits.len()));
    let mut parts: Vec<Part> = (0..bits.len() / 6).map(|at| digit(&bits[at * 6..at * 6 + 6])).collect();
    parts.resize(parts.len().next_multiple_of(4), Part::Is('='));
    parts
}

/// The digits whose six bits are all of the value, where `offset` unknown bytes stand before it.
fn base64_at(bytes: &[u8], offset: usize) -> Vec<Part> {
    let bits = "?".repeat(8 * offset) + &binary(bytes);
    (0..bits.len() / 6).map(|at| &bits[at * 6..at * 6 + 6]).filter(|bits| !bits.contains('?')).map(digit).collect()
}

fn whole(parts: &[Part], text: &[char]) -> bool {
    match parts.split_first() {
        None => text.is_empty(),
        Some((Part::Star, rest)) => (0..=text.len()).any(|at| whole(rest, &text[at..])),
        Some((Part::Question, rest)) => !text.is_empty() && whole(rest, &text[1..]),
        Some((part, rest)) => text.first().is_some_and(|first| Part::Is(*first) == *part) && whole(rest, &text[1..]),
    }
}
