//! Lane C: what a Node service does all day: files, requests, names, now and then a command; under the log sources of Linux.

use serde_json::{Value, json};

use super::linux;
use crate::random::Random;
use crate::rules::Rule;
use crate::source::{Source, source};

const FILES: &[&str] = &[
    "/srv/shop/node_modules/express/lib/router/index.js",
    "/srv/shop/node_modules/@acme/ui/dist/button-#.mjs",
    "/srv/shop/views/product-#.html",
    "/var/lib/shop/uploads/#.jpg",
    "/tmp/upload-#",
    "/srv/shop/package.json",
    "/home/deploy/.npm/_cacache/content-v2/sha512/#",
    "/proc/self/status",
    "/var/log/shop/access-#.log",
];
const HOSTS: &[&str] = &["db.internal", "redis.internal", "api.example.com", "s3.eu-central-1.amazonaws.com", "hooks.example.org"];

fn one(random: &mut Random) -> (Source, Vec<(String, Value)>) {
    let number = random.below(90_000).to_string();
    let (category, fields): (&str, Vec<(&str, Value)>) = match random.below(100) {
        0..60 => (
            "file_event",
            vec![
                ("TargetFilename", json!(random.pick(FILES).replace('#', &number))),
                ("Image", json!("/usr/bin/node")),
                ("User", json!("www-data")),
            ],
        ),
        60..80 => (
            "network_connection",
            vec![
                ("Image", json!("/usr/bin/node")),
                ("Initiated", json!("true")),
                ("DestinationIp", json!(format!("10.0.{}.{}", random.below(8), random.below(250)))),
                ("DestinationPort", json!(*random.pick(&[443, 5432, 6379, 80]))),
                ("DestinationHostname", json!(*random.pick(HOSTS))),
            ],
        ),
        80..95 => ("dns", vec![("query", json!(*random.pick(HOSTS))), ("record_type", json!("A"))]),
        _ => {
            let fields = linux::command(random);
            return (source("process_creation", "linux"), fields);
        }
    };
    (source(category, "linux"), fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

pub fn events(random: &mut Random, rules: &[Rule], count: usize) -> Vec<(Source, Vec<(String, Value)>)> {
    let mut made = Vec::with_capacity(count);
    for at in 0..count {
        let (source, mut fields) = one(random);
        if at % 25 == 0 {
            let own: Vec<&Rule> = rules.iter().filter(|rule| rule.source == source).collect();
            if !own.is_empty() {
                let rule = *random.pick(&own);
                fields = linux::with_positive(random, rule, fields);
            }
        }
        made.push((source, fields));
    }
    made
}
