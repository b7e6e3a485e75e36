// Generated from schema/ by `npm run generate`. Do not edit.

use super::{Event, Field, FieldKind, Logsource};

/// The highest id of an event.
pub const HIGHEST_EVENT: u16 = 116;

/// Fields that any event may carry.
#[rustfmt::skip]
pub static COMMON: &[Field] = &[
    Field { bit: 24, name: "package.name", kind: FieldKind::String, sigma: &[] },
    Field { bit: 25, name: "package.version", kind: FieldKind::String, sigma: &[] },
    Field { bit: 26, name: "package.path", kind: FieldKind::String, sigma: &[] },
    Field { bit: 27, name: "package.chain", kind: FieldKind::Strings, sigma: &[] },
    Field { bit: 28, name: "package.direct", kind: FieldKind::Boolean, sigma: &[] },
    Field { bit: 29, name: "phase", kind: FieldKind::String, sigma: &[] },
    Field { bit: 30, name: "request.route", kind: FieldKind::String, sigma: &[] },
    Field { bit: 31, name: "request.id", kind: FieldKind::String, sigma: &[] },
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
            Field { bit: 0, name: "version", kind: FieldKind::String, sigma: &[] },
            Field { bit: 1, name: "mode", kind: FieldKind::String, sigma: &[] },
            Field { bit: 2, name: "rules", kind: FieldKind::Integer, sigma: &[] },
            Field { bit: 3, name: "runtime", kind: FieldKind::String, sigma: &[] },
            Field { bit: 4, name: "engine", kind: FieldKind::String, sigma: &[] },
            Field { bit: 5, name: "parent", kind: FieldKind::String, sigma: &[] },
            Field { bit: 6, name: "configuration", kind: FieldKind::String, sigma: &[] },
            Field { bit: 7, name: "serial", kind: FieldKind::Integer, sigma: &[] },
        ],
        logsources: &[],
    },
    Event {
        id: 3,
        name: "overt.stop",
        fields: &[
            Field { bit: 0, name: "records", kind: FieldKind::Integer, sigma: &[] },
            Field { bit: 1, name: "dropped", kind: FieldKind::Integer, sigma: &[] },
            Field { bit: 2, name: "head", kind: FieldKind::String, sigma: &[] },
        ],
        logsources: &[],
    },
    Event {
        id: 4,
        name: "overt.gap",
        fields: &[
            Field { bit: 0, name: "event", kind: FieldKind::String, sigma: &[] },
            Field { bit: 1, name: "reason", kind: FieldKind::String, sigma: &[] },
            Field { bit: 2, name: "detail", kind: FieldKind::String, sigma: &[] },
        ],
        logsources: &[],
    },
    Event {
        id: 5,
        name: "hook.add",
        fields: &[
            Field { bit: 0, name: "origin", kind: FieldKind::String, sigma: &[] },
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
            Field { bit: 0, name: "origin", kind: FieldKind::String, sigma: &[] },
        ],
        logsources: &[],
    },
    Event {
        id: 10,
        name: "run.file",
        fields: &[
            Field { bit: 0, name: "path", kind: FieldKind::String, sigma: &[] },
        ],
        logsources: &[],
    },
    Event {
        id: 11,
        name: "run.eval",
        fields: &[
            Field { bit: 0, name: "code", kind: FieldKind::String, sigma: &[] },
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
            Field { bit: 0, name: "path", kind: FieldKind::String, sigma: &[] },
        ],
        logsources: &[],
    },
    Event {
        id: 20,
        name: "code.eval",
        fields: &[
            Field { bit: 0, name: "code", kind: FieldKind::String, sigma: &["Code"] },
            Field { bit: 1, name: "length", kind: FieldKind::Integer, sigma: &["Length"] },
            Field { bit: 2, name: "kind", kind: FieldKind::String, sigma: &["Kind"] },
        ],
        logsources: &[
            Logsource { category: "code_eval", when: None },
        ],
    },
    Event {
        id: 21,
        name: "code.compile",
        fields: &[
            Field { bit: 0, name: "code", kind: FieldKind::String, sigma: &["Code"] },
            Field { bit: 1, name: "path", kind: FieldKind::String, sigma: &["Path"] },
            Field { bit: 2, name: "kind", kind: FieldKind::String, sigma: &["Kind"] },
            Field { bit: 3, name: "cached_data", kind: FieldKind::Boolean, sigma: &[] },
        ],
        logsources: &[
            Logsource { category: "code_eval", when: None },
        ],
    },
    Event {
        id: 22,
        name: "wasm.compile",
        fields: &[
            Field { bit: 0, name: "size", kind: FieldKind::Integer, sigma: &["Length"] },
            Field { bit: 1, name: "digest", kind: FieldKind::String, sigma: &[] },
        ],
        logsources: &[
            Logsource { category: "code_eval", when: None },
        ],
    },
    Event {
        id: 23,
        name: "wasm.instantiate",
        fields: &[
            Field { bit: 0, name: "size", kind: FieldKind::Integer, sigma: &["Length"] },
            Field { bit: 1, name: "digest", kind: FieldKind::String, sigma: &[] },
        ],
        logsources: &[
            Logsource { category: "code_eval", when: None },
        ],
    },
    Event {
        id: 30,
        name: "module.load",
        fields: &[
            Field { bit: 0, name: "path", kind: FieldKind::String, sigma: &["ModulePath"] },
            Field { bit: 1, name: "specifier", kind: FieldKind::String, sigma: &["Specifier"] },
            Field { bit: 2, name: "format", kind: FieldKind::String, sigma: &["Format"] },
            Field { bit: 3, name: "parent", kind: FieldKind::String, sigma: &["ParentModule"] },
            Field { bit: 4, name: "size", kind: FieldKind::Integer, sigma: &[] },
            Field { bit: 5, name: "digest", kind: FieldKind::String, sigma: &["Hashes"] },
            Field { bit: 6, name: "dynamic", kind: FieldKind::Boolean, sigma: &[] },
        ],
        logsources: &[
            Logsource { category: "module_load", when: None },
        ],
    },
    Event {
        id: 31,
        name: "module.builtin",
        fields: &[
            Field { bit: 0, name: "name", kind: FieldKind::String, sigma: &["ModulePath", "Specifier"] },
            Field { bit: 1, name: "parent", kind: FieldKind::String, sigma: &["ParentModule"] },
        ],
        logsources: &[
            Logsource { category: "module_load", when: None },
        ],
    },
    Event {
        id: 32,
        name: "module.native",
        fields: &[
            Field { bit: 0, name: "path", kind: FieldKind::String, sigma: &["ImageLoaded"] },
            Field { bit: 1, name: "digest", kind: FieldKind::String, sigma: &["Hashes"] },
        ],
        logsources: &[
            Logsource { category: "image_load", when: None },
        ],
    },
    Event {
        id: 33,
        name: "module.hook",
        fields: &[
            Field { bit: 0, name: "kind", kind: FieldKind::String, sigma: &[] },
        ],
        logsources: &[],
    },
    Event {
        id: 34,
        name: "open.verify",
        fields: &[
            Field { bit: 0, name: "path", kind: FieldKind::String, sigma: &[] },
            Field { bit: 1, name: "digest", kind: FieldKind::String, sigma: &[] },
            Field { bit: 2, name: "allowed", kind: FieldKind::Boolean, sigma: &[] },
            Field { bit: 3, name: "reason", kind: FieldKind::String, sigma: &[] },
            Field { bit: 4, name: "expected", kind: FieldKind::String, sigma: &[] },
            Field { bit: 5, name: "verity", kind: FieldKind::String, sigma: &[] },
        ],
        logsources: &[],
    },
    Event {
        id: 40,
        name: "fs.open",
        fields: &[
            Field { bit: 0, name: "path", kind: FieldKind::String, sigma: &["TargetFilename", "FileName"] },
            Field { bit: 1, name: "flags", kind: FieldKind::Integer, sigma: &[] },
            Field { bit: 2, name: "access", kind: FieldKind::String, sigma: &["Access"] },
            Field { bit: 3, name: "create", kind: FieldKind::Boolean, sigma: &[] },
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
            Field { bit: 0, name: "path", kind: FieldKind::String, sigma: &["TargetFilename", "FileName"] },
        ],
        logsources: &[
            Logsource { category: "file_lookup", when: None },
        ],
    },
    Event {
        id: 42,
        name: "fs.list",
        fields: &[
            Field { bit: 0, name: "path", kind: FieldKind::String, sigma: &["TargetFilename", "FileName"] },
            Field { bit: 1, name: "recursive", kind: FieldKind::Boolean, sigma: &[] },
        ],
        logsources: &[
            Logsource { category: "file_lookup", when: None },
        ],
    },
    Event {
        id: 43,
        name: "fs.watch",
        fields: &[
            Field { bit: 0, name: "path", kind: FieldKind::String, sigma: &["TargetFilename", "FileName"] },
            Field { bit: 1, name: "recursive", kind: FieldKind::Boolean, sigma: &[] },
        ],
        logsources: &[
            Logsource { category: "file_lookup", when: None },
        ],
    },
    Event {
        id: 44,
        name: "fs.mkdir",
        fields: &[
            Field { bit: 0, name: "path", kind: FieldKind::String, sigma: &["TargetFilename", "FileName"] },
            Field { bit: 1, name: "mode", kind: FieldKind::Integer, sigma: &[] },
            Field { bit: 2, name: "recursive", kind: FieldKind::Boolean, sigma: &[] },
        ],
        logsources: &[
            Logsource { category: "file_event", when: None },
        ],
    },
    Event {
        id: 45,
        name: "fs.temp",
        fields: &[
            Field { bit: 0, name: "path", kind: FieldKind::String, sigma: &["TargetFilename", "FileName"] },
        ],
        logsources: &[
            Logsource { category: "file_event", when: None },
        ],
    },
    Event {
        id: 46,
        name: "fs.remove",
        fields: &[
            Field { bit: 0, name: "path", kind: FieldKind::String, sigma: &["TargetFilename", "FileName"] },
            Field { bit: 1, name: "recursive", kind: FieldKind::Boolean, sigma: &[] },
        ],
        logsources: &[
            Logsource { category: "file_delete", when: None },
        ],
    },
    Event {
        id: 47,
        name: "fs.truncate",
        fields: &[
            Field { bit: 0, name: "path", kind: FieldKind::String, sigma: &["TargetFilename", "FileName"] },
        ],
        logsources: &[
            Logsource { category: "file_change", when: None },
        ],
    },
    Event {
        id: 48,
        name: "fs.chmod",
        fields: &[
            Field { bit: 0, name: "path", kind: FieldKind::String, sigma: &["TargetFilename", "FileName"] },
            Field { bit: 1, name: "mode", kind: FieldKind::Integer, sigma: &[] },
        ],
        logsources: &[
            Logsource { category: "file_change", when: None },
        ],
    },
    Event {
        id: 49,
        name: "fs.chown",
        fields: &[
            Field { bit: 0, name: "path", kind: FieldKind::String, sigma: &["TargetFilename", "FileName"] },
            Field { bit: 1, name: "uid", kind: FieldKind::Integer, sigma: &[] },
            Field { bit: 2, name: "gid", kind: FieldKind::Integer, sigma: &[] },
        ],
        logsources: &[
            Logsource { category: "file_change", when: None },
        ],
    },
    Event {
        id: 50,
        name: "fs.utime",
        fields: &[
            Field { bit: 0, name: "path", kind: FieldKind::String, sigma: &["TargetFilename", "FileName"] },
        ],
        logsources: &[
            Logsource { category: "file_change", when: None },
        ],
    },
    Event {
        id: 51,
        name: "fs.rename",
        fields: &[
            Field { bit: 0, name: "path", kind: FieldKind::String, sigma: &["SourceFilename"] },
            Field { bit: 1, name: "target", kind: FieldKind::String, sigma: &["TargetFilename", "FileName"] },
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
            Field { bit: 0, name: "path", kind: FieldKind::String, sigma: &["SourceFilename"] },
            Field { bit: 1, name: "target", kind: FieldKind::String, sigma: &["TargetFilename", "FileName"] },
            Field { bit: 2, name: "recursive", kind: FieldKind::Boolean, sigma: &[] },
        ],
        logsources: &[
            Logsource { category: "file_event", when: None },
        ],
    },
    Event {
        id: 53,
        name: "fs.link",
        fields: &[
            Field { bit: 0, name: "path", kind: FieldKind::String, sigma: &["SourceFilename"] },
            Field { bit: 1, name: "target", kind: FieldKind::String, sigma: &["TargetFilename", "FileName"] },
            Field { bit: 2, name: "kind", kind: FieldKind::String, sigma: &[] },
        ],
        logsources: &[
            Logsource { category: "file_event", when: None },
        ],
    },
    Event {
        id: 60,
        name: "process.spawn",
        fields: &[
            Field { bit: 0, name: "file", kind: FieldKind::String, sigma: &["Image", "OriginalFileName"] },
            Field { bit: 1, name: "args", kind: FieldKind::Strings, sigma: &[] },
            Field { bit: 2, name: "command_line", kind: FieldKind::String, sigma: &["CommandLine"] },
            Field { bit: 3, name: "cwd", kind: FieldKind::String, sigma: &["CurrentDirectory"] },
            Field { bit: 4, name: "shell", kind: FieldKind::Boolean, sigma: &[] },
            Field { bit: 5, name: "detached", kind: FieldKind::Boolean, sigma: &[] },
            Field { bit: 6, name: "env_changed", kind: FieldKind::Strings, sigma: &[] },
            Field { bit: 7, name: "parent_file", kind: FieldKind::String, sigma: &["ParentImage", "ParentProcessName"] },
            Field { bit: 8, name: "parent_command_line", kind: FieldKind::String, sigma: &["ParentCommandLine"] },
            Field { bit: 9, name: "user", kind: FieldKind::String, sigma: &["User"] },
            Field { bit: 10, name: "spawn", kind: FieldKind::Integer, sigma: &[] },
        ],
        logsources: &[
            Logsource { category: "process_creation", when: None },
        ],
    },
    Event {
        id: 61,
        name: "process.command",
        fields: &[
            Field { bit: 0, name: "file", kind: FieldKind::String, sigma: &["Image", "OriginalFileName"] },
            Field { bit: 1, name: "command_line", kind: FieldKind::String, sigma: &["CommandLine"] },
            Field { bit: 2, name: "derived", kind: FieldKind::Boolean, sigma: &[] },
            Field { bit: 3, name: "parent_file", kind: FieldKind::String, sigma: &["ParentImage", "ParentProcessName"] },
            Field { bit: 4, name: "parent_command_line", kind: FieldKind::String, sigma: &["ParentCommandLine"] },
            Field { bit: 5, name: "args", kind: FieldKind::Strings, sigma: &[] },
            Field { bit: 6, name: "unknown", kind: FieldKind::String, sigma: &[] },
            Field { bit: 7, name: "spawn", kind: FieldKind::Integer, sigma: &[] },
        ],
        logsources: &[
            Logsource { category: "process_creation", when: None },
        ],
    },
    Event {
        id: 62,
        name: "process.execve",
        fields: &[
            Field { bit: 0, name: "file", kind: FieldKind::String, sigma: &["Image", "OriginalFileName"] },
            Field { bit: 1, name: "args", kind: FieldKind::Strings, sigma: &[] },
            Field { bit: 2, name: "command_line", kind: FieldKind::String, sigma: &["CommandLine"] },
        ],
        logsources: &[
            Logsource { category: "process_creation", when: None },
        ],
    },
    Event {
        id: 63,
        name: "process.kill",
        fields: &[
            Field { bit: 0, name: "pid", kind: FieldKind::Integer, sigma: &[] },
            Field { bit: 1, name: "signal", kind: FieldKind::String, sigma: &[] },
        ],
        logsources: &[],
    },
    Event {
        id: 64,
        name: "process.chdir",
        fields: &[
            Field { bit: 0, name: "path", kind: FieldKind::String, sigma: &[] },
        ],
        logsources: &[],
    },
    Event {
        id: 65,
        name: "process.umask",
        fields: &[
            Field { bit: 0, name: "mask", kind: FieldKind::Integer, sigma: &[] },
        ],
        logsources: &[],
    },
    Event {
        id: 66,
        name: "process.set_id",
        fields: &[
            Field { bit: 0, name: "kind", kind: FieldKind::String, sigma: &[] },
            Field { bit: 1, name: "id", kind: FieldKind::String, sigma: &[] },
        ],
        logsources: &[],
    },
    Event {
        id: 67,
        name: "process.set_priority",
        fields: &[
            Field { bit: 0, name: "pid", kind: FieldKind::Integer, sigma: &[] },
            Field { bit: 1, name: "priority", kind: FieldKind::Integer, sigma: &[] },
        ],
        logsources: &[],
    },
    Event {
        id: 70,
        name: "env.read",
        fields: &[
            Field { bit: 0, name: "name", kind: FieldKind::String, sigma: &["Name"] },
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
            Field { bit: 0, name: "name", kind: FieldKind::String, sigma: &["Name"] },
        ],
        logsources: &[
            Logsource { category: "env_change", when: None },
        ],
    },
    Event {
        id: 73,
        name: "env.delete",
        fields: &[
            Field { bit: 0, name: "name", kind: FieldKind::String, sigma: &["Name"] },
        ],
        logsources: &[
            Logsource { category: "env_change", when: None },
        ],
    },
    Event {
        id: 74,
        name: "env.load_file",
        fields: &[
            Field { bit: 0, name: "path", kind: FieldKind::String, sigma: &["TargetFilename", "FileName"] },
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
            Field { bit: 0, name: "what", kind: FieldKind::String, sigma: &[] },
        ],
        logsources: &[],
    },
    Event {
        id: 80,
        name: "net.connect",
        fields: &[
            Field { bit: 0, name: "host", kind: FieldKind::String, sigma: &["DestinationHostname"] },
            Field { bit: 1, name: "address", kind: FieldKind::String, sigma: &["DestinationIp"] },
            Field { bit: 2, name: "port", kind: FieldKind::Integer, sigma: &["DestinationPort"] },
            Field { bit: 3, name: "family", kind: FieldKind::Integer, sigma: &[] },
            Field { bit: 4, name: "path", kind: FieldKind::String, sigma: &[] },
            Field { bit: 5, name: "protocol", kind: FieldKind::String, sigma: &["Protocol"] },
            Field { bit: 6, name: "initiated", kind: FieldKind::Boolean, sigma: &["Initiated"] },
            Field { bit: 7, name: "image", kind: FieldKind::String, sigma: &["Image"] },
        ],
        logsources: &[
            Logsource { category: "network_connection", when: None },
        ],
    },
    Event {
        id: 81,
        name: "net.listen",
        fields: &[
            Field { bit: 0, name: "address", kind: FieldKind::String, sigma: &[] },
            Field { bit: 1, name: "port", kind: FieldKind::Integer, sigma: &[] },
            Field { bit: 2, name: "family", kind: FieldKind::Integer, sigma: &[] },
            Field { bit: 3, name: "path", kind: FieldKind::String, sigma: &[] },
            Field { bit: 4, name: "protocol", kind: FieldKind::String, sigma: &[] },
        ],
        logsources: &[],
    },
    Event {
        id: 82,
        name: "net.bind",
        fields: &[
            Field { bit: 0, name: "address", kind: FieldKind::String, sigma: &[] },
            Field { bit: 1, name: "port", kind: FieldKind::Integer, sigma: &[] },
            Field { bit: 2, name: "family", kind: FieldKind::Integer, sigma: &[] },
            Field { bit: 3, name: "path", kind: FieldKind::String, sigma: &[] },
            Field { bit: 4, name: "protocol", kind: FieldKind::String, sigma: &[] },
        ],
        logsources: &[],
    },
    Event {
        id: 83,
        name: "net.accept",
        fields: &[
            Field { bit: 0, name: "address", kind: FieldKind::String, sigma: &["SourceIp"] },
            Field { bit: 1, name: "port", kind: FieldKind::Integer, sigma: &["SourcePort"] },
            Field { bit: 2, name: "protocol", kind: FieldKind::String, sigma: &["Protocol"] },
            Field { bit: 3, name: "initiated", kind: FieldKind::Boolean, sigma: &["Initiated"] },
            Field { bit: 4, name: "image", kind: FieldKind::String, sigma: &["Image"] },
        ],
        logsources: &[
            Logsource { category: "network_connection", when: None },
        ],
    },
    Event {
        id: 84,
        name: "net.send",
        fields: &[
            Field { bit: 0, name: "host", kind: FieldKind::String, sigma: &["DestinationHostname"] },
            Field { bit: 1, name: "address", kind: FieldKind::String, sigma: &["DestinationIp"] },
            Field { bit: 2, name: "port", kind: FieldKind::Integer, sigma: &["DestinationPort"] },
            Field { bit: 3, name: "protocol", kind: FieldKind::String, sigma: &["Protocol"] },
            Field { bit: 4, name: "initiated", kind: FieldKind::Boolean, sigma: &["Initiated"] },
            Field { bit: 5, name: "image", kind: FieldKind::String, sigma: &["Image"] },
        ],
        logsources: &[
            Logsource { category: "network_connection", when: None },
        ],
    },
    Event {
        id: 85,
        name: "dns.lookup",
        fields: &[
            Field { bit: 0, name: "host", kind: FieldKind::String, sigma: &["QueryName"] },
            Field { bit: 1, name: "family", kind: FieldKind::Integer, sigma: &[] },
            Field { bit: 2, name: "image", kind: FieldKind::String, sigma: &["Image"] },
        ],
        logsources: &[
            Logsource { category: "dns_query", when: None },
        ],
    },
    Event {
        id: 86,
        name: "dns.resolve",
        fields: &[
            Field { bit: 0, name: "host", kind: FieldKind::String, sigma: &["QueryName"] },
            Field { bit: 1, name: "type", kind: FieldKind::String, sigma: &["QueryType", "record_type"] },
            Field { bit: 2, name: "server", kind: FieldKind::String, sigma: &[] },
            Field { bit: 3, name: "image", kind: FieldKind::String, sigma: &["Image"] },
        ],
        logsources: &[
            Logsource { category: "dns_query", when: None },
        ],
    },
    Event {
        id: 87,
        name: "dns.reverse",
        fields: &[
            Field { bit: 0, name: "host", kind: FieldKind::String, sigma: &["QueryName"] },
            Field { bit: 1, name: "image", kind: FieldKind::String, sigma: &["Image"] },
        ],
        logsources: &[
            Logsource { category: "dns_query", when: None },
        ],
    },
    Event {
        id: 88,
        name: "http.request",
        fields: &[
            Field { bit: 0, name: "method", kind: FieldKind::String, sigma: &["c-method", "cs-method"] },
            Field { bit: 1, name: "url", kind: FieldKind::String, sigma: &["c-uri"] },
            Field { bit: 2, name: "host", kind: FieldKind::String, sigma: &["cs-host"] },
            Field { bit: 3, name: "port", kind: FieldKind::Integer, sigma: &["r-port"] },
            Field { bit: 4, name: "path", kind: FieldKind::String, sigma: &["c-uri-path", "c-uri-stem"] },
            Field { bit: 5, name: "protocol", kind: FieldKind::String, sigma: &["cs-protocol"] },
            Field { bit: 6, name: "user_agent", kind: FieldKind::String, sigma: &["c-useragent"] },
        ],
        logsources: &[
            Logsource { category: "proxy", when: None },
        ],
    },
    Event {
        id: 89,
        name: "tls.connect",
        fields: &[
            Field { bit: 0, name: "host", kind: FieldKind::String, sigma: &[] },
            Field { bit: 1, name: "port", kind: FieldKind::Integer, sigma: &[] },
            Field { bit: 2, name: "verify", kind: FieldKind::Boolean, sigma: &[] },
        ],
        logsources: &[],
    },
    Event {
        id: 100,
        name: "worker.create",
        fields: &[
            Field { bit: 0, name: "path", kind: FieldKind::String, sigma: &[] },
            Field { bit: 1, name: "code", kind: FieldKind::String, sigma: &[] },
            Field { bit: 2, name: "options", kind: FieldKind::Strings, sigma: &[] },
        ],
        logsources: &[],
    },
    Event {
        id: 101,
        name: "worker.exit",
        fields: &[
            Field { bit: 0, name: "exit_code", kind: FieldKind::Integer, sigma: &[] },
        ],
        logsources: &[],
    },
    Event {
        id: 102,
        name: "inspector.open",
        fields: &[
            Field { bit: 0, name: "host", kind: FieldKind::String, sigma: &[] },
            Field { bit: 1, name: "port", kind: FieldKind::Integer, sigma: &[] },
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
            Field { bit: 0, name: "pid", kind: FieldKind::Integer, sigma: &[] },
        ],
        logsources: &[
            Logsource { category: "inspector", when: None },
        ],
    },
    Event {
        id: 105,
        name: "v8.flags",
        fields: &[
            Field { bit: 0, name: "flags", kind: FieldKind::String, sigma: &[] },
        ],
        logsources: &[],
    },
    Event {
        id: 106,
        name: "v8.heap_snapshot",
        fields: &[
            Field { bit: 0, name: "path", kind: FieldKind::String, sigma: &[] },
        ],
        logsources: &[],
    },
    Event {
        id: 107,
        name: "v8.deserialize",
        fields: &[
            Field { bit: 0, name: "size", kind: FieldKind::Integer, sigma: &[] },
        ],
        logsources: &[],
    },
    Event {
        id: 108,
        name: "report.write",
        fields: &[
            Field { bit: 0, name: "path", kind: FieldKind::String, sigma: &[] },
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
            Field { bit: 0, name: "path", kind: FieldKind::String, sigma: &["TargetFilename", "FileName"] },
        ],
        logsources: &[
            Logsource { category: "file_access", when: None },
        ],
    },
    Event {
        id: 111,
        name: "sqlite.extension",
        fields: &[
            Field { bit: 0, name: "path", kind: FieldKind::String, sigma: &["ImageLoaded"] },
        ],
        logsources: &[
            Logsource { category: "image_load", when: None },
        ],
    },
    Event {
        id: 112,
        name: "ffi.open",
        fields: &[
            Field { bit: 0, name: "path", kind: FieldKind::String, sigma: &["ImageLoaded"] },
        ],
        logsources: &[
            Logsource { category: "image_load", when: None },
        ],
    },
    Event {
        id: 113,
        name: "wasi.create",
        fields: &[
            Field { bit: 0, name: "path", kind: FieldKind::String, sigma: &[] },
        ],
        logsources: &[],
    },
    Event {
        id: 114,
        name: "core.tamper",
        fields: &[
            Field { bit: 0, name: "target", kind: FieldKind::String, sigma: &["Target"] },
            Field { bit: 1, name: "how", kind: FieldKind::String, sigma: &["How"] },
        ],
        logsources: &[
            Logsource { category: "core_tamper", when: None },
        ],
    },
    Event {
        id: 115,
        name: "error.uncaught",
        fields: &[
            Field { bit: 0, name: "name", kind: FieldKind::String, sigma: &[] },
            Field { bit: 1, name: "message", kind: FieldKind::String, sigma: &[] },
        ],
        logsources: &[],
    },
    Event {
        id: 116,
        name: "overt.swap",
        fields: &[
            Field { bit: 0, name: "serial", kind: FieldKind::Integer, sigma: &[] },
            Field { bit: 1, name: "rules", kind: FieldKind::Integer, sigma: &[] },
            Field { bit: 2, name: "digest", kind: FieldKind::String, sigma: &[] },
            Field { bit: 3, name: "previous", kind: FieldKind::String, sigma: &[] },
            Field { bit: 4, name: "reason", kind: FieldKind::String, sigma: &[] },
            Field { bit: 5, name: "detail", kind: FieldKind::String, sigma: &[] },
        ],
        logsources: &[],
    },
];

/// The ids by name.
pub mod event {
    /// `application.event`: an event of the application's own, raised by `audit(name, fields)`; it is recorded and matched under the name it was given, its fields are free.
    pub const APPLICATION_EVENT: u16 = 1;
    /// `overt.start`: auditing began in this thread.
    pub const OVERT_START: u16 = 2;
    /// `overt.stop`: the thread ends; the last line of its stream.
    pub const OVERT_STOP: u16 = 3;
    /// `overt.gap`: something that overt could not see, or could not do.
    pub const OVERT_GAP: u16 = 4;
    /// `hook.add`: a JavaScript audit hook is about to be added; a hook that throws refuses it.
    pub const HOOK_ADD: u16 = 5;
    /// `hook.clear`: the thread ends and its hooks with it; what a hook throws here is ignored.
    pub const HOOK_CLEAR: u16 = 6;
    /// `open_hook.set`: the open hook is about to be set, once per thread.
    pub const OPEN_HOOK_SET: u16 = 7;
    /// `run.file`: the main script is about to run; raised when overt starts, before any preload after it.
    pub const RUN_FILE: u16 = 10;
    /// `run.eval`: code from the command line is about to run (-e, -p); raised when overt starts, before any preload after it.
    pub const RUN_EVAL: u16 = 11;
    /// `run.stdin`: code from standard input is about to run; raised when overt starts, before any preload after it.
    pub const RUN_STDIN: u16 = 12;
    /// `run.repl`: the interactive prompt starts; raised when overt starts, before any preload after it.
    pub const RUN_REPL: u16 = 13;
    /// `run.preload`: a preload (--require, --import) is about to run; raised when overt starts, before any preload after it.
    pub const RUN_PRELOAD: u16 = 14;
    /// `code.eval`: a string is about to become code: eval, Function and its kin.
    pub const CODE_EVAL: u16 = 20;
    /// `code.compile`: a script or function is compiled that does not come from the loader (vm.Script, vm.compileFunction, Module#_compile).
    pub const CODE_COMPILE: u16 = 21;
    /// `wasm.compile`: WebAssembly is about to be compiled.
    pub const WASM_COMPILE: u16 = 22;
    /// `wasm.instantiate`: a WebAssembly module is about to be instantiated.
    pub const WASM_INSTANTIATE: u16 = 23;
    /// `module.load`: a module is about to be loaded.
    pub const MODULE_LOAD: u16 = 30;
    /// `module.builtin`: a module of the runtime is asked for.
    pub const MODULE_BUILTIN: u16 = 31;
    /// `module.native`: a native library is about to be loaded into the process.
    pub const MODULE_NATIVE: u16 = 32;
    /// `module.hook`: how modules are loaded is about to change.
    pub const MODULE_HOOK: u16 = 33;
    /// `open.verify`: whether a file that is about to run is the file that the manifest names.
    pub const OPEN_VERIFY: u16 = 34;
    /// `fs.open`: a file is about to be opened, in whatever form (open, readFile, writeFile, a stream).
    pub const FS_OPEN: u16 = 40;
    /// `fs.stat`: a file's metadata is asked for by its path (stat, access, exists, readlink, realpath, statfs).
    pub const FS_STAT: u16 = 41;
    /// `fs.list`: a folder is about to be listed; `fs.glob` raises one for each folder that it lists.
    pub const FS_LIST: u16 = 42;
    /// `fs.watch`: a file or folder is about to be watched.
    pub const FS_WATCH: u16 = 43;
    /// `fs.mkdir`: a folder is about to be made.
    pub const FS_MKDIR: u16 = 44;
    /// `fs.temp`: a temporary folder is about to be made.
    pub const FS_TEMP: u16 = 45;
    /// `fs.remove`: a file or folder is about to be removed; `fs.rm` raises one, whatever lies below.
    pub const FS_REMOVE: u16 = 46;
    /// `fs.truncate`: a file is about to be cut.
    pub const FS_TRUNCATE: u16 = 47;
    /// `fs.chmod`: permissions are about to change.
    pub const FS_CHMOD: u16 = 48;
    /// `fs.chown`: an owner is about to change.
    pub const FS_CHOWN: u16 = 49;
    /// `fs.utime`: the times of a file are about to be set.
    pub const FS_UTIME: u16 = 50;
    /// `fs.rename`: a file is about to be renamed.
    pub const FS_RENAME: u16 = 51;
    /// `fs.copy`: a file, or a folder with all in it, is about to be copied; `fs.cp` raises one, whatever lies below.
    pub const FS_COPY: u16 = 52;
    /// `fs.link`: a link is about to be made.
    pub const FS_LINK: u16 = 53;
    /// `process.spawn`: a process is about to be started.
    pub const PROCESS_SPAWN: u16 = 60;
    /// `process.command`: a command that the started program will run, derived from its arguments: each simple command of a shell line, the program after `sudo`, `env`, `xargs` and the like.
    pub const PROCESS_COMMAND: u16 = 61;
    /// `process.execve`: this process is about to become another program.
    pub const PROCESS_EXECVE: u16 = 62;
    /// `process.kill`: a signal is about to be sent, 0 included, which asks whether the process is there.
    pub const PROCESS_KILL: u16 = 63;
    /// `process.chdir`: the working folder is about to change.
    pub const PROCESS_CHDIR: u16 = 64;
    /// `process.umask`: the mask of new files' permissions is about to change.
    pub const PROCESS_UMASK: u16 = 65;
    /// `process.set_id`: the user or group of the process is about to change.
    pub const PROCESS_SET_ID: u16 = 66;
    /// `process.set_priority`: a scheduling priority is about to change.
    pub const PROCESS_SET_PRIORITY: u16 = 67;
    /// `env.read`: a variable of the environment is read.
    pub const ENV_READ: u16 = 70;
    /// `env.list`: all of the environment is listed.
    pub const ENV_LIST: u16 = 71;
    /// `env.set`: a variable of the environment is about to be set.
    pub const ENV_SET: u16 = 72;
    /// `env.delete`: a variable of the environment is about to be deleted.
    pub const ENV_DELETE: u16 = 73;
    /// `env.load_file`: a file is about to be read into the environment.
    pub const ENV_LOAD_FILE: u16 = 74;
    /// `os.info`: facts about the machine or its user are asked for.
    pub const OS_INFO: u16 = 75;
    /// `net.connect`: a connection is about to be made.
    pub const NET_CONNECT: u16 = 80;
    /// `net.listen`: connections are about to be accepted.
    pub const NET_LISTEN: u16 = 81;
    /// `net.bind`: an address is about to be taken.
    pub const NET_BIND: u16 = 82;
    /// `net.accept`: a connection came in.
    pub const NET_ACCEPT: u16 = 83;
    /// `net.send`: a datagram is about to be sent.
    pub const NET_SEND: u16 = 84;
    /// `dns.lookup`: a name is about to be resolved as the operating system does.
    pub const DNS_LOOKUP: u16 = 85;
    /// `dns.resolve`: a name server is about to be asked.
    pub const DNS_RESOLVE: u16 = 86;
    /// `dns.reverse`: the name of an address is asked for.
    pub const DNS_REVERSE: u16 = 87;
    /// `http.request`: a request is about to be made; each that a redirect of `fetch` leads to is one.
    pub const HTTP_REQUEST: u16 = 88;
    /// `tls.connect`: a TLS session is about to begin.
    pub const TLS_CONNECT: u16 = 89;
    /// `worker.create`: a worker thread is about to start.
    pub const WORKER_CREATE: u16 = 100;
    /// `worker.exit`: a worker thread ended; not to be refused.
    pub const WORKER_EXIT: u16 = 101;
    /// `inspector.open`: the inspector is about to listen.
    pub const INSPECTOR_OPEN: u16 = 102;
    /// `inspector.session`: an inspector session is about to be made inside the process.
    pub const INSPECTOR_SESSION: u16 = 103;
    /// `inspector.signal`: a process is about to get SIGUSR1, at which a Node opens its inspector.
    pub const INSPECTOR_SIGNAL: u16 = 104;
    /// `v8.flags`: V8's flags are about to change.
    pub const V8_FLAGS: u16 = 105;
    /// `v8.heap_snapshot`: the heap is about to be written out.
    pub const V8_HEAP_SNAPSHOT: u16 = 106;
    /// `v8.deserialize`: serialized values are about to be read.
    pub const V8_DESERIALIZE: u16 = 107;
    /// `report.write`: a diagnostic report is about to be written.
    pub const REPORT_WRITE: u16 = 108;
    /// `stack.prepare`: how stacks are formatted is about to change.
    pub const STACK_PREPARE: u16 = 109;
    /// `sqlite.open`: a database is about to be opened: by its class, by `ATTACH` or `VACUUM INTO` in SQL, or as the target of a backup.
    pub const SQLITE_OPEN: u16 = 110;
    /// `sqlite.extension`: native code is about to be loaded into a database.
    pub const SQLITE_EXTENSION: u16 = 111;
    /// `ffi.open`: a library is about to be opened for foreign calls, or memory read or written by its address (`node:ffi`).
    pub const FFI_OPEN: u16 = 112;
    /// `wasi.create`: a WASI environment is about to be made.
    pub const WASI_CREATE: u16 = 113;
    /// `core.tamper`: a function of the runtime is about to be replaced.
    pub const CORE_TAMPER: u16 = 114;
    /// `error.uncaught`: an error that nothing caught; raised before any listener hears of it, and not to be refused.
    pub const ERROR_UNCAUGHT: u16 = 115;
    /// `overt.swap`: this thread judges by other rules from here on; with a `reason`, rules that were to take the place of those in force were refused.
    pub const OVERT_SWAP: u16 = 116;
}
