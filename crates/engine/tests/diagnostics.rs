//! Golden files: what is said of each `diagnostics/*.yml` stands beside it in a `.txt`. `UPDATE_GOLDEN=1` writes them.

use std::path::Path;

use engine::{CompileOptions, RuleSet, Source, diagnostic};

#[test]
fn diagnostics_are_the_golden_ones() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics");
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|one| one == "yml"))
        .collect();
    files.sort();
    assert!(files.len() >= 10);
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let report = RuleSet::compile(
            &[Source { name: &name, text: &text }],
            &CompileOptions { products: vec!["linux".into()], ..CompileOptions::default() },
        );
        let mut said: String = report.diagnostics.iter().map(|one| one.render() + "\n").collect();
        said.push_str(&report.diagnostics.iter().map(|one| one.line() + "\n").collect::<String>());
        let golden = file.with_extension("txt");
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&golden, &said).unwrap();
        }
        assert!(!report.diagnostics.is_empty(), "{name}");
        assert_eq!(said, std::fs::read_to_string(&golden).unwrap_or_default(), "{name}");
    }
}

/// Of pipelines, each with a rule that is right.
#[test]
fn diagnostics_of_pipelines_are_the_golden_ones() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics/pipelines");
    for name in ["conditions", "documents", "keys"] {
        let text = std::fs::read_to_string(folder.join(format!("{name}.yml"))).unwrap();
        let options = CompileOptions { pipelines: vec![(format!("{name}.yml"), text)], ..CompileOptions::default() };
        let rule = "title: A\nlogsource: { category: process_creation }\ndetection: { s: { User: x }, condition: s }\n";
        let report = RuleSet::compile(&[Source { name: "r.yml", text: rule }], &options);
        let said: String = report.diagnostics.iter().map(|one| one.render() + "\n").collect();
        let golden = folder.join(format!("{name}.txt"));
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&golden, &said).unwrap();
        }
        assert!(report.rules.is_none() && !said.is_empty(), "{name}");
        assert_eq!(said, std::fs::read_to_string(&golden).unwrap_or_default(), "{name}");
    }
}

#[test]
fn as_json() {
    let text = "title: \"a\\\"b\"\nlevel: x\n";
    let report = RuleSet::compile(&[Source { name: "r.yml", text }], &CompileOptions::default());
    let json = diagnostic::to_json(&report.diagnostics);
    assert!(
        json.contains(r#"{"code":"OVERT_RULE_TYPE","severity":"error","title":"a part of a rule has the wrong type","message":"`x` is not a level","file":"r.yml","hint":"known are `informational`, "#),
        "{json}"
    );
    assert!(json.ends_with(r#""line":2,"column":8,"length":1}]"#), "{json}");
}

#[test]
fn the_policys_responses() {
    let text = "title: A\nid: a\ntags: [x.y]\nauthor: me\nlevel: high\nlogsource: { category: process_creation }\ndetection: { s: { User: x }, condition: s }\n";
    let compile = |key: &str, response: &str| {
        let options = CompileOptions { responses: vec![(key.into(), response.into())], ..CompileOptions::default() };
        RuleSet::compile(&[Source { name: "r.yml", text }], &options)
    };
    for key in ["a", "x.y", "me", "high"] {
        assert_eq!(compile(key, "block").rules.unwrap().rules()[0].response, engine::Response::Block, "{key}");
    }
    let unused = compile("hihg", "block");
    assert_eq!(unused.rules.unwrap().rules()[0].response, engine::Response::Alert);
    assert_eq!(
        unused.diagnostics[0].line(),
        "(options):1:1: warning[OVERT_RULE_RESPONSE]: `responses`: no rule has the id, level, tag or author `hihg`"
    );
    assert!(compile("a", "allow").rules.is_none());
    assert!(compile("a", "blok").rules.is_none());
}

#[test]
fn every_code_of_rules_has_a_golden_file() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let list = std::fs::read_to_string(folder.join("../../schema/errors.yaml")).unwrap();
    let said: String = std::fs::read_dir(folder.join("tests/diagnostics"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|one| one == "txt"))
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect();
    let codes = list.split("code: ").skip(1).filter_map(|rest| rest.split(',').next()).filter(|code| code.starts_with("OVERT_RULE_"));
    let missing: Vec<&str> = codes.filter(|code| !said.contains(&format!("[{code}]"))).collect();
    assert_eq!(missing, Vec::<&str>::new());
}
