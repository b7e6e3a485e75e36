//! What an image says of rules besides plans: their names and responses.
//!
//! ```text
//! text      levels, authors, tags: each once | id, title, message, name of rule 0 | of rule 1 | ...
//! records   response | bytes of id | of title | number of level | bytes of message
//!           | has name (1), author (2) | bytes of name | number of author | how many tags | their numbers
//! ```
//!
//! A rule `{ id: sh, title: A shell, level: high, response: block }` whose description is its title
//! is the record `3 2 7 0 7 0 0` where `high` is the first of the texts that are there once: seven
//! bytes, and `shA shellA shell` in the text.
//!
//! All text is one piece, so that one pass tells that it is UTF-8: first what many rules have
//! alike, each once, then each rule's own. Beside it stand, for each rule, the lengths of its own
//! texts and the numbers of the others.
//!
//! INVARIANT: when an image is loaded each record is walked once, and lengths and numbers fit the
//! text to its end. It stays packed until somebody asks what a rule is called, for that is ten
//! allocations for each rule; responses are taken out at once, for every verdict asks for them.

use std::ops::Range;

use super::codec::{Reader, Writer};
use crate::limits;
use crate::memory::Numbers;
use crate::response::Response;
use crate::rule_info::RuleInfo;

/// What is said of rules, as it lies in an image.
#[derive(Debug, Default)]
pub(crate) struct PackedInfos {
    text: Box<str>,
    /// Where in the text that is which rules have alike.
    alike: Box<[Range<usize>]>,
    /// For each rule its response, and its texts in their order: their lengths, or their numbers in
    /// `alike`.
    records: Box<[u8]>,
}

/// One rule, without its tags.
struct Info<'i> {
    /// What the rule asks for where it matches.
    response: Response,
    id: &'i str,
    title: &'i str,
    level: &'i str,
    message: &'i str,
    name: Option<&'i str>,
    author: Option<&'i str>,
}

/// Reads one rule after the other.
struct Walk<'i> {
    /// All text, that which rules have alike first.
    all: &'i str,
    alike: &'i [Range<usize>],
    /// What is left of the rules' own text.
    text: &'i str,
    /// What is left of the records.
    records: Reader<'i>,
}

impl<'i> Walk<'i> {
    /// The next rule; its tags go to `tag`. `None` where there is none, or where lengths do not fit
    /// the text.
    fn next(&mut self, tag: &mut impl FnMut(&'i str)) -> Option<Info<'i>> {
        let response = [Response::Allow, Response::Log, Response::Alert, Response::Block, Response::Kill]
            .get(usize::from(self.records.byte()?))
            .copied()?;
        let (id, title, level, message) = (self.take()?, self.take()?, self.alike()?, self.take()?);
        let has = self.records.byte().filter(|has| *has < 4)?;
        let name = if has & 1 != 0 { Some(self.take()?) } else { None };
        let author = if has & 2 != 0 { Some(self.alike()?) } else { None };
        for _ in 0..self.records.number()? {
            tag(self.alike()?);
        }
        Some(Info { response, id, title, level, message, name, author })
    }

    /// The next text that rules have alike.
    fn alike(&mut self) -> Option<&'i str> {
        let number = usize::try_from(self.records.number()?).ok()?;
        self.all.get(self.alike.get(number)?.clone())
    }

    /// The next text of the rule's own.
    fn take(&mut self) -> Option<&'i str> {
        let length = usize::try_from(self.records.number()?).ok()?;
        let (text, rest) = self.text.split_at_checked(length)?;
        self.text = rest;
        Some(text)
    }
}

impl PackedInfos {
    /// From the first rule on.
    fn walk(&self) -> Walk<'_> {
        let own = self.alike.last().map_or(0, |last| last.end);
        let text = self.text.get(own..).unwrap_or_default();
        Walk { all: &self.text, alike: &self.alike, text, records: Reader { rest: &self.records } }
    }

    /// What is said of each rule.
    pub(crate) fn unpack(&self) -> Vec<RuleInfo> {
        let (mut walk, mut infos, mut tags) = (self.walk(), Vec::new(), Vec::new());
        while let Some(info) = walk.next(&mut |tag| tags.push(tag.to_owned())) {
            infos.push(RuleInfo {
                id: info.id.to_owned(),
                name: info.name.map(str::to_owned),
                title: info.title.to_owned(),
                level: info.level.to_owned(),
                response: info.response,
                message: info.message.to_owned(),
                author: info.author.map(str::to_owned),
                tags: std::mem::take(&mut tags),
            });
        }
        infos
    }
}

impl Writer {
    /// Writes what is said of rules.
    pub(super) fn infos<'i>(&mut self, infos: &'i [RuleInfo]) {
        let (mut own, mut records) = (String::new(), Self::default());
        let (mut alike, mut numbers): (Vec<&str>, Numbers) = (Vec::new(), Numbers::default());
        for info in infos {
            let mut put = |records: &mut Self, one: &str| {
                own.push_str(one);
                records.number(one.len() as u64);
            };
            let mut refer = |records: &mut Self, one: &'i str| {
                let number = numbers.of(one.as_bytes(), alike.len());
                if number as usize == alike.len() {
                    alike.push(one);
                }
                records.number(u64::from(number));
            };
            records.byte(info.response as u8);
            put(&mut records, &info.id);
            put(&mut records, &info.title);
            refer(&mut records, &info.level);
            put(&mut records, &info.message);
            records.byte(u8::from(info.name.is_some()) | u8::from(info.author.is_some()) << 1);
            info.name.iter().for_each(|name| put(&mut records, name));
            info.author.iter().for_each(|author| refer(&mut records, author));
            records.number(info.tags.len() as u64);
            info.tags.iter().for_each(|tag| refer(&mut records, tag));
        }
        self.number(infos.len() as u64);
        self.list(&alike, |writer, one| writer.number(one.len() as u64));
        self.text(&(alike.concat() + &own));
        self.bytes(&records.0);
    }
}

impl Reader<'_> {
    /// Reads what [`Writer::infos`] wrote, and the responses; `None` where it cannot be so.
    pub(super) fn infos(&mut self) -> Option<(PackedInfos, Vec<Response>)> {
        let count = usize::try_from(self.number()?).ok().filter(|count| *count <= limits::RULES)?;
        let mut end = 0_usize;
        let alike = self.list(|reader| {
            let from = end;
            end = from.checked_add(usize::try_from(reader.number()?).ok()?)?;
            Some(from..end)
        })?;
        let infos = PackedInfos { text: self.text()?.into_boxed_str(), alike: alike.into(), records: self.bytes()?.into() };
        if end > infos.text.len() {
            return None;
        }
        let mut walk = infos.walk();
        let mut responses = Vec::with_capacity(count);
        while !walk.records.rest.is_empty() {
            responses.push(walk.next(&mut |_| {})?.response);
        }
        let whole = walk.text.is_empty() && responses.len() == count;
        whole.then_some((infos, responses))
    }
}
