//! The plans of an image: their tables one behind the other, and for each a head.
//!
//! ```text
//! each   0: no plan | 1, then the plan | 2, and the number of an equal one before
//! plan   the words of its head, as numbers | names of free fields, by slot | searches
//! ```
//!
//! Log sources that are judged alike share one plan; others share the tables that are alike, as
//! kinds of events do that the same rules read the same fields of. Most heads are small numbers, so
//! each takes one to three bytes instead of four.
//!
//! INVARIANT: a head is read to its end, and a shared plan is one of those before. The events are
//! as many as the schema has, in its order, and the log sources as many as were named.
//!
//! ```text
//! events    NONE | OWN, head, names, searches | SHARED 0 | ...       three kinds: not judged, a plan, the same again
//! sources   SHARED 0 | OWN ... | ...                                 numbers go on over both lists
//! ```
//!
//! The names of an archive's fields stand before all plans, once for the set: a plan has a table of two
//! bytes for each that leads from the field's number to its slot.

use std::sync::Arc;

use super::codec::{Reader, Writer};
use super::searches::Patterns;
use crate::archive::Archive;
use crate::memory::{HeadReader, HeadWriter, Numbers, Part, Shared, count};
use crate::order;
use crate::plan::{Plan, SLOT_FREE};
use crate::rule_set::RuleSet;
use crate::sigma::pattern::Pattern;

/// What stands before a plan: that there is none, a plan, or the number of one before.
/// No rule judges such events.
const NONE: u8 = 0;
/// A plan that no other before is equal to.
const OWN: u8 = 1;
/// The number of a plan that was written in full, among those before.
const SHARED: u8 = 2;

/// The plans that were written.
#[derive(Default)]
struct Written {
    /// The tables of all plans, and their literals.
    tables: Shared,
    /// The patterns of all searches.
    patterns: Patterns,
    /// How many plans there are that are written in full.
    own: usize,
    /// By all that is said of a plan, whose tables are where those of one like it are.
    numbers: Numbers,
}

/// Writes the heads of all plans, and returns their tables.
pub(super) fn write(set: &RuleSet, body: &mut Writer) -> Vec<u32> {
    let mut written = Written::default();
    body.list(&set.archive.field_names(), |writer, name| writer.text(name));
    body.list(&set.archive.source_names(), |writer, parts| parts.iter().for_each(|part| writer.optional(part.as_deref())));
    let mut heads = Writer::default();
    let events: Vec<Option<&Plan>> = (0..set.interests.len()).map(|id| set.plan(u16::try_from(id).ok()?)).collect();
    heads.list(&events, |writer, plan| written.plan(writer, *plan));
    let sources: Vec<usize> = (0..set.archive.source_names().len()).collect();
    heads.list(&sources, |writer, at| written.plan(writer, set.archived_plan(*at)));
    // Heads were written to their own list, for only now is it known where the literals begin.
    let (tables, texts) = written.tables.finish();
    // What heads refer to stands before them.
    body.patterns(&written.patterns);
    body.number(u64::from(texts.at));
    body.number(u64::from(texts.length));
    body.0.extend(heads.0);
    tables
}

impl Written {
    /// Writes one plan, or which one before it is the same.
    fn plan(&mut self, body: &mut Writer, plan: Option<&Plan>) {
        let Some(plan) = plan else { return body.byte(NONE) };
        let mut head = HeadWriter::new(&plan.memory, &mut self.tables);
        plan.write(&mut head);
        // All that is said of a plan, so that two that are judged by in the same way are told to be
        // one.
        let mut said = Writer::default();
        said.list(&head.head, |writer, word| writer.number(u64::from(*word)));
        let mut free: Vec<(&str, u16)> = plan.free.iter().map(|(name, slot)| (&**name, *slot)).collect();
        order::sort_unstable_by(&mut free, |a, b| a.1.cmp(&b.1));
        said.list(&free, |writer, (name, _)| writer.text(name));
        said.list(&plan.searches, |writer, search| writer.search(search, &mut self.patterns));
        let number = self.numbers.of(&said.0, self.own);
        if number as usize == self.own {
            self.own += 1;
            body.byte(OWN);
            body.0.extend(said.0);
        } else {
            body.byte(SHARED);
            body.number(u64::from(number));
        }
    }
}

/// Reads what [`write()`] wrote into a set that has no plans yet; `None` where it cannot be so.
pub(super) fn read(set: &mut RuleSet, reader: &mut Reader<'_>, tables: &Arc<[u32]>) -> Option<()> {
    let rules = count(set.count());
    let fields = reader.list(Reader::text)?;
    let sources = reader.list(|reader| Some([reader.optional()?, reader.optional()?, reader.optional()?]))?;
    set.archive = Archive::from_names(&fields, sources)?;
    let patterns = reader.patterns()?;
    let texts = Part { at: reader.below(u32::MAX)?, length: reader.below(u32::MAX)? };
    let mut read: Vec<Arc<Plan>> = Vec::new();
    let mut plan = |reader: &mut Reader<'_>| {
        Some(match reader.byte()? {
            NONE => None,
            OWN => {
                read.push(Arc::new(read_plan(count(read.len()), reader, (tables, texts), (&patterns, rules))?));
                read.last().cloned()
            }
            SHARED => Some(Arc::clone(read.get(reader.below(count(read.len()))? as usize)?)),
            _ => return None,
        })
    };
    let events = reader.list(&mut plan)?;
    let archived = reader.list(&mut plan)?;
    set.put_plans(events, archived)
}

/// Reads one plan that is written in full. `number` is its own among these.
fn read_plan(
    number: u32,
    reader: &mut Reader<'_>,
    (tables, texts): (&Arc<[u32]>, Part),
    (patterns, rules): (&[Arc<Pattern>], u32),
) -> Option<Plan> {
    let head = reader.list(|reader| u32::try_from(reader.number()?).ok())?;
    let free = reader.list(Reader::text)?;
    let searches = reader.list(|reader| reader.search(patterns))?;
    let free = free.into_iter().map(String::into_boxed_str).zip(SLOT_FREE..).collect();
    let mut head = HeadReader::new(&head, tables, texts)?;
    let plan = Plan::read(number, &mut head, tables, free, searches, rules)?;
    head.rest.is_empty().then_some(plan)
}
