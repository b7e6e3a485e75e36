//! Boolean expressions: what a condition becomes, in each of its stages. Of Sigma they are what the
//! chapter Condition of the specification leaves once names and `1 of` are spelt out.
//!
//! | where | the tests are |
//! |---|---|
//! | a condition, or a pipeline's expression | numbers of selections, or of conditions |
//! | a lowered rule | tests of fields |
//! | a compiled rule | numbers of the set's tests |
//! | a plan | questions about slots |
//!
//! INVARIANT: who makes them by [`all`](Expression::all), [`any`](Expression::any) and
//! [`not`](Expression::not) has no constant below the top, no AND in an AND, no OR in an OR, no
//! join of fewer than two parts and no `not` of a `not`. So what constants decide is a constant,
//! and is seen as one.
//!
//! Nothing here bounds how deep they are: conditions and selections have limits where they are
//! read. Each function visits each part once.

/// An expression over tests of the type `T`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Expression<T> {
    /// Holds always, or never.
    Constant(bool),
    /// Holds where the test does.
    Test(T),
    /// Holds where all parts do. Never empty where [`Expression::all`] made it.
    And(Vec<Expression<T>>),
    /// Holds where any part does. Never empty where [`Expression::any`] made it.
    Or(Vec<Expression<T>>),
    /// Holds where the other does not.
    Not(Box<Expression<T>>),
}

impl<T> Expression<T> {
    /// All of `parts`; a constant or a single part stands for itself. All of none is true.
    pub(crate) fn all(parts: impl IntoIterator<Item = Self>) -> Self {
        Self::join(parts.into_iter().collect(), false)
    }

    /// Any of `parts`; a constant or a single part stands for itself. Any of none is false.
    pub(crate) fn any(parts: impl IntoIterator<Item = Self>) -> Self {
        Self::join(parts.into_iter().collect(), true)
    }

    /// The opposite. AND and OR below it are left as they are.
    pub(crate) fn not(self) -> Self {
        match self {
            Self::Constant(value) => Self::Constant(!value),
            Self::Not(inner) => *inner,
            other => Self::Not(Box::new(other)),
        }
    }

    /// Joins parts; `decides` is the constant that decides alone (true for OR, false for AND).
    /// Nested joins of the same kind are made flat. Mostly there is nothing to do, and the parts stay where
    /// they are.
    fn join(mut kept: Vec<Self>, decides: bool) -> Self {
        let stays = |part: &Self| match part {
            Self::Constant(_) => false,
            Self::Or(_) => !decides,
            Self::And(_) => decides,
            Self::Test(_) | Self::Not(_) => true,
        };
        if !kept.iter().all(stays) {
            for part in std::mem::take(&mut kept) {
                match part {
                    Self::Constant(value) if value == decides => return Self::Constant(decides),
                    Self::Constant(_) => {}
                    Self::Or(inner) if decides => kept.extend(inner),
                    Self::And(inner) if !decides => kept.extend(inner),
                    other => kept.push(other),
                }
            }
        }
        match (kept.pop(), kept.is_empty()) {
            (None, _) => Self::Constant(!decides),
            (Some(only), true) => only,
            (Some(last), false) => {
                kept.push(last);
                if decides { Self::Or(kept) } else { Self::And(kept) }
            }
        }
    }

    /// The same expression over other tests, each of which becomes what `change` makes of it, in
    /// the order in which they stand. A constant that comes of it spreads upwards, so the whole may
    /// become one.
    pub(crate) fn map<U>(&self, change: &mut impl FnMut(&T) -> Expression<U>) -> Expression<U> {
        match self {
            Self::Constant(value) => Expression::Constant(*value),
            Self::Test(test) => change(test),
            Self::And(parts) => Expression::all(parts.iter().map(|part| part.map(change)).collect::<Vec<_>>()),
            Self::Or(parts) => Expression::any(parts.iter().map(|part| part.map(change)).collect::<Vec<_>>()),
            Self::Not(inner) => inner.map(change).not(),
        }
    }

    /// As [`map`](Self::map), of tests that are given away.
    pub(crate) fn into_map<U>(self, change: &mut impl FnMut(T) -> Expression<U>) -> Expression<U> {
        match self {
            Self::Constant(value) => Expression::Constant(value),
            Self::Test(test) => change(test),
            Self::And(parts) => Expression::all(parts.into_iter().map(|part| part.into_map(change)).collect::<Vec<_>>()),
            Self::Or(parts) => Expression::any(parts.into_iter().map(|part| part.into_map(change)).collect::<Vec<_>>()),
            Self::Not(inner) => inner.into_map(change).not(),
        }
    }

    /// What the expression is whatever the tests are of which `known` does not tell; `None` where it
    /// depends on them. So [`map`](Self::map) decides, which makes the expression.
    pub(crate) fn decided(&self, known: &impl Fn(&T) -> Option<bool>) -> Option<bool> {
        let join = |parts: &[Self], decides: bool| {
            let mut all = Some(!decides);
            for part in parts {
                match part.decided(known) {
                    Some(value) if value == decides => return Some(decides),
                    Some(_) => {}
                    None => all = None,
                }
            }
            all
        };
        match self {
            Self::Constant(value) => Some(*value),
            Self::Test(test) => known(test),
            Self::And(parts) => join(parts, false),
            Self::Or(parts) => join(parts, true),
            Self::Not(inner) => inner.decided(known).map(|value| !value),
        }
    }

    /// Calls `visit` with every test, in their order; a test that stands twice is visited twice.
    pub(crate) fn each(&self, visit: &mut impl FnMut(&T)) {
        match self {
            Self::Constant(_) => {}
            Self::Test(test) => visit(test),
            Self::And(parts) | Self::Or(parts) => parts.iter().for_each(|part| part.each(visit)),
            Self::Not(inner) => inner.each(visit),
        }
    }

    /// How many tests there are, each as often as it stands there.
    pub(crate) fn tests(&self) -> usize {
        let mut count = 0;
        self.each(&mut |_| count += 1);
        count
    }
}

#[cfg(test)]
mod tests {
    use super::Expression as E;

    #[test]
    fn constants_vanish_and_nesting_is_flat() {
        assert_eq!(E::<u8>::all([]), E::Constant(true));
        assert_eq!(E::<u8>::any([]), E::Constant(false));
        assert_eq!(
            E::all([E::Test(1), E::Constant(true), E::all([E::Test(2), E::Test(3)])]),
            E::And(vec![E::Test(1), E::Test(2), E::Test(3)])
        );
        assert_eq!(E::any([E::Test(1), E::Constant(true)]), E::Constant(true));
        assert_eq!(E::Test(1).not().not(), E::Test(1));
    }

    /// Each way to tell what becomes of an expression says the same, for all of three tests of which some are known.
    #[test]
    fn what_is_decided_is_what_mapping_makes() {
        let test = |number: usize| E::Test(number);
        let of = [
            E::And(vec![test(0), E::Or(vec![test(1), test(2).not()])]),
            E::Or(vec![E::And(vec![test(0), test(1)]), E::And(vec![test(1), test(2)]).not()]),
            E::Not(Box::new(E::Or(vec![test(0), E::Constant(false), E::And(vec![test(2), E::Constant(true)])]))),
        ];
        let values = [None, Some(false), Some(true)];
        for expression in &of {
            for known in values.iter().flat_map(|a| values.iter().flat_map(move |b| values.map(|c| [*a, *b, c]))) {
                let change = |number: usize| known[number].map_or(E::Test(number), E::Constant);
                let mapped = expression.map(&mut |number| change(*number));
                assert_eq!(mapped, expression.clone().into_map(&mut |number| change(number)));
                let constant = if let E::Constant(value) = mapped { Some(value) } else { None };
                assert_eq!(expression.decided(&|number| known[*number]), constant, "{expression:?} {known:?}");
            }
        }
    }
}
