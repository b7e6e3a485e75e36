//! What a correlator has seen, as bytes: so that counts survive a restart where the user asks for
//! it.
//!
//! `overt\0c` and a version, BLAKE3 of all that follows, BLAKE3 of the correlations and of the ids
//! of all rules, then the groups of each correlation by ascending key.
//!
//! All numbers have 64 bits and are little-endian; times are microseconds, keys 16 bytes.
//!
//! ```text
//! "overt\0c", version 1                         8 bytes
//! BLAKE3 of what follows                       32
//! BLAKE3 of ids and correlations               32
//! for each correlation:
//!   events, forgotten, number of groups        8 each
//!   for each group, by ascending key:
//!     key, touched, holds, latest              16, 8, 8, 8
//!     number of entries, entries               8, then 8, 16 or 24 each by the kind of window
//! ```
//!
//! Whatever is read is checked against the limits of a living correlator, so that a file by other
//! hands takes no more memory than one that was left here. The order of keys makes the same state
//! the same bytes.

use super::Correlator;
use super::compiled::Compiled;
use super::count::Times;
use super::group::{Group, State, Window};
use super::key::Key;
use super::number::Numbers;
use super::temporal::{Latest, Steps};
use crate::limits;
use crate::order;

/// The first bytes; the last is the version of the layout.
const MAGIC: &[u8; 8] = b"overt\0c\x01";

/// Why a snapshot cannot be taken up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SnapshotError {
    /// It is no snapshot, or one of another version.
    Version,
    /// Its checksum does not hold, or its parts contradict each other.
    Damaged,
    /// It was made under other rules: what was counted may mean something else.
    OtherRules,
}

impl std::fmt::Display for SnapshotError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Version => "it is no state of correlations, or one of another version",
            Self::Damaged => "the state of correlations is damaged",
            Self::OtherRules => "the state of correlations was made under other rules",
        })
    }
}

impl std::error::Error for SnapshotError {}

impl Correlator {
    /// What a snapshot belongs to: correlations mean the same only over the same rules in the same
    /// order.
    fn identity(&self) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new();
        for rule in self.rules.rules() {
            hasher.update(rule.id.as_bytes());
            hasher.update(&[0]);
        }
        hasher.update(format!("{:?}", self.rules.correlations).as_bytes());
        hasher.finalize()
    }

    /// All that was seen, for [`restore`](Self::restore).
    ///
    /// ```
    /// use std::sync::Arc;
    /// use engine::{CompileOptions, Correlator, RuleSet, SnapshotError, Source};
    ///
    /// let text = "
    /// title: A shell
    /// name: shell
    /// logsource: { category: process_creation }
    /// detection: { selection: { Image|endswith: /sh }, condition: selection }
    /// ---
    /// title: Three shells
    /// correlation: { type: event_count, rules: [shell], timespan: 10s, condition: { gte: 3 } }
    /// ";
    /// let compiled = RuleSet::compile_with_correlations(&[Source { name: "r.yml", text }], &CompileOptions::default());
    /// let rules = Arc::new(compiled.rules.expect("no errors"));
    /// // Rule 0 matches twice before the restart, at 0 and 1 seconds, and once behind it.
    /// let mut before = Correlator::new(Arc::clone(&rules));
    /// before.event(0, &[0], &[]);
    /// before.event(1_000_000, &[0], &[]);
    /// let mut after = Correlator::new(rules);
    /// after.restore(&before.save())?;
    /// assert_eq!(after.event(2_000_000, &[0], &[]), [1]);
    /// assert_eq!(after.restore(b"something else"), Err(SnapshotError::Version));
    /// # Ok::<(), SnapshotError>(())
    /// ```
    #[must_use]
    pub fn save(&self) -> Vec<u8> {
        let mut body = self.identity().as_bytes().to_vec();
        for state in &self.states {
            put(&mut body, state.events);
            put(&mut body, state.forgotten);
            put(&mut body, state.groups.len() as u64);
            let mut groups: Vec<_> = state.groups.iter().collect();
            order::sort_unstable_by(&mut groups, |a, b| a.0.cmp(b.0));
            for (key, group) in groups {
                body.extend_from_slice(key);
                put(&mut body, group.touched);
                put(&mut body, u64::from(group.holds));
                put(&mut body, group.latest.cast_unsigned());
                window(&mut body, &group.window);
            }
        }
        [MAGIC.as_slice(), blake3::hash(&body).as_bytes(), &body].concat()
    }

    /// Takes up what [`save`](Self::save) gave; nothing is changed after an error.
    ///
    /// # Errors
    /// The bytes are damaged, of another version, or were made under other rules.
    pub fn restore(&mut self, snapshot: &[u8]) -> Result<(), SnapshotError> {
        let rest = snapshot.strip_prefix(MAGIC.as_slice()).ok_or(SnapshotError::Version)?;
        let (checksum, body) = rest.split_first_chunk::<32>().ok_or(SnapshotError::Damaged)?;
        if blake3::hash(body) != *checksum {
            return Err(SnapshotError::Damaged);
        }
        let (rules, body) = body.split_first_chunk::<32>().ok_or(SnapshotError::Damaged)?;
        if self.identity() != *rules {
            return Err(SnapshotError::OtherRules);
        }
        let mut reader = Reader(body);
        let states = self.rules.correlations.correlations.iter().map(|compiled| reader.state(compiled)).collect::<Option<Vec<State>>>();
        self.states = states.filter(|_| reader.0.is_empty()).ok_or(SnapshotError::Damaged)?;
        Ok(())
    }
}

/// Appends a number.
fn put(out: &mut Vec<u8>, value: u64) {
    out.extend_from_slice(&value.to_le_bytes());
}

/// Appends the entries of a window behind their number.
fn window(out: &mut Vec<u8>, window: &Window) {
    put(out, window.len() as u64);
    match window {
        Window::Times(times) => times.0.iter().for_each(|time| put(out, time.cast_unsigned())),
        Window::Values(values) => {
            for (time, key) in &values.entries {
                put(out, time.cast_unsigned());
                out.extend_from_slice(key);
            }
        }
        Window::Numbers(numbers) => {
            for (time, number) in &numbers.0 {
                put(out, time.cast_unsigned());
                put(out, number.to_bits());
            }
        }
        Window::Latest(Latest(steps)) | Window::Steps(Steps(steps)) => {
            for step in steps {
                put(out, u64::from(step.is_some()));
                put(out, step.unwrap_or_default().cast_unsigned());
            }
        }
    }
}

/// What is left to be read. Every method answers `None` where the bytes end or break a bound.
struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn number(&mut self) -> Option<u64> {
        let (bytes, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(u64::from_le_bytes(*bytes))
    }

    fn time(&mut self) -> Option<i64> {
        self.number().map(u64::cast_signed)
    }

    fn key(&mut self) -> Option<Key> {
        let (bytes, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*bytes)
    }

    /// A number of entries or groups, at most `limit`.
    fn count(&mut self, limit: usize) -> Option<usize> {
        usize::try_from(self.number()?).ok().filter(|count| *count <= limit)
    }

    /// A number that goes on being counted up: no process counts to 2^63, and from there on it
    /// would not overflow either.
    fn counter(&mut self) -> Option<u64> {
        self.number().filter(|number| number >> 63 == 0)
    }

    /// What one correlation has seen.
    fn state(&mut self, compiled: &Compiled) -> Option<State> {
        let mut state = State { events: self.counter()?, forgotten: self.counter()?, ..State::default() };
        for _ in 0..self.count(limits::CORRELATION_GROUPS)? {
            let key = self.key()?;
            let touched = self.number().filter(|touched| *touched <= state.events)?;
            let (holds, latest) = (self.number()? == 1, self.time()?);
            let window = self.window(compiled)?;
            state.entries = state.entries.checked_add(window.len()).filter(|entries| *entries <= limits::CORRELATION_ENTRIES)?;
            // Of two groups with one key the later stays: who can write the file can leave any state there.
            state.groups.insert(key, Group { touched, holds, latest, window });
        }
        Some(state)
    }

    fn window(&mut self, compiled: &Compiled) -> Option<Window> {
        let mut window = Window::of(compiled);
        let count = self.count(limits::CORRELATION_GROUP_ENTRIES)?;
        match &mut window {
            Window::Latest(Latest(steps)) | Window::Steps(Steps(steps)) => {
                if count != steps.len() {
                    return None;
                }
                for step in steps {
                    let (there, time) = (self.number()?, self.time()?);
                    *step = (there == 1).then_some(time);
                }
            }
            other => {
                for _ in 0..count {
                    let time = self.time()?;
                    match other {
                        Window::Values(values) => values.insert(time, self.key()?),
                        Window::Numbers(Numbers(numbers)) => numbers.push_back((time, f64::from_bits(self.number()?))),
                        Window::Times(Times(times)) => times.push_back(time),
                        Window::Latest(_) | Window::Steps(_) => return None,
                    }
                }
            }
        }
        Some(window)
    }
}
