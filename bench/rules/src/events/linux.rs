//! Lane A: what is started on a Linux machine: a developer's shell, an install of npm packages, cron, a server; and the commands that rules look for.

use serde_json::Value;

use super::positive;
use crate::random::Random;
use crate::rules::Rule;
use crate::source::{Source, source};

/// Programs with arguments, as `execve` shows them during installs, builds and on servers; `#` becomes a number, `@` the name of a package.
const COMMANDS: &[(&str, &str)] = &[
    ("/bin/sh", "sh -c node install.js"),
    ("/bin/sh", "sh -c node-gyp rebuild"),
    ("/bin/sh", "/bin/sh -c tsc --noEmit && eslint src --max-warnings 0"),
    ("/usr/bin/node", "node /srv/shop/node_modules/.bin/tsc -p tsconfig.json"),
    ("/usr/bin/node", "node scripts/postinstall.js --package @"),
    ("/usr/bin/node", "/usr/bin/node --require /srv/shop/preload.cjs /srv/shop/server.js"),
    ("/usr/bin/node", "node /usr/lib/node_modules/npm/bin/npm-cli.js install @ --no-audit"),
    ("/usr/bin/git", "git ls-remote -h -t https://github.com/acme/@.git"),
    ("/usr/bin/git", "git rev-parse --short HEAD"),
    ("/usr/bin/git", "git -c core.longpaths=true config --get remote.origin.url"),
    ("/usr/bin/make", "make BUILDTYPE=Release -C build"),
    ("/usr/bin/g++", "g++ -o Release/obj.target/@/src/binding.o ../src/binding.cc -DNODE_GYP_MODULE_NAME=@ -fPIC -O3 -std=gnu++17 -MMD"),
    (
        "/usr/lib/gcc/x86_64-linux-gnu/12/cc1plus",
        "cc1plus -quiet -I /root/.cache/node-gyp/22.4.#/include/node -D_GNU_SOURCE ../src/@.cc -O3",
    ),
    ("/usr/bin/python3", "python3 /usr/lib/node_modules/npm/node_modules/node-gyp/gyp/gyp_main.py binding.gyp -f make"),
    ("/usr/bin/ps", "ps -A -o ppid,pid,stat,comm"),
    ("/usr/bin/ls", "ls -la /srv/shop/releases/#"),
    ("/usr/bin/cp", "cp -r dist/assets /srv/shop/releases/#/assets"),
    ("/usr/bin/rm", "rm -rf /tmp/npm-#-cache"),
    ("/usr/bin/find", "find /var/lib/shop -name *.tmp -mtime +# -delete"),
    ("/usr/bin/grep", "grep -rn TODO src/@"),
    ("/usr/bin/tar", "tar -xzf /tmp/@-#.tgz -C /srv/shop/vendor --strip-components=1"),
    ("/usr/bin/curl", "curl -fsSL https://registry.example.org/@/-/@-1.#.0.tgz -o /tmp/@.tgz"),
    ("/usr/bin/wget", "wget -q https://example.org/releases/@-#.tar.gz"),
    ("/usr/sbin/cron", "/usr/sbin/CRON -f -P"),
    ("/usr/lib/systemd/systemd", "/usr/lib/systemd/systemd-executor --deserialize # --log-level info"),
    ("/usr/sbin/sshd", "sshd: deploy [priv]"),
    ("/usr/bin/rsync", "rsync --server -vlogDtprze.iLsfxCIvu . /srv/shop/releases/#"),
    ("/usr/bin/id", "id -u"),
    ("/usr/bin/uname", "uname -s -r -m"),
    ("/usr/bin/cat", "cat /proc/#/status"),
    ("/usr/bin/sed", "sed -i s/__VERSION__/1.#.0/ dist/index.html"),
    ("/usr/bin/psql", "psql -h 10.0.0.# -U shop -c VACUUM"),
    ("/usr/bin/ffmpeg", "ffmpeg -i /var/lib/shop/in/#.mov -vf scale=640:-2 /var/lib/shop/out/#.mp4"),
    ("/usr/bin/docker", "docker ps --format {{.ID}}"),
    ("/usr/bin/esbuild", "esbuild --service=0.25.# --ping"),
];
const PACKAGES: &[&str] = &["sharp", "bcrypt", "left-pad", "@acme/ui", "better-sqlite3", "esbuild", "canvas", "fsevents", "core-js"];
const PARENTS: &[(&str, &str)] = &[
    ("/usr/bin/node", "npm install"),
    ("/bin/bash", "-bash"),
    ("/usr/lib/systemd/systemd", "/sbin/init"),
    ("/usr/bin/make", "make"),
    ("/bin/sh", "sh -c npm run build"),
];
const USERS: &[&str] = &["root", "deploy", "www-data", "anna"];

/// A command and what started it.
pub fn command(random: &mut Random) -> Vec<(String, Value)> {
    let fill = |random: &mut Random, text: &str| {
        let package = *random.pick(PACKAGES);
        let number = random.below(9_000).to_string();
        text.replace('@', package).replace('#', &number)
    };
    let (image, line) = *random.pick(COMMANDS);
    let (parent, parent_line) = *random.pick(PARENTS);
    let folder = format!("/srv/shop/node_modules/{}", random.pick(PACKAGES));
    let line = fill(random, line);
    let pairs = [
        ("Image", image.to_owned()),
        ("CommandLine", line),
        ("CurrentDirectory", folder),
        ("User", (*random.pick(USERS)).to_owned()),
        ("ParentImage", parent.to_owned()),
        ("ParentCommandLine", parent_line.to_owned()),
    ];
    pairs.into_iter().map(|(name, text)| (name.to_owned(), Value::String(text))).collect()
}

/// Fields of a rule, and a command's for the others.
pub fn with_positive(random: &mut Random, rule: &Rule, mut base: Vec<(String, Value)>) -> Vec<(String, Value)> {
    for (name, value) in positive::fields(random, rule) {
        match base.iter_mut().find(|(known, _)| *known == name) {
            Some((_, place)) => *place = value,
            None => base.push((name, value)),
        }
    }
    base
}

pub fn commands(random: &mut Random, rules: &[Rule], count: usize) -> Vec<(Source, Vec<(String, Value)>)> {
    let source = source("process_creation", "linux");
    let own: Vec<&Rule> = rules.iter().filter(|rule| rule.source == source).collect();
    let mut made = Vec::with_capacity(count);
    for at in 0..count {
        let mut fields = command(random);
        if at % 5 == 0 && !own.is_empty() {
            fields = with_positive(random, own[at / 5 % own.len()], fields);
        }
        made.push((source.clone(), fields));
    }
    made
}
