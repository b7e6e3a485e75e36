//! On whose behalf the runtime works, as JavaScript asks for it; for an event the stack is read once (`run`).

use super::kept::{self, Read, Said};
use super::run::{self, Run};
use crate::Exports;
use napi::bindgen_prelude::{Env, sys};
use napi_derive::napi;
use std::cell::RefCell;
use std::rc::Rc;

pub(crate) const EXPORTS: Exports = &[
    ("runtimeScript", runtime_script_c_callback),
    ("runtimeLoads", runtime_loads_c_callback),
    ("runtimeLoadsEsModule", runtime_loads_es_module_c_callback),
    ("filesFor", files_for_c_callback),
    ("judgedFilesFor", judged_files_for_c_callback),
    ("forgetJudged", forget_judged_c_callback),
    ("judgedIsStep", judged_is_step_c_callback),
];

thread_local! {
    /// What the stack of the event that was judged last says, as far as it was read.
    static JUDGED: RefCell<Option<Said>> = const { RefCell::new(None) };
}

/// Begins an event: its stack was not read yet.
#[inline]
pub(crate) fn begin() {
    JUDGED.with(|judged| {
        if let Ok(mut judged) = judged.try_borrow_mut()
            && judged.is_some()
        {
            *judged = None;
        }
    });
}

/// Who calls. The stack is read once an event, and what it says is kept for whoever asks about the same event.
pub(crate) fn judged(env: sys::napi_env) -> Rc<Read> {
    said_before().as_ref().and_then(Said::read).cloned().unwrap_or_else(|| {
        let read = kept::read(env);
        keep_said(Said::All(Rc::clone(&read)));
        read
    })
}

/// What the stack says of the event that was judged last: asked within the same raising. The whole stack is not read for it, since an event that the runtime
/// raises for itself is told to nobody.
fn of_judged<R>(env: sys::napi_env, ask: impl Fn(&Run) -> R) -> R {
    let said = said_before().unwrap_or_else(|| {
        let said = Said::Behalf(kept::run(env));
        keep_said(said.clone());
        said
    });
    ask(said.run())
}

fn said_before() -> Option<Said> {
    JUDGED.with(|judged| judged.try_borrow().ok()?.clone())
}

fn keep_said(said: Said) {
    JUDGED.with(|judged| {
        if let Ok(mut judged) = judged.try_borrow_mut() {
            *judged = Some(said);
        }
    });
}

/// The name of the nearest script that is not overt's own, where that script is the runtime's; else empty. For what the runtime does by itself inside an
/// operation, such as copying the environment for a child.
#[napi(no_export, catch_unwind)]
#[must_use]
pub fn runtime_script(env: Env) -> String {
    run::nearest(env.raw()).nearest().to_owned()
}

/// On whose behalf a function of `node:fs` works: the name of the nearest script that is neither overt's own nor one of theirs, where that script is the
/// runtime's; else empty. `node:fs` where there is no other, as where one operation on files goes on after another.
#[napi(no_export, catch_unwind)]
#[must_use]
pub fn files_for(env: Env) -> String {
    run::of_files(env.raw()).files_for().to_owned()
}

/// The same for the event that was judged last: its stack need not be read again where it was read before. To be asked right after the judgement.
#[napi(no_export, catch_unwind)]
#[must_use]
pub fn judged_files_for(env: Env) -> String {
    of_judged(env.raw(), |run| run.files_for().to_owned())
}

/// What was read of the stack for the event before is not taken for the next: for who asks before that is judged.
#[napi(no_export, catch_unwind)]
pub fn forget_judged() {
    begin();
}

/// Whether overt calls, through nothing but the runtime's functions for files: where overt takes the steps of an operation, this is one of them, and not what a
/// function of the application's does that the runtime calls between them (`path.resolve`, which it may have replaced). For the event that was judged last.
#[napi(no_export, catch_unwind)]
#[must_use]
pub fn judged_is_step(env: Env) -> bool {
    of_judged(env.raw(), Run::is_step)
}

/// Whether the runtime's own loader of modules calls, through nothing but the runtime's functions for files: what it opens is the file of a
/// `module.load`, and no opening of the application's. A function of the application's between them (`require.extensions`, a hook) is the nearer one, and the answer
/// is false; where the stack cannot be read it is false too. For the event that was judged last, right after the judgement.
#[napi(no_export, catch_unwind)]
#[must_use]
pub fn runtime_loads(env: Env) -> bool {
    of_judged(env.raw(), Run::is_loading)
}

/// Whether it is the loader of ES modules, which opens files otherwise than for their text alone, and calls nothing of the application's between. Asked like `runtimeLoads`.
#[napi(no_export, catch_unwind)]
#[must_use]
pub fn runtime_loads_es_module(env: Env) -> bool {
    of_judged(env.raw(), Run::is_loading_es_module)
}
