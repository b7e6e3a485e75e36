//! The rules: the public ones where a copy of them is, else generated ones of the same shape.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use engine::{CompileOptions, RuleSet};
use serde_norway::Value as Yaml;

use crate::random::Random;
use crate::source::Source;

/// One rule that all engines load.
pub struct Rule {
    pub text: String,
    pub id: String,
    pub source: Source,
    pub yaml: Yaml,
}

/// Rules, where they are from, and how many were left out because an engine does not load them.
pub struct Rules {
    pub rules: Vec<Rule>,
    pub from: String,
    pub left_out: usize,
}

pub fn load(corpus: Option<&Path>) -> Rules {
    let mut files = Vec::new();
    if let Some(folder) = corpus {
        find(folder, &mut files);
    }
    files.sort();
    let (texts, from): (Vec<String>, String) = match corpus {
        Some(_) if !files.is_empty() => {
            (files.iter().filter_map(|file| std::fs::read_to_string(file).ok()).collect(), format!("the {} files given", files.len()))
        }
        _ => (generated(&mut Random::new(7), 3_755), "generated".to_owned()),
    };
    let all = texts.len();
    let rules: Vec<Rule> = texts.into_iter().filter_map(usable).collect();
    Rules { left_out: all - rules.len(), rules, from }
}

fn find(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            find(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "yml") {
            found.push(path);
        }
    }
}

/// A rule that this engine and rsigma load. (sigma-rust refuses a few more; it is asked without them.)
fn usable(text: String) -> Option<Rule> {
    let yaml: Yaml = serde_norway::from_str(&text).ok()?;
    let id = yaml.get("id")?.as_str()?.to_owned();
    RuleSet::compile(&[engine::Source { name: &id, text: &text }], &options()).rules?;
    let parsed = rsigma_parser::parse_sigma_yaml(&text).ok().filter(|parsed| parsed.rules.len() == 1)?;
    rsigma_eval::Engine::new().add_collection(&parsed).ok()?;
    let part = |name: &str| yaml.get("logsource")?.get(name)?.as_str().map(str::to_ascii_lowercase);
    Some(Rule { id, source: [part("category"), part("product"), part("service")], yaml, text })
}

pub fn options() -> CompileOptions {
    CompileOptions { products: ["linux", "macos", "windows", "nodejs"].map(str::to_owned).to_vec(), ..CompileOptions::default() }
}

/// Rules of the public ones' sizes: 63 of a hundred patterns are `contains`, 20 `endswith`, 12 whole values; five patterns at the median.
fn generated(random: &mut Random, count: usize) -> Vec<String> {
    const SOURCES: &[(&str, &str, usize, &[&str])] = &[
        ("process_creation", "windows", 38, &["CommandLine", "CommandLine", "Image", "ParentImage", "OriginalFileName"]),
        ("process_creation", "linux", 4, &["CommandLine", "Image", "ParentImage"]),
        ("file_event", "windows", 6, &["TargetFilename", "Image"]),
        ("file_event", "linux", 1, &["TargetFilename", "Image"]),
        ("registry_set", "windows", 8, &["TargetObject", "Details", "Image"]),
        ("image_load", "windows", 4, &["ImageLoaded", "Image"]),
        ("network_connection", "windows", 2, &["DestinationHostname", "Image", "DestinationPort"]),
        ("network_connection", "linux", 1, &["DestinationHostname", "Image"]),
        ("dns_query", "windows", 1, &["QueryName", "Image"]),
        ("ps_script", "windows", 5, &["ScriptBlockText"]),
        ("process_access", "windows", 2, &["TargetImage", "SourceImage", "CallTrace"]),
        ("webserver", "other", 28, &["cs-uri-query", "cs-user-agent"]),
    ];
    const STEMS: &[&str] = &[
        "powershell",
        "rundll32",
        "regsvr32",
        "mshta",
        "certutil",
        "bitsadmin",
        "curl",
        "wget",
        "base64",
        "chmod",
        "crontab",
        "passwd",
        "shadow",
        "nc",
        "python",
        "perl",
        "invoke",
        "download",
        "encoded",
        "hidden",
        "bypass",
        "registry",
        "policies",
        "services",
        "startup",
        "temp",
        "appdata",
        "public",
        "http://",
        "https://",
        "-enc",
        "/c ",
        "-o ",
        "system32",
        "syswow64",
        "lsass",
        "dump",
        "minidump",
        "token",
        "kerberos",
    ];
    let word = |random: &mut Random| format!("{}{}{}", random.pick(STEMS), ["\\", " ", "-", "."][random.below(4)], random.hex(3));
    let mut texts = Vec::with_capacity(count);
    for number in 0..count {
        let mut at = random.below(100);
        let (category, product, _, fields) = SOURCES
            .iter()
            .find(|(_, _, share, _)| {
                let found = at < *share;
                at = at.saturating_sub(*share);
                found
            })
            .unwrap_or(&SOURCES[0]);
        let mut text = format!(
            "title: Generated {number}\nid: 00000000-0000-4000-8000-{number:012}\nlogsource: {{ category: {category}, product: {product} }}\ndetection:\n"
        );
        for selection in 0..=random.below(3) {
            let name = if selection == 2 { "filter_main".to_owned() } else { format!("selection_{selection}") };
            let _ = writeln!(text, "  {name}:");
            let field = fields[(selection + random.below(2)) % fields.len()];
            let modifier = match random.below(100) {
                0..55 => "|contains",
                55..63 => "|contains|all",
                63..83 => "|endswith",
                83..88 => "|startswith",
                _ => "",
            };
            let _ = writeln!(text, "    {field}{modifier}:");
            let values = if random.percent(5) { 30 + random.below(60) } else { 1 + random.below(6) };
            for _ in 0..values {
                let _ = writeln!(text, "      - '{}'", word(random));
            }
        }
        let filtered = text.contains("filter_main");
        text.push_str(if filtered { "  condition: all of selection_* and not filter_main\n" } else { "  condition: all of selection_*\n" });
        texts.push(text);
    }
    texts
}
