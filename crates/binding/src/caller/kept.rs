//! Stacks that were read before: whom a stack names is kept beside the addresses that it consists of (docs/design/attribution.md).
//!
//! INVARIANT: what is kept for addresses is what reading the stack would say. An address is a place in the code of one function, which is of one script for good; what is compiled into that code is
//! settled with it. Code moves and goes only in a collection of the old space, and then nothing is kept. A script's standing is settled when it is first seen; where it is not, the stack is not kept.

use super::run::{self, Run};
use super::{Named, named};
use napi::bindgen_prelude::{Env, sys};
use neon_shims::{collections, sample};
use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

/// Addresses of a stack that is kept; one with more is read each time. Nothing is said of where it ends.
const MOST_ADDRESSES: usize = 64;
/// Stacks that are kept; a power of two.
const PLACES: usize = 1024;

/// What a stack says.
#[derive(Debug, Default)]
pub(crate) struct Read {
    named: Named,
    run: Rc<Run>,
    json: OnceCell<String>,
}

impl Read {
    pub(super) fn new(named: Named, run: Run) -> Self {
        Self { named, run: Rc::new(run), json: OnceCell::new() }
    }

    pub(crate) fn package(&self) -> engine::Package<'_> {
        self.named.package()
    }

    /// The package as a record has it.
    pub(crate) fn json(&self) -> &str {
        self.json.get_or_init(|| self.package().to_json(usize::MAX))
    }
}

/// As much of what a stack says as somebody asked for.
#[derive(Debug, Clone)]
pub(super) enum Said {
    /// On whose behalf the runtime works: its nearest frames.
    Behalf(Rc<Run>),
    /// The same, and whom it names.
    All(Rc<Read>),
}

impl Said {
    pub(super) fn run(&self) -> &Rc<Run> {
        match self {
            Self::Behalf(run) => run,
            Self::All(read) => &read.run,
        }
    }

    pub(super) fn read(&self) -> Option<&Rc<Read>> {
        match self {
            Self::Behalf(_) => None,
            Self::All(read) => Some(read),
        }
    }
}

/// What was true when the stacks were read: V8's collections so far, and what was said of overt's own scripts and of the application.
type Since = (u64, u32);

/// A stack, and what it says.
type Stack = (Box<[usize]>, Said);

#[derive(Default)]
struct Stacks {
    since: Since,
    places: Vec<Option<Stack>>,
}

thread_local! {
    static STACKS: RefCell<Stacks> = RefCell::default();
    /// Whether this thread's collections are counted; none where it was not tried yet.
    static IS_WATCHED: Cell<Option<bool>> = const { Cell::new(None) };
}

/// Whom the stack of the JavaScript that called names, read or kept.
pub(super) fn read(env: sys::napi_env) -> Rc<Read> {
    let make = || {
        let (read, is_settled) = named(env);
        let read = Rc::new(read);
        (Said::All(Rc::clone(&read)), read, is_settled)
    };
    said(env, |said| said.read().cloned(), make)
}

/// On whose behalf the runtime works, as the stack of the JavaScript that called says, read or kept: a third of the price where it has to be read.
pub(super) fn run(env: sys::napi_env) -> Rc<Run> {
    let make = || {
        let (run, is_settled) = run::near(env);
        let run = Rc::new(run);
        (Said::Behalf(Rc::clone(&run)), run, is_settled)
    };
    said(env, |said| Some(Rc::clone(said.run())), make)
}

/// What is kept for the current stack, as far as it has what is asked for; else what is made, and kept if it is settled.
fn said<T>(env: sys::napi_env, ask: impl Fn(&Said) -> Option<T>, make: impl FnOnce() -> (Said, T, bool)) -> T {
    let mut place = [0; MOST_ADDRESSES];
    let Some((since, addresses)) = key(env, &mut place) else { return make().1 };
    let at = hash(addresses) % PLACES;
    let kept = STACKS.with(|stacks| {
        let stacks = stacks.try_borrow().ok()?;
        let (of, said) = stacks.places.get(at).filter(|_| stacks.since == since)?.as_ref()?;
        if **of == *addresses { ask(said) } else { None }
    });
    kept.unwrap_or_else(|| {
        let (said, asked, is_settled) = make();
        // Reading may have called the runtime.
        if is_settled && collections::count() == Some(since.0) {
            STACKS.with(|stacks| {
                let Ok(mut stacks) = stacks.try_borrow_mut() else { return };
                if stacks.since != since {
                    *stacks = Stacks { since, places: Vec::new() };
                }
                stacks.places.resize_with(PLACES, || None);
                if let Some(kept) = stacks.places.get_mut(at) {
                    *kept = Some((addresses.into(), said));
                }
            });
        }
        asked
    })
}

/// The addresses of the current stack and what they are true for; `None` where nothing can be kept for them.
fn key(env: sys::napi_env, place: &mut [usize; MOST_ADDRESSES]) -> Option<(Since, &[usize])> {
    if !IS_WATCHED.get().unwrap_or_else(|| watch(env)) {
        return None;
    }
    let since = (collections::count()?, super::edition()?);
    // SAFETY: every caller is a callback of Node-API or of V8.
    let count = unsafe { sample::addresses(place) }.ok()?;
    Some((since, place.get(..count).filter(|addresses| !addresses.is_empty() && addresses.len() < MOST_ADDRESSES)?))
}

#[cold]
fn watch(env: sys::napi_env) -> bool {
    // SAFETY: called from JavaScript, once a thread, and undone before the addon can be unloaded.
    let is_watched = unsafe { collections::watch() }.is_ok()
        && Env::from_raw(env)
            .add_env_cleanup_hook((), |()| {
                IS_WATCHED.set(Some(false));
                // SAFETY: `watch` answered without an error, and the isolate is entered while its hooks run.
                unsafe { collections::unwatch() };
            })
            .is_ok();
    IS_WATCHED.set(Some(is_watched));
    is_watched
}

/// Nobody gains by two stacks with one hash: the later one takes the place.
fn hash(addresses: &[usize]) -> usize {
    let mixed = addresses.iter().fold(0_u64, |hash, address| (hash.rotate_left(5) ^ *address as u64).wrapping_mul(0x517c_c1b7_2722_0a95));
    usize::try_from(mixed >> 32).unwrap_or(0)
}
