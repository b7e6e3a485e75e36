//! The plans of an image: their tables one behind the other, and for each a head. Log sources that are judged alike share one plan.

use std::collections::HashMap;
use std::sync::Arc;

use super::codec::{Reader, Writer};
use crate::archive::Archive;
use crate::memory::{HeadReader, HeadWriter, count};
use crate::order;
use crate::plan::{Plan, SLOT_FREE};
use crate::rule_set::RuleSet;

/// No plan, a plan, or the number of one before.
const NONE: u8 = 0;
const OWN: u8 = 1;
const SHARED: u8 = 2;

/// The plans that were written.
#[derive(Default)]
struct Written {
    tables: Vec<u32>,
    /// By all that is said of a plan: its number, and its head.
    numbers: HashMap<(Vec<u32>, Vec<u8>), u32>,
}

/// Writes the heads of all plans, and returns their tables.
pub(super) fn write(set: &RuleSet, body: &mut Writer) -> Vec<u32> {
    let mut written = Written::default();
    body.list(&set.archive.field_names(), |writer, name| writer.text(name));
    body.list(&set.archive.source_names(), |writer, parts| parts.iter().for_each(|part| writer.optional(part.as_deref())));
    let events: Vec<Option<&Plan>> = (0..set.interests.len()).map(|id| set.plan(u16::try_from(id).ok()?)).collect();
    body.list(&events, |writer, plan| written.plan(writer, *plan));
    let sources: Vec<usize> = (0..set.archive.source_names().len()).collect();
    body.list(&sources, |writer, at| written.plan(writer, set.archived_plan(*at)));
    written.tables
}

impl Written {
    fn plan(&mut self, body: &mut Writer, plan: Option<&Plan>) {
        let Some(plan) = plan else { return body.byte(NONE) };
        let mut rest = Writer::default();
        let mut free: Vec<(&str, u16)> = plan.free.iter().map(|(name, slot)| (&**name, *slot)).collect();
        order::sort_unstable_by(&mut free, |a, b| a.1.cmp(&b.1));
        rest.list(&free, |writer, (name, _)| writer.text(name));
        rest.list(&plan.searches, Writer::search);
        // Told apart by what they say when their tables begin at 0.
        let told = [plan.own_memory(), &head_of(plan, 0)].concat();
        let next = count(self.numbers.len());
        let number = *self.numbers.entry((told, rest.0.clone())).or_insert(next);
        if number < next {
            body.byte(SHARED);
            return body.number(u64::from(number));
        }
        body.byte(OWN);
        body.list(&head_of(plan, count(self.tables.len())), |writer, word| writer.number(u64::from(*word)));
        body.0.extend_from_slice(&rest.0);
        self.tables.extend_from_slice(plan.own_memory());
    }
}

/// A plan's head where its tables begin at the word `at`.
fn head_of(plan: &Plan, at: u32) -> Vec<u32> {
    let mut head = HeadWriter { head: Vec::new(), base: at.wrapping_sub(plan.first_word()) };
    plan.write(&mut head);
    head.head
}

/// Reads what [`write`] wrote into a set that has no plans yet; `None` where it cannot be so.
pub(super) fn read(set: &mut RuleSet, reader: &mut Reader<'_>, tables: &Arc<[u32]>) -> Option<()> {
    let rules = count(set.count());
    let fields = reader.list(Reader::text)?;
    let sources = reader.list(|reader| Some([reader.optional()?, reader.optional()?, reader.optional()?]))?;
    set.archive = Archive::from_names(&fields, sources)?;
    let mut read: Vec<Arc<Plan>> = Vec::new();
    let mut plan = |reader: &mut Reader<'_>| {
        Some(match reader.byte()? {
            NONE => None,
            OWN => {
                read.push(Arc::new(read_plan(count(read.len()), reader, tables, rules)?));
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

fn read_plan(number: u32, reader: &mut Reader<'_>, tables: &Arc<[u32]>, rules: u32) -> Option<Plan> {
    let head = reader.list(|reader| u32::try_from(reader.number()?).ok())?;
    let free = reader.list(Reader::text)?;
    let searches = reader.list(Reader::search)?;
    let free = free.into_iter().map(String::into_boxed_str).zip(SLOT_FREE..).collect();
    let mut head = HeadReader { rest: &head, memory: tables };
    let plan = Plan::read(number, &mut head, tables, free, searches, rules)?;
    head.rest.is_empty().then_some(plan)
}
