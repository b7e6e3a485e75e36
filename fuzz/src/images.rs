//! The images of the corpus: small ones, each of a shape that an image can have.
//!
//! An image of another layout is refused by its first eight bytes, and a fuzzer that begins with such images sees nothing else. So they are made from the rules here (`UPDATE_GOLDEN=1
//! cargo test -p overt-replay --test fuzz`), and the same test fails where one no longer loads.

use std::hint::black_box;
use std::sync::Arc;

use engine::{CompileOptions, Evaluator, LogSource, RuleSet, Severity, Source, Value};

/// The images' names and rules. Short, since a mutation of a long image rarely falls where it matters; together they hold every kind of table.
const SHAPES: &[(&str, &str)] = &[
    ("nothing", ""),
    ("rules-and-correlations", super::RULES),
    ("one-whole-value", "title: t\nlogsource: { category: process_creation }\ndetection: { s: { User: root }, condition: s }\n"),
    (
        "starts-and-ends",
        "title: t\nlogsource: { category: process_creation }\ndetection: { s: { Image|startswith: [/tmp/, /t], Image|endswith: [/sh, h, /bash] }, condition: 1 of s }\n",
    ),
    (
        "short-and-long-literals",
        "title: t\nlogsource: { category: process_creation }\ndetection: { s: { CommandLine|contains: [a, bc, def, ghij, klmnopq, rstuvwxyzabcdefgh, 0123456789abcdef0123456789abcdef] }, condition: s }\n",
    ),
    (
        "cased-and-unicode",
        "title: t\nlogsource: { category: process_creation }\ndetection: { s: { CommandLine|contains|cased: [Straße, ABC], User: 'Ä*ö' }, condition: s }\n",
    ),
    (
        "patterns",
        "title: t\nlogsource: { category: process_creation }\ndetection: { s: { CommandLine: ['*a?c*', 'x*y*z', '??'] }, condition: s }\n",
    ),
    (
        "expressions",
        "title: t\nlogsource: { category: process_creation }\ndetection: { s: { CommandLine|re|i: ['(foo|bar)[0-9]+', '^[a-z]{20}$'] }, n: { Image|re: ';' }, condition: s or n }\n",
    ),
    (
        "networks",
        "title: t\nlogsource: { category: network_connection }\ndetection: { s: { DestinationIp|cidr: [10.0.0.0/8, 10.1.2.3/32, 'fe80::/10', '::/0'] }, condition: s }\n",
    ),
    (
        "numbers-and-times",
        "title: t\nlogsource: { category: network_connection }\ndetection: { s: { DestinationPort|gte: 1024, DestinationPort|lt: 2048.5 }, t: { Image|hour|lte: 5, User|minute: 7 }, condition: s or not t }\n",
    ),
    (
        "other-fields",
        "title: t\nlogsource: { category: process_creation }\ndetection: { s: { Image|fieldref|endswith: User, CommandLine|fieldref|cased: package.name }, condition: not s }\n",
    ),
    (
        "absent-and-null",
        "title: t\nlogsource: { category: process_creation }\ndetection: { s: { Image: null, User|exists: false, CommandLine: '' }, condition: s }\n",
    ),
    (
        "keywords",
        "title: t\nlogsource: { product: windows, service: system }\ndetection: { k: [evilthing, 'other*word'], '|all': [one-word], condition: k }\n",
    ),
    (
        "keywords-that-are-long",
        "title: t\nlogsource: { product: linux }\ndetection: { k: [evilthing, otherword, a-third-keyword], condition: k }\n",
    ),
    (
        "an-event-of-the-application",
        "title: t\nlogsource: { product: nodejs, service: application }\ndetection: { s: { order.total|gt: 3, order.name|contains: [abc, x] }, condition: s }\n",
    ),
    (
        "package",
        "title: t\nlogsource: { category: file_event }\ndetection: { s: { TargetFilename|endswith: .js, package.chain|startswith: evil, package.direct: false }, condition: s }\nresponse: block\n",
    ),
    (
        "late",
        "title: t\nlogsource: { category: process_creation }\ndetection: { s: { Image|endswith: /curl, CommandLine|contains|all: [upload, secret] }, condition: s }\n---\ntitle: u\nlogsource: { category: process_creation }\ndetection: { s: { Image|endswith: /curl, CommandLine|contains: [alpha, betas, gammas, deltas, epsilons] }, f: { CommandLine|contains: [never, at-all] }, condition: s and not f }\n",
    ),
    (
        "allowed",
        "title: t\nid: t\nname: t\nlogsource: { category: process_creation }\ndetection: { s: { Image: /bin/x }, condition: s }\nresponse: kill\n---\ntitle: u\nid: u\nlogsource: { category: process_creation }\ndetection: { s: { User: me }, condition: s }\nresponse: allow\nrules: [t]\n",
    ),
    (
        "sources",
        "title: t\nlogsource: { product: windows, service: security }\ndetection: { s: { EventID: [1, 2] }, condition: s }\n---\ntitle: u\nlogsource: { product: windows }\ndetection: { s: { EventID: 3 }, condition: s }\n---\ntitle: v\nlogsource: { product: macos, category: file_event }\ndetection: { s: { TargetFilename|contains: /x/ }, condition: s }\n",
    ),
    (
        "chained",
        "title: t\nname: t\nlogsource: { category: process_creation }\ndetection: { s: { Image: /bin/x }, condition: s }\n---\ntitle: u\nname: u\ncorrelation: { type: event_count, rules: [t], group-by: [User], timespan: 1m, condition: { gte: 2, lte: 9 }, generate: true }\n---\ntitle: v\nname: v\ncorrelation: { type: temporal, rules: [u, t], group-by: [who], aliases: { who: { t: User, u: User } }, timespan: 1h }\n---\ntitle: w\ncorrelation: { type: value_median, rules: [t], timespan: 1d, condition: { field: Size, gt: 1.5 } }\n",
    ),
];

/// The images of this layout, by name.
pub fn images() -> impl Iterator<Item = (&'static str, Vec<u8>)> {
    SHAPES.iter().map(|(name, text)| {
        let (sources, options) = ([Source { name, text }], CompileOptions { products: vec!["linux".into()], ..CompileOptions::default() });
        let report = RuleSet::compile_with_correlations(if text.is_empty() { &[] } else { &sources }, &options);
        let errors: String = report.diagnostics.iter().filter(|one| one.severity == Severity::Error).map(|one| one.line() + "\n").collect();
        assert!(errors.is_empty(), "{errors}");
        (*name, report.rules.map(|rules| rules.build()).unwrap_or_default())
    })
}

/// A compiled image, as it is and with a checksum that holds.
pub fn image(bytes: &[u8]) {
    black_box(RuleSet::load(bytes).is_ok());
    let mut sealed = bytes.to_vec();
    if let Some((head, body)) = sealed.split_at_mut_checked(40) {
        head[8..].copy_from_slice(blake3::hash(body).as_bytes());
        if let Ok(rules) = RuleSet::load(&sealed) {
            let rules = super::judge(rules);
            archived(&rules);
            black_box(RuleSet::load(&rules.build()).is_ok());
        }
    }
}

/// Judges events of an archive, whose plans are others.
fn archived(rules: &Arc<RuleSet>) {
    let mut evaluator = Evaluator::new(Arc::clone(rules));
    let fields: Vec<_> = [
        ("Image", "/bin/curl"),
        ("CommandLine", "curl evilthing upload secret Straße"),
        ("EventID", "1"),
        ("User", "root"),
        ("order.total", "4"),
    ]
    .iter()
    .map(|(name, value)| (rules.field(name), Value::Text(value)))
    .collect();
    for (category, product, service) in [
        (Some("process_creation"), Some("linux"), None),
        (None, Some("windows"), Some("security")),
        (None, Some("windows"), Some("system")),
        (None, None, None),
    ] {
        let route = rules.route(&LogSource { category, product, service });
        for _ in ["new", "known"] {
            black_box(evaluator.evaluate_archived(route, &fields).matched.len());
        }
    }
}
