//! Cutting a stream into batches of whole events, each for one thread, and a batch into events.
//!
//! An event is a line, or a pretty-printed object: a line that is `{` alone and what follows, up to a line that begins with `}`. A line that begins with
//! `{` always begins an event, so that a batch may end before it, and the events are the same wherever batches end.

use std::io::{self, Read};

/// Bytes of a batch, roughly.
const TARGET: usize = 1 << 20;
/// Bytes of one event; more is a bad line.
pub(crate) const EVENT_BYTES: usize = 16 << 20;

/// Reads batches from a stream.
pub(crate) struct Batches<R> {
    stream: R,
    /// What was read and belongs to no batch yet.
    rest: Vec<u8>,
    state: State,
    begun: bool,
    /// Bytes to have before a batch is cut.
    wanted: usize,
}

enum State {
    Open,
    Ended,
    Failed(io::Error),
    Done,
}

impl<R: Read> Batches<R> {
    pub(crate) fn new(stream: R) -> Self {
        Self { stream, rest: Vec::new(), state: State::Open, begun: false, wanted: TARGET }
    }

    /// The next batch. An error comes after all whole lines that could be read before it, and is the last.
    pub(crate) fn next(&mut self) -> Option<io::Result<Vec<u8>>> {
        loop {
            if matches!(self.state, State::Open) {
                self.fill();
            }
            match std::mem::replace(&mut self.state, State::Done) {
                State::Open => {
                    self.state = State::Open;
                    match end(&self.rest) {
                        Some(end) => return Some(Ok(self.cut(end))),
                        None if self.rest.len() > EVENT_BYTES => self.wanted = self.rest.len(),
                        None => {
                            self.wanted = self.rest.len() + TARGET;
                            continue;
                        }
                    }
                    // One event without an end: its beginning stands for it, and is too long for a good one.
                    let event = std::mem::take(&mut self.rest);
                    self.pass_over();
                    return Some(Ok(event));
                }
                State::Ended if self.rest.is_empty() => return None,
                State::Ended => return Some(Ok(std::mem::take(&mut self.rest))),
                State::Failed(error) => {
                    // The torn line is lost with what follows it: that is what the error says.
                    self.rest.truncate(memchr::memrchr(b'\n', &self.rest).map_or(0, |at| at + 1));
                    if self.rest.is_empty() {
                        return Some(Err(error));
                    }
                    self.state = State::Failed(error);
                    return Some(Ok(std::mem::take(&mut self.rest)));
                }
                State::Done => return None,
            }
        }
    }

    fn cut(&mut self, end: usize) -> Vec<u8> {
        self.wanted = TARGET;
        let rest = self.rest.split_off(end);
        std::mem::replace(&mut self.rest, rest)
    }

    /// Reads until there are as many bytes as wanted.
    fn fill(&mut self) {
        let mut length = self.rest.len();
        self.rest.resize(self.wanted.max(length), 0);
        while let Some(place) = self.rest.get_mut(length..).filter(|place| !place.is_empty()) {
            match self.stream.read(place) {
                Ok(0) => {
                    self.state = State::Ended;
                    break;
                }
                Ok(count) => length += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.state = State::Failed(error);
                    break;
                }
            }
        }
        self.rest.truncate(length);
        if !std::mem::replace(&mut self.begun, true) && self.rest.starts_with(b"\xef\xbb\xbf") {
            self.rest.drain(..3);
        }
    }

    /// Drops everything up to the next line.
    fn pass_over(&mut self) {
        self.wanted = TARGET;
        while matches!(self.state, State::Open) {
            self.fill();
            match memchr::memchr(b'\n', &self.rest) {
                // The line feed stays: it ends the line that was too long.
                Some(at) => {
                    self.rest.drain(..at);
                    return;
                }
                None => self.rest.clear(),
            }
        }
    }
}

/// Where a batch may end: before the last line that begins with `{`; in a text of other lines only, behind the last line.
fn end(text: &[u8]) -> Option<usize> {
    let begins = |at: usize| text.get(at + 1) == Some(&b'{');
    let last = memchr::memrchr_iter(b'\n', text).find(|at| begins(*at)).map(|at| at + 1);
    last.or_else(|| if text.len() > EVENT_BYTES { memchr::memrchr(b'\n', text).map(|at| at + 1) } else { None })
}

/// The events of a batch, each with the number of its first line from 0; blank lines are none.
pub(crate) struct Events<'b> {
    rest: &'b [u8],
    /// Lines passed so far.
    pub(crate) lines: u64,
}

impl<'b> Events<'b> {
    pub(crate) fn of(text: &'b [u8]) -> Self {
        Self { rest: text, lines: 0 }
    }

    fn line(&mut self) -> Option<&'b [u8]> {
        if self.rest.is_empty() {
            return None;
        }
        let end = memchr::memchr(b'\n', self.rest).map_or(self.rest.len(), |at| at + 1);
        let (line, rest) = self.rest.split_at_checked(end)?;
        self.rest = rest;
        self.lines += u64::from(line.ends_with(b"\n"));
        Some(line)
    }
}

impl<'b> Iterator for Events<'b> {
    type Item = (u64, &'b [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (whole, first) = (self.rest, self.lines);
            let line = self.line()?;
            let text = line.trim_ascii_end();
            if text.is_empty() {
                continue;
            }
            if text != b"{" {
                return Some((first, text));
            }
            let mut length = line.len();
            while !self.rest.is_empty() && !self.rest.starts_with(b"{") {
                let closes = self.rest.starts_with(b"}");
                length += self.line()?.len();
                if closes {
                    break;
                }
            }
            return whole.get(..length).map(|event| (first, event.trim_ascii_end()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn events(text: &[u8]) -> Vec<(u64, String)> {
        Events::of(text).map(|(line, event)| (line, String::from_utf8_lossy(event).into_owned())).collect()
    }

    #[test]
    fn lines_blanks_and_pretty_printed_objects() {
        let text = b"{\"a\":1}\r\n\n  \nnone\n{\n  \"b\": {\n  }\n}\n{\"c\":1}";
        let expected = [(0, "{\"a\":1}"), (3, "none"), (4, "{\n  \"b\": {\n  }\n}"), (8, "{\"c\":1}")];
        assert_eq!(events(text), expected.map(|(line, event)| (line, event.to_owned())));
        assert_eq!(events(b"{\n  1\n{\"a\":1}\n"), [(0, "{\n  1".to_owned()), (2, "{\"a\":1}".to_owned())]);
        assert_eq!(events(b""), []);
    }

    /// Gives at most so many bytes at a time, then an error.
    struct Slow<'t>(&'t [u8], usize, bool);

    impl Read for Slow<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            if self.0.is_empty() && self.2 {
                return Err(io::Error::other("cut"));
            }
            let count = self.1.min(into.len()).min(self.0.len());
            let (now, later) = self.0.split_at(count);
            into[..count].copy_from_slice(now);
            self.0 = later;
            Ok(count)
        }
    }

    #[test]
    fn an_error_comes_after_the_whole_lines() {
        let mut batches = Batches::new(Slow(b"{}\n{\"torn", 3, true));
        assert_eq!(batches.next().unwrap().unwrap(), b"{}\n");
        assert!(batches.next().unwrap().is_err());
        assert!(batches.next().is_none());
    }

    #[test]
    fn a_line_without_an_end_is_one_event_and_the_next_line_is_read() {
        let mut text = b"{\"a\":1}\n".to_vec();
        text.resize(EVENT_BYTES + 3 * TARGET, b'x');
        text.extend_from_slice(b"\n{\"b\":1}\n");
        let mut batches = Batches::new(text.as_slice());
        let mut found = Vec::new();
        let mut lines = 0;
        while let Some(batch) = batches.next() {
            let batch = batch.unwrap();
            let mut events = Events::of(&batch);
            found.extend(events.by_ref().map(|(line, event)| (lines + line, event.len())));
            lines += events.lines;
        }
        assert_eq!(found.len(), 3);
        assert_eq!((found[0], found[2]), ((0, 7), (2, 7)));
        assert!(found[1].0 == 1 && found[1].1 > EVENT_BYTES);
    }

    proptest! {
        #[test]
        fn batches_hold_the_events_of_the_whole(lines in proptest::collection::vec("(\\{|\\{\"a\":1\\}|\\}| *x| \\{|)(\r)?", 0..40), step in 1_usize..50) {
            let text = lines.join("\n");
            let mut batches = Batches::new(Slow(text.as_bytes(), step, false));
            batches.wanted = 8;
            let mut all = Vec::new();
            let mut count = 0;
            while let Some(batch) = batches.next() {
                let batch = batch.unwrap();
                let mut events = Events::of(&batch);
                all.extend(events.by_ref().map(|(line, event)| (count + line, String::from_utf8_lossy(event).into_owned())));
                count += events.lines;
                batches.wanted = 8;
            }
            prop_assert_eq!(all, events(text.as_bytes()));
        }
    }
}
