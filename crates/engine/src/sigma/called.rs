//! Which rules an id or a name stands for: whoever refers to rules (correlations, filters) asks
//! here, once for each reference.
//!
//! The specification lets a correlation or a filter refer to a rule by its `id` or its `name`. Ids
//! are unique, or the load ends; a name may be several rules', and then a reference means all of
//! them.
//!
//! ```text
//! rule 0: id 6ffc..., name shell     named("6ffc...")  [0]
//! rule 1: name shell                 named("shell")    [0, 1]
//! correlation 2: name many           named("many")     [2]
//! ```
//!
//! Names come from rule files and there may be as many as these hold, so that they are sorted and
//! not searched one by one, and not hashed: no choice of names makes a look-up slow. Building takes
//! `n log n` comparisons, a look-up `2 log n`, and its answer is a part of the table.

use super::correlation::Correlation;
use super::rule::Rule;
use crate::order;

/// The numbers of rules by what they are called.
///
/// INVARIANT: both lists are of one length; names ascend, and numbers ascend where names are equal,
/// each pair once.
#[derive(Debug, Default)]
pub(crate) struct Called<'r> {
    /// Sorted; once for each rule that is called so.
    names: Vec<&'r str>,
    /// Whose name it is, in the same places; ascending where names are the same.
    numbers: Vec<usize>,
}

impl<'r> Called<'r> {
    /// Of a set: the rules, numbered in their order, and behind them the correlations.
    ///
    /// So a correlation's number minus that of the rules is its place among correlations, as in
    /// [`crate::correlate`].
    pub(crate) fn of_set(rules: impl ExactSizeIterator<Item = &'r Rule>, correlations: &'r [(usize, Correlation)]) -> Self {
        let first = rules.len();
        let names = rules.enumerate().flat_map(|(at, rule)| rule.names().map(move |name| (at, name)));
        let others = correlations.iter().zip(first..).flat_map(|((_, one), at)| one.names().map(move |name| (at, name)));
        Self::of(names.chain(others))
    }

    /// From numbers with what each is called.
    ///
    /// An id that is the rule's name as well counts once.
    pub(crate) fn of(rules: impl IntoIterator<Item = (usize, &'r str)>) -> Self {
        let mut rules: Vec<(usize, &str)> = rules.into_iter().collect();
        order::sort_unstable_by(&mut rules, |(number, name), (other, other_name)| (name, number).cmp(&(other_name, other)));
        // An id may be the name as well.
        rules.dedup();
        let (numbers, names) = rules.into_iter().unzip();
        Self { names, numbers }
    }

    /// Who is called so, ascending and each once; nobody where nobody is. Case matters.
    pub(crate) fn named(&self, name: &str) -> &[usize] {
        let from = self.names.partition_point(|one| *one < name);
        let to = self.names.partition_point(|one| *one <= name);
        self.numbers.get(from..to).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_be_several_rules() {
        let called = Called::of([(0, "a"), (0, "a"), (1, "b"), (2, "a")]);
        assert_eq!((called.named("a"), called.named("b"), called.named("c")), (&[0, 2][..], &[1][..], &[][..]));
    }
}
