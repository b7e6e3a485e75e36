//! What the engine accepts at most. Beyond each there is an `OVERT_RULE_LIMIT` (rules; for what
//! YAML may be, an `OVERT_RULE_YAML`) or `OVERT_IMAGE` (images); nothing is cut silently.

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
/// Bytes of the patterns of one rule, each as often as its condition names it, with the names of
/// their fields.
pub const RULE_BYTES: usize = 16 << 20;
/// Tests of all rules of a set, each as often as conditions name it, and as filters add it.
pub const SET_TESTS_SPELT_OUT: usize = 1 << 22;
/// Bytes of the patterns of all rules of a set, counted in the same way.
pub const SET_BYTES: usize = 256 << 20;
/// Regular expressions of one file that may take half of [`REGEX_BYTES`] or more: only compiling
/// tells whether they fit, which takes a tenth of a second each.
pub const FILE_LARGE_REGEXES: usize = 16;
/// Different tests in one set: a field and a pattern, or another question.
pub const SET_TESTS: usize = 1 << 20;
/// Different names of fields in one set.
pub const SET_FIELDS: usize = 16_384;
/// Bytes of one pattern.
pub const PATTERN_BYTES: usize = 64 << 10;
/// Characters of one condition.
pub const CONDITION_CHARACTERS: usize = 16 << 10;
/// Nested parentheses in one condition. `not` nests nothing: two of them are none.
pub const CONDITION_DEPTH: usize = 64;
/// Bytes of memory that one compiled regular expression may take.
pub const REGEX_BYTES: usize = 16 << 20;
/// Errors reported for one file; the rest is counted in the last.
pub const DIAGNOSTICS_PER_FILE: usize = 100;
/// Bytes of a frame that is shared with a host.
pub const FRAME_BYTES: usize = 65_536;
/// Entries of a frame that is shared with a host; an event with more goes through a buffer of its
/// own.
pub const FRAME_ENTRIES: usize = 510;
/// Rules that an answer names.
pub const ANSWER_RULES: usize = 255;
/// Rules that all correlations of a set refer to, each counted again for every correlation, and
/// with every field of its `group-by`.
pub const CORRELATION_REFERENCES: usize = 1 << 20;
/// The longest timespan of a correlation, in seconds.
pub const CORRELATION_SECONDS: i64 = 366 * 86_400;
/// Groups that one correlation remembers.
pub const CORRELATION_GROUPS: usize = 16_384;
/// Entries (events, values, numbers) that one correlation remembers in all its groups: some 24
/// bytes each, 64 for values that are counted.
pub const CORRELATION_ENTRIES: usize = 262_144;
/// Entries that one group of a correlation remembers; a condition cannot ask for more.
pub const CORRELATION_GROUP_ENTRIES: usize = 65_536;

/// Why a set with so many different tests and fields is refused; `None` where it is not.
pub(crate) fn beyond(tests: usize, fields: usize) -> Option<String> {
    let over = |what: &str, number: usize, most: usize| {
        (number > most)
            .then(|| format!("the rules have {number} different {what}; at most {most} can be loaded together: load fewer rules"))
    };
    over("tests", tests, SET_TESTS).or_else(|| over("names of fields", fields, SET_FIELDS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_refused_beyond_their_limits_and_not_before() {
        assert_eq!(beyond(SET_TESTS, SET_FIELDS), None);
        assert!(beyond(SET_TESTS + 1, 0).is_some_and(|message| message.contains("1048577 different tests")));
        assert!(beyond(0, SET_FIELDS + 1).is_some_and(|message| message.contains("16385 different names of fields")));
    }
}
