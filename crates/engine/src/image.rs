//! The compiled image: `overt\0r` and a version, a BLAKE3 checksum of all that follows, then rules and tests as length-prefixed values.
//!
//! It holds the lowered rules; indexes are made from them when the first event of a kind is judged. Every length and number is checked before it is used.

use crate::code::Code;
use crate::expression::Expression;
use crate::limits;
use crate::response::Response;
use crate::rule_set::{CompiledRule, ImageError, RuleInfo, RuleSet};
use crate::schema;
use crate::sigma::network::Network;
use crate::sigma::number::{Number, Relation};
use crate::sigma::pattern::{Pattern, Piece};
use crate::sigma::time::TimePart;
use crate::sigma::{FieldTest, Place, Test};

/// The first bytes; the last is the version of the layout.
const MAGIC: &[u8; 8] = b"overt\0r\x02";
const CHECKSUM: usize = 32;

pub(crate) fn write(set: &RuleSet) -> Vec<u8> {
    let mut body = Writer(Vec::new());
    body.list(&set.tests, Writer::field_test);
    body.list(&set.infos, Writer::info);
    body.list(&set.rules, Writer::rule);
    let mut image = MAGIC.to_vec();
    image.extend_from_slice(blake3::hash(&body.0).as_bytes());
    image.extend_from_slice(&body.0);
    image
}

pub(crate) fn read(image: &[u8]) -> Result<RuleSet, ImageError> {
    let error = |message: &str| ImageError { code: Code::Image, message: message.to_owned() };
    let (magic, rest) = image.split_first_chunk::<8>().ok_or_else(|| error("the image is too short"))?;
    if magic != MAGIC {
        let ours = magic.iter().zip(MAGIC).take(7).all(|(one, other)| one == other);
        return Err(error(if ours {
            "the image was made by another version; build it again"
        } else {
            "this is no image of compiled rules"
        }));
    }
    let (checksum, body) = rest.split_first_chunk::<CHECKSUM>().ok_or_else(|| error("the image is too short"))?;
    if blake3::hash(body) != *checksum {
        return Err(error("the image is damaged: its checksum does not hold"));
    }
    let mut reader = Reader { rest: body };
    let parsed = (|| {
        let tests = reader.list(Reader::field_test)?;
        let infos = reader.list(Reader::info)?;
        let count = u32::try_from(infos.len()).ok()?;
        let rules = reader.list(|reader| reader.rule(count, u32::try_from(tests.len()).ok()?))?;
        (reader.rest.is_empty() && rules.len() == infos.len()).then_some((infos, rules, tests))
    })();
    let (infos, rules, tests) = parsed.ok_or_else(|| error("the image is damaged: its parts contradict each other"))?;
    RuleSet::assemble(infos, rules, tests).map_err(|message| error(&format!("the image is damaged: {message}")))
}

struct Writer(Vec<u8>);

impl Writer {
    fn byte(&mut self, value: u8) {
        self.0.push(value);
    }

    /// A number, seven bits a byte, lowest first.
    fn number(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.0.push(value.to_le_bytes()[0] | 0x80);
            value >>= 7;
        }
        self.0.push(value.to_le_bytes()[0]);
    }

    fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.0.extend_from_slice(text.as_bytes());
    }

    fn optional(&mut self, text: Option<&str>) {
        self.byte(u8::from(text.is_some()));
        if let Some(text) = text {
            self.text(text);
        }
    }

    fn list<T>(&mut self, items: &[T], mut item: impl FnMut(&mut Self, &T)) {
        self.number(items.len() as u64);
        for one in items {
            item(self, one);
        }
    }

    fn info(&mut self, info: &RuleInfo) {
        for text in [&info.id, &info.title, &info.level, &info.message] {
            self.text(text);
        }
        self.byte(info.response as u8);
        self.optional(info.name.as_deref());
        self.optional(info.author.as_deref());
        self.list(&info.tags, |writer, tag| writer.text(tag));
    }

    fn rule(&mut self, rule: &CompiledRule) {
        self.list(&rule.targets, |writer, target| writer.number(u64::from(*target)));
        for part in [&rule.category, &rule.product, &rule.service] {
            self.optional(part.as_deref());
        }
        self.list(&rule.events, |writer, event| writer.number(u64::from(*event)));
        self.expression(&rule.expression);
    }

    fn expression(&mut self, expression: &Expression<u32>) {
        match expression {
            Expression::Constant(value) => self.byte(u8::from(*value)),
            Expression::Test(test) => {
                self.byte(2);
                self.number(u64::from(*test));
            }
            Expression::And(parts) => {
                self.byte(3);
                self.list(parts, Self::expression);
            }
            Expression::Or(parts) => {
                self.byte(4);
                self.list(parts, Self::expression);
            }
            Expression::Not(inner) => {
                self.byte(5);
                self.expression(inner);
            }
        }
    }

    fn field_test(&mut self, test: &FieldTest) {
        self.optional(test.field.as_deref());
        match &test.test {
            Test::Null => self.byte(0),
            Test::Exists => self.byte(1),
            Test::Text { pattern, cased } => {
                self.byte(if *cased { 3 } else { 2 });
                self.list(pattern.pieces(), |writer, piece| match piece {
                    Piece::Any => writer.byte(0),
                    Piece::One => writer.byte(1),
                    Piece::Literal(literal) => {
                        writer.byte(2);
                        writer.text(literal);
                    }
                });
            }
            Test::Regex(source) => {
                self.byte(4);
                self.text(source);
            }
            Test::Cidr(network) => {
                self.byte(if network.v6 { 6 } else { 5 });
                self.byte(network.prefix);
                self.0.extend_from_slice(&network.bits.to_le_bytes());
            }
            Test::Number { relation, number } => {
                self.byte(7);
                self.byte(*relation as u8);
                self.0.extend_from_slice(&number.0.to_le_bytes());
            }
            Test::Time { part, relation, number } => {
                self.byte(8);
                self.byte(*part as u8);
                self.byte(*relation as u8);
                self.number(u64::from(*number));
            }
            Test::Field { other, place, cased } => {
                self.byte(if *cased { 10 } else { 9 });
                self.byte(*place as u8);
                self.text(other);
            }
        }
    }
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl Reader<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    fn number(&mut self) -> Option<u64> {
        let mut value = 0_u64;
        for shift in (0..63).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    /// A number below `limit`.
    fn below(&mut self, limit: u32) -> Option<u32> {
        self.number().and_then(|value| u32::try_from(value).ok()).filter(|value| *value < limit)
    }

    fn text(&mut self) -> Option<String> {
        let length = usize::try_from(self.number()?).ok()?;
        let (text, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        std::str::from_utf8(text).ok().map(str::to_owned)
    }

    /// A text that may be absent; the outer `None` is damage.
    #[expect(clippy::option_option, reason = "absent and damaged are two things")]
    fn optional(&mut self) -> Option<Option<String>> {
        match self.byte()? {
            0 => Some(None),
            1 => self.text().map(Some),
            _ => None,
        }
    }

    /// A list: as every item takes a byte at least, its length is bounded by what is left.
    fn list<T>(&mut self, mut item: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let length = usize::try_from(self.number()?).ok().filter(|length| *length <= self.rest.len())?;
        let mut items = Vec::with_capacity(length.min(4096));
        for _ in 0..length {
            items.push(item(self)?);
        }
        Some(items)
    }

    fn info(&mut self) -> Option<RuleInfo> {
        let (id, title, level, message) = (self.text()?, self.text()?, self.text()?, self.text()?);
        let response =
            [Response::Allow, Response::Log, Response::Alert, Response::Block, Response::Kill].get(usize::from(self.byte()?)).copied()?;
        let (name, author) = (self.optional()?, self.optional()?);
        Some(RuleInfo { id, name, title, level, response, message, author, tags: self.list(Self::text)? })
    }

    fn rule(&mut self, rules: u32, tests: u32) -> Option<CompiledRule> {
        let targets = self.list(|reader| reader.below(rules))?;
        let (category, product, service) = (self.optional()?, self.optional()?, self.optional()?);
        let events = self.list(|reader| u16::try_from(reader.number()?).ok().filter(|id| schema::event_by_id(*id).is_some()))?;
        let ascending = targets.is_sorted_by(|one, next| one < next) && events.is_sorted_by(|one, next| one < next);
        if !ascending {
            return None;
        }
        Some(CompiledRule { targets, category, product, service, events, expression: self.expression(tests, 0)? })
    }

    fn expression(&mut self, tests: u32, depth: usize) -> Option<Expression<u32>> {
        if depth > limits::EXPRESSION_DEPTH {
            return None;
        }
        Some(match self.byte()? {
            0 => Expression::Constant(false),
            1 => Expression::Constant(true),
            2 => Expression::Test(self.below(tests)?),
            3 => Expression::And(self.list(|reader| reader.expression(tests, depth + 1))?),
            4 => Expression::Or(self.list(|reader| reader.expression(tests, depth + 1))?),
            5 => Expression::Not(Box::new(self.expression(tests, depth + 1)?)),
            _ => return None,
        })
    }

    /// One of a few values, by its number.
    fn one_of<T: Copy>(&mut self, all: &[T]) -> Option<T> {
        all.get(usize::from(self.byte()?)).copied()
    }

    /// A number of sixteen bytes.
    fn wide(&mut self) -> Option<[u8; 16]> {
        let (bytes, rest) = self.rest.split_first_chunk()?;
        self.rest = rest;
        Some(*bytes)
    }

    fn field_test(&mut self) -> Option<FieldTest> {
        let field = self.optional()?;
        let test = match self.byte()? {
            0 => Test::Null,
            1 => Test::Exists,
            kind @ (2 | 3) => {
                let pieces = self.list(|reader| match reader.byte()? {
                    0 => Some(Piece::Any),
                    1 => Some(Piece::One),
                    2 => reader.text().map(Piece::Literal),
                    _ => None,
                })?;
                Test::Text { pattern: Pattern::from_pieces(pieces), cased: kind == 3 }
            }
            4 => Test::Regex(self.text()?),
            kind @ (5 | 6) => {
                let prefix = self.byte().filter(|prefix| *prefix <= if kind == 6 { 128 } else { 32 })?;
                Test::Cidr(Network { v6: kind == 6, bits: u128::from_le_bytes(self.wide()?), prefix })
            }
            7 => Test::Number { relation: self.one_of(&Relation::ALL)?, number: Number(i128::from_le_bytes(self.wide()?)) },
            8 => Test::Time {
                part: self.one_of(&TimePart::ALL)?,
                relation: self.one_of(&Relation::ALL)?,
                number: u32::try_from(self.number()?).ok()?,
            },
            kind @ (9 | 10) => Test::Field { place: self.one_of(&Place::ALL)?, other: self.text()?, cased: kind == 10 },
            _ => return None,
        };
        Some(FieldTest { field, test })
    }
}
