//! The plans of an image: their tables one behind the other, and for each a head.

use std::sync::Arc;

use super::codec::{Reader, Writer};
use crate::archive::Archive;
use crate::memory::{HeadReader, HeadWriter, count};
use crate::plan::{Plan, SLOT_FREE};
use crate::rule_set::RuleSet;

/// Writes the heads of all plans, and returns their tables.
pub(super) fn write(set: &RuleSet, body: &mut Writer) -> Vec<u32> {
    let mut tables = Vec::new();
    body.list(&set.archive.field_names(), |writer, name| writer.text(name));
    body.list(&set.archive.source_names(), |writer, parts| parts.iter().for_each(|part| writer.optional(part.as_deref())));
    let events: Vec<Option<&Plan>> = (0..set.interests.len()).map(|id| set.plan(u16::try_from(id).ok()?)).collect();
    body.list(&events, |writer, plan| {
        writer.byte(u8::from(plan.is_some()));
        if let Some(plan) = plan {
            write_plan(writer, plan, &mut tables);
        }
    });
    let sources: Vec<usize> = (0..set.archive.source_names().len()).collect();
    body.list(&sources, |writer, at| {
        let plan = set.archived_plan(*at);
        writer.byte(u8::from(plan.is_some()));
        if let Some(plan) = plan {
            write_plan(writer, plan, &mut tables);
        }
    });
    tables
}

fn write_plan(body: &mut Writer, plan: &Plan, tables: &mut Vec<u32>) {
    let base = plan.first_word();
    let mut head = HeadWriter { head: Vec::new(), base: count(tables.len()).wrapping_sub(base) };
    tables.extend_from_slice(plan.own_memory());
    plan.write(&mut head);
    body.list(&head.head, |writer, word| writer.number(u64::from(*word)));
    let mut free: Vec<(&str, u16)> = plan.free.iter().map(|(name, slot)| (&**name, *slot)).collect();
    free.sort_unstable_by_key(|(_, slot)| *slot);
    body.list(&free, |writer, (name, _)| writer.text(name));
    body.list(&plan.searches, Writer::search);
}

/// Reads what [`write`] wrote into a set that has no plans yet; `None` where it cannot be so.
pub(super) fn read(set: &mut RuleSet, reader: &mut Reader<'_>, tables: &Arc<[u32]>) -> Option<()> {
    let rules = count(set.infos.len());
    let fields = reader.list(Reader::text)?;
    let sources = reader.list(|reader| Some([reader.optional()?, reader.optional()?, reader.optional()?]))?;
    set.archive = Archive::from_names(&fields, sources)?;
    let mut plan = |reader: &mut Reader<'_>| {
        Some(match reader.byte()? {
            0 => None,
            1 => Some(read_plan(reader, tables, rules)?),
            _ => return None,
        })
    };
    let events = reader.list(&mut plan)?;
    let archived = reader.list(&mut plan)?;
    set.put_plans(events, archived)
}

fn read_plan(reader: &mut Reader<'_>, tables: &Arc<[u32]>, rules: u32) -> Option<Plan> {
    let head = reader.list(|reader| u32::try_from(reader.number()?).ok())?;
    let free = reader.list(Reader::text)?;
    let searches = reader.list(Reader::search)?;
    let free = free.into_iter().map(String::into_boxed_str).zip(SLOT_FREE..).collect();
    let mut head = HeadReader { rest: &head, memory: tables };
    let plan = Plan::read(&mut head, tables, free, searches, rules)?;
    head.rest.is_empty().then_some(plan)
}
