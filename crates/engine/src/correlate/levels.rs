//! In which order correlations can be asked, since one may take the matches of another: level by
//! level, in time that is linear in their references.
//!
//! ```text
//! rules 0-9       correlation 10 over [11, 0]    level 1: after 11
//!                 correlation 11 over [1]        level 0
//!                 correlation 12 over [11, 10]   level 2
//! ```
//!
//! Kahn's algorithm: a correlation is next once all that it refers to are through. What is never
//! next is in a circle, or stands on one.

use super::compiled::Compiled;
use crate::order;

/// After how many others each correlation must come: those that refer to rules alone are the first,
/// at 0. `None` where a correlation refers to itself, or to one that does. `first` is the number of
/// the first correlation.
pub(super) fn levels(compiled: &[Compiled], first: usize) -> Vec<Option<usize>> {
    let below = |one: &Compiled| -> Vec<usize> {
        let mut below: Vec<usize> = one.inputs.iter().filter_map(|input| (input.rule as usize).checked_sub(first)).collect();
        order::sort_unstable_by(&mut below, Ord::cmp);
        below.dedup();
        below
    };
    let mut above: Vec<Vec<usize>> = vec![Vec::new(); compiled.len()];
    let mut open: Vec<usize> = Vec::with_capacity(compiled.len());
    for (at, one) in compiled.iter().enumerate() {
        let below = below(one);
        open.push(below.len());
        for other in below {
            if let Some(above) = above.get_mut(other) {
                above.push(at);
            }
        }
    }
    let mut steps = vec![None; compiled.len()];
    let mut now: Vec<usize> = open.iter().enumerate().filter(|(_, open)| **open == 0).map(|(at, _)| at).collect();
    for step in 0.. {
        let mut next = Vec::new();
        for at in now {
            if let Some(one) = steps.get_mut(at) {
                *one = Some(step);
            }
            for other in above.get(at).into_iter().flatten() {
                if let Some(open) = open.get_mut(*other) {
                    *open -= 1;
                    if *open == 0 {
                        next.push(*other);
                    }
                }
            }
        }
        if next.is_empty() {
            break;
        }
        now = next;
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::super::compiled::Input;
    use super::*;
    use crate::sigma::correlation::Kind;

    fn over(rules: &[u32]) -> Compiled {
        let inputs = rules.iter().map(|rule| Input { rule: *rule, group: Vec::new() }).collect();
        let (kind, fields, conditions) = (Kind::EventCount, Vec::new(), Vec::new());
        Compiled { rule: 0, kind, inputs, fields, timespan: 1, conditions, every: false }
    }

    /// Numbers 0 to 9 are rules, the correlations follow.
    #[test]
    fn each_behind_those_that_it_refers_to() {
        assert_eq!(levels(&[over(&[11, 0]), over(&[1]), over(&[11, 10, 11])], 10), [Some(1), Some(0), Some(2)]);
        // A circle of two, and what stands on it; the rest is not concerned.
        assert_eq!(levels(&[over(&[11]), over(&[10]), over(&[10, 2]), over(&[3])], 10), [None, None, None, Some(0)]);
        assert_eq!(levels(&[over(&[10])], 10), [None]);
        // Each of twenty thousand takes the next one's matches.
        let chain: Vec<_> = (1..=20_000).map(|next| over(&[next])).chain([over(&[])]).collect();
        assert_eq!(levels(&chain, 0).first(), Some(&Some(20_000)));
    }
}
