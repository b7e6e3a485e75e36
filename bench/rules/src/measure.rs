//! Clocks, percentiles, and an allocator that counts.

use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Instant;

/// Bytes that are allocated now, and how often memory was asked for.
static LIVE: AtomicUsize = AtomicUsize::new(0);
static CALLS: AtomicUsize = AtomicUsize::new(0);

pub struct Counting;

// SAFETY: every call is handed to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        LIVE.fetch_add(layout.size(), Relaxed);
        CALLS.fetch_add(1, Relaxed);
        // SAFETY: the caller keeps the contract.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        LIVE.fetch_sub(layout.size(), Relaxed);
        // SAFETY: the caller keeps the contract.
        unsafe { System.dealloc(pointer, layout) }
    }
}

/// What `make` returns, how many bytes it left allocated, and how many seconds it took.
pub fn loading<T>(make: impl FnOnce() -> T) -> (T, usize, f64) {
    let (before, start) = (LIVE.load(Relaxed), Instant::now());
    let made = make();
    (made, LIVE.load(Relaxed).saturating_sub(before), start.elapsed().as_secs_f64())
}

/// How often memory was asked for in `work`.
pub fn allocations(work: impl FnOnce()) -> usize {
    let before = CALLS.load(Relaxed);
    work();
    CALLS.load(Relaxed) - before
}

/// The thread's own time, in nanoseconds: what others do meanwhile is not in it.
pub fn thread_time() -> f64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the pointer is to a `timespec` that lives.
    unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &raw mut time) };
    time.tv_sec as f64 * 1e9 + time.tv_nsec as f64
}

/// What reading the clock twice takes, in nanoseconds.
pub fn clock_cost() -> f64 {
    (0..2_000).map(|_| Instant::now().elapsed().as_nanos() as f64).fold(f64::MAX, f64::min)
}

/// The value that so many of a hundred are not above.
pub fn percentile(values: &mut [f64], percent: usize) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get((values.len() * percent / 100).min(values.len().saturating_sub(1))).copied().unwrap_or(f64::NAN)
}

/// 64 MiB that are not in any cache of the engine's.
pub struct Walk(Vec<u64>);

impl Walk {
    pub fn new() -> Self {
        Self(vec![1; 8 << 20])
    }

    pub fn walk(&self) {
        black_box(self.0.iter().step_by(8).fold(0_u64, |sum, value| sum.wrapping_add(*value)));
    }
}
