//! The compiled image: one piece of memory that holds the plans as they are run.
//!
//! | bytes | what |
//! |---|---|
//! | 8 | `overt\0r` and the version of the layout |
//! | 32 | BLAKE3 of all that follows |
//! | 4, 4 | words of the tables; bytes of the rest |
//! | | the tables of all plans, equal ones once: words, in place, least significant byte first; behind them the text of all literals, each once |
//! | | the rest, one behind the other as below |
//!
//! ```text
//! the rest   names of rules and their responses        infos
//!            whom `allow` rules take out               this file
//!            regular expressions, by test              this file
//!            what rules ask of each event              this file
//!            fields and log sources of archives        plans
//!            patterns of searches, each once           searches
//!            where the text of literals is             plans
//!            a plan for each event, each log source    plans: its head, free fields, searches
//!            correlations                              correlations: one byte where there are none
//! ```
//!
//! Loading copies the tables once, as they are, and checks every number in them in one pass:
//! nothing is parsed or built again. Regular expressions alone are compiled when they are first
//! run, and what records say of rules is unpacked when it is first asked for.
//!
//! INVARIANT: the same rules give the same bytes on every target, and a loaded set judges as the
//! one that was built. An image that is damaged, cut, or of another layout is refused as a whole,
//! with [`Code::Image`]; nothing of it is used. The checksum tells damage and no author: whoever
//! writes an image can write its checksum too, so what [`RuleSet::load`] lets pass is also safe to run.
//!
//! **Cost** of a load: linear in the image; nearly half of it is the checksum.

mod codec;
mod correlations;
mod error;
mod file;
pub(crate) mod infos;
mod plans;
mod searches;

use std::sync::Arc;

use codec::{Reader, Writer};

pub use error::ImageError;

use crate::code::Code;
use crate::rule_set::{Interest, RuleInfos, RuleSet};

/// The first bytes; the last is the version of the layout. A change of any table, head or list is
/// another version.
const MAGIC: &[u8; 8] = b"overt\0r\x0e";
/// Bytes of the checksum.
const CHECKSUM: usize = 32;

impl RuleSet {
    /// The compiled rules as one image: versioned, with a BLAKE3 checksum, the same bytes for the
    /// same rules on every target. It holds a plan for each event and log source, so those that
    /// were not needed yet are made now. That of the 3,755 public rules has 5.5 MB.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use engine::{CompileOptions, Evaluator, Event, RuleSet, Source, Value, schema};
    ///
    /// let text = "
    /// title: Reads the password file
    /// logsource: { category: file_access }
    /// detection: { selection: { TargetFilename: /etc/passwd }, condition: selection }
    /// ";
    /// let compiled = RuleSet::compile(&[Source { name: "r.yml", text }], &CompileOptions::default()).rules.expect("no errors");
    /// let image = compiled.build();
    /// let loaded = RuleSet::load(&image).expect("an image that was just built");
    /// assert_eq!(loaded.build(), image);
    ///
    /// let mut evaluator = Evaluator::new(Arc::new(loaded));
    /// let fields = [("path", Value::Text("/etc/passwd")), ("create", Value::Text("false"))];
    /// let event = Event { id: schema::event::FS_OPEN, name: "", fields: &fields };
    /// assert_eq!(evaluator.evaluate_event(&event, None).matched, [0]);
    ///
    /// // One bit is another: nothing of a damaged image is used.
    /// let mut damaged = image;
    /// *damaged.last_mut().expect("an image is not empty") ^= 1;
    /// assert!(RuleSet::load(&damaged).is_err());
    /// ```
    #[must_use]
    pub fn build(&self) -> Vec<u8> {
        write(self)
    }

    /// Loads what [`build`](Self::build) made, on any target, in one pass over it. The checksum is
    /// compared; whose the image is, nobody says here: a host that needs to know compares a
    /// signature first.
    ///
    /// # Errors
    /// The image is damaged, or was made by another version ([`Code::Image`];
    /// [`ImageError`] lists the messages).
    pub fn load(image: &[u8]) -> Result<Self, ImageError> {
        read(image)
    }
}

/// The image of a set; plans that no event asked for yet are made for it.
fn write(set: &RuleSet) -> Vec<u8> {
    let mut body = Writer::default();
    body.infos(set.rules());
    let targets: Vec<(&u32, &Vec<u32>)> = set.targets.iter().collect();
    body.list(&targets, |writer, (rule, targets)| {
        writer.number(u64::from(**rule));
        writer.list(targets, |writer, target| writer.number(u64::from(*target)));
    });
    body.list(&set.regex_sources(), |writer, (test, source)| {
        writer.number(u64::from(*test));
        writer.text(source);
    });
    body.list(&set.interests, |writer, interest| {
        writer.byte(u8::from(interest.judged));
        writer.number(u64::from(interest.fields));
    });
    let tables = plans::write(set, &mut body);
    body.correlations(&set.correlations);
    let mut image = MAGIC.to_vec();
    image.extend_from_slice(&[0; CHECKSUM]);
    for length in [tables.len(), body.0.len()] {
        image.extend_from_slice(&u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes());
    }
    image.extend_from_slice(bytemuck::cast_slice(&tables));
    image.extend_from_slice(&body.0);
    let checksum = blake3::hash(image.get(MAGIC.len() + CHECKSUM..).unwrap_or_default());
    if let Some(place) = image.get_mut(MAGIC.len()..MAGIC.len() + CHECKSUM) {
        place.copy_from_slice(checksum.as_bytes());
    }
    image
}

/// The set of an image, or why there is none. The version is asked first, then the checksum, then
/// the parts.
fn read(image: &[u8]) -> Result<RuleSet, ImageError> {
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
    let (checksum, rest) = rest.split_first_chunk::<CHECKSUM>().ok_or_else(|| error("the image is too short"))?;
    if blake3::hash(rest) != *checksum {
        return Err(error("the image is damaged: its checksum does not hold"));
    }
    behind(rest).ok_or_else(|| error("the image is damaged: its parts contradict each other"))
}

/// What stands behind the checksum.
fn behind(rest: &[u8]) -> Option<RuleSet> {
    let (words, rest) = rest.split_first_chunk::<4>()?;
    let (bytes, rest) = rest.split_first_chunk::<4>()?;
    let (tables, body) = rest.split_at_checked((u32::from_le_bytes(*words) as usize).checked_mul(4)?)?;
    if body.len() != u32::from_le_bytes(*bytes) as usize {
        return None;
    }
    parts(&tables.as_chunks().0.iter().map(|word| u32::from_le_bytes(*word)).collect(), body)
}

/// The set of the tables and the rest, each of the length that the head says; `None` where they
/// contradict each other, or something is left over.
fn parts(tables: &Arc<[u32]>, rest: &[u8]) -> Option<RuleSet> {
    let mut reader = Reader { rest };
    let (infos, responses) = reader.infos()?;
    let rules = u32::try_from(responses.len()).ok()?;
    let targets = reader.list(|reader| {
        let (rule, targets) = (reader.below(rules)?, reader.list(|reader| reader.below(rules))?);
        targets.is_sorted_by(|one, next| one < next).then_some((rule, targets))
    })?;
    let regexes = reader.list(|reader| Some((reader.below(u32::MAX)?, reader.text()?)))?;
    let interests = reader.list(|reader| Some(Interest { judged: reader.byte()? == 1, fields: u32::try_from(reader.number()?).ok()? }))?;
    let mut set = RuleSet::from_image((RuleInfos::packed(infos, responses.len()), responses), targets, regexes, interests)?;
    plans::read(&mut set, &mut reader, tables)?;
    set.correlations = reader.correlations(&set.responses)?;
    reader.rest.is_empty().then_some(set)
}
