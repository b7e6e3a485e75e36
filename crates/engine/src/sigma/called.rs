//! Which rules an id or a name stands for: whoever refers to rules (correlations, filters, rules that allow) asks here, once for each reference.
//!
//! A name may be several rules'; then a reference means all of them. Names come from rule files and there may be as many as these hold, so that they are sorted
//! and not searched one by one, and not hashed: no choice of names makes a look-up slow.

use std::collections::BTreeMap;

/// The numbers of rules by what they are called.
#[derive(Debug, Default)]
pub(crate) struct Called<'r>(BTreeMap<&'r str, Vec<usize>>);

impl<'r> Called<'r> {
    /// From numbers, ascending, with what each is called.
    pub(crate) fn of(names: impl IntoIterator<Item = (usize, &'r str)>) -> Self {
        let mut called: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (number, name) in names {
            let numbers = called.entry(name).or_default();
            // An id may be the name as well.
            if numbers.last() != Some(&number) {
                numbers.push(number);
            }
        }
        Self(called)
    }

    /// Who is called so, ascending.
    pub(crate) fn named(&self, name: &str) -> &[usize] {
        self.0.get(name).map_or(&[], Vec::as_slice)
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
