//! The witness of an expression: tests of which at least one must hold for the expression to hold.
//!
//! A rule is looked at only when a test of its witness has been hit. A rule without one is looked
//! at for every event.
//!
//! Of `(Image ends with /sh or /bash) and CommandLine contains "base64"` either side would do: no
//! event matches without an end, and none without `base64`. The cheaper is taken, that which fewer
//! values are likely to hold: a long text before a short one, one before many
//! ([`Literals::weight`]). Of an OR each side must give one, since any side may hold alone; under a
//! `not` AND and OR change places. What is known of the package comes late and cannot be a witness.
//!
//! | expression | its witness |
//! |---|---|
//! | a test that the index answers | the test |
//! | `a and b` | the cheaper of `a`'s and `b`'s |
//! | `a or b` | both together; none where one of them has none |
//! | `not (a or b)` | that of `not a and not b` |
//! | `not a`, null, exists, a search alone | none |
//!
//! INVARIANT: an event that hits no node of a rule's witness does not match the rule, whatever else
//! is true of it. The agreement tests look for a counterexample, and [`Cost`](crate::Cost) tells
//! the author of a rule that has no witness:
//!
//! ```
//! use engine::inspect::list;
//! use engine::{CompileOptions, Cost, RuleSet, Source};
//!
//! let cost = |selection: &str| {
//!     let text = format!("title: t\nlogsource: {{ category: process_creation }}\ndetection: {{ s: {{ {selection} }}, condition: s }}\n");
//!     let sources = [Source { name: "r.yml", text: &text }];
//!     list(&RuleSet::compile(&sources, &CompileOptions::default()).rules.expect("no errors"))[0].cost
//! };
//! assert_eq!(cost("CommandLine|re: 'curl\\s+.*http'"), Cost::Indexed);
//! assert_eq!(cost("CommandLine|re: '[a-z]{3}'"), Cost::Search);
//! assert_eq!(cost("User: null"), Cost::Every);
//! ```

use super::needle::Literals;
use super::question::Leaf;
use crate::expression::Expression;

/// The cheapest witness there is: nodes of the index.
pub(crate) fn witness(expression: &Expression<Leaf>, literals: &Literals) -> Option<Vec<u32>> {
    find(expression, true, literals).map(|(_, nodes)| nodes)
}

/// With `holds`, a witness of the expression; without, one of its opposite.
fn find(expression: &Expression<Leaf>, holds: bool, literals: &Literals) -> Option<(u64, Vec<u32>)> {
    match expression {
        Expression::Test(Leaf::Node { number, package: false, .. }) if holds => Some((literals.weight(*number), vec![*number])),
        Expression::Constant(_) | Expression::Test(_) => None,
        Expression::Not(inner) => find(inner, !holds, literals),
        Expression::And(parts) if holds => best(parts, holds, literals),
        Expression::Or(parts) if !holds => best(parts, holds, literals),
        Expression::And(parts) | Expression::Or(parts) => {
            let mut all = (0_u64, Vec::new());
            for part in parts {
                let (weight, nodes) = find(part, holds, literals)?;
                all.0 += weight;
                all.1.extend(nodes);
            }
            Some(all)
        }
    }
}

/// The cheapest witness of any part: of an AND each part alone is one.
fn best(parts: &[Expression<Leaf>], holds: bool, literals: &Literals) -> Option<(u64, Vec<u32>)> {
    parts.iter().filter_map(|part| find(part, holds, literals)).min_by_key(|(weight, _)| *weight)
}
