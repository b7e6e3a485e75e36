//! The witness of an expression: tests of which at least one must hold for the expression to hold.
//!
//! A rule is looked at only when a test of its witness has been hit. A rule without one is looked
//! at for every event.
//!
//! Of `(Image ends with /sh or /bash) and CommandLine contains "base64"` either side would do: no
//! event matches without an end, and none without `base64`. The cheaper is taken, that which fewer
//! values are likely to hold: a long text before a short one, one before many
//! ([`Literals::weights`](super::needle::Literals)). Of an OR each side must give one, since any
//! side may hold alone; under a `not` AND and OR change places. What is known of the package comes
//! late and cannot be a witness.
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

use super::question::Leaf;
use crate::expression::Expression;

/// The cheapest witness there is: nodes of the index. `weights` says of each how often it is hit.
pub(crate) fn witness(expression: &Expression<Leaf>, weights: &[u64]) -> Option<Vec<u32>> {
    find(expression, true, weights).map(|(_, nodes)| nodes)
}

/// What is left to ask of a rule whose witness was hit.
///
/// Where the witness is one part of an AND, that part holds as soon as a node of it is hit, and the
/// program need not ask it again:
///
/// ```text
/// (sh or bash) and curl and not root      witness: sh, bash      left: curl and not root
/// sh or bash                              witness: sh, bash      left: nothing, the rule matches
/// ```
pub(super) fn rest(expression: &Expression<Leaf>, witness: Option<&[u32]>) -> Expression<Leaf> {
    let Some(witness) = witness else { return expression.clone() };
    match expression {
        Expression::And(parts) => {
            let answered = parts.iter().position(|part| is_any_of(part, witness));
            let left = parts.iter().enumerate().filter(|(at, _)| Some(*at) != answered).map(|(_, part)| part.clone());
            Expression::all(left.collect::<Vec<_>>())
        }
        _ if is_any_of(expression, witness) => Expression::Constant(true),
        _ => expression.clone(),
    }
}

/// Whether the part holds exactly where one of these nodes is hit.
fn is_any_of(part: &Expression<Leaf>, nodes: &[u32]) -> bool {
    let is =
        |part: &Expression<Leaf>, node: u32| matches!(part, Expression::Test(Leaf::Node { number, package: false }) if *number == node);
    match (part, nodes) {
        (Expression::Or(parts), nodes) => parts.len() == nodes.len() && parts.iter().zip(nodes).all(|(part, node)| is(part, *node)),
        (part, [node]) => is(part, *node),
        _ => false,
    }
}

/// With `holds`, a witness of the expression; without, one of its opposite.
fn find(expression: &Expression<Leaf>, holds: bool, weights: &[u64]) -> Option<(u64, Vec<u32>)> {
    match expression {
        Expression::Test(Leaf::Node { number, package: false, .. }) if holds => {
            Some((weights.get(*number as usize).copied()?, vec![*number]))
        }
        Expression::Constant(_) | Expression::Test(_) => None,
        Expression::Not(inner) => find(inner, !holds, weights),
        Expression::And(parts) if holds => best(parts, holds, weights),
        Expression::Or(parts) if !holds => best(parts, holds, weights),
        Expression::And(parts) | Expression::Or(parts) => {
            let mut all = (0_u64, Vec::new());
            for part in parts {
                let (weight, nodes) = find(part, holds, weights)?;
                all.0 += weight;
                all.1.extend(nodes);
            }
            Some(all)
        }
    }
}

/// The cheapest witness of any part: of an AND each part alone is one.
fn best(parts: &[Expression<Leaf>], holds: bool, weights: &[u64]) -> Option<(u64, Vec<u32>)> {
    parts.iter().filter_map(|part| find(part, holds, weights)).min_by_key(|(weight, _)| *weight)
}

#[cfg(test)]
mod tests {
    use crate::schema::event::PROCESS_SPAWN;
    use crate::{CompileOptions, RuleSet, Source};

    /// The fields whose values are looked up at every event, for rules with these selections: those
    /// of the witnesses.
    fn witnessed(selections: &[&str]) -> Vec<&'static str> {
        let rule = |selection: &&str| {
            format!("title: t\nlogsource: {{ category: process_creation }}\ndetection: {{ s: {{ {selection} }}, condition: s }}\n")
        };
        let text = selections.iter().map(rule).collect::<Vec<_>>().join("---\n");
        let rules = RuleSet::compile(&[Source { name: "r.yml", text: &text }], &CompileOptions::default()).rules.unwrap();
        let plan = rules.plan(PROCESS_SPAWN).unwrap();
        let event = crate::schema::event_by_id(PROCESS_SPAWN).unwrap();
        event.fields.iter().filter(|field| plan.column(field.bit.into()).is_some()).map(|field| field.name).collect()
    }

    #[test]
    fn the_rarer_of_two_is_the_witness() {
        // A whole value of many that are asked for is rare; the only ones that are, are not.
        let many: Vec<String> = (0..400).map(|number| format!("cwd: /{number}")).collect();
        let mut selections: Vec<&str> = many.iter().map(String::as_str).collect();
        selections.push("cwd: /srv, Image|endswith: /certutil");
        assert_eq!(witnessed(&selections), ["cwd"]);
        assert_eq!(witnessed(&["cwd: /srv, Image|endswith: /certutil", "cwd: /srv, Image|endswith: /mshta"]), ["file"]);
        // What has to be looked for together weighs together.
        assert_eq!(witnessed(&["Image|endswith: [/aaaa, /bbbb], CommandLine|contains: abcde"]), ["file"]);
        assert_eq!(witnessed(&["Image|endswith: [/aaaa, /bbbb, /cccc], CommandLine|contains: abcde"]), ["command_line"]);
        // A suffix as that of a file against a text.
        assert_eq!(witnessed(&["Image|endswith: .exe, CommandLine|contains: [secretsdump, mimikatz]"]), ["command_line"]);
        assert_eq!(witnessed(&["Image|endswith: /mshta.exe, CommandLine|contains: [secretsdump, mimikatz]"]), ["file"]);
    }
}
