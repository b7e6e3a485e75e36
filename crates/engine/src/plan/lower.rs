//! Lowering: a rule's tests of named fields become questions about slots of one kind of event, and
//! equal questions become one.
//!
//! | test | question |
//! |---|---|
//! | text without wildcards inside | a literal with its place |
//! | text with wildcards inside | its longest literal AND a search |
//! | regular expression | one of the literals that every match holds AND a search; a search alone where there are none |
//! | network, number | a network, a bound |
//! | part of a time, other field | a search |
//! | null, exists, any value | the slot's own stamps |
//! | a field that no event of the kind has | a constant: true for null, else false |
//!
//! So the index finds literals, networks and bounds only, and a search runs only where its literal
//! was found: `CommandLine: 'curl *-o*'` is the start `curl ` AND a search of the whole pattern.
//!
//! A constant spreads: a rule that needs a field which the event never has is no rule of this plan.
//! Two conditions of the event itself join the rule's: the value that its category implies (of
//! `file_access` those opens that create nothing), and for an application's own events the name
//! that the rule's service gives.
//!
//! The literals of an OR become a *group*, so that a list of a thousand names is asked for at once:
//! by the marks of its members, which have numbers in a row ([`nodes`](super::nodes)).
//!
//! INVARIANT: an expression over questions holds for an event exactly where the rule's condition
//! does. The agreement tests compare both with the specification written down plainly
//! (`tests/support/naive.rs`).
//!
//! # A rule, lowered
//! ```yaml
//! selection:
//!   Image|endswith: [\curl.exe, \wget.exe]
//!   CommandLine|contains|all: [http, ' -o']
//! filter: { CommandLine|re: 'https?://(www\.)?example\.com/' }
//! condition: selection and not filter
//! ```
//!
//! ```text
//! (end \curl.exe OR end \wget.exe)       a group
//! AND http AND " -o"                     literals anywhere
//! AND NOT (example.com/ AND search 0)    the literal that each match holds; the expression runs where it was found
//! ```
//!
//! `http` and `" -o"` are nodes that other rules share, and search 0 is shared with rules that have the
//! same expression in the same slot.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::FixedState;

use super::needle::{Literals, Needle};
use super::question::{Leaf, Search};
use super::{PACKAGE_SLOTS, SLOT_FREE, SLOT_KEYWORDS, SLOT_NAME, Slot, route};
use crate::expression::Expression;
use crate::fold::fold;
use crate::rule_set::CompiledRule;
use crate::schema::{self, Event, event as events};
use crate::sigma::pattern::{Pattern, Piece};
use crate::sigma::{FieldTest, Place, Test};

/// Lowers the rules of a plan, one after the other.
pub(crate) struct Lowering<'s> {
    /// `None` for an archive's events, all of whose fields are free.
    event: Option<&'static Event>,
    tests: &'s [FieldTest],
    /// What the index will find.
    pub(crate) literals: Literals,
    /// The slots of free fields by name.
    pub(crate) free: HashMap<Box<str>, Slot, FixedState>,
    /// What programs will search for.
    pub(crate) searches: Vec<Search>,
    search_numbers: HashMap<Search, u32, FixedState>,
}

impl<'s> Lowering<'s> {
    /// For a kind of live event, or for an archive's events.
    pub(crate) fn new(event: Option<&'static Event>, tests: &'s [FieldTest]) -> Self {
        let (searches, search_numbers) = (Vec::new(), HashMap::default());
        Self { event, tests, literals: Literals::default(), free: HashMap::default(), searches, search_numbers }
    }

    /// The rule's condition over questions about slots.
    pub(crate) fn rule(&mut self, rule: &CompiledRule) -> Expression<Leaf> {
        let mut parts = Vec::new();
        if let Some(event) = self.event
            && let Some((field, value)) = route::implied(event, rule.category.as_deref())
            && let Some(slot) = self.slot(field)
        {
            parts.push(self.literal(slot, true, Place::Whole, value));
        }
        // An application's own events are told apart by their names; of overt's, this rule concerns
        // the one that is named.
        if let Some(service) = &rule.service
            && self.event.is_some_and(|event| event.id == events::APPLICATION_EVENT)
        {
            parts.push(self.literal(SLOT_NAME, true, Place::Whole, service.as_str()));
        }
        parts.push(rule.expression.map(&mut |number| self.test(*number)));
        let whole = Expression::all(parts);
        self.grouped(whole)
    }

    /// The slot of a field of this event; `None` where it has no such field.
    fn slot(&mut self, name: &str) -> Option<Slot> {
        if let Some(event) = self.event {
            if let Some(field) = schema::field_of(event, name) {
                return Some(Slot::from(field.bit));
            }
            if event.id != events::APPLICATION_EVENT {
                return None;
            }
        }
        if let Some(slot) = self.free.get(name) {
            return Some(*slot);
        }
        let slot = Slot::try_from(self.free.len()).ok()?.checked_add(SLOT_FREE)?;
        self.free.insert(name.into(), slot);
        Some(slot)
    }

    /// One test over slots; a field that the event never has makes it a constant.
    fn test(&mut self, number: u32) -> Expression<Leaf> {
        let tests = self.tests;
        let Some(FieldTest { field, test }) = tests.get(number as usize) else { return Expression::Constant(false) };
        let slot = match field {
            None => SLOT_KEYWORDS,
            Some(name) => match self.slot(name) {
                Some(slot) => slot,
                None => return Expression::Constant(*test == Test::Null),
            },
        };
        let package = PACKAGE_SLOTS.contains(&slot);
        match test {
            Test::Null => Expression::Test(Leaf::Null { slot, package }),
            Test::Exists => Expression::Test(Leaf::Exists { slot, package }),
            Test::Text { pattern, cased } => self.pattern(slot, *cased, pattern),
            Test::Cidr(network) => {
                let number = self.literals.intern(Needle::Network { slot, network: *network });
                Expression::Test(Leaf::Node { number, package })
            }
            Test::Number { relation, number } => {
                let number = self.literals.intern(Needle::Bound { slot, relation: *relation, number: *number });
                Expression::Test(Leaf::Node { number, package })
            }
            Test::Time { part, relation, number } => self.search(Search::Time { slot, part: *part, relation: *relation, number: *number }),
            Test::Field { other, place, cased } => match self.slot(other) {
                Some(other) => self.search(Search::Field { slot, other, place: *place, cased: *cased }),
                None => Expression::Constant(false),
            },
            Test::Regex { required, .. } => {
                let search = self.search(Search::Regex { slot, test: number });
                let Some(literals) = required else { return search };
                let found: Vec<_> = literals.iter().map(|text| self.literal(slot, false, Place::Anywhere, text.as_str())).collect();
                Expression::all([Expression::any(found), search])
            }
        }
    }

    /// A pattern becomes a literal of the index where it is no more than that; else its longest
    /// literal guards a search.
    fn pattern(&mut self, slot: Slot, cased: bool, pattern: &Pattern) -> Expression<Leaf> {
        use Piece::{Any, Literal};
        let package = PACKAGE_SLOTS.contains(&slot);
        let literal = match pattern.pieces() {
            [] => return self.literal(slot, cased, Place::Whole, ""),
            [Any] => return Expression::Test(Leaf::Present { slot, package }),
            [Literal(text)] => Some((Place::Whole, text)),
            [Any, Literal(text)] => Some((Place::End, text)),
            [Literal(text), Any] => Some((Place::Start, text)),
            [Any, Literal(text), Any] => Some((Place::Anywhere, text)),
            _ => None,
        };
        if let Some((place, text)) = literal {
            return self.literal(slot, cased, place, if cased { text.clone() } else { fold(text) });
        }
        let pattern = Arc::new(if cased { pattern.clone() } else { pattern.folded() });
        let search = self.search(Search::Pattern { slot, pattern: Arc::clone(&pattern), cased });
        let last = pattern.pieces().len() - 1;
        let literals = pattern.pieces().iter().enumerate().filter_map(|(at, piece)| match piece {
            Literal(text) => Some((at, text)),
            _ => None,
        });
        let Some((at, text)) = literals.max_by_key(|(_, text)| text.len()) else { return search };
        let place = match at {
            0 => Place::Start,
            _ if at == last => Place::End,
            _ => Place::Anywhere,
        };
        let guard = self.literal(slot, cased, place, text.as_str());
        Expression::all([guard, search])
    }

    /// Whether a value of the slot has the text at its place; folded, unless `cased`.
    fn literal(&mut self, slot: Slot, cased: bool, place: Place, text: impl Into<Box<str>>) -> Expression<Leaf> {
        let number = self.literals.intern(Needle::Literal { slot, cased, place, text: text.into().into_boxed_bytes() });
        Expression::Test(Leaf::Node { number, package: PACKAGE_SLOTS.contains(&slot) })
    }

    /// Whether a search finds something; equal searches are one.
    fn search(&mut self, search: Search) -> Expression<Leaf> {
        let package = search.package();
        let next = u32::try_from(self.searches.len()).unwrap_or(u32::MAX);
        let number = *self.search_numbers.entry(search).or_insert_with_key(|search| {
            self.searches.push(search.clone());
            next
        });
        Expression::Test(Leaf::Search { number, package })
    }

    /// The nodes of each OR become one group, which is hit when any of them is.
    fn grouped(&mut self, expression: Expression<Leaf>) -> Expression<Leaf> {
        match expression {
            Expression::Or(parts) => {
                let (mut members, mut rest) = (Vec::new(), Vec::new());
                for part in parts {
                    match part {
                        Expression::Test(Leaf::Node { number, package: false }) => members.push(number),
                        other => rest.push(self.grouped(other)),
                    }
                }
                members.sort_unstable();
                members.dedup();
                if members.len() > 1 {
                    members = vec![self.literals.intern(Needle::Group(members))];
                }
                rest.extend(members.into_iter().map(|number| Expression::Test(Leaf::Node { number, package: false })));
                Expression::any(rest)
            }
            Expression::And(parts) => Expression::all(parts.into_iter().map(|part| self.grouped(part)).collect::<Vec<_>>()),
            Expression::Not(inner) => self.grouped(*inner).not(),
            other => other,
        }
    }
}
