//! Rules without a witness: nothing that the index finds must be there for them to match, so they
//! are asked at every event; but where each match is one of an expression in a field's value, not
//! before the field has a value that is long enough.
//!
//! | rule | is asked where |
//! |---|---|
//! | `TargetFilename\|re: '[^/]{100,}$'` | the field has a value of 100 bytes or more |
//! | `(a\|re: 'x{3}' or a\|re: 'y{9}') and not b: null` | `a` has one of 3 or more |
//! | `User: null` | always |
//!
//! Of an AND the longest is needed, of an OR the shortest of one slot. The public rules have 13 of
//! these; one for names of files of 100 bytes was asked for each file before it waited.
//!
//! ```text
//! | rule of the plan | slot, or all bits: always | bytes |     12 bytes, in `Plan::open`
//! ```

use super::Slot;
use super::question::{Leaf, Search};
use crate::expression::Expression;
use crate::index::regex;
use crate::sigma::{FieldTest, Test};

/// The rule's number in the plan, the slot of which it needs a value, or [`ANY`], and how many
/// bytes that has at least.
pub(crate) type Unindexed = [u32; 3];

/// No slot: the rule is always asked.
pub(crate) const ANY: u32 = u32::MAX;

/// The rules that have no witness.
pub(super) fn unindexed(
    expressions: &[(u32, Expression<Leaf>)],
    witnesses: &[Option<Vec<u32>>],
    searches: &[Search],
    tests: &[FieldTest],
) -> Vec<Unindexed> {
    let open = (0..).zip(expressions).zip(witnesses).filter(|(_, nodes)| nodes.is_none());
    open.map(|((rule, (_, expression)), _)| match needed(expression, searches, tests) {
        Some((slot, least)) => [rule, u32::from(slot), least],
        None => [rule, ANY, 0],
    })
    .collect()
}

/// A slot, and how long a value of it must be for the expression to hold; `None` where there is
/// none such.
fn needed(expression: &Expression<Leaf>, searches: &[Search], tests: &[FieldTest]) -> Option<(Slot, u32)> {
    let of = |part| needed(part, searches, tests);
    match expression {
        Expression::Test(Leaf::Search { number, package: false }) => {
            let Search::Regex { slot, test } = searches.get(*number as usize)? else { return None };
            let Test::Regex { source, .. } = &tests.get(*test as usize)?.test else { return None };
            Some((*slot, regex::shortest(source)?))
        }
        Expression::And(parts) => parts.iter().filter_map(of).max_by_key(|(_, least)| *least),
        Expression::Or(parts) => {
            let (mut all, mut parts) = (None, parts.iter().map(of));
            parts.try_for_each(|part| {
                let (slot, least) = part?;
                let (other, so_far) = *all.get_or_insert((slot, least));
                all = Some((slot, least.min(so_far)));
                (slot == other).then_some(())
            })?;
            all
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sigma::number::Relation;
    use crate::sigma::time::TimePart;

    #[test]
    fn the_longest_of_all_and_the_shortest_of_any() {
        let test = |source: &str| FieldTest { field: None, test: Test::Regex { source: source.to_owned(), required: None } };
        let tests = [test("[a-z]{3}"), test("[^/]{100,}$"), test("[a-z]{7}")];
        let mut searches: Vec<Search> = [(40, 0), (40, 1), (41, 2)].map(|(slot, test)| Search::Regex { slot, test }).into();
        searches.push(Search::Time { slot: 40, part: TimePart::Hour, relation: Relation::ALL[0], number: 7 });
        let search = |number| Expression::Test(Leaf::Search { number, package: false });
        let null = Expression::Test(Leaf::Null { slot: 42, package: false });
        let needed = |expression: Expression<Leaf>| needed(&expression, &searches, &tests);
        assert_eq!(needed(search(0)), Some((40, 3)));
        assert_eq!(needed(Expression::And(vec![search(0), null.clone(), search(1)])), Some((40, 100)));
        assert_eq!(needed(Expression::Or(vec![search(0), search(1)])), Some((40, 3)));
        // Another slot, anything else, the opposite, and what is known of the package alone.
        for parts in [vec![search(0), search(2)], vec![search(0), null.clone()], vec![search(3), search(0)]] {
            assert_eq!(needed(Expression::Or(parts)), None);
        }
        assert_eq!(needed(search(0).not()), None);
        assert_eq!(needed(Expression::And(vec![null, search(3)])), None);
        assert_eq!(needed(Expression::Test(Leaf::Search { number: 0, package: true })), None);
    }
}
