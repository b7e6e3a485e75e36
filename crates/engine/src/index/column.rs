//! All that the values of one field are looked up in.
//!
//! A field has at most two columns (`plan/late.rs`): one for every value of every event, and a late one that is read when a candidate asks for it. In each lie up
//! to four indexes, of which most fields have one:
//!
//! | index | compared with |
//! |---|---|
//! | `folded` | literals without regard to case: the value in lower case |
//! | `cased` | literals with `cased`, names of events: the value as it is |
//! | `networks` | the value as an address |
//! | `bounds` | the value as a number |

use super::network::Networks;
use super::number::Bounds;
use super::{Case, Matcher};
use crate::memory::{HeadReader, HeadWriter};

/// The indexes of one field.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Column {
    pub(crate) folded: Option<Matcher>,
    pub(crate) cased: Option<Matcher>,
    pub(crate) networks: Option<Networks>,
    pub(crate) bounds: Option<Bounds>,
    /// Whether looking a value up costs more than finding that it was looked up before.
    pub(crate) dear: bool,
}

impl Column {
    /// Calls `hit` with every node that the value hits. `text` is the value as [`Case::Ignored`] has it.
    #[inline]
    pub(crate) fn scan(&self, memory: &[u32], raw: &[u8], text: &[u8], hit: &mut impl FnMut(u32)) {
        if let Some(matcher) = &self.folded {
            matcher.scan(memory, text, Case::Ignored, hit);
        }
        if let Some(matcher) = &self.cased {
            matcher.scan(memory, raw, Case::Told, hit);
        }
        if let Some(networks) = self.networks {
            networks.scan(memory, raw, hit);
        }
        if let Some(bounds) = &self.bounds {
            bounds.scan(memory, raw, hit);
        }
    }

    /// Says whether it is dear.
    pub(crate) fn price(&mut self) {
        let reads_all = [&self.folded, &self.cased].into_iter().flatten().any(Matcher::reads_all);
        self.dear = reads_all || self.networks.is_some() || self.bounds.is_some();
    }

    /// The heads of its indexes, each behind a number that says whether it is there.
    pub(crate) fn write(&self, head: &mut HeadWriter<'_>) {
        for matcher in [&self.folded, &self.cased] {
            head.number(u32::from(matcher.is_some()));
            if let Some(matcher) = matcher {
                matcher.write(head);
            }
        }
        head.number(u32::from(self.networks.is_some()));
        if let Some(networks) = self.networks {
            head.words(networks.part());
        }
        head.number(u32::from(self.bounds.is_some()));
        if let Some(bounds) = &self.bounds {
            bounds.write(head);
        }
    }

    /// Reads what [`write`](Self::write) wrote; `None` where it cannot be so.
    pub(crate) fn read(head: &mut HeadReader<'_>, nodes: u32) -> Option<Self> {
        let mut matcher = || match head.at_most(1)? {
            0 => Some(None),
            _ => Matcher::read(head, nodes).map(Some),
        };
        let (folded, cased) = (matcher()?, matcher()?);
        let networks = match head.at_most(1)? {
            0 => None,
            _ => Some(Networks::read(head, nodes)?),
        };
        let bounds = match head.at_most(1)? {
            0 => None,
            _ => Some(Bounds::read(head, nodes)?),
        };
        let mut column = Self { folded, cased, networks, bounds, dear: false };
        column.price();
        Some(column)
    }
}
