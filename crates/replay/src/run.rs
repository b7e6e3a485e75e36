//! The threads: one reads and decompresses, the others judge, the caller's own puts what they found in order.
//!
//! INVARIANT: at most [`AHEAD`] batches a thread are under way, whatever the speeds of reading, judging and writing; so memory is bounded. What is written
//! depends on the order of batches in the archives alone, not on the number of threads.

use std::collections::BTreeMap;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use engine::RuleSet;

use crate::Options;
use crate::batch::Batches;
use crate::input::Input;
use crate::judge::{Judge, Judged};

/// Batches a thread that may be under way.
const AHEAD: usize = 4;

/// A part of an input, by the input's number: judged, or why it cannot be.
pub(crate) type Piece = (usize, io::Result<Judged>);

/// Numbered parts of inputs on their way to be judged.
type Unjudged = (usize, usize, io::Result<Vec<u8>>);

/// Judges all inputs and hands what was found to `take`, in order, until it answers false. `read` counts the bytes of the archives as they lie there.
pub(crate) fn run(
    rules: &Arc<RuleSet>,
    inputs: &[Input],
    options: Options<'_>,
    read: &Arc<AtomicU64>,
    mut take: impl FnMut(Piece) -> bool,
) {
    let threads = options.threads.max(1);
    let (permits, permitted) = sync_channel::<()>(threads * AHEAD);
    let (to_judge, unjudged) = sync_channel::<Unjudged>(threads * AHEAD);
    let unjudged = Mutex::new(unjudged);
    let (to_order, judged) = channel::<(usize, Piece)>();
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        let (stop, unjudged) = (&stop, &unjudged);
        scope.spawn(move || {
            let mut number = 0;
            read_all(inputs, read, &mut |input, part| {
                let sent = !stop.load(Ordering::Relaxed) && permits.send(()).is_ok() && to_judge.send((number, input, part)).is_ok();
                number += 1;
                sent
            });
        });
        for _ in 0..threads {
            let to_order = to_order.clone();
            scope.spawn(move || judge_all(rules, options.clock, unjudged, &to_order));
        }
        drop(to_order);
        let mut early = BTreeMap::new();
        let mut next = 0;
        for (number, piece) in judged {
            early.insert(number, piece);
            while let Some(piece) = early.remove(&next) {
                next += 1;
                // The reader sent it before the part itself.
                let _ = permitted.recv();
                if !stop.load(Ordering::Relaxed) && !take(piece) {
                    stop.store(true, Ordering::Relaxed);
                }
            }
        }
    });
}

/// Cuts all inputs into parts, until `send` answers false.
fn read_all(inputs: &[Input], read: &Arc<AtomicU64>, send: &mut impl FnMut(usize, io::Result<Vec<u8>>) -> bool) {
    for (number, input) in inputs.iter().enumerate() {
        let stream = match input.open(read) {
            Ok(stream) => stream,
            Err(error) => {
                send(number, Err(error));
                continue;
            }
        };
        let mut batches = Batches::new(stream);
        while let Some(part) = batches.next() {
            if !send(number, part) {
                return;
            }
        }
    }
}

fn judge_all(rules: &Arc<RuleSet>, clock: Option<fn() -> u64>, unjudged: &Mutex<Receiver<Unjudged>>, to_order: &Sender<(usize, Piece)>) {
    let mut judge = Judge::new(rules, clock);
    loop {
        let received = unjudged.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((number, input, part)) = received else { return };
        let judged = part.and_then(|text| {
            catch_unwind(AssertUnwindSafe(|| judge.batch(&text))).map_err(|_| {
                judge = Judge::new(rules, clock);
                io::Error::other("an internal fault: this part of the archive was not judged")
            })
        });
        if to_order.send((number, (input, judged))).is_err() {
            return;
        }
    }
}
