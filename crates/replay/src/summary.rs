//! What a replay came to.

/// Counts of a replay.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Events, bad lines among them.
    pub events: u64,
    /// Events that a rule matched.
    pub matched: u64,
    /// Lines that are no event; each was a problem.
    pub bad: u64,
    /// Archives that cannot be read, or not to their end; each was a problem.
    pub unreadable: u64,
    /// Events with values that were cut when they were recorded: a rule that asks for what was cut off does not match.
    pub truncated: u64,
    /// Groups and entries that correlations forgot for want of room.
    pub forgotten: u64,
    /// How many times correlations did not count an event because it was older than their window.
    pub late: u64,
    /// What correlations saw, where it was asked for and there are any.
    pub state: Option<Vec<u8>>,
    /// By rule, in the rule set's order: the events that it matched.
    pub by_rule: Vec<u64>,
    /// What each rule costs, where a clock was given.
    pub profile: Option<engine::Profile>,
}
