//! The public Sigma rules, where a copy of them lies beside the repository: every rule loads, or is refused with the name of the placeholder that has no values.

use std::path::{Path, PathBuf};

use engine::{CompileOptions, RuleSet, Severity, Source};

fn rule_files(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            rule_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "yml") {
            found.push(path);
        }
    }
}

#[test]
fn every_rule_loads_or_is_refused_for_its_placeholder() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpora/sigma");
    let mut files = Vec::new();
    rule_files(&folder, &mut files);
    files.sort();
    if files.is_empty() {
        eprintln!("skipped: no Sigma rules at {}", folder.display());
        return;
    }
    let options =
        CompileOptions { products: vec!["linux".into(), "macos".into(), "windows".into(), "nodejs".into()], ..CompileOptions::default() };
    let mut refused = 0;
    let mut good = Vec::new();
    for file in &files {
        let text = std::fs::read_to_string(file).unwrap();
        let report = RuleSet::compile(&[Source { name: "r.yml", text: &text }], &options);
        let errors: Vec<_> = report.diagnostics.iter().filter(|one| one.severity == Severity::Error).collect();
        assert_eq!(report.rules.is_none(), !errors.is_empty());
        if errors.is_empty() {
            good.push(text);
            continue;
        }
        refused += 1;
        for error in &errors {
            let written = text.lines().nth(error.span.line as usize - 1).unwrap_or_default();
            let name = written.split('%').nth(1).unwrap_or_default();
            assert_eq!(error.code.as_str(), "OVERT_RULE_PLACEHOLDER", "{}: {}", file.display(), error.line());
            assert!(!name.is_empty() && error.message.contains(&format!("`%{name}%`")), "{}: {}", file.display(), error.line());
        }
    }
    eprintln!("{} rules: {} load, {refused} are refused for their placeholders", files.len(), good.len());
    assert_eq!((good.len(), refused), (3_755, 25));
    let sources: Vec<Source<'_>> = good.iter().map(|text| Source { name: "r.yml", text }).collect();
    let set = RuleSet::compile(&sources, &options).rules.expect("rules that load alone load together");
    for id in 0..=engine::schema::HIGHEST_EVENT {
        set.prepare(id);
    }
    let again = RuleSet::load(&set.build()).expect("an image that was just built");
    assert_eq!(again.rules(), set.rules());
    assert_eq!(again.build(), set.build());
}
