//! All that the values of one field are looked up in.
//!
//! A field has at most two columns ([`late`](crate::plan)): one for every value of every event, and
//! a late one that is read when a candidate asks for it. In each lie up to four indexes, of which
//! most fields have one:
//!
//! | index | its patterns | compared with |
//! |---|---|---|
//! | `folded` | literals without regard to case | the value as [`Case::Ignored`] has it |
//! | `cased` | literals with `cased`, names of events | the value as it came |
//! | `networks` | `cidr` | the value as an address |
//! | `bounds` | `lt`, `lte`, `gt`, `gte`, numbers | the value as a number |
//!
//! A value goes through each that is there, in this order, and hits the union of what they find.
//! `DestinationIp|cidr: 10.0.0.0/8` and `DestinationIp|startswith: '10.'` of two rules are one
//! column of two indexes; `10.1.2.3` hits both nodes.
//!
//! # In an image
//! A head is four times a 0, or a 1 and the index's own head. Whether a column is dear is not
//! written but found again ([`Column::price`]).

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
    /// Whether looking a value up costs more than finding that it was looked up before: the value
    /// is read in full, or parsed. Ends alone cost less than the comparison of a known value. The
    /// evaluator asks it of every value of an archive.
    pub(crate) dear: bool,
}

impl Column {
    /// Calls `hit` with every node that the value hits. `text` is the value as [`Case::Ignored`]
    /// has it.
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

    /// Says whether it is dear. Called once, when all indexes are there.
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
