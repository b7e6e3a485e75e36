//! For the people who write rules: why a rule matched an event or did not, and whether it answers
//! the events of its own `tests:` as it says.
//!
//! ```
//! use engine::{CompileOptions, Source, inspect};
//!
//! let rule = "
//! title: A shell is started
//! logsource: { category: process_creation }
//! detection:
//!   shell: { Image|endswith: [/sh, /bash] }
//!   ours: { User: build }
//!   condition: shell and not ours
//! tests:
//!   - { event: process.spawn, fields: { file: /bin/sh }, match: true }
//!   - { event: process.spawn, fields: { file: /bin/sh, user: build }, match: false }
//! ";
//! let rules = [Source { name: "r.yml", text: rule }];
//! let event = Source { name: "e.json", text: r#"{"event":"process.spawn","fields":{"file":"/bin/sh","user":"build"}}"# };
//! let explained = inspect::explain(&rules, &CompileOptions::default(), &event).expect("both can be read");
//! assert!(!explained[0].matched);
//! assert_eq!(explained[0].condition.label, "and");
//! assert!(explained[0].condition.parts[0].holds && !explained[0].condition.parts[1].holds);
//! assert!(inspect::run_tests(&rules, &CompileOptions::default()).expect("a good rule").iter().all(|one| one.passed()));
//! ```

mod explain;
mod given;
mod json;
mod list;
mod sequence;
mod tests;

pub use explain::explain;
pub use json::{explanations_to_json, listed_to_json, outcomes_to_json};
pub use list::{Listed, list};
pub use tests::run_tests;

/// Why a rule matched an event, or did not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The rule's id, name or title.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Whether the event is of the rule's log source.
    pub logsource: bool,
    /// Whether the rule matches the event.
    pub matched: bool,
    /// Its condition.
    pub condition: Node,
}

/// A part of a condition.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Node {
    /// `and`, `or`, `not`, the name of a selection, or a test as a rule would write it.
    pub label: String,
    /// Whether it holds.
    pub holds: bool,
    /// Of a test, the values that the event has for its field (`None` is null); of a keyword, those
    /// of all its own fields.
    pub values: Option<Vec<Option<String>>>,
    /// What it is made of.
    pub parts: Vec<Node>,
}

/// How a rule answered one of its own tests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestOutcome {
    /// The file of the rule.
    pub file: String,
    /// The line of the test.
    pub line: u32,
    /// The rule's title.
    pub title: String,
    /// What the test expects.
    pub expected: bool,
    /// Why the rule answers as it does.
    pub explanation: Explanation,
}

impl TestOutcome {
    /// Whether the rule answers as the test expects.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.expected == self.explanation.matched
    }
}
