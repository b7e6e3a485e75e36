//! What an image says of rules besides plans: their names and responses.
//!
//! All text is one piece, so that one pass tells that it is UTF-8; beside it stand, for each rule, the lengths of its texts. It is checked when the image is
//! loaded and stays packed until somebody asks what a rule is called, for that is ten allocations for each rule.

use super::codec::{Reader, Writer};
use crate::limits;
use crate::response::Response;
use crate::rule_info::RuleInfo;

/// What is said of rules, as it lies in an image.
#[derive(Debug, Default)]
pub(crate) struct PackedInfos {
    text: Box<str>,
    /// For each rule its response, and the lengths of its texts in their order.
    records: Box<[u8]>,
}

/// One rule, without its tags.
struct Info<'i> {
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
    text: &'i str,
    records: Reader<'i>,
}

impl<'i> Walk<'i> {
    /// The next rule; its tags go to `tag`. `None` where there is none, or where lengths do not fit the text.
    fn next(&mut self, tag: &mut impl FnMut(&'i str)) -> Option<Info<'i>> {
        let response = [Response::Allow, Response::Log, Response::Alert, Response::Block, Response::Kill]
            .get(usize::from(self.records.byte()?))
            .copied()?;
        let (id, title, level, message) = (self.take()?, self.take()?, self.take()?, self.take()?);
        let has = self.records.byte().filter(|has| *has < 4)?;
        let mut optional = |is: bool| if is { self.take().map(Some) } else { Some(None) };
        let (name, author) = (optional(has & 1 != 0)?, optional(has & 2 != 0)?);
        for _ in 0..self.records.number()? {
            tag(self.take()?);
        }
        Some(Info { response, id, title, level, message, name, author })
    }

    fn take(&mut self) -> Option<&'i str> {
        let length = usize::try_from(self.records.number()?).ok()?;
        let (text, rest) = self.text.split_at_checked(length)?;
        self.text = rest;
        Some(text)
    }
}

impl PackedInfos {
    fn walk(&self) -> Walk<'_> {
        Walk { text: &self.text, records: Reader { rest: &self.records } }
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
    pub(super) fn infos(&mut self, infos: &[RuleInfo]) {
        let (mut text, mut records) = (String::new(), Self::default());
        for info in infos {
            let mut put = |records: &mut Self, one: &str| {
                text.push_str(one);
                records.number(one.len() as u64);
            };
            records.byte(info.response as u8);
            for one in [&info.id, &info.title, &info.level, &info.message] {
                put(&mut records, one);
            }
            records.byte(u8::from(info.name.is_some()) | u8::from(info.author.is_some()) << 1);
            for one in info.name.iter().chain(&info.author) {
                put(&mut records, one);
            }
            records.list(&info.tags, |records, tag| put(records, tag));
        }
        self.number(infos.len() as u64);
        self.text(&text);
        self.bytes(&records.0);
    }
}

impl Reader<'_> {
    /// Reads what [`Writer::infos`] wrote, and the responses; `None` where it cannot be so.
    pub(super) fn infos(&mut self) -> Option<(PackedInfos, Vec<Response>)> {
        let count = usize::try_from(self.number()?).ok().filter(|count| *count <= limits::RULES)?;
        let infos = PackedInfos { text: self.text()?.into_boxed_str(), records: self.bytes()?.into() };
        let mut walk = infos.walk();
        let mut responses = Vec::with_capacity(count);
        while !walk.records.rest.is_empty() {
            responses.push(walk.next(&mut |_| {})?.response);
        }
        let whole = walk.text.is_empty() && responses.len() == count;
        whole.then_some((infos, responses))
    }
}
