//! The correlations of an image: behind the plans, one byte where there are none.
//!
//! ```text
//! each   rule | kind, and for a percentile which | inputs | fields | timespan | conditions
//! input  rule | the fields of its group-by, by number
//! then   the names of the fields | rules that do not answer on their own
//! ```
//!
//! INVARIANT: what is read is what resolving makes of rules ([`consistent`]): each correlation
//! once, behind those whose matches it takes, so that one pass over them in their order judges an
//! event; fields that are there, each name once; numbers that are finite. How many there are is
//! bounded by the image's bytes.
//!
//! A `value_count` of rule 4's matches by `User`, more than 10 different `Image`s in a timespan, is, where
//! the two names have the numbers 0 and 1:
//!
//! ```text
//! each   rule 7 | kind 1 | one input: rule 4, its group-by [0] | fields [1] | the timespan | one condition: greater, 10
//! then   [User, Image] | [4], unless the correlation says `generate: true`
//! ```

use std::collections::BTreeSet;

use super::codec::{Reader, Writer};
use crate::correlate::{Compiled, Input, Resolved};
use crate::order;
use crate::response::Response;
use crate::sigma::correlation::{Comparison, Kind};

/// By their numbers in the image.
const COMPARISONS: [Comparison; 6] =
    [Comparison::Greater, Comparison::GreaterOrEqual, Comparison::Less, Comparison::LessOrEqual, Comparison::Equal, Comparison::NotEqual];

/// Kinds without a number of their own, by theirs in the image; [`PERCENTILE`] follows.
const KINDS: [Kind; 6] = [Kind::EventCount, Kind::ValueCount, Kind::Temporal, Kind::TemporalOrdered, Kind::Sum, Kind::Average];
/// The number of [`Kind::Percentile`], behind which the percentile stands.
const PERCENTILE: u8 = 6;

impl Writer {
    /// All correlations, and what they have together.
    pub(super) fn correlations(&mut self, resolved: &Resolved) {
        self.list(&resolved.correlations, Self::correlation);
        if !resolved.correlations.is_empty() {
            self.list(&resolved.fields, |writer, name| writer.text(name));
            self.list(&resolved.silent, |writer, rule| writer.number(u64::from(*rule)));
        }
    }

    /// One correlation.
    fn correlation(&mut self, compiled: &Compiled) {
        self.number(u64::from(compiled.rule));
        match compiled.kind {
            Kind::Percentile(percentile) => {
                self.byte(PERCENTILE);
                self.float(percentile);
            }
            kind => self.byte(place(&KINDS, &kind)),
        }
        self.list(&compiled.inputs, |writer, input| {
            writer.number(u64::from(input.rule));
            writer.list(&input.group, |writer, field| writer.number(u64::from(*field)));
        });
        self.list(&compiled.fields, |writer, field| writer.number(u64::from(*field)));
        self.number(compiled.timespan.cast_unsigned());
        self.list(&compiled.conditions, |writer, (comparison, limit)| {
            writer.byte(place(&COMPARISONS, comparison));
            writer.float(*limit);
        });
    }

    /// A number with a fraction, eight bytes.
    fn float(&mut self, value: f64) {
        self.0.extend_from_slice(&value.to_le_bytes());
    }
}

/// The number of one of a few values; past the end, which no reader takes, where it is none of
/// them.
fn place<T: PartialEq>(all: &[T], one: &T) -> u8 {
    all.iter().position(|other| other == one).and_then(|at| u8::try_from(at).ok()).unwrap_or(u8::MAX)
}

impl Reader<'_> {
    /// What [`Writer::correlations`] wrote, over rules with these responses; `None` where it cannot
    /// be so.
    pub(super) fn correlations(&mut self, responses: &[Response]) -> Option<Resolved> {
        let rules = u32::try_from(responses.len()).ok()?;
        let correlations = self.list(|reader| reader.correlation(responses, rules))?;
        if correlations.is_empty() {
            return Some(Resolved::default());
        }
        let fields = self.list(Self::text)?;
        let silent = self.list(|reader| reader.below(rules))?;
        let resolved = Resolved { correlations, fields, silent };
        consistent(&resolved).then_some(resolved)
    }

    /// One correlation, over as many rules. Whether each event counts follows from its response.
    fn correlation(&mut self, responses: &[Response], rules: u32) -> Option<Compiled> {
        let rule = self.below(rules)?;
        let kind = match self.byte()? {
            PERCENTILE => Kind::Percentile(self.float().filter(|percentile| (0.0..=100.0).contains(percentile))?),
            kind => KINDS.get(usize::from(kind)).copied()?,
        };
        let number = |reader: &mut Self| reader.below(u32::MAX);
        let inputs = self.list(|reader| Some(Input { rule: reader.below(rules)?, group: reader.list(number)? }))?;
        let fields = self.list(number)?;
        let timespan = i64::try_from(self.number()?).ok()?;
        let conditions = self.list(|reader| Some((reader.one_of(&COMPARISONS)?, reader.float()?)))?;
        let every = *responses.get(rule as usize)? >= Response::Block;
        Some(Compiled { rule, kind, inputs, fields, timespan, conditions, every })
    }

    /// A number that is one.
    fn float(&mut self) -> Option<f64> {
        let (bytes, rest) = self.rest.split_first_chunk()?;
        self.rest = rest;
        Some(f64::from_le_bytes(*bytes)).filter(|value| value.is_finite())
    }
}

/// Whether the parts fit together as [`resolve`](mod@crate::correlate::resolve) makes them: each
/// correlation once, behind those that it takes; fields that are there.
fn consistent(Resolved { correlations, fields, silent }: &Resolved) -> bool {
    let numbers = order::set_of(correlations.iter().map(|one| one.rule));
    let names = order::set_of(fields.iter());
    let mut before = BTreeSet::new();
    let ordered = correlations.iter().all(|one| {
        let known = |rule: &u32| !numbers.contains(rule) || before.contains(rule);
        let takes = !one.inputs.is_empty() && one.inputs.iter().all(|input| known(&input.rule));
        before.insert(one.rule);
        takes && !one.conditions.is_empty()
    });
    let mut read = correlations.iter().flat_map(|one| one.inputs.iter().flat_map(|input| &input.group).chain(&one.fields));
    numbers.len() == correlations.len()
        && names.len() == fields.len()
        && ordered
        && read.all(|field| (*field as usize) < fields.len())
        && silent.is_sorted_by(|one, next| one < next)
}
