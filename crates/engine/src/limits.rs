//! What the engine accepts at most. Beyond each there is an `OVERT_RULE_LIMIT` (rules) or `OVERT_IMAGE` (images); nothing is cut silently.

/// Bytes of one rule file.
pub const FILE_BYTES: usize = 4 << 20;
/// Nested maps and lists in YAML.
pub const YAML_DEPTH: usize = 32;
/// Maps, lists and scalars in one file.
pub const YAML_NODES: usize = 1 << 20;
/// Rules in one set.
pub const RULES: usize = 65_535;
/// Patterns (leaves of a condition, after `1 of` and lists are spelt out) in one rule.
pub const RULE_TESTS: usize = 65_536;
/// Bytes of one pattern.
pub const PATTERN_BYTES: usize = 64 << 10;
/// Characters of one condition.
pub const CONDITION_CHARACTERS: usize = 16 << 10;
/// Nested parentheses and `not` in one condition.
pub const CONDITION_DEPTH: usize = 64;
/// Bytes of memory that one compiled regular expression may take.
pub const REGEX_BYTES: usize = 16 << 20;
/// Errors reported for one file; the rest is counted in the last.
pub const DIAGNOSTICS_PER_FILE: usize = 100;
/// Bytes of a frame that is shared with a host.
pub const FRAME_BYTES: usize = 65_536;
/// Entries of a frame that is shared with a host; an event with more goes through a buffer of its own.
pub const FRAME_ENTRIES: usize = 510;
/// Rules that an answer names.
pub const ANSWER_RULES: usize = 255;
