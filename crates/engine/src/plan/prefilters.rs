//! The prefilters of a kind of event: the fields whose values alone can make a rule a candidate.
//!
//! Where each rule of the event has a witness, and each witness is a literal of one of the event's
//! own fields, an event none of whose values holds one of them matches nothing: a host that sees
//! that need not ask ([`crate::index::prefilter`]).
//!
//! | rules of `process.spawn` | prefilters |
//! |---|---|
//! | `CommandLine\|contains: /.ssh/` | one, of `command_line` |
//! | and `Image\|endswith: /ssh-add` | two, of `file` and of `command_line` |
//! | and `User: null` | none: the rule has no witness |
//! | and `CommandLine\|contains: sh` | none: the literal is too short |
//! | and `args\|cidr: 10.0.0.0/8` | none: a network is no literal |

use super::Slot;
use super::needle::{Literals, Needle};
use crate::index::prefilter::{self, Literal};

/// The slots below this are an event's own fields, and their numbers the bits of the schema.
const OWN_FIELDS: Slot = 24;

/// The prefilters of all fields that hold a witness (`crate::index::prefilter`, "The words"); empty
/// where a host has to ask for every event: a rule has no witness, or has one that no prefilter
/// speaks of.
pub(crate) fn prefilters(literals: &Literals, all_have_witnesses: bool, witness: &impl Fn(u32) -> bool) -> Vec<u32> {
    let mut words = Vec::new();
    let fields = all_have_witnesses.then(|| by_field(literals, witness)).flatten().unwrap_or_default();
    for (slot, literals) in (0..).zip(&fields).filter(|(_, literals)| !literals.is_empty()) {
        if prefilter::build(slot, literals, &mut words).is_none() {
            return Vec::new();
        }
    }
    words
}

/// The literals among the witnesses, by field. `None` where a witness is something else.
fn by_field<'l>(literals: &'l Literals, witness: &impl Fn(u32) -> bool) -> Option<Vec<Vec<Literal<'l>>>> {
    let mut fields = vec![Vec::new(); usize::from(OWN_FIELDS)];
    for (_, needle) in (0..).zip(&literals.needles).filter(|(node, _)| witness(*node)) {
        match needle {
            Needle::Literal { slot, place, text, .. } => fields.get_mut(usize::from(*slot))?.push((*place, &**text)),
            // Its members are witnesses too.
            Needle::Group(_) => {}
            Needle::Network { .. } | Needle::Bound { .. } => return None,
        }
    }
    Some(fields)
}

#[cfg(test)]
mod tests {
    use crate::schema::event::PROCESS_SPAWN;
    use crate::{CompileOptions, RuleSet, Source};

    /// The fields of the prefilters of rules with these selections; the table of the module's
    /// documentation.
    #[test]
    fn a_rule_that_no_prefilter_speaks_of_takes_all_away() {
        let fields = |selections: &[&str]| {
            let rule = |selection: &&str| {
                format!("title: t\nlogsource: {{ category: process_creation }}\ndetection: {{ s: {{ {selection} }}, condition: s }}\n---\n")
            };
            let text: String = selections.iter().map(rule).collect();
            let text = text.trim_end_matches("---\n");
            let rules = RuleSet::compile(&[Source { name: "r.yml", text }], &CompileOptions::default()).rules.unwrap();
            let (mut words, mut fields) = (rules.prefilters(PROCESS_SPAWN), Vec::new());
            while let Some(([slot, _, _, shift], rest)) = words.split_first_chunk::<4>() {
                fields.push(*slot);
                words = &rest[1 << (27 - shift)..];
            }
            fields
        };
        let key = "CommandLine|contains: /.ssh/";
        assert_eq!(fields(&[key]), [2]);
        assert_eq!(fields(&[key, "Image|endswith: /ssh-add"]), [0, 2]);
        for other in ["User: null", "CommandLine|contains: sh", "args|cidr: 10.0.0.0/8"] {
            assert_eq!(fields(&[key, other]), [], "{other}");
        }
    }
}
