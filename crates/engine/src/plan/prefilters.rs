//! The prefilters of a kind of event: the fields whose values alone can make a rule a candidate.
//!
//! Where each rule of the event has a witness, and each witness is a literal of one of the event's
//! own fields, an event none of whose values holds one of them matches nothing: a host that sees
//! that need not ask ([`crate::index::prefilter`]).
//!
//! | rules of `fs.open` | prefilters |
//! |---|---|
//! | `TargetFilename\|contains: /.ssh/` | one, of `path` |
//! | and `TargetFilename: null` | none: the rule has no witness |
//! | and `TargetFilename\|contains: sh` | none: the literal is too short |

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
