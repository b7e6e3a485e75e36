// Generated from schema/ by `npm run generate`. Do not edit.

use super::{Event, Field, FieldKind, Logsource};

/// The highest id of an event.
pub const HIGHEST_EVENT: u16 = 116;

/// Fields that any event may carry.
///
/// | bit | field | values | what |
/// |---|---|---|---|
/// | 24 | `package.name` | text | the package whose code asked, where that is certain |
/// | 25 | `package.version` | text | its version, from its package.json |
/// | 26 | `package.path` | text | the file of the frame that asked, below the application's root |
/// | 27 | `package.chain` | texts | name@version of the packages on the stack, nearest first |
/// | 28 | `package.direct` | `true` or `false` | whether the application's own package.json names the package |
/// | 29 | `phase` | text | install (below a script of a package manager), load (a module that the application asked for is being evaluated) or run; Node only |
/// | 30 | `request.route` | text | the route of the HTTP request being served, as Express or Fastify found it, else the path of its URL; Node only, and dear on 20 and 22 (docs/configuration.md, context) |
/// | 31 | `request.id` | text | the id of the HTTP request being served: the thread's stream and a number; Node only |
#[rustfmt::skip]
pub static COMMON: &[Field] = &[
    Field { bit: 24, name: "package.name", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
    Field { bit: 25, name: "package.version", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
    Field { bit: 26, name: "package.path", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
    Field { bit: 27, name: "package.chain", kind: FieldKind::Strings, sigma: &[], on_demand: false, values: &[] },
    Field { bit: 28, name: "package.direct", kind: FieldKind::Boolean, sigma: &[], on_demand: false, values: &[] },
    Field { bit: 29, name: "phase", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
    Field { bit: 30, name: "request.route", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
    Field { bit: 31, name: "request.id", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
];

/// Every event, by ascending id.
#[rustfmt::skip]
pub static EVENTS: &[Event] = &[
    Event {
        id: 1,
        name: "application.event",
        fields: &[],
        logsources: &[
            Logsource { category: "application", when: None },
        ],
    },
    Event {
        id: 2,
        name: "overt.start",
        fields: &[
            Field { bit: 0, name: "version", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
            Field { bit: 1, name: "mode", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
            Field { bit: 2, name: "rules", kind: FieldKind::Integer, sigma: &[], on_demand: false, values: &[] },
            Field { bit: 3, name: "runtime", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
            Field { bit: 4, name: "engine", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
            Field { bit: 5, name: "parent", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
            Field { bit: 6, name: "configuration", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
            Field { bit: 7, name: "serial", kind: FieldKind::Integer, sigma: &[], on_demand: false, values: &[] },
        ],
        logsources: &[],
    },
    Event {
        id: 3,
        name: "overt.stop",
        fields: &[
            Field { bit: 0, name: "records", kind: FieldKind::Integer, sigma: &[], on_demand: false, values: &[] },
            Field { bit: 1, name: "dropped", kind: FieldKind::Integer, sigma: &[], on_demand: false, values: &[] },
            Field { bit: 2, name: "head", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
        ],
        logsources: &[],
    },
    Event {
        id: 4,
        name: "overt.gap",
        fields: &[
            Field { bit: 0, name: "event", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
            Field { bit: 1, name: "reason", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
            Field { bit: 2, name: "detail", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
        ],
        logsources: &[],
    },
    Event {
        id: 5,
        name: "hook.add",
        fields: &[
            Field { bit: 0, name: "origin", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
        ],
        logsources: &[],
    },
    Event {
        id: 6,
        name: "hook.clear",
        fields: &[],
        logsources: &[],
    },
    Event {
        id: 7,
        name: "open_hook.set",
        fields: &[
            Field { bit: 0, name: "origin", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
        ],
        logsources: &[],
    },
    Event {
        id: 10,
        name: "run.file",
        fields: &[
            Field { bit: 0, name: "path", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
        ],
        logsources: &[],
    },
    Event {
        id: 11,
        name: "run.eval",
        fields: &[
            Field { bit: 0, name: "code", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
        ],
        logsources: &[],
    },
    Event {
        id: 12,
        name: "run.stdin",
        fields: &[],
        logsources: &[],
    },
    Event {
        id: 13,
        name: "run.repl",
        fields: &[],
        logsources: &[],
    },
    Event {
        id: 14,
        name: "run.preload",
        fields: &[
            Field { bit: 0, name: "path", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
        ],
        logsources: &[],
    },
    Event {
        id: 20,
        name: "code.eval",
        fields: &[
            Field { bit: 0, name: "code", kind: FieldKind::String, sigma: &["Code"], on_demand: false, values: &[] },
            Field { bit: 1, name: "length", kind: FieldKind::Integer, sigma: &["Length"], on_demand: false, values: &[] },
            Field { bit: 2, name: "kind", kind: FieldKind::String, sigma: &["Kind"], on_demand: false, values: &[] },
        ],
        logsources: &[
            Logsource { category: "code_eval", when: None },
        ],
    },
    Event {
        id: 21,
        name: "code.compile",
        fields: &[
            Field { bit: 0, name: "code", kind: FieldKind::String, sigma: &["Code"], on_demand: false, values: &[] },
            Field { bit: 1, name: "path", kind: FieldKind::String, sigma: &["Path"], on_demand: false, values: &[] },
            Field { bit: 2, name: "kind", kind: FieldKind::String, sigma: &["Kind"], on_demand: false, values: &[] },
            Field { bit: 3, name: "cached_data", kind: FieldKind::Boolean, sigma: &[], on_demand: false, values: &[] },
        ],
        logsources: &[
            Logsource { category: "code_eval", when: None },
        ],
    },
    Event {
        id: 22,
        name: "wasm.compile",
        fields: &[
            Field { bit: 0, name: "size", kind: FieldKind::Integer, sigma: &["Length"], on_demand: false, values: &[] },
            Field { bit: 1, name: "digest", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
        ],
        logsources: &[
            Logsource { category: "code_eval", when: None },
        ],
    },
    Event {
        id: 23,
        name: "wasm.instantiate",
        fields: &[
            Field { bit: 0, name: "size", kind: FieldKind::Integer, sigma: &["Length"], on_demand: false, values: &[] },
            Field { bit: 1, name: "digest", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
        ],
        logsources: &[
            Logsource { category: "code_eval", when: None },
        ],
    },
    Event {
        id: 30,
        name: "module.load",
        fields: &[
            Field { bit: 0, name: "path", kind: FieldKind::String, sigma: &["ModulePath"], on_demand: false, values: &[] },
            Field { bit: 1, name: "specifier", kind: FieldKind::String, sigma: &["Specifier"], on_demand: true, values: &[] },
            Field { bit: 2, name: "format", kind: FieldKind::String, sigma: &["Format"], on_demand: false, values: &[] },
            Field { bit: 3, name: "parent", kind: FieldKind::String, sigma: &["ParentModule"], on_demand: true, values: &[] },
            Field { bit: 4, name: "size", kind: FieldKind::Integer, sigma: &[], on_demand: true, values: &[] },
            Field { bit: 5, name: "digest", kind: FieldKind::String, sigma: &["Hashes"], on_demand: true, values: &[] },
            Field { bit: 6, name: "dynamic", kind: FieldKind::Boolean, sigma: &[], on_demand: true, values: &[] },
        ],
        logsources: &[
            Logsource { category: "module_load", when: None },
        ],
    },
    Event {
        id: 31,
        name: "module.builtin",
        fields: &[
            Field { bit: 0, name: "name", kind: FieldKind::String, sigma: &["ModulePath", "Specifier"], on_demand: false, values: &[] },
            Field { bit: 1, name: "parent", kind: FieldKind::String, sigma: &["ParentModule"], on_demand: true, values: &[] },
        ],
        logsources: &[
            Logsource { category: "module_load", when: None },
        ],
    },
    Event {
        id: 32,
        name: "module.native",
        fields: &[
            Field { bit: 0, name: "path", kind: FieldKind::String, sigma: &["ImageLoaded"], on_demand: false, values: &[] },
            Field { bit: 1, name: "digest", kind: FieldKind::String, sigma: &["Hashes"], on_demand: true, values: &[] },
        ],
        logsources: &[
            Logsource { category: "image_load", when: None },
        ],
    },
    Event {
        id: 33,
        name: "module.hook",
        fields: &[
            Field { bit: 0, name: "kind", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
        ],
        logsources: &[],
    },
    Event {
        id: 34,
        name: "open.verify",
        fields: &[
            Field { bit: 0, name: "path", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
            Field { bit: 1, name: "digest", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
            Field { bit: 2, name: "allowed", kind: FieldKind::Boolean, sigma: &[], on_demand: false, values: &[] },
            Field { bit: 3, name: "reason", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
            Field { bit: 4, name: "expected", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
            Field { bit: 5, name: "verity", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
        ],
        logsources: &[],
    },
    Event {
        id: 40,
        name: "fs.open",
        fields: &[
            Field { bit: 0, name: "path", kind: FieldKind::String, sigma: &["TargetFilename", "FileName"], on_demand: false, values: &[] },
            Field { bit: 1, name: "flags", kind: FieldKind::Integer, sigma: &[], on_demand: false, values: &[] },
            Field { bit: 2, name: "access", kind: FieldKind::String, sigma: &["Access"], on_demand: false, values: &[] },
            Field { bit: 3, name: "create", kind: FieldKind::Boolean, sigma: &[], on_demand: false, values: &[] },
        ],
        logsources: &[
            Logsource { category: "file_event", when: Some(("create", "true")) },
            Logsource { category: "file_access", when: Some(("create", "false")) },
        ],
    },
    Event {
        id: 41,
        name: "fs.stat",
        fields: &[
            Field { bit: 0, name: "path", kind: FieldKind::String, sigma: &["TargetFilename", "FileName"], on_demand: false, values: &[] },
        ],
        logsources: &[
            Logsource { category: "file_lookup", when: None },
        ],
    },
    Event {
        id: 42,
        name: "fs.list",
        fields: &[
            Field { bit: 0, name: "path", kind: FieldKind::String, sigma: &["TargetFilename", "FileName"], on_demand: false, values: &[] },
            Field { bit: 1, name: "recursive", kind: FieldKind::Boolean, sigma: &[], on_demand: false, values: &[] },
        ],
        logsources: &[
            Logsource { category: "file_lookup", when: None },
        ],
    },
    Event {
        id: 43,
        name: "fs.watch",
        fields: &[
            Field { bit: 0, name: "path", kind: FieldKind::String, sigma: &["TargetFilename", "FileName"], on_demand: false, values: &[] },
            Field { bit: 1, name: "recursive", kind: FieldKind::Boolean, sigma: &[], on_demand: false, values: &[] },
        ],
        logsources: &[
            Logsource { category: "file_lookup", when: None },
        ],
    },
    Event {
        id: 44,
        name: "fs.mkdir",
        fields: &[
            Field { bit: 0, name: "path", kind: FieldKind::String, sigma: &["TargetFilename", "FileName"], on_demand: false, values: &[] },
            Field { bit: 1, name: "mode", kind: FieldKind::Integer, sigma: &[], on_demand: false, values: &[] },
            Field { bit: 2, name: "recursive", kind: FieldKind::Boolean, sigma: &[], on_demand: false, values: &[] },
        ],
        logsources: &[
            Logsource { category: "file_event", when: None },
        ],
    },
    Event {
        id: 45,
        name: "fs.temp",
        fields: &[
            Field { bit: 0, name: "path", kind: FieldKind::String, sigma: &["TargetFilename", "FileName"], on_demand: false, values: &[] },
        ],
        logsources: &[
            Logsource { category: "file_event", when: None },
        ],
    },
    Event {
        id: 46,
        name: "fs.remove",
        fields: &[
            Field { bit: 0, name: "path", kind: FieldKind::String, sigma: &["TargetFilename", "FileName"], on_demand: false, values: &[] },
            Field { bit: 1, name: "recursive", kind: FieldKind::Boolean, sigma: &[], on_demand: false, values: &[] },
        ],
        logsources: &[
            Logsource { category: "file_delete", when: None },
        ],
    },
    Event {
        id: 47,
        name: "fs.truncate",
        fields: &[
            Field { bit: 0, name: "path", kind: FieldKind::String, sigma: &["TargetFilename", "FileName"], on_demand: false, values: &[] },
        ],
        logsources: &[
            Logsource { category: "file_change", when: None },
        ],
    },
    Event {
        id: 48,
        name: "fs.chmod",
        fields: &[
            Field { bit: 0, name: "path", kind: FieldKind::String, sigma: &["TargetFilename", "FileName"], on_demand: false, values: &[] },
            Field { bit: 1, name: "mode", kind: FieldKind::Integer, sigma: &[], on_demand: false, values: &[] },
        ],
        logsources: &[
            Logsource { category: "file_change", when: None },
        ],
    },
    Event {
        id: 49,
        name: "fs.chown",
        fields: &[
            Field { bit: 0, name: "path", kind: FieldKind::String, sigma: &["TargetFilename", "FileName"], on_demand: false, values: &[] },
            Field { bit: 1, name: "uid", kind: FieldKind::Integer, sigma: &[], on_demand: false, values: &[] },
            Field { bit: 2, name: "gid", kind: FieldKind::Integer, sigma: &[], on_demand: false, values: &[] },
        ],
        logsources: &[
            Logsource { category: "file_change", when: None },
        ],
    },
    Event {
        id: 50,
        name: "fs.utime",
        fields: &[
            Field { bit: 0, name: "path", kind: FieldKind::String, sigma: &["TargetFilename", "FileName"], on_demand: false, values: &[] },
        ],
        logsources: &[
            Logsource { category: "file_change", when: None },
        ],
    },
    Event {
        id: 51,
        name: "fs.rename",
        fields: &[
            Field { bit: 0, name: "path", kind: FieldKind::String, sigma: &["SourceFilename"], on_demand: false, values: &[] },
            Field { bit: 1, name: "target", kind: FieldKind::String, sigma: &["TargetFilename", "FileName"], on_demand: false, values: &[] },
        ],
        logsources: &[
            Logsource { category: "file_rename", when: None },
            Logsource { category: "file_event", when: None },
        ],
    },
    Event {
        id: 52,
        name: "fs.copy",
        fields: &[
            Field { bit: 0, name: "path", kind: FieldKind::String, sigma: &["SourceFilename"], on_demand: false, values: &[] },
            Field { bit: 1, name: "target", kind: FieldKind::String, sigma: &["TargetFilename", "FileName"], on_demand: false, values: &[] },
            Field { bit: 2, name: "recursive", kind: FieldKind::Boolean, sigma: &[], on_demand: false, values: &[] },
        ],
        logsources: &[
            Logsource { category: "file_event", when: None },
        ],
    },
    Event {
        id: 53,
        name: "fs.link",
        fields: &[
            Field { bit: 0, name: "path", kind: FieldKind::String, sigma: &["SourceFilename"], on_demand: false, values: &[] },
            Field { bit: 1, name: "target", kind: FieldKind::String, sigma: &["TargetFilename", "FileName"], on_demand: false, values: &[] },
            Field { bit: 2, name: "kind", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
        ],
        logsources: &[
            Logsource { category: "file_event", when: None },
        ],
    },
    Event {
        id: 60,
        name: "process.spawn",
        fields: &[
            Field { bit: 0, name: "file", kind: FieldKind::String, sigma: &["Image", "OriginalFileName"], on_demand: false, values: &[] },
            Field { bit: 1, name: "args", kind: FieldKind::Strings, sigma: &[], on_demand: false, values: &[] },
            Field { bit: 2, name: "command_line", kind: FieldKind::String, sigma: &["CommandLine"], on_demand: false, values: &[] },
            Field { bit: 3, name: "cwd", kind: FieldKind::String, sigma: &["CurrentDirectory"], on_demand: false, values: &[] },
            Field { bit: 4, name: "shell", kind: FieldKind::Boolean, sigma: &[], on_demand: false, values: &[] },
            Field { bit: 5, name: "detached", kind: FieldKind::Boolean, sigma: &[], on_demand: false, values: &[] },
            Field { bit: 6, name: "env_changed", kind: FieldKind::Strings, sigma: &[], on_demand: false, values: &[] },
            Field { bit: 7, name: "parent_file", kind: FieldKind::String, sigma: &["ParentImage", "ParentProcessName"], on_demand: false, values: &[] },
            Field { bit: 8, name: "parent_command_line", kind: FieldKind::String, sigma: &["ParentCommandLine"], on_demand: false, values: &[] },
            Field { bit: 9, name: "user", kind: FieldKind::String, sigma: &["User"], on_demand: false, values: &[] },
            Field { bit: 10, name: "spawn", kind: FieldKind::Integer, sigma: &[], on_demand: false, values: &[] },
        ],
        logsources: &[
            Logsource { category: "process_creation", when: None },
        ],
    },
    Event {
        id: 61,
        name: "process.command",
        fields: &[
            Field { bit: 0, name: "file", kind: FieldKind::String, sigma: &["Image", "OriginalFileName"], on_demand: false, values: &[] },
            Field { bit: 1, name: "command_line", kind: FieldKind::String, sigma: &["CommandLine"], on_demand: false, values: &[] },
            Field { bit: 2, name: "derived", kind: FieldKind::Boolean, sigma: &[], on_demand: false, values: &[] },
            Field { bit: 3, name: "parent_file", kind: FieldKind::String, sigma: &["ParentImage", "ParentProcessName"], on_demand: false, values: &[] },
            Field { bit: 4, name: "parent_command_line", kind: FieldKind::String, sigma: &["ParentCommandLine"], on_demand: false, values: &[] },
            Field { bit: 5, name: "args", kind: FieldKind::Strings, sigma: &[], on_demand: false, values: &[] },
            Field { bit: 6, name: "unknown", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
            Field { bit: 7, name: "spawn", kind: FieldKind::Integer, sigma: &[], on_demand: false, values: &[] },
        ],
        logsources: &[
            Logsource { category: "process_creation", when: None },
        ],
    },
    Event {
        id: 62,
        name: "process.execve",
        fields: &[
            Field { bit: 0, name: "file", kind: FieldKind::String, sigma: &["Image", "OriginalFileName"], on_demand: false, values: &[] },
            Field { bit: 1, name: "args", kind: FieldKind::Strings, sigma: &[], on_demand: false, values: &[] },
            Field { bit: 2, name: "command_line", kind: FieldKind::String, sigma: &["CommandLine"], on_demand: false, values: &[] },
        ],
        logsources: &[
            Logsource { category: "process_creation", when: None },
        ],
    },
    Event {
        id: 63,
        name: "process.kill",
        fields: &[
            Field { bit: 0, name: "pid", kind: FieldKind::Integer, sigma: &[], on_demand: false, values: &[] },
            Field { bit: 1, name: "signal", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
        ],
        logsources: &[],
    },
    Event {
        id: 64,
        name: "process.chdir",
        fields: &[
            Field { bit: 0, name: "path", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
        ],
        logsources: &[],
    },
    Event {
        id: 65,
        name: "process.umask",
        fields: &[
            Field { bit: 0, name: "mask", kind: FieldKind::Integer, sigma: &[], on_demand: false, values: &[] },
        ],
        logsources: &[],
    },
    Event {
        id: 66,
        name: "process.set_id",
        fields: &[
            Field { bit: 0, name: "kind", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
            Field { bit: 1, name: "id", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
        ],
        logsources: &[],
    },
    Event {
        id: 67,
        name: "process.set_priority",
        fields: &[
            Field { bit: 0, name: "pid", kind: FieldKind::Integer, sigma: &[], on_demand: false, values: &[] },
            Field { bit: 1, name: "priority", kind: FieldKind::Integer, sigma: &[], on_demand: false, values: &[] },
        ],
        logsources: &[],
    },
    Event {
        id: 70,
        name: "env.read",
        fields: &[
            Field { bit: 0, name: "name", kind: FieldKind::String, sigma: &["Name"], on_demand: false, values: &[] },
        ],
        logsources: &[
            Logsource { category: "env_access", when: None },
        ],
    },
    Event {
        id: 71,
        name: "env.list",
        fields: &[],
        logsources: &[
            Logsource { category: "env_access", when: None },
        ],
    },
    Event {
        id: 72,
        name: "env.set",
        fields: &[
            Field { bit: 0, name: "name", kind: FieldKind::String, sigma: &["Name"], on_demand: false, values: &[] },
        ],
        logsources: &[
            Logsource { category: "env_change", when: None },
        ],
    },
    Event {
        id: 73,
        name: "env.delete",
        fields: &[
            Field { bit: 0, name: "name", kind: FieldKind::String, sigma: &["Name"], on_demand: false, values: &[] },
        ],
        logsources: &[
            Logsource { category: "env_change", when: None },
        ],
    },
    Event {
        id: 74,
        name: "env.load_file",
        fields: &[
            Field { bit: 0, name: "path", kind: FieldKind::String, sigma: &["TargetFilename", "FileName"], on_demand: false, values: &[] },
        ],
        logsources: &[
            Logsource { category: "env_change", when: None },
            Logsource { category: "file_access", when: None },
        ],
    },
    Event {
        id: 75,
        name: "os.info",
        fields: &[
            Field { bit: 0, name: "what", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
        ],
        logsources: &[],
    },
    Event {
        id: 80,
        name: "net.connect",
        fields: &[
            Field { bit: 0, name: "host", kind: FieldKind::String, sigma: &["DestinationHostname"], on_demand: false, values: &[] },
            Field { bit: 1, name: "address", kind: FieldKind::String, sigma: &["DestinationIp"], on_demand: false, values: &[] },
            Field { bit: 2, name: "port", kind: FieldKind::Integer, sigma: &["DestinationPort"], on_demand: false, values: &[] },
            Field { bit: 3, name: "family", kind: FieldKind::Integer, sigma: &[], on_demand: false, values: &[] },
            Field { bit: 4, name: "path", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
            Field { bit: 5, name: "protocol", kind: FieldKind::String, sigma: &["Protocol"], on_demand: false, values: &[] },
            Field { bit: 6, name: "initiated", kind: FieldKind::Boolean, sigma: &["Initiated"], on_demand: false, values: &[] },
            Field { bit: 7, name: "image", kind: FieldKind::String, sigma: &["Image"], on_demand: false, values: &[] },
        ],
        logsources: &[
            Logsource { category: "network_connection", when: None },
        ],
    },
    Event {
        id: 81,
        name: "net.listen",
        fields: &[
            Field { bit: 0, name: "address", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
            Field { bit: 1, name: "port", kind: FieldKind::Integer, sigma: &[], on_demand: false, values: &[] },
            Field { bit: 2, name: "family", kind: FieldKind::Integer, sigma: &[], on_demand: false, values: &[] },
            Field { bit: 3, name: "path", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
            Field { bit: 4, name: "protocol", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
        ],
        logsources: &[],
    },
    Event {
        id: 82,
        name: "net.bind",
        fields: &[
            Field { bit: 0, name: "address", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
            Field { bit: 1, name: "port", kind: FieldKind::Integer, sigma: &[], on_demand: false, values: &[] },
            Field { bit: 2, name: "family", kind: FieldKind::Integer, sigma: &[], on_demand: false, values: &[] },
            Field { bit: 3, name: "path", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
            Field { bit: 4, name: "protocol", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
        ],
        logsources: &[],
    },
    Event {
        id: 83,
        name: "net.accept",
        fields: &[
            Field { bit: 0, name: "address", kind: FieldKind::String, sigma: &["SourceIp"], on_demand: false, values: &[] },
            Field { bit: 1, name: "port", kind: FieldKind::Integer, sigma: &["SourcePort"], on_demand: false, values: &[] },
            Field { bit: 2, name: "protocol", kind: FieldKind::String, sigma: &["Protocol"], on_demand: false, values: &[] },
            Field { bit: 3, name: "initiated", kind: FieldKind::Boolean, sigma: &["Initiated"], on_demand: false, values: &[] },
            Field { bit: 4, name: "image", kind: FieldKind::String, sigma: &["Image"], on_demand: false, values: &[] },
        ],
        logsources: &[
            Logsource { category: "network_connection", when: None },
        ],
    },
    Event {
        id: 84,
        name: "net.send",
        fields: &[
            Field { bit: 0, name: "host", kind: FieldKind::String, sigma: &["DestinationHostname"], on_demand: false, values: &[] },
            Field { bit: 1, name: "address", kind: FieldKind::String, sigma: &["DestinationIp"], on_demand: false, values: &[] },
            Field { bit: 2, name: "port", kind: FieldKind::Integer, sigma: &["DestinationPort"], on_demand: false, values: &[] },
            Field { bit: 3, name: "protocol", kind: FieldKind::String, sigma: &["Protocol"], on_demand: false, values: &[] },
            Field { bit: 4, name: "initiated", kind: FieldKind::Boolean, sigma: &["Initiated"], on_demand: false, values: &[] },
            Field { bit: 5, name: "image", kind: FieldKind::String, sigma: &["Image"], on_demand: false, values: &[] },
        ],
        logsources: &[
            Logsource { category: "network_connection", when: None },
        ],
    },
    Event {
        id: 85,
        name: "dns.lookup",
        fields: &[
            Field { bit: 0, name: "host", kind: FieldKind::String, sigma: &["QueryName"], on_demand: false, values: &[] },
            Field { bit: 1, name: "family", kind: FieldKind::Integer, sigma: &[], on_demand: false, values: &[] },
            Field { bit: 2, name: "image", kind: FieldKind::String, sigma: &["Image"], on_demand: false, values: &[] },
        ],
        logsources: &[
            Logsource { category: "dns_query", when: None },
        ],
    },
    Event {
        id: 86,
        name: "dns.resolve",
        fields: &[
            Field { bit: 0, name: "host", kind: FieldKind::String, sigma: &["QueryName"], on_demand: false, values: &[] },
            Field { bit: 1, name: "type", kind: FieldKind::String, sigma: &["QueryType", "record_type"], on_demand: false, values: &[] },
            Field { bit: 2, name: "server", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
            Field { bit: 3, name: "image", kind: FieldKind::String, sigma: &["Image"], on_demand: false, values: &[] },
        ],
        logsources: &[
            Logsource { category: "dns_query", when: None },
        ],
    },
    Event {
        id: 87,
        name: "dns.reverse",
        fields: &[
            Field { bit: 0, name: "host", kind: FieldKind::String, sigma: &["QueryName"], on_demand: false, values: &[] },
            Field { bit: 1, name: "image", kind: FieldKind::String, sigma: &["Image"], on_demand: false, values: &[] },
        ],
        logsources: &[
            Logsource { category: "dns_query", when: None },
        ],
    },
    Event {
        id: 88,
        name: "http.request",
        fields: &[
            Field { bit: 0, name: "method", kind: FieldKind::String, sigma: &["c-method", "cs-method"], on_demand: false, values: &[] },
            Field { bit: 1, name: "url", kind: FieldKind::String, sigma: &["c-uri"], on_demand: false, values: &[] },
            Field { bit: 2, name: "host", kind: FieldKind::String, sigma: &["cs-host"], on_demand: false, values: &[] },
            Field { bit: 3, name: "port", kind: FieldKind::Integer, sigma: &["r-port"], on_demand: false, values: &[] },
            Field { bit: 4, name: "path", kind: FieldKind::String, sigma: &["c-uri-path", "c-uri-stem"], on_demand: false, values: &[] },
            Field { bit: 5, name: "protocol", kind: FieldKind::String, sigma: &["cs-protocol"], on_demand: false, values: &[] },
            Field { bit: 6, name: "user_agent", kind: FieldKind::String, sigma: &["c-useragent"], on_demand: false, values: &[] },
        ],
        logsources: &[
            Logsource { category: "proxy", when: None },
        ],
    },
    Event {
        id: 89,
        name: "tls.connect",
        fields: &[
            Field { bit: 0, name: "host", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
            Field { bit: 1, name: "port", kind: FieldKind::Integer, sigma: &[], on_demand: false, values: &[] },
            Field { bit: 2, name: "verify", kind: FieldKind::Boolean, sigma: &[], on_demand: false, values: &[] },
        ],
        logsources: &[],
    },
    Event {
        id: 100,
        name: "worker.create",
        fields: &[
            Field { bit: 0, name: "path", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
            Field { bit: 1, name: "code", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
            Field { bit: 2, name: "options", kind: FieldKind::Strings, sigma: &[], on_demand: false, values: &[] },
        ],
        logsources: &[],
    },
    Event {
        id: 101,
        name: "worker.exit",
        fields: &[
            Field { bit: 0, name: "exit_code", kind: FieldKind::Integer, sigma: &[], on_demand: false, values: &[] },
        ],
        logsources: &[],
    },
    Event {
        id: 102,
        name: "inspector.open",
        fields: &[
            Field { bit: 0, name: "host", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
            Field { bit: 1, name: "port", kind: FieldKind::Integer, sigma: &[], on_demand: false, values: &[] },
        ],
        logsources: &[
            Logsource { category: "inspector", when: None },
        ],
    },
    Event {
        id: 103,
        name: "inspector.session",
        fields: &[],
        logsources: &[
            Logsource { category: "inspector", when: None },
        ],
    },
    Event {
        id: 104,
        name: "inspector.signal",
        fields: &[
            Field { bit: 0, name: "pid", kind: FieldKind::Integer, sigma: &[], on_demand: false, values: &[] },
        ],
        logsources: &[
            Logsource { category: "inspector", when: None },
        ],
    },
    Event {
        id: 105,
        name: "v8.flags",
        fields: &[
            Field { bit: 0, name: "flags", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
        ],
        logsources: &[],
    },
    Event {
        id: 106,
        name: "v8.heap_snapshot",
        fields: &[
            Field { bit: 0, name: "path", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
        ],
        logsources: &[],
    },
    Event {
        id: 107,
        name: "v8.deserialize",
        fields: &[
            Field { bit: 0, name: "size", kind: FieldKind::Integer, sigma: &[], on_demand: false, values: &[] },
        ],
        logsources: &[],
    },
    Event {
        id: 108,
        name: "report.write",
        fields: &[
            Field { bit: 0, name: "path", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
        ],
        logsources: &[],
    },
    Event {
        id: 109,
        name: "stack.prepare",
        fields: &[],
        logsources: &[],
    },
    Event {
        id: 110,
        name: "sqlite.open",
        fields: &[
            Field { bit: 0, name: "path", kind: FieldKind::String, sigma: &["TargetFilename", "FileName"], on_demand: false, values: &[] },
        ],
        logsources: &[
            Logsource { category: "file_access", when: None },
        ],
    },
    Event {
        id: 111,
        name: "sqlite.extension",
        fields: &[
            Field { bit: 0, name: "path", kind: FieldKind::String, sigma: &["ImageLoaded"], on_demand: false, values: &[] },
        ],
        logsources: &[
            Logsource { category: "image_load", when: None },
        ],
    },
    Event {
        id: 112,
        name: "ffi.open",
        fields: &[
            Field { bit: 0, name: "path", kind: FieldKind::String, sigma: &["ImageLoaded"], on_demand: false, values: &[] },
        ],
        logsources: &[
            Logsource { category: "image_load", when: None },
        ],
    },
    Event {
        id: 113,
        name: "wasi.create",
        fields: &[
            Field { bit: 0, name: "path", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
        ],
        logsources: &[],
    },
    Event {
        id: 114,
        name: "core.tamper",
        fields: &[
            Field { bit: 0, name: "target", kind: FieldKind::String, sigma: &["Target"], on_demand: false, values: &["fetch", "XMLHttpRequest", "JSON.parse", "JSON.stringify", "http.request", "http.get", "http.OutgoingMessage.prototype.end", "http.OutgoingMessage.prototype.write", "http.OutgoingMessage.prototype.setHeader", "http.ServerResponse.prototype.end", "http.ServerResponse.prototype.write", "http.ServerResponse.prototype.setHeader", "http.ServerResponse.prototype.writeHead", "http.ClientRequest.prototype.end", "http.ClientRequest.prototype.write", "http.ClientRequest.prototype.setHeader", "https.request", "https.get", "Module._load", "Module._resolveFilename", "Module._extensions", "Module.prototype._compile", "Module.prototype.load", "Module.prototype.require", "process.binding", "process.dlopen", "process.getBuiltinModule", "crypto.createCipheriv", "crypto.createDecipheriv", "crypto.createHash", "crypto.createHmac", "crypto.createSign", "crypto.createVerify", "crypto.privateDecrypt", "crypto.publicEncrypt", "crypto.pbkdf2", "crypto.pbkdf2Sync", "crypto.randomBytes", "crypto.randomUUID", "crypto.scrypt", "crypto.scryptSync", "crypto.sign", "crypto.timingSafeEqual", "crypto.verify"] },
            Field { bit: 1, name: "how", kind: FieldKind::String, sigma: &["How"], on_demand: false, values: &["set", "define", "delete"] },
        ],
        logsources: &[
            Logsource { category: "core_tamper", when: None },
        ],
    },
    Event {
        id: 115,
        name: "error.uncaught",
        fields: &[
            Field { bit: 0, name: "name", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
            Field { bit: 1, name: "message", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
        ],
        logsources: &[],
    },
    Event {
        id: 116,
        name: "overt.swap",
        fields: &[
            Field { bit: 0, name: "serial", kind: FieldKind::Integer, sigma: &[], on_demand: false, values: &[] },
            Field { bit: 1, name: "rules", kind: FieldKind::Integer, sigma: &[], on_demand: false, values: &[] },
            Field { bit: 2, name: "digest", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
            Field { bit: 3, name: "previous", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
            Field { bit: 4, name: "reason", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
            Field { bit: 5, name: "detail", kind: FieldKind::String, sigma: &[], on_demand: false, values: &[] },
        ],
        logsources: &[],
    },
];

/// The ids by name, and what the fields of each event are.
pub mod event {
    /// `application.event`: an event of the application's own, raised by `audit(name, fields)`; it is recorded and matched under the name it was given, its fields are free.
    pub const APPLICATION_EVENT: u16 = 1;
    /// `overt.start`: auditing began in this thread.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `version` | text | of overt |
    /// | 1 | `mode` | text | monitor or enforce |
    /// | 2 | `rules` | a whole number | how many rules are loaded |
    /// | 3 | `runtime` | text | name and version of the runtime |
    /// | 4 | `engine` | text | native, wasi or wasm |
    /// | 5 | `parent` | text | the stream of the thread or process that started this one |
    /// | 6 | `configuration` | text | BLAKE3 of the configuration |
    /// | 7 | `serial` | a whole number | the serial number of the rules, where they may be replaced |
    pub const OVERT_START: u16 = 2;
    /// `overt.stop`: the thread ends; the last line of its stream.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `records` | a whole number | lines of the stream before this one |
    /// | 1 | `dropped` | a whole number | records that no output took |
    /// | 2 | `head` | text | BLAKE3 of the line before |
    pub const OVERT_STOP: u16 = 3;
    /// `overt.gap`: something that overt could not see, or could not do.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `event` | text | the event that is not raised, or was not judged |
    /// | 1 | `reason` | text | unavailable, absent (this runtime has no such operation), partial, late, fault, degraded, earlier_preload, unaudited_child, configuration_changed, start_up_cache, compile_cache or forgotten (what correlations saw) |
    /// | 2 | `detail` | text | what exactly, for a person |
    pub const OVERT_GAP: u16 = 4;
    /// `hook.add`: a JavaScript audit hook is about to be added; a hook that throws refuses it.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `origin` | text | the name of the hook's function |
    pub const HOOK_ADD: u16 = 5;
    /// `hook.clear`: the thread ends and its hooks with it; what a hook throws here is ignored.
    pub const HOOK_CLEAR: u16 = 6;
    /// `open_hook.set`: the open hook is about to be set, once per thread.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `origin` | text | the name of the hook's function |
    pub const OPEN_HOOK_SET: u16 = 7;
    /// `run.file`: the main script is about to run; raised when overt starts, before any preload after it.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `path` | text | absolute path |
    pub const RUN_FILE: u16 = 10;
    /// `run.eval`: code from the command line is about to run (-e, -p); raised when overt starts, before any preload after it.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `code` | text | the code |
    pub const RUN_EVAL: u16 = 11;
    /// `run.stdin`: code from standard input is about to run; raised when overt starts, before any preload after it.
    pub const RUN_STDIN: u16 = 12;
    /// `run.repl`: the interactive prompt starts; raised when overt starts, before any preload after it.
    pub const RUN_REPL: u16 = 13;
    /// `run.preload`: a preload (--require, --import) is about to run; raised when overt starts, before any preload after it.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `path` | text | absolute path; the name of a package and a URL as they were given |
    pub const RUN_PRELOAD: u16 = 14;
    /// `code.eval`: a string is about to become code: eval, Function and its kin.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `code` | text | the whole text |
    /// | 1 | `length` | a whole number | its length in UTF-16 units |
    /// | 2 | `kind` | text | eval, function, async_function, generator or async_generator |
    pub const CODE_EVAL: u16 = 20;
    /// `code.compile`: a script or function is compiled that does not come from the loader (vm.Script, vm.compileFunction, Module#_compile).
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `code` | text | the whole text |
    /// | 1 | `path` | text | the file name that the code claims |
    /// | 2 | `kind` | text | script, function, module or commonjs |
    /// | 3 | `cached_data` | `true` or `false` | whether compiled code came with the text |
    pub const CODE_COMPILE: u16 = 21;
    /// `wasm.compile`: WebAssembly is about to be compiled.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `size` | a whole number | bytes; absent where they arrive as a stream, or are compiled in a context of `vm` |
    /// | 1 | `digest` | text | BLAKE3 of the module |
    pub const WASM_COMPILE: u16 = 22;
    /// `wasm.instantiate`: a WebAssembly module is about to be instantiated.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `size` | a whole number | bytes; absent where they arrive as a stream, or were compiled in another thread |
    /// | 1 | `digest` | text | BLAKE3 of the module |
    pub const WASM_INSTANTIATE: u16 = 23;
    /// `module.load`: a module is about to be loaded.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `path` | text | absolute path, or the URL where it is no file |
    /// | 1 | `specifier` | text | what was asked for; known where a rule names it, or a hook or the record listens |
    /// | 2 | `format` | text | commonjs, module, json, wasm, typescript or addon; absent where the runtime has yet to decide |
    /// | 3 | `parent` | text | absolute path or URL of the module that asked; known where a rule names it, or a hook or the record listens |
    /// | 4 | `size` | a whole number | bytes, where there is a manifest or a rule names `size` or `digest` |
    /// | 5 | `digest` | text | BLAKE3 of the bytes, where there is a manifest or a rule names `size` or `digest` |
    /// | 6 | `dynamic` | `true` or `false` | whether import() asked; known where a rule names it, or a hook or the record listens |
    pub const MODULE_LOAD: u16 = 30;
    /// `module.builtin`: a module of the runtime is asked for.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `name` | text | with its `node:` prefix |
    /// | 1 | `parent` | text | absolute path or URL of the module that asked; known where a rule names it, or a hook or the record listens |
    pub const MODULE_BUILTIN: u16 = 31;
    /// `module.native`: a native library is about to be loaded into the process.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `path` | text | absolute path; a bare name, where the system looks it up |
    /// | 1 | `digest` | text | BLAKE3 of the file, where a rule names it, or a hook or the record asks for the event |
    pub const MODULE_NATIVE: u16 = 32;
    /// `module.hook`: how modules are loaded is about to change.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `kind` | text | register, registerHooks, extensions or compile_cache |
    pub const MODULE_HOOK: u16 = 33;
    /// `open.verify`: whether a file that is about to run is the file that the manifest names.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `path` | text | absolute path |
    /// | 1 | `digest` | text | BLAKE3 of the bytes found |
    /// | 2 | `allowed` | `true` or `false` | whether they may run |
    /// | 3 | `reason` | text | listed, not_listed, digest, size, not_regular, not_executable, unreadable, outside, wrapped or not_compared |
    /// | 4 | `expected` | text | BLAKE3 that the manifest names |
    /// | 5 | `verity` | text | fs-verity digest that the kernel holds the file to, as `sha256:HEX` or `sha512:HEX`; absent where the file is not protected, or may not run |
    pub const OPEN_VERIFY: u16 = 34;
    /// `fs.open`: a file is about to be opened, in whatever form (open, readFile, writeFile, a stream).
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `path` | text | absolute, normalised as text; symbolic links are not resolved |
    /// | 1 | `flags` | a whole number | the open(2) flags |
    /// | 2 | `access` | text | read, write, append or read_write |
    /// | 3 | `create` | `true` or `false` | whether the flags let it create the file |
    pub const FS_OPEN: u16 = 40;
    /// `fs.stat`: a file's metadata is asked for by its path (stat, access, exists, readlink, realpath, statfs).
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `path` | text | absolute |
    pub const FS_STAT: u16 = 41;
    /// `fs.list`: a folder is about to be listed; `fs.glob` raises one for each folder that it lists.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `path` | text | absolute |
    /// | 1 | `recursive` | `true` or `false` | whether all below it too |
    pub const FS_LIST: u16 = 42;
    /// `fs.watch`: a file or folder is about to be watched.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `path` | text | absolute |
    /// | 1 | `recursive` | `true` or `false` | whether all below it too |
    pub const FS_WATCH: u16 = 43;
    /// `fs.mkdir`: a folder is about to be made.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `path` | text | absolute |
    /// | 1 | `mode` | a whole number | permission bits |
    /// | 2 | `recursive` | `true` or `false` | whether its parents too |
    pub const FS_MKDIR: u16 = 44;
    /// `fs.temp`: a temporary folder is about to be made.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `path` | text | absolute prefix |
    pub const FS_TEMP: u16 = 45;
    /// `fs.remove`: a file or folder is about to be removed; `fs.rm` raises one, whatever lies below.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `path` | text | absolute |
    /// | 1 | `recursive` | `true` or `false` | whether all below it too |
    pub const FS_REMOVE: u16 = 46;
    /// `fs.truncate`: a file is about to be cut.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `path` | text | absolute; of an open file, as the system knows it |
    pub const FS_TRUNCATE: u16 = 47;
    /// `fs.chmod`: permissions are about to change.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `path` | text | absolute; of an open file, as the system knows it |
    /// | 1 | `mode` | a whole number | permission bits |
    pub const FS_CHMOD: u16 = 48;
    /// `fs.chown`: an owner is about to change.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `path` | text | absolute; of an open file, as the system knows it |
    /// | 1 | `uid` | a whole number | user id |
    /// | 2 | `gid` | a whole number | group id |
    pub const FS_CHOWN: u16 = 49;
    /// `fs.utime`: the times of a file are about to be set.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `path` | text | absolute; of an open file, as the system knows it |
    pub const FS_UTIME: u16 = 50;
    /// `fs.rename`: a file is about to be renamed.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `path` | text | absolute, before |
    /// | 1 | `target` | text | absolute, after |
    pub const FS_RENAME: u16 = 51;
    /// `fs.copy`: a file, or a folder with all in it, is about to be copied; `fs.cp` raises one, whatever lies below.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `path` | text | absolute, from |
    /// | 1 | `target` | text | absolute, to |
    /// | 2 | `recursive` | `true` or `false` | whether a folder with all in it (`fs.cp`) |
    pub const FS_COPY: u16 = 52;
    /// `fs.link`: a link is about to be made.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `path` | text | what the link names: absolute for a hard link, as given for a symbolic one |
    /// | 1 | `target` | text | absolute path of the link |
    /// | 2 | `kind` | text | hard or symbolic |
    pub const FS_LINK: u16 = 53;
    /// `process.spawn`: a process is about to be started.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `file` | text | the program, found through PATH, absolute where it was found |
    /// | 1 | `args` | texts | all arguments, the name of the program first |
    /// | 2 | `command_line` | text | the arguments joined by spaces |
    /// | 3 | `cwd` | text | absolute |
    /// | 4 | `shell` | `true` or `false` | whether a shell is given a line to run |
    /// | 5 | `detached` | `true` or `false` | whether it leaves the process group |
    /// | 6 | `env_changed` | texts | names of the environment that differ from this process's own, never values |
    /// | 7 | `parent_file` | text | this process's executable |
    /// | 8 | `parent_command_line` | text | this process's arguments joined by spaces |
    /// | 9 | `user` | text | the user's name, or the number where there is no name |
    /// | 10 | `spawn` | a whole number | counts the processes that this thread starts, from 1; the commands of its shell line have the same |
    pub const PROCESS_SPAWN: u16 = 60;
    /// `process.command`: a command that the started program will run, derived from its arguments: each simple command of a shell line, the program after `sudo`, `env`, `xargs` and the like.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `file` | text | the program, found through PATH; absent where it is not known |
    /// | 1 | `command_line` | text | as it stands in the shell line, or that part of the line which is not understood |
    /// | 2 | `derived` | `true` or `false` | always true |
    /// | 3 | `parent_file` | text | the shell |
    /// | 4 | `parent_command_line` | text | the shell's arguments joined by spaces |
    /// | 5 | `args` | texts | the program and its arguments without quotes; what the shell has yet to expand as it is written |
    /// | 6 | `unknown` | text | why the program is not known: expansion (the shell makes its name), syntax (the line is not understood, wholly or in part), dialect (cmd, PowerShell, fish, csh), limit (too many commands, or too deep) |
    /// | 7 | `spawn` | a whole number | the number of the process.spawn that it is derived from; absent for process.execve |
    pub const PROCESS_COMMAND: u16 = 61;
    /// `process.execve`: this process is about to become another program.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `file` | text | absolute |
    /// | 1 | `args` | texts | all arguments |
    /// | 2 | `command_line` | text | the arguments joined by spaces |
    pub const PROCESS_EXECVE: u16 = 62;
    /// `process.kill`: a signal is about to be sent, 0 included, which asks whether the process is there.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `pid` | a whole number | to whom |
    /// | 1 | `signal` | text | its name or number |
    pub const PROCESS_KILL: u16 = 63;
    /// `process.chdir`: the working folder is about to change.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `path` | text | absolute |
    pub const PROCESS_CHDIR: u16 = 64;
    /// `process.umask`: the mask of new files' permissions is about to change.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `mask` | a whole number | permission bits |
    pub const PROCESS_UMASK: u16 = 65;
    /// `process.set_id`: the user or group of the process is about to change.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `kind` | text | uid, gid, euid, egid or groups |
    /// | 1 | `id` | text | number or name |
    pub const PROCESS_SET_ID: u16 = 66;
    /// `process.set_priority`: a scheduling priority is about to change.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `pid` | a whole number | whose |
    /// | 1 | `priority` | a whole number | -20 to 19 |
    pub const PROCESS_SET_PRIORITY: u16 = 67;
    /// `env.read`: a variable of the environment is read.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `name` | text | never the value |
    pub const ENV_READ: u16 = 70;
    /// `env.list`: all of the environment is listed.
    pub const ENV_LIST: u16 = 71;
    /// `env.set`: a variable of the environment is about to be set.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `name` | text | never the value |
    pub const ENV_SET: u16 = 72;
    /// `env.delete`: a variable of the environment is about to be deleted.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `name` | text | never the value |
    pub const ENV_DELETE: u16 = 73;
    /// `env.load_file`: a file is about to be read into the environment.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `path` | text | absolute |
    pub const ENV_LOAD_FILE: u16 = 74;
    /// `os.info`: facts about the machine or its user are asked for.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `what` | text | hostname, userInfo, networkInterfaces, cpus, ... |
    pub const OS_INFO: u16 = 75;
    /// `net.connect`: a connection is about to be made.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `host` | text | the name that was asked for, where there was one |
    /// | 1 | `address` | text | IP address |
    /// | 2 | `port` | a whole number | 0 to 65535 |
    /// | 3 | `family` | a whole number | 4 or 6 |
    /// | 4 | `path` | text | of a Unix socket or a pipe |
    /// | 5 | `protocol` | text | tcp, udp or pipe |
    /// | 6 | `initiated` | `true` or `false` | always true |
    /// | 7 | `image` | text | this process's executable |
    pub const NET_CONNECT: u16 = 80;
    /// `net.listen`: connections are about to be accepted.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `address` | text | IP address |
    /// | 1 | `port` | a whole number | the one that the system picked, where it did |
    /// | 2 | `family` | a whole number | 4 or 6 |
    /// | 3 | `path` | text | of a Unix socket or a pipe |
    /// | 4 | `protocol` | text | tcp or pipe |
    pub const NET_LISTEN: u16 = 81;
    /// `net.bind`: an address is about to be taken.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `address` | text | IP address |
    /// | 1 | `port` | a whole number | 0 for one that the system picks |
    /// | 2 | `family` | a whole number | 4 or 6 |
    /// | 3 | `path` | text | of a Unix socket or a pipe |
    /// | 4 | `protocol` | text | tcp, udp or pipe |
    pub const NET_BIND: u16 = 82;
    /// `net.accept`: a connection came in.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `address` | text | the other side's |
    /// | 1 | `port` | a whole number | the other side's |
    /// | 2 | `protocol` | text | tcp or pipe |
    /// | 3 | `initiated` | `true` or `false` | always false |
    /// | 4 | `image` | text | this process's executable |
    pub const NET_ACCEPT: u16 = 83;
    /// `net.send`: a datagram is about to be sent.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `host` | text | the name that was asked for, where there was one |
    /// | 1 | `address` | text | IP address |
    /// | 2 | `port` | a whole number | 0 to 65535 |
    /// | 3 | `protocol` | text | udp |
    /// | 4 | `initiated` | `true` or `false` | always true |
    /// | 5 | `image` | text | this process's executable |
    pub const NET_SEND: u16 = 84;
    /// `dns.lookup`: a name is about to be resolved as the operating system does.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `host` | text | the name |
    /// | 1 | `family` | a whole number | 0, 4 or 6 |
    /// | 2 | `image` | text | this process's executable |
    pub const DNS_LOOKUP: u16 = 85;
    /// `dns.resolve`: a name server is about to be asked.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `host` | text | the name |
    /// | 1 | `type` | text | A, AAAA, TXT, ... |
    /// | 2 | `server` | text | where the application set one: address, or address:port, several joined by commas |
    /// | 3 | `image` | text | this process's executable |
    pub const DNS_RESOLVE: u16 = 86;
    /// `dns.reverse`: the name of an address is asked for.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `host` | text | the address |
    /// | 1 | `image` | text | this process's executable |
    pub const DNS_REVERSE: u16 = 87;
    /// `http.request`: a request is about to be made; each that a redirect of `fetch` leads to is one.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `method` | text | GET, POST, ... |
    /// | 1 | `url` | text | whole; of a WebSocket with `ws:` or `wss:` |
    /// | 2 | `host` | text | the name |
    /// | 3 | `port` | a whole number | 0 to 65535 |
    /// | 4 | `path` | text | with the query |
    /// | 5 | `protocol` | text | http, https, http2, fetch, websocket or eventsource |
    /// | 6 | `user_agent` | text | as it is known when the request is made: `setHeader` comes later |
    pub const HTTP_REQUEST: u16 = 88;
    /// `tls.connect`: a TLS session is about to begin.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `host` | text | the name |
    /// | 1 | `port` | a whole number | 0 to 65535 |
    /// | 2 | `verify` | `true` or `false` | whether the certificate is checked |
    pub const TLS_CONNECT: u16 = 89;
    /// `worker.create`: a worker thread is about to start.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `path` | text | absolute path or URL |
    /// | 1 | `code` | text | where it runs a string |
    /// | 2 | `options` | texts | names of the options given |
    pub const WORKER_CREATE: u16 = 100;
    /// `worker.exit`: a worker thread ended; not to be refused.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `exit_code` | a whole number | its exit code |
    pub const WORKER_EXIT: u16 = 101;
    /// `inspector.open`: the inspector is about to listen.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `host` | text | address |
    /// | 1 | `port` | a whole number | 0 to 65535 |
    pub const INSPECTOR_OPEN: u16 = 102;
    /// `inspector.session`: an inspector session is about to be made inside the process.
    pub const INSPECTOR_SESSION: u16 = 103;
    /// `inspector.signal`: a process is about to get SIGUSR1, at which a Node opens its inspector.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `pid` | a whole number | which, as kill(2) reads it |
    pub const INSPECTOR_SIGNAL: u16 = 104;
    /// `v8.flags`: V8's flags are about to change.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `flags` | text | as given |
    pub const V8_FLAGS: u16 = 105;
    /// `v8.heap_snapshot`: the heap is about to be written out.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `path` | text | absolute, where it goes to a file; of a name that the runtime makes, the folder |
    pub const V8_HEAP_SNAPSHOT: u16 = 106;
    /// `v8.deserialize`: serialized values are about to be read.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `size` | a whole number | bytes |
    pub const V8_DESERIALIZE: u16 = 107;
    /// `report.write`: a diagnostic report is about to be written.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `path` | text | absolute; of a name that the runtime makes, the folder; absent for a standard stream |
    pub const REPORT_WRITE: u16 = 108;
    /// `stack.prepare`: how stacks are formatted is about to change.
    pub const STACK_PREPARE: u16 = 109;
    /// `sqlite.open`: a database is about to be opened: by its class, by `ATTACH` or `VACUUM INTO` in SQL, or as the target of a backup.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `path` | text | absolute; `:memory:` as it is; absent where SQL makes the name of an expression or a parameter |
    pub const SQLITE_OPEN: u16 = 110;
    /// `sqlite.extension`: native code is about to be loaded into a database.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `path` | text | absolute; a bare name, where the system looks it up |
    pub const SQLITE_EXTENSION: u16 = 111;
    /// `ffi.open`: a library is about to be opened for foreign calls, or memory read or written by its address (`node:ffi`).
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `path` | text | absolute; a bare name, where the system looks it up; absent where it is the process itself, or memory |
    pub const FFI_OPEN: u16 = 112;
    /// `wasi.create`: a WASI environment is about to be made.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `path` | text | folders that it may reach, joined by `:` |
    pub const WASI_CREATE: u16 = 113;
    /// `core.tamper`: a function of the runtime is about to be replaced.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `target` | text | the function: `fetch`, `XMLHttpRequest`, `JSON.parse`, `JSON.stringify`, `http.request`, `http.get`, `http.OutgoingMessage.prototype.end`, `http.OutgoingMessage.prototype.write`, `http.OutgoingMessage.prototype.setHeader`, `http.ServerResponse.prototype.end`, `http.ServerResponse.prototype.write`, `http.ServerResponse.prototype.setHeader`, `http.ServerResponse.prototype.writeHead`, `http.ClientRequest.prototype.end`, `http.ClientRequest.prototype.write`, `http.ClientRequest.prototype.setHeader`, `https.request`, `https.get`, `Module._load`, `Module._resolveFilename`, `Module._extensions`, `Module.prototype._compile`, `Module.prototype.load`, `Module.prototype.require`, `process.binding`, `process.dlopen`, `process.getBuiltinModule`, `crypto.createCipheriv`, `crypto.createDecipheriv`, `crypto.createHash`, `crypto.createHmac`, `crypto.createSign`, `crypto.createVerify`, `crypto.privateDecrypt`, `crypto.publicEncrypt`, `crypto.pbkdf2`, `crypto.pbkdf2Sync`, `crypto.randomBytes`, `crypto.randomUUID`, `crypto.scrypt`, `crypto.scryptSync`, `crypto.sign`, `crypto.timingSafeEqual` or `crypto.verify` |
    /// | 1 | `how` | text | by what: `set`, `define` or `delete` |
    pub const CORE_TAMPER: u16 = 114;
    /// `error.uncaught`: an error that nothing caught; raised before any listener hears of it, and not to be refused.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `name` | text | of its class |
    /// | 1 | `message` | text | its message |
    pub const ERROR_UNCAUGHT: u16 = 115;
    /// `overt.swap`: this thread judges by other rules from here on; with a `reason`, rules that were to take the place of those in force were refused.
    ///
    /// | bit | field | values | what |
    /// |---|---|---|---|
    /// | 0 | `serial` | a whole number | the serial number of the new rules |
    /// | 1 | `rules` | a whole number | how many they are |
    /// | 2 | `digest` | text | BLAKE3 of their file |
    /// | 3 | `previous` | text | BLAKE3 of the file of those before |
    /// | 4 | `reason` | text | the code of the error for which they were refused |
    /// | 5 | `detail` | text | what exactly, for a person |
    pub const OVERT_SWAP: u16 = 116;
}
