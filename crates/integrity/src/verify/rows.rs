//! Which rows of an index were met: one bit each.

#[derive(Debug, Default)]
pub(super) struct Rows(Vec<u64>);

impl Rows {
    /// Marks a row; false where it was met before.
    pub(super) fn meet(&mut self, row: usize) -> bool {
        let (word, mark) = (row / 64, 1 << (row % 64));
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        let Some(rows) = self.0.get_mut(word) else { return false };
        let is_new = *rows & mark == 0;
        *rows |= mark;
        is_new
    }

    /// Takes in what another thread met.
    pub(super) fn join(&mut self, other: &Self) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        for (mine, others) in self.0.iter_mut().zip(&other.0) {
            *mine |= others;
        }
    }

    pub(super) fn has(&self, row: usize) -> bool {
        self.0.get(row / 64).is_some_and(|rows| rows & (1 << (row % 64)) != 0)
    }

    /// How many.
    pub(super) fn count(&self) -> usize {
        self.0.iter().map(|rows| rows.count_ones() as usize).sum()
    }
}
