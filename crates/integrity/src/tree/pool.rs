//! Work that makes more work, for several threads.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// What waits to be done. The newest is done first, so that a deep tree is walked downwards and little waits.
pub(super) struct Pool<W> {
    state: Mutex<State<W>>,
    changed: Condvar,
    idle: AtomicUsize,
}

struct State<W> {
    waiting: Vec<(W, usize)>,
    /// Bytes of what waits.
    bytes: usize,
    running: usize,
}

/// Work that is under way, until this is dropped.
pub(super) struct Running<'a, W>(&'a Pool<W>);

impl<W> Pool<W> {
    pub(super) fn new(first: W) -> Self {
        let state = State { waiting: vec![(first, 0)], bytes: 0, running: 0 };
        Self { state: Mutex::new(state), changed: Condvar::new(), idle: AtomicUsize::new(0) }
    }

    fn state(&self) -> MutexGuard<'_, State<W>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a thread waits for work.
    pub(super) fn hungry(&self) -> bool {
        self.idle.load(Ordering::Relaxed) > 0
    }

    /// Adds work of some bytes; false where more than `most` bytes would wait then.
    pub(super) fn add(&self, work: W, bytes: usize, most: usize) -> bool {
        let mut state = self.state();
        let sum = state.bytes.saturating_add(bytes);
        if sum > most {
            return false;
        }
        state.bytes = sum;
        state.waiting.push((work, bytes));
        drop(state);
        if self.hungry() {
            self.changed.notify_one();
        }
        true
    }

    /// The next piece of work; `None` when all is done, and none that is under way can make more.
    pub(super) fn next(&self) -> Option<(W, Running<'_, W>)> {
        let mut state = self.state();
        loop {
            if let Some((work, bytes)) = state.waiting.pop() {
                state.bytes -= bytes;
                state.running += 1;
                return Some((work, Running(self)));
            }
            if state.running == 0 {
                return None;
            }
            self.idle.fetch_add(1, Ordering::Relaxed);
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
            self.idle.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

impl<W> Drop for Running<'_, W> {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.running -= 1;
        if state.running == 0 && state.waiting.is_empty() {
            drop(state);
            self.0.changed.notify_all();
        }
    }
}
