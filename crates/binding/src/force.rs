//! The rules in force: one set a process. Each thread goes over to a new one by itself, between two events.
//!
//! A frame is written for the fields that one set reads, and an answer names rules by their places in one set. So a thread judges by the set that its JavaScript
//! knows, its own, until that JavaScript has taken the next: [`next`] says what the next reads, [`take`] goes over. What is judged in between is answered as stale, by
//! [`crate::judge`], and judged again.

#![cfg_attr(target_family = "wasm", expect(dead_code, reason = "nothing is signed there, and nothing replaced"))]

use crate::correlations::memory::Memory;
use engine::{CompileOptions, Interest, RuleSet};
use std::cell::RefCell;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

/// Where signed rules come from (`integrity::release`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Origin {
    pub(crate) serial: u64,
    /// BLAKE3 of the image, in hexadecimal digits.
    pub(crate) digest: String,
}

/// Rules in force, with what their correlations have seen.
#[derive(Debug)]
pub(crate) struct InForce {
    pub(crate) rules: Arc<RuleSet>,
    pub(crate) memory: Memory,
    /// `None` for rules that are not signed.
    pub(crate) origin: Option<Origin>,
    /// Higher for each set of this process, from 1.
    pub(crate) epoch: u32,
    /// How many correlations have lost what they had seen, from the set that was put in force at last up to this one: those that have no like among the next rules.
    pub(crate) lost: usize,
}

static CURRENT: RwLock<Option<Arc<InForce>>> = RwLock::new(None);
/// The epoch of `CURRENT`, so that a thread sees without a lock whether its own set is the current one. Written under the lock only.
static EPOCH: AtomicU32 = AtomicU32::new(0);

type Held = Option<Arc<InForce>>;

thread_local! {
    /// The set that this thread judges by, and the one that it is going over to.
    static OWN: RefCell<(Held, Held)> = const { RefCell::new((None, None)) };
}

pub(crate) fn epoch() -> u32 {
    EPOCH.load(Ordering::Acquire)
}

/// The process's current set.
pub(crate) fn current() -> Option<Arc<InForce>> {
    CURRENT.read().unwrap_or_else(PoisonError::into_inner).clone()
}

/// Puts a set in the place of the one in force; each thread goes over to it. What correlations have seen goes on where the same one is in both.
#[cfg(not(target_family = "wasm"))]
pub(crate) fn replace(rules: RuleSet, origin: Option<Origin>) {
    let rules = Arc::new(rules);
    let mut current = CURRENT.write().unwrap_or_else(PoisonError::into_inner);
    let before = current.clone();
    // INVARIANT: who ends a judgement by the set before waits for its memory, and sees then that there is another: no event is counted in what nobody reads.
    let mut seen = before.as_ref().map(|before| before.memory.lock());
    let (memory, lost) = Memory::heir(&rules, seen.as_mut().and_then(|seen| seen.as_mut()));
    let lost = before.as_ref().map_or(0, |before| before.lost) + lost;
    publish(&mut current, rules, memory, origin, lost);
}

/// Puts a set in force for the process. Correlations begin anew, and this thread goes over at once: its JavaScript asks for everything anew.
pub(crate) fn put(rules: RuleSet, origin: Option<Origin>) -> Arc<InForce> {
    let rules = Arc::new(rules);
    let memory = Memory::of(&rules);
    let new = publish(&mut CURRENT.write().unwrap_or_else(PoisonError::into_inner), rules, memory, origin, 0);
    OWN.set((Some(Arc::clone(&new)), None));
    new
}

/// `current` is what `CURRENT` holds, locked.
fn publish(current: &mut Held, rules: Arc<RuleSet>, memory: Memory, origin: Option<Origin>, lost: usize) -> Arc<InForce> {
    let epoch = epoch() + 1;
    let new = Arc::new(InForce { rules, memory, origin, epoch, lost });
    *current = Some(Arc::clone(&new));
    EPOCH.store(epoch, Ordering::Release);
    new
}

/// The set that this thread judges by: the current one of the moment at which it first asked, until it goes over. `None` before there is one.
pub(crate) fn own() -> Option<Arc<InForce>> {
    OWN.with_borrow_mut(|(own, _)| {
        if own.is_none() {
            *own = current();
        }
        own.clone()
    })
}

/// The rules that this thread judges by; none of them before there are any.
pub(crate) fn own_rules() -> Option<Arc<RuleSet>> {
    let none = || RuleSet::compile(&[], &CompileOptions::default()).rules.map(Arc::new);
    own().map(|own| Arc::clone(&own.rules)).or_else(none)
}

/// Whether the process has other rules by now than this thread.
#[cfg(not(target_family = "wasm"))]
pub(crate) fn is_stale() -> bool {
    OWN.with_borrow(|(own, _)| own.as_ref().is_some_and(|own| own.epoch != epoch()))
}

/// What this thread's set wants to know of an event.
#[cfg(not(target_family = "wasm"))]
pub(crate) fn own_interest(event: u16) -> Interest {
    own().map(|own| own.rules.interest(event)).unwrap_or_default()
}

/// The set whose interest this thread's JavaScript is told: the one that it is going over to, else its own.
pub(crate) fn told() -> Option<Arc<InForce>> {
    OWN.with_borrow(|(_, next)| next.clone()).or_else(own)
}

/// What the rules want to know of each event, by id, of [`told`].
pub(crate) fn interests<T>(of: impl Fn(Interest) -> T) -> Vec<T> {
    let known = told();
    let interest = |event| known.as_ref().map(|set| set.rules.interest(event)).unwrap_or_default();
    (0..=engine::schema::HIGHEST_EVENT).map(|event| of(interest(event))).collect()
}

/// Begins to go over: this thread's set, and the current one where that is another. A thread that is broken off in its midst begins anew.
#[cfg(not(target_family = "wasm"))]
pub(crate) fn next() -> Option<(Arc<InForce>, Arc<InForce>)> {
    let (own, next) = (own()?, current()?);
    let differ = own.epoch != next.epoch;
    OWN.with_borrow_mut(|(_, going)| *going = differ.then(|| Arc::clone(&next)));
    differ.then_some((own, next))
}

/// Goes over to the set with this epoch, unless another has been taken meanwhile.
#[cfg(not(target_family = "wasm"))]
pub(crate) fn take(epoch: u32) {
    OWN.with_borrow_mut(|(own, going)| {
        if let Some(next) = going.take_if(|next| next.epoch == epoch) {
            *own = Some(next);
        }
    });
}
