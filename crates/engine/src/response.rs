//! What a rule asks for when it matches.

/// A rule's response. The order is that of strictness: of all rules that match, the greatest wins.
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
    /// The names, as rules write them.
    pub const NAMES: &'static [&'static str] = &["allow", "log", "alert", "block", "kill"];

    /// The response with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Allow, Self::Log, Self::Alert, Self::Block, Self::Kill].into_iter().find(|response| response.as_str() == name)
    }

    /// Its name.
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
