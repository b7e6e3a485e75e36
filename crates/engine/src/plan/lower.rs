//! Lowering: a rule's tests of named fields become questions about slots of one kind of event, and equal questions become one.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::{PACKAGE_SLOTS, SLOT_FREE, SLOT_KEYWORDS, SLOT_NAME, Slot, route};
use crate::expression::Expression;
use crate::fold::fold;
use crate::rule_set::CompiledRule;
use crate::schema::{self, Event, event as events};
use crate::sigma::network::Network;
use crate::sigma::number::{Number, Relation};
use crate::sigma::pattern::{Pattern, Piece};
use crate::sigma::time::TimePart;
use crate::sigma::{FieldTest, Place, Test};

/// A question that a program asks. `package` tells that the answer is known only once the stack has been read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Leaf {
    /// Was the node hit? A node is a literal, a network or a bound of the index, or a group of them.
    Node { number: u32, package: bool },
    /// Is there no value but null?
    Null { slot: Slot, package: bool },
    /// Is the field there?
    Exists { slot: Slot, package: bool },
    /// Is there a value?
    Present { slot: Slot, package: bool },
    /// Does [`Plan::searches`] find something?
    Search { number: u32, package: bool },
    /// No question, and goes on alike on both answers: the slot's values are looked up in its late column, for the nodes that are asked for next.
    Look { slot: Slot, package: bool },
}

impl Leaf {
    pub(crate) fn package(self) -> bool {
        match self {
            Self::Node { package, .. }
            | Self::Null { package, .. }
            | Self::Exists { package, .. }
            | Self::Present { package, .. }
            | Self::Search { package, .. }
            | Self::Look { package, .. } => package,
        }
    }
}

/// A test that is made only when a program asks for it.
#[derive(Debug, PartialEq, Eq, Hash, Clone)]
pub(crate) enum Search {
    Pattern {
        slot: Slot,
        pattern: Pattern,
        cased: bool,
    },
    /// By the number of the test in the rule set.
    Regex {
        slot: Slot,
        test: u32,
    },
    Time {
        slot: Slot,
        part: TimePart,
        relation: Relation,
        number: u32,
    },
    /// A value of one slot compared with those of another.
    Field {
        slot: Slot,
        other: Slot,
        place: Place,
        cased: bool,
    },
}

impl Search {
    /// The slot whose values are searched.
    pub(crate) fn slot(&self) -> Slot {
        match self {
            Self::Pattern { slot, .. } | Self::Regex { slot, .. } | Self::Time { slot, .. } | Self::Field { slot, .. } => *slot,
        }
    }

    /// Whether the answer is known only once the stack has been read.
    fn package(&self) -> bool {
        PACKAGE_SLOTS.contains(&self.slot()) || matches!(self, Self::Field { other, .. } if PACKAGE_SLOTS.contains(other))
    }

    /// Whether it compares a value of the event with one of the package.
    pub(crate) fn is_mixed(&self) -> bool {
        matches!(self, Self::Field { slot, other, .. } if PACKAGE_SLOTS.contains(slot) != PACKAGE_SLOTS.contains(other))
    }
}

/// Something that the index finds.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Needle {
    Literal { slot: Slot, cased: bool, place: Place, text: Box<[u8]> },
    Network { slot: Slot, network: Network },
    Bound { slot: Slot, relation: Relation, number: Number },
    Group(Vec<u32>),
}

/// All needles; their numbers are the nodes.
#[derive(Debug, Default)]
pub(crate) struct Literals {
    pub(crate) needles: Vec<Needle>,
    numbers: HashMap<Needle, u32, FixedState>,
    /// How often rules ask for each.
    uses: Vec<u32>,
}

impl Literals {
    fn intern(&mut self, needle: Needle) -> u32 {
        if let Some(number) = self.numbers.get(&needle) {
            if let Some(uses) = self.uses.get_mut(*number as usize) {
                *uses += 1;
            }
            return *number;
        }
        let number = u32::try_from(self.needles.len()).unwrap_or(u32::MAX);
        self.uses.push(1);
        self.needles.push(needle.clone());
        self.numbers.insert(needle, number);
        number
    }

    /// How often the node will be hit, roughly: short literals, literals anywhere and the two values of a boolean are hit often, and what many rules ask for
    /// (`\powershell.exe`) stands in many events.
    pub(crate) fn weight(&self, number: u32) -> u64 {
        let kind = match self.needles.get(number as usize) {
            Some(Needle::Literal { place, text, .. }) => {
                let kind = match place {
                    Place::Whole if matches!(&**text, b"true" | b"false" | b"") => 400,
                    Place::Whole => 1,
                    Place::Start | Place::End => 4,
                    Place::Anywhere => 10,
                };
                kind * if text.len() < 4 && *place != Place::Whole { 16 } else { 1 }
            }
            Some(Needle::Network { .. } | Needle::Bound { .. }) => 20,
            Some(Needle::Group(members)) => return members.iter().map(|member| self.weight(*member)).sum(),
            None => return u64::MAX / 1024,
        };
        kind * (3 + self.uses.get(number as usize).copied().map_or(1, u64::from))
    }
}

/// Lowers the rules of a plan, one after the other.
pub(crate) struct Lowering<'s> {
    /// `None` for an archive's events, all of whose fields are free.
    event: Option<&'static Event>,
    tests: &'s [FieldTest],
    pub(crate) literals: Literals,
    /// The slots of free fields by name.
    pub(crate) free: HashMap<Box<str>, Slot, FixedState>,
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
        // An application's own events are told apart by their names; of overt's, this rule concerns the one that is named.
        if let Some(service) = &rule.service
            && self.event.is_some_and(|event| event.id == events::APPLICATION_EVENT)
        {
            parts.push(self.literal(SLOT_NAME, true, Place::Whole, service));
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
            Test::Text { pattern, cased: true } => self.pattern(slot, true, pattern),
            Test::Text { pattern, cased: false } => self.pattern(slot, false, &pattern.folded()),
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
            Test::Regex(source) => {
                let search = self.search(Search::Regex { slot, test: number });
                let Some(literals) = crate::index::regex::required_literals(source) else { return search };
                let found: Vec<_> = literals.iter().map(|text| self.literal(slot, false, Place::Anywhere, &fold(text))).collect();
                Expression::all([Expression::any(found), search])
            }
        }
    }

    /// A pattern becomes a literal of the index where it is no more than that; else its longest literal guards a search.
    fn pattern(&mut self, slot: Slot, cased: bool, pattern: &Pattern) -> Expression<Leaf> {
        use Piece::{Any, Literal};
        let package = PACKAGE_SLOTS.contains(&slot);
        match pattern.pieces() {
            [] => return self.literal(slot, cased, Place::Whole, ""),
            [Any] => return Expression::Test(Leaf::Present { slot, package }),
            [Literal(text)] => return self.literal(slot, cased, Place::Whole, text),
            [Any, Literal(text)] => return self.literal(slot, cased, Place::End, text),
            [Literal(text), Any] => return self.literal(slot, cased, Place::Start, text),
            [Any, Literal(text), Any] => return self.literal(slot, cased, Place::Anywhere, text),
            _ => {}
        }
        let search = self.search(Search::Pattern { slot, pattern: pattern.clone(), cased });
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
        let guard = self.literal(slot, cased, place, text);
        Expression::all([guard, search])
    }

    fn literal(&mut self, slot: Slot, cased: bool, place: Place, text: &str) -> Expression<Leaf> {
        let number = self.literals.intern(Needle::Literal { slot, cased, place, text: text.as_bytes().into() });
        Expression::Test(Leaf::Node { number, package: PACKAGE_SLOTS.contains(&slot) })
    }

    fn search(&mut self, search: Search) -> Expression<Leaf> {
        let package = search.package();
        let next = u32::try_from(self.searches.len()).unwrap_or(u32::MAX);
        let number = *self.search_numbers.entry(search).or_insert_with_key(|search| {
            self.searches.push(search.clone());
            next
        });
        Expression::Test(Leaf::Search { number, package })
    }

    /// The nodes of each OR become one group, which is hit when any of them is: a list of a thousand names is then one step of the program.
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
                match members.as_slice() {
                    [] => {}
                    [only] => rest.insert(0, Expression::Test(Leaf::Node { number: *only, package: false })),
                    _ => {
                        let number = self.literals.intern(Needle::Group(members));
                        rest.insert(0, Expression::Test(Leaf::Node { number, package: false }));
                    }
                }
                Expression::any(rest)
            }
            Expression::And(parts) => Expression::all(parts.into_iter().map(|part| self.grouped(part)).collect::<Vec<_>>()),
            Expression::Not(inner) => self.grouped(*inner).not(),
            other => other,
        }
    }
}
