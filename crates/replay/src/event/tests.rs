use super::*;

fn shown(text: &str) -> (Form, Vec<(String, Option<String>)>) {
    let mut line = Line::default();
    let form = line.read(text).unwrap();
    let fields = line.fields().iter().map(|field| (line.text(field.name).to_owned(), field.value.map(|value| line.text(value).to_owned())));
    (form, fields.collect())
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, Option<String>)> {
    expected.iter().map(|(name, value)| ((*name).to_owned(), (*value != "null").then(|| (*value).to_owned()))).collect()
}

fn refused(text: &str) -> String {
    Line::default().read(text).unwrap_err()
}

#[test]
fn values_become_text() {
    let (form, fields) = shown(
        r#"{"fields":{"a":"x","b":"C:\\\"x\"","c":42,"d":-1,"e":1.5,"f":true,"g":null,"h":["x",1,null],"i":{"j":{"k":"v"}},"l":[{"m":1},{"m":2}],"n\u0041":"x"},"logsource":{}}"#,
    );
    assert_eq!(form, Form::Flat);
    assert_eq!(
        fields,
        pairs(&[
            ("a", "x"),
            ("b", "C:\\\"x\""),
            ("c", "42"),
            ("d", "-1"),
            ("e", "1.5"),
            ("f", "true"),
            ("g", "null"),
            ("h", "x"),
            ("h", "1"),
            ("h", "null"),
            ("i.j.k", "v"),
            ("l.m", "1"),
            ("l.m", "2"),
            ("nA", "x"),
        ])
    );
}

#[test]
fn a_record_of_overt() {
    let text = r#"{"v":1,"stream":"7","seq":4,"time":"2026-11-23T18:00:00.123456Z","event":"fs.open","fields":{"path":"/x"},"truncated":["path"],
        "package":{"name":"evil","version":"1.0.0","direct":false,"chain":["evil@1.0.0","shop@2.0.0"]},"request":{"route":"/a"},"phase":"run","rules":[{"id":"x"}]}"#;
    let mut line = Line::default();
    assert_eq!(line.read(text), Ok(Form::Record));
    assert_eq!((line.event(), line.time(), line.is_truncated()), ("fs.open", Some(1_795_456_800_123_456), true));
    let own: Vec<&str> = line.fields().iter().filter(|field| field.own).map(|field| line.text(field.name)).collect();
    assert_eq!(own, ["path"]);
    let chain: Vec<&str> = line
        .fields()
        .iter()
        .filter(|field| line.text(field.name) == "package.chain")
        .filter_map(|field| Some(line.text(field.value?)))
        .collect();
    assert_eq!(chain, ["evil@1.0.0", "shop@2.0.0"]);
    assert_eq!((line.value("package.direct"), line.value("request.route"), line.value("phase")), (Some("false"), Some("/a"), Some("run")));
}

#[test]
fn a_windows_event() {
    let text = r##"{"Event":{"#attributes":{"xmlns":"x"},"System":{"Provider":{"#attributes":{"Guid":"g","Name":"Sysmon"}},"EventID":{"#attributes":{"Qualifiers":1},"#text":1},
        "TimeCreated":{"#attributes":{"SystemTime":"2026-11-23T18:00:00Z"}},"Channel":"C","Execution":{"#attributes":{"ProcessID":4}}},
        "EventData":{"#attributes":{"Name":"n"},"Image":"C:\\x.exe","Data":["a","b"],"Binary":{"#text":"z"}}}}"##;
    let mut line = Line::default();
    assert_eq!(line.read(text), Ok(Form::Windows));
    assert_eq!(line.time(), Some(1_795_456_800_000_000));
    let (_, fields) = shown(text);
    let expected = [
        ("Provider_Name", "Sysmon"),
        ("EventID", "1"),
        ("Channel", "C"),
        ("Image", "C:\\x.exe"),
        ("Data", "a"),
        ("Data", "b"),
        ("Binary", "z"),
    ];
    assert_eq!(fields, pairs(&expected));
    let (_, fields) =
        shown(r##"{"Event":{"System":{"EventID":7,"Provider":null},"UserData":{"FileEvent":{"#attributes":{"x":1},"Path":"p"}}}}"##);
    assert_eq!(fields, pairs(&[("EventID", "7"), ("Path", "p")]));
    assert_eq!(shown(r#"{"Event":{"System":{"EventID":7},"EventData":null}}"#).1.len(), 1);
}

#[test]
fn why_a_line_is_no_event() {
    for (text, why) in [
        ("{\"fields\":{}}", "neither `logsource` nor the name of an `event`"),
        ("{}", "neither `fields` nor `Event`"),
        ("", "it is not JSON"),
        ("[]", "an object"),
        ("{\"fields\":{\"a\":1}", "it is not JSON"),
        ("{\"fields\":{},\"logsource\":{}} x", "it is not JSON"),
        ("{\"fields\":3,\"logsource\":{}}", "an object of fields"),
        ("{\"fields\":{},\"logsource\":\"x\"}", "`category`, `product` or `service`"),
        ("{\"fields\":{},\"event\":3}", "text"),
        ("{\"fields\":{\"a\":tru},\"logsource\":{}}", "it is not JSON"),
        ("{\"fields\":{\"a\":\"\\ud800\"},\"logsource\":{}}", "it is not JSON"),
    ] {
        let said = refused(text);
        assert!(said.contains(why), "{text}: {said}");
        assert!(!said.contains('\n'), "{text}: {said}");
    }
    for key in ["fields", "ignored"] {
        let deep = format!("{{\"{key}\":{{\"a\":{}{}}},\"logsource\":{{}}}}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(!refused(&deep).is_empty(), "{key}");
    }
    let many = "1,".repeat(FIELDS + 1);
    assert!(refused(&format!("{{\"logsource\":{{}},\"fields\":{{\"a\":[{many}1]}}}}")).contains("more than"));
}
