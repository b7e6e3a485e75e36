//! What is read is what `serde_json` reads, and what is refused is what it refuses.

use engine::{CompileOptions, RuleSet};

use super::Buffer;
use crate::random::Random;

/// The values as text; `None` where it is refused. All names have one number here, so the order tells them.
fn read(buffer: &mut Buffer, rules: &RuleSet, source: &str) -> Option<Vec<Option<String>>> {
    buffer.read(rules, source, |fields| {
        let text = |value: &engine::Value<'_>| match value {
            engine::Value::Text(text) => Some((*text).to_owned()),
            engine::Value::Null => None,
        };
        fields.iter().map(|(_, value)| text(value)).collect()
    })
}

fn rules() -> RuleSet {
    RuleSet::compile(&[], &CompileOptions::default()).rules.expect("no rules are a set")
}

#[test]
fn reads_what_json_is() {
    let (mut buffer, rules) = (Buffer::default(), rules());
    let mut values = |source: &str| read(&mut buffer, &rules, source);
    let texts = |texts: &[&str]| Some(texts.iter().map(|text| Some((*text).to_owned())).collect::<Vec<_>>());
    assert_eq!(values("{}"), texts(&[]));
    assert_eq!(values(" { \"a\" : \"b\" ,\n\"c\":\"\" } "), texts(&["b", ""]));
    assert_eq!(
        values(r#"{"a":"C:\\Windows\\System32\\x.exe","b":"\"\/\b\f\n\r\t"}"#),
        texts(&[r"C:\Windows\System32\x.exe", "\"/\u{8}\u{c}\n\r\t"])
    );
    assert_eq!(values(r#"{"a":"\u00e9\ud83d\ude00é","\u0062":"x\\"}"#), texts(&["é\u{1f600}é", r"x\"]));
    assert_eq!(values(r#"{"a":0,"b":-1.50e+3,"c":true,"d":false}"#), texts(&["0", "-1.50e+3", "true", "false"]));
    assert_eq!(values(r#"{"a":null}"#), Some(vec![None]));
    assert_eq!(
        values(r#"{"a":"0123456","b":"01234567","c":"012345678","d":"é1234567é"}"#),
        texts(&["0123456", "01234567", "012345678", "é1234567é"])
    );
}

#[test]
fn refuses_what_json_is_not() {
    let (mut buffer, rules) = (Buffer::default(), rules());
    for source in [
        "",
        "{",
        "[]",
        r#"{"a"}"#,
        r#"{"a":}"#,
        r#"{"a":"b"#,
        r#"{"a":"b\"}"#,
        r#"{"a":"b"}x"#,
        r#"{"a":"b",}"#,
        r#"{a:"b"}"#,
        r#"{"a":"b" "c":"d"}"#,
        "{\"a\":\"b\nc\"}",
        "{\"a\":\"0123456789\u{1}\"}",
        "{\"a\":\"\\\\0123456789\u{1f}\"}",
        r#"{"a":"\x"}"#,
        r#"{"a":"\u12g4"}"#,
        r#"{"a":"\u+123"}"#,
        r#"{"a":"\ud800"}"#,
        r#"{"a":"\ud800\u0041"}"#,
        r#"{"a":"\udc00"}"#,
        r#"{"a":01}"#,
        r#"{"a":-}"#,
        r#"{"a":1.}"#,
        r#"{"a":.5}"#,
        r#"{"a":1e}"#,
        r#"{"a":+1}"#,
        r#"{"a":nul}"#,
        r#"{"a":True}"#,
        r#"{"a":[1]}"#,
        r#"{"a":{}}"#,
    ] {
        assert_eq!(read(&mut buffer, &rules, source), None, "{source}");
    }
}

/// Texts of pieces that mean something, put together at random: both readers take the same, and read the same of it.
#[test]
fn agrees_with_another_reader() {
    const PIECES: [&str; 24] = [
        "{",
        "}",
        "\"",
        "\"",
        "\"a\"",
        "\"b\":",
        ":",
        ",",
        "\\",
        "\\\\",
        "\\u0041",
        "\\ud83d",
        "\\ude00",
        "\\n",
        "null",
        "true",
        "-1",
        "0",
        ".5",
        "e3",
        " ",
        "é",
        "C:\\\\Windows",
        "{\"key\":\"value",
    ];
    let (mut buffer, rules, mut random) = (Buffer::default(), rules(), Random::new(7));
    let (mut both, mut texts) = (0, 0);
    for _ in 0..300_000 {
        let middle: String = (0..1 + random.below(7)).map(|_| PIECES[random.below(PIECES.len())]).collect();
        let source = if random.below(2) == 0 { middle } else { format!("{{\"a\":\"{middle}\"}}") };
        let ours = read(&mut buffer, &rules, &source);
        let theirs = serde_json::from_str(&source).ok().and_then(flat);
        assert_eq!(ours.is_some(), theirs.is_some(), "{source}");
        both += usize::from(ours.is_some());
        // One that has a name twice has fewer values there.
        if let (Some(ours), Some(theirs)) = (ours, theirs)
            && let ([Some(ours)], [serde_json::Value::String(theirs)]) = (ours.as_slice(), theirs.as_slice())
        {
            assert_eq!(ours, theirs, "{source}");
            texts += 1;
        }
    }
    assert!(both > 10_000 && texts > 10_000, "{both} {texts}");
}

/// The values of an object that holds no list and no object.
fn flat(value: serde_json::Value) -> Option<Vec<serde_json::Value>> {
    let serde_json::Value::Object(pairs) = value else { return None };
    let values: Vec<_> = pairs.into_iter().map(|(_, value)| value).collect();
    values.iter().all(|value| !value.is_object() && !value.is_array()).then_some(values)
}
