//! The same event, judged by the engine that is linked in and by the library: once in a frame that is written already, once value by value.

use std::ffi::c_void;
use std::hint::black_box;

use engine::{Evaluator, Event, Outcome, Package, Value, frame, limits, schema};

use crate::library::Library;

/// One judgement; answers the frame's first word.
pub(crate) trait Call {
    fn call(&mut self, event: &[&str; 2]) -> u32;
}

impl<F: FnMut(&[&str; 2]) -> u32> Call for F {
    fn call(&mut self, event: &[&str; 2]) -> u32 {
        self(event)
    }
}

/// As the library says it of every event: the stack of the host is out of its reach. Behind a black box, for a program in Rust would look up whom to name.
const UNAVAILABLE: Package<'static> =
    Package { name: None, version: None, path: None, direct: false, chain: &[], reason: "unavailable", claims: None };

const FIELDS: [&str; 2] = ["file", "command_line"];
/// What an answer overwrites of an event with two values: its head and its entries.
const HEAD: usize = 4 * (4 + 2 * FIELDS.len());

fn bits() -> [u32; 2] {
    let event = schema::event_by_id(schema::event::PROCESS_SPAWN).expect("an event of the schema");
    FIELDS.map(|name| schema::field_of(event, name).expect("a field of it").bit.into())
}

fn length(text: &str) -> u32 {
    u32::try_from(text.len()).expect("a short text")
}

/// The event in the frame's layout, and its head by itself, which each call writes again.
fn written(event: &[&str; 2], frame: &mut [u8]) -> [u8; HEAD] {
    let [file, command_line] = bits();
    let [first, second] = event.map(length);
    let words = [schema::event::PROCESS_SPAWN.into(), 2, first + second, 0, file, first, command_line, second];
    let mut head = [0; HEAD];
    for (place, word) in head.chunks_exact_mut(4).zip(words) {
        place.copy_from_slice(&u32::to_le_bytes(word));
    }
    let text = event.concat();
    frame.get_mut(frame::TEXT..frame::TEXT + text.len()).expect("a short text").copy_from_slice(text.as_bytes());
    head
}

/// The engine, linked in.
pub(crate) struct Rust {
    evaluator: Evaluator,
    frame: Vec<u8>,
    head: [u8; HEAD],
}

impl Rust {
    pub(crate) fn new(evaluator: Evaluator, event: &[&str; 2]) -> Self {
        let mut frame = vec![0; limits::FRAME_BYTES];
        let head = written(event, &mut frame);
        Self { evaluator, frame, head }
    }

    pub(crate) fn frame(&mut self) -> impl Call + '_ {
        let Self { evaluator, frame, head } = self;
        |_: &[&str; 2]| {
            frame.first_chunk_mut().map(|place: &mut [u8; HEAD]| *place = *head).expect("a frame");
            if evaluator.evaluate(frame) == Outcome::NeedsPackage {
                evaluator.complete(frame, black_box(&UNAVAILABLE));
            }
            frame.first_chunk().map_or(0, |word| u32::from_le_bytes(*word))
        }
    }

    pub(crate) fn values(&mut self) -> impl Call + '_ {
        |[file, command_line]: &[&str; 2]| {
            let fields = [(FIELDS[0], Value::Text(file)), (FIELDS[1], Value::Text(command_line))];
            let event = Event { id: schema::event::PROCESS_SPAWN, name: "", fields: &fields };
            self.evaluator.evaluate_event(&event, Some(black_box(&UNAVAILABLE))).response.map_or(0, |response| response as u32)
        }
    }
}

/// The library.
pub(crate) struct C<'l> {
    library: &'l Library,
    evaluator: *mut c_void,
    frame: *mut u8,
    head: [u8; HEAD],
    bits: [u32; 2],
}

impl<'l> C<'l> {
    pub(crate) fn new(library: &'l Library, image: &[u8], event: &[&str; 2]) -> Self {
        // SAFETY: the image is a slice; the handle is live.
        let (rules, count) = unsafe {
            let rules = (library.rules_load)(image.as_ptr(), image.len());
            (rules, (library.rules_count)(rules))
        };
        assert_eq!(count, 2, "the library did not load the rules");
        // SAFETY: the handle is live, and the evaluator is never freed.
        let (evaluator, frame) = unsafe {
            let evaluator = (library.evaluator_new)(rules);
            (evaluator, (library.evaluator_frame)(evaluator))
        };
        assert!(!frame.is_null(), "the library made no evaluator");
        // SAFETY: an evaluator's frame has this many bytes, and nothing else uses it.
        let head = written(event, unsafe { std::slice::from_raw_parts_mut(frame, limits::FRAME_BYTES) });
        Self { library, evaluator, frame, head, bits: bits() }
    }

    pub(crate) fn frame(&mut self) -> impl Call + '_ {
        let Self { library, evaluator, frame, head, .. } = self;
        // SAFETY: the evaluator is live, its frame longer than a head and aligned to 8, and this is the only thread.
        |_: &[&str; 2]| unsafe {
            frame.cast::<[u8; HEAD]>().write(*head);
            (library.evaluate)(*evaluator);
            frame.cast::<u32>().read()
        }
    }

    pub(crate) fn values(&mut self) -> impl Call + '_ {
        let Self { library, evaluator, bits, .. } = self;
        // SAFETY: the evaluator is live, the texts are slices, and this is the only thread.
        |event: &[&str; 2]| unsafe {
            (library.event_begin)(*evaluator, schema::event::PROCESS_SPAWN.into());
            for (bit, text) in bits.iter().zip(event) {
                (library.event_text)(*evaluator, *bit, text.as_ptr(), text.len());
            }
            (library.event_evaluate)(*evaluator)
        }
    }
}
