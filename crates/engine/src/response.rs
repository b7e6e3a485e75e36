//! What a rule asks for when it matches: the key `response`, which is overt's own and no part of
//! Sigma.
//!
//! ```yaml
//! title: A shell is started
//! response: block               # `alert` where it is absent
//! ```
//!
//! A policy (`responses:` of the configuration, by a rule's id, level, tag or author) may make a
//! response stricter and never milder, and a processing pipeline may set it
//! (`set_custom_attribute`). Neither may make a rule `allow`: such a rule must list what it takes
//! out. The engine says what rules ask for; in the mode `monitor` a host refuses nothing.

/// A rule's response. The order is that of strictness: of all rules that match, the greatest wins.
///
/// The numbers stand in compiled images and in the answers of frames, where 0 is that no rule asked
/// for anything, since a rule that allows never answers itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Response {
    /// Takes the rules that it lists out for this event.
    Allow = 0,
    /// Record the event.
    Log = 1,
    /// Record it and say so.
    Alert = 2,
    /// Record it and refuse the operation.
    Block = 3,
    /// Record it and end the process.
    Kill = 4,
}

impl Response {
    /// The names, as rules write them, in the order of their numbers.
    pub const NAMES: &'static [&'static str] = &["allow", "log", "alert", "block", "kill"];

    /// The response with this name, in lower case as rules write it; `None` for any other text.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Allow, Self::Log, Self::Alert, Self::Block, Self::Kill].into_iter().find(|response| response.as_str() == name)
    }

    /// Its name, as rules write it and records show it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Log => "log",
            Self::Alert => "alert",
            Self::Block => "block",
            Self::Kill => "kill",
        }
    }
}
