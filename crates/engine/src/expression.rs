//! Boolean expressions: what a condition becomes.

/// An expression over tests of the type `T`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Expression<T> {
    Constant(bool),
    Test(T),
    And(Vec<Expression<T>>),
    Or(Vec<Expression<T>>),
    Not(Box<Expression<T>>),
}

impl<T> Expression<T> {
    /// All of `parts`; a constant or a single part stands for itself.
    pub(crate) fn all(parts: impl IntoIterator<Item = Self>) -> Self {
        Self::join(parts, false)
    }

    /// Any of `parts`; a constant or a single part stands for itself.
    pub(crate) fn any(parts: impl IntoIterator<Item = Self>) -> Self {
        Self::join(parts, true)
    }

    /// The opposite.
    pub(crate) fn not(self) -> Self {
        match self {
            Self::Constant(value) => Self::Constant(!value),
            Self::Not(inner) => *inner,
            other => Self::Not(Box::new(other)),
        }
    }

    /// Joins parts; `decides` is the constant that decides alone (true for OR, false for AND). Nested joins of the same kind are made flat.
    fn join(parts: impl IntoIterator<Item = Self>, decides: bool) -> Self {
        let mut kept = Vec::new();
        for part in parts {
            match part {
                Self::Constant(value) if value == decides => return Self::Constant(decides),
                Self::Constant(_) => {}
                Self::Or(inner) if decides => kept.extend(inner),
                Self::And(inner) if !decides => kept.extend(inner),
                other => kept.push(other),
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

    /// The same expression over other tests.
    pub(crate) fn map<U>(&self, change: &mut impl FnMut(&T) -> Expression<U>) -> Expression<U> {
        match self {
            Self::Constant(value) => Expression::Constant(*value),
            Self::Test(test) => change(test),
            Self::And(parts) => Expression::all(parts.iter().map(|part| part.map(change)).collect::<Vec<_>>()),
            Self::Or(parts) => Expression::any(parts.iter().map(|part| part.map(change)).collect::<Vec<_>>()),
            Self::Not(inner) => inner.map(change).not(),
        }
    }

    /// Calls `visit` with every test.
    pub(crate) fn each(&self, visit: &mut impl FnMut(&T)) {
        match self {
            Self::Constant(_) => {}
            Self::Test(test) => visit(test),
            Self::And(parts) | Self::Or(parts) => parts.iter().for_each(|part| part.each(visit)),
            Self::Not(inner) => inner.each(visit),
        }
    }

    /// How many tests there are.
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
}
