//! What is done for one kind of event: its rules lowered to tests of its own fields, an index for
//! each field, and flat programs for the rules.
//!
//! ```text
//! rules ── route ──> those of this event ── lower ──> expressions over questions
//!                                                     │ needle: equal literals are one node
//!       witness: which nodes must be hit <────────────┤
//!       late: which literals can wait <───────────────┤
//!       links: what a node means <────────────────────┤
//!       nodes: which number each has <────────────────┤
//!       program: steps <──────────────────────────────┘
//!       build lays all of it in flat tables (layout); stored writes and reads these in an image
//! ```
//!
//! # One rule, and the way of a value
//! ```yaml
//! logsource: { category: process_creation }
//! detection:
//!   selection:
//!     Image|endswith: [/sh, /bash, /dash, /zsh]
//!     CommandLine|contains: ['curl ', 'wget ']
//!   condition: selection
//! ```
//!
//! 1. *Slots*: for `process.spawn`, `Image` is slot 0 and `CommandLine` slot 2, the bits of the
//!    schema.
//! 2. *Nodes*: each literal is one. The four ends are a *group*, and so are `curl ` and `wget `.
//! 3. *Witness*: no event matches without an end, and none without `curl ` or `wget `. The second
//!    pair is likely to stand in fewer values, so these two make the rule a candidate.
//! 4. *Numbers*: what is linked with a rule comes first, 0 and 1, then the ends, 2 to 5, in a row.
//!    A group is asked for by its members' marks, so it needs no number.
//! 5. *Late*: the ends are nobody's witness, so they lie in the late column of slot 0; its first
//!    column is empty.
//! 6. *Program*: what the witness has not answered by itself, laid down from the end:
//!
//! ```text
//! 0   2 to 5?   yes: match   no: miss        the group of ends
//! 1   look      0            0               slot 0 is looked up in its late column; begins here
//! ```
//!
//! Of the event `Image: /bin/bash`, `CommandLine: bash -c "curl http://x"` the value of slot 2 is
//! looked up first: its grams lead to `curl `, node 0 is marked, and its link says that rule 0 is a
//! candidate. Slot 0 has no first column, so nothing is looked up there. The program looks
//! `/bin/bash` up late: node 3 is marked, which is linked with nothing. Whether any of 2 to 5 is
//! marked is one load, and the rule matches; had the ends been the witness, each of them would be
//! linked with the rule. Of an event without `curl ` and `wget ` the program is never begun,
//! and `Image` never read. (A test holds all of this.)

mod build;
mod keywords;
mod late;
mod layout;
pub(crate) mod links;
mod lower;
mod needle;
mod nodes;
mod possible;
mod prefilters;
pub(crate) mod program;
pub(crate) mod question;
pub(crate) mod route;
mod stored;
pub(crate) mod unindexed;
pub(crate) mod witness;
pub(crate) mod word;

use crate::schema::Event;

pub(crate) use layout::Plan;
pub(crate) use route::{Fields, Never, events_of, implied};

/// What a plan is for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    /// A kind of live event.
    Event(&'static Event),
    /// The log source of this number, among those that the rules name.
    Archive(usize),
}

/// A field's place in a plan. 0 to 31 are the schema's bits.
pub(crate) type Slot = u16;

/// The name of an application's event.
pub(crate) const SLOT_NAME: Slot = 32;
/// All of the event's own values: where keywords are searched for.
pub(crate) const SLOT_KEYWORDS: Slot = 33;
/// The first free field of an application's event.
pub(crate) const SLOT_FREE: Slot = 34;
/// The fields that are known only once the stack has been read.
pub(crate) const PACKAGE_SLOTS: std::ops::RangeInclusive<Slot> = 24..=28;

#[cfg(test)]
mod tests {
    use super::program::{MATCH, MISS};
    use super::question::Leaf;
    use crate::schema::event::PROCESS_SPAWN;
    use crate::{CompileOptions, RuleSet, Source};

    /// A group that no program asks for is not marked: its members make the rule a candidate. One
    /// that two rules share is.
    #[test]
    fn what_the_witness_answers_is_not_asked() {
        let rule = |other: &str| {
            format!(
                "title: t\nlogsource: {{ category: process_creation }}\ndetection: {{ s: {{ Image|endswith: [/aaaaa, /bbbbb, /ccccc, /ddddd]{other} }}, condition: s }}\n"
            )
        };
        let plan_of = |text: &str| {
            let rules = RuleSet::compile(&[Source { name: "r.yml", text }], &CompileOptions::default()).rules.unwrap();
            let plan = rules.plan(PROCESS_SPAWN).unwrap();
            let planned: Vec<[u32; 4]> = plan.rules.records(&plan.memory).to_vec();
            (plan.links.words(&plan.memory).to_vec(), planned)
        };
        let to_rule = 2 << 30;
        // Nothing is left to ask: the rule matches as soon as a member is hit.
        assert_eq!(plan_of(&rule("")), (vec![to_rule; 4], vec![[0, MATCH, 0, 0]]));
        let (links, planned) = plan_of(&format!("{}---\n{}", rule(""), rule(", User: null")));
        let (group, record) = (1 << 30 | 4, 3 << 30);
        assert_eq!((links, planned[0]), (vec![group, group, group, group, record], [0, MATCH, 0, 0]));
    }

    /// A verdict that hangs on the request is not kept for other requests.
    #[test]
    fn a_plan_knows_whether_it_reads_the_request() {
        let reads = |selection: &str| {
            let text =
                format!("title: t\nlogsource: {{ category: process_creation }}\ndetection: {{ s: {{ {selection} }}, condition: s }}\n");
            let rules = RuleSet::compile(&[Source { name: "r.yml", text: &text }], &CompileOptions::default()).rules.unwrap();
            rules.plan(PROCESS_SPAWN).unwrap().reads_request
        };
        assert!(reads("request.route: /admin") && reads("Image: /bin/sh, request.id: a") && !reads("Image: /bin/sh"));
    }

    /// The example of the module's documentation.
    #[test]
    fn the_plan_of_the_documentation_is_what_is_built() {
        let text = "
title: A shell fetches something
logsource: { category: process_creation }
detection:
  selection:
    Image|endswith: [/sh, /bash, /dash, /zsh]
    CommandLine|contains: ['curl ', 'wget ']
  condition: selection
";
        let rules = RuleSet::compile(&[Source { name: "r.yml", text }], &CompileOptions::default()).rules.unwrap();
        let plan = rules.plan(PROCESS_SPAWN).unwrap();
        let asked =
            |steps: &[[u32; 3]]| -> Vec<_> { steps.iter().map(|[asked, yes, no]| (Leaf::decode(*asked).unwrap(), *yes, *no)).collect() };
        let ends = Leaf::Nodes { first: 2, more: 3, package: false };
        let expected = [(ends, MATCH, MISS), (Leaf::Look { slot: 0, package: false }, 0, 0)];
        assert_eq!(asked(plan.steps.records(&plan.memory)), expected);
        assert_eq!(plan.rule(0), Some(&[0, 1, 0, 2]));
        assert_eq!((plan.links.words(&plan.memory), plan.nodes), ([2 << 30; 2].as_slice(), 6));
        assert!(plan.column(0).is_none() && plan.late_column(0).is_some());
        assert!(plan.column(2).is_some() && plan.late_column(2).is_none());
    }
}
