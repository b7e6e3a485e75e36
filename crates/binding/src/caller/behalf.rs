//! On whose behalf the runtime works: which of its scripts stand nearest on the stack.

use super::kept::{self, Read, Said};
use super::scripts::Standing;
use super::{FRAMES, SCRIPTS};
use crate::Exports;
use napi::bindgen_prelude::{Env, sys};
use napi_derive::napi;
use neon_shims::stack;
use std::cell::RefCell;
use std::ops::ControlFlow;
use std::rc::Rc;
use std::sync::Arc;

pub(crate) const EXPORTS: Exports = &[
    ("runtimeScript", runtime_script_c_callback),
    ("runtimeLoads", runtime_loads_c_callback),
    ("runtimeLoadsEsModule", runtime_loads_es_module_c_callback),
    ("filesFor", files_for_c_callback),
    ("judgedFilesFor", judged_files_for_c_callback),
    ("forgetJudged", forget_judged_c_callback),
    ("judgedIsStep", judged_is_step_c_callback),
];

/// Where the nearest frame is no function of overt's: a native function asks. Each frame more costs V8 some 8,000 instructions.
const FIRST: usize = 1;
/// Where only the nearest script is looked for: overt's own frame and the one that called it, nearly always.
const NEAREST: usize = 2;
/// The same, where functions of `node:fs` stand between.
const NEAR: usize = 5;
/// The scripts that functions of `node:fs` consist of.
const FILE_SCRIPTS: &[&str] =
    &["node:fs", "node:internal/fs/promises", "node:internal/fs/watchers", "node:internal/fs/dir", "node:internal/util"];

/// What the names of the others begin with.
const FILE_SCRIPTS_BELOW: &str = "node:internal/fs/";

/// What Node 26's loaders read files through.
const LOADER_HELPERS: &str = "node:internal/modules/helpers";

fn is_of_files(name: &str) -> bool {
    FILE_SCRIPTS.contains(&name) || name.starts_with(FILE_SCRIPTS_BELOW)
}

thread_local! {
    /// What the stack of the event that was judged last says, as far as it was read.
    static JUDGED: RefCell<Option<Said>> = const { RefCell::new(None) };
}

/// The runtime's scripts from the innermost frame outwards, until a frame that is neither the runtime's nor overt's own.
#[derive(Debug, Default)]
pub(crate) struct Run {
    names: Vec<Arc<str>>,
    /// Such a frame follows.
    ended: bool,
    /// A function of overt's called the innermost of them, which are functions for files only.
    is_step: bool,
}

impl Run {
    /// Takes the next frame outwards; true while it is the runtime's, or overt's own.
    pub(super) fn take(&mut self, standing: &Standing) -> bool {
        match standing {
            Standing::Own if !self.ended => self.is_step |= !self.names.is_empty() && self.names.iter().all(|name| is_of_files(name)),
            Standing::Runtime(Some(name)) if !self.ended => self.names.push(Arc::clone(name)),
            _ => self.ended = true,
        }
        !self.ended
    }

    /// The nearest script that is none of those skipped; the last of those where there is nothing else; empty where one follows that is not the runtime's.
    fn behind(&self, skips: impl Fn(&str) -> bool) -> &str {
        let other = self.names.iter().find(|name| !skips(name));
        other.or_else(|| self.names.last().filter(|_| !self.ended)).map_or("", AsRef::as_ref)
    }

    fn files_for(&self) -> &str {
        self.behind(|name| FILE_SCRIPTS.contains(&name))
    }

    fn is_loading(&self) -> bool {
        self.behind(|name| name == "node:fs" || name.starts_with(FILE_SCRIPTS_BELOW)).starts_with("node:internal/modules/")
    }

    fn is_loading_es_module(&self) -> bool {
        self.behind(|name| is_of_files(name) || name == LOADER_HELPERS) == "node:internal/modules/esm/load"
    }
}

/// Reads the stack until `is_enough` for an answer, at first `near` frames of it. Beside that: whether it will say so for as long as its functions are what they are.
fn read(env: sys::napi_env, near: usize, is_enough: impl Fn(&str) -> bool) -> (Run, bool) {
    let (mut run, mut is_settled) = (Run::default(), false);
    SCRIPTS.with(|scripts| {
        let Ok(mut scripts) = scripts.try_borrow_mut() else { return };
        for limit in [FIRST, NEAREST, NEAR, FRAMES].into_iter().filter(|limit| *limit >= near) {
            (run, is_settled) = (Run::default(), true);
            let mut ended = false;
            // SAFETY: called from JavaScript, with this thread's environment.
            let read = unsafe {
                stack::visit(env.cast(), limit, |frame| {
                    let standing = scripts.standing(frame);
                    is_settled &= scripts.is_settled(frame);
                    ended = !run.take(&standing) || matches!(&standing, Standing::Runtime(Some(name)) if is_enough(name));
                    if ended { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
                })
            };
            is_settled &= read.is_ok();
            if ended || !read.is_ok_and(|count| count >= limit) {
                break;
            }
            // The limit may have cut off what is looked for: who comes behind the runtime's functions is not known, so it is not the runtime.
            run.ended = true;
        }
    });
    (run, is_settled)
}

/// On whose behalf functions for files work. Beside that: whether the stack will say so for as long as its functions are what they are.
pub(super) fn near(env: sys::napi_env) -> (Run, bool) {
    read(env, NEAR, |name| !is_of_files(name) && name != LOADER_HELPERS)
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
    read(env.raw(), NEAREST, |_| true).0.behind(|_| false).to_owned()
}

/// Whether the nearest script that is not overt's own is certainly the runtime's, and its name begins so. For a native function that the script calls.
pub(super) fn is_nearest(env: sys::napi_env, name: &str) -> bool {
    let run = read(env, FIRST, |_| true).0;
    let nearest = run.behind(|_| false);
    !nearest.is_empty() && nearest.starts_with(name)
}

/// On whose behalf a function of `node:fs` works: the name of the nearest script that is neither overt's own nor one of theirs, where that script is the
/// runtime's; else empty. `node:fs` where there is no other, as where one operation on files goes on after another.
#[napi(no_export, catch_unwind)]
#[must_use]
pub fn files_for(env: Env) -> String {
    read(env.raw(), NEAR, |name| !FILE_SCRIPTS.contains(&name)).0.files_for().to_owned()
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
    of_judged(env.raw(), |run| run.is_step)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn run(names: &[&str], ended: bool) -> Run {
        Run { names: names.iter().map(|name| Arc::from(*name)).collect(), ended, is_step: false }
    }

    #[test]
    fn functions_of_files_are_looked_through() {
        assert_eq!(run(&["node:fs", "node:internal/modules/cjs/loader"], true).files_for(), "node:internal/modules/cjs/loader");
        assert!(run(&["node:fs", "node:internal/modules/cjs/loader"], true).is_loading());
        assert_eq!(run(&["node:fs"], false).files_for(), "node:fs");
        let (helpers, es) = ("node:internal/modules/helpers", "node:internal/modules/esm/load");
        assert!(run(&["node:fs", es], true).is_loading_es_module());
        assert!(run(&["node:fs", helpers, helpers, es], true).is_loading_es_module());
        for other in [
            &["node:fs", helpers, "node:internal/modules/cjs/loader", es][..],
            &["node:fs", helpers],
            &["node:fs", "node:internal/modules/cjs/loader"],
        ] {
            assert!(!run(other, true).is_loading_es_module(), "{other:?}");
        }
    }

    #[test]
    fn a_frame_of_the_applications_in_between_ends_it() {
        assert_eq!(run(&["node:fs"], true).files_for(), "");
        assert!(!run(&["node:fs"], true).is_loading());
        let mut seen = Run::default();
        assert!(seen.take(&Standing::Own) && seen.take(&Standing::Runtime(Some("node:fs".into()))));
        assert!(!seen.take(&Standing::Runtime(None)), "a script of the runtime's without a name is not looked through");
        assert!(!seen.take(&Standing::Runtime(Some("node:internal/modules/cjs/loader".into()))));
        assert_eq!((seen.files_for(), seen.is_loading()), ("", false));
    }

    #[test]
    fn a_step_is_called_by_overt_through_functions_of_files_alone() {
        let seen = |frames: &[Standing]| {
            let mut run = Run::default();
            for frame in frames {
                run.take(frame);
            }
            run.is_step
        };
        let runtime = |name: &str| Standing::Runtime(Some(name.into()));
        assert!(seen(&[Standing::Own, runtime("node:fs"), Standing::Own]));
        assert!(seen(&[runtime("node:internal/fs/dir"), Standing::Own, runtime("node:internal/modules/cjs/loader")]));
        assert!(!seen(&[Standing::Own, runtime("node:fs"), Standing::Runtime(None), Standing::Own]), "the application's in between");
        assert!(!seen(&[runtime("node:internal/process/task_queues"), Standing::Own]));
        assert!(!seen(&[Standing::Own, Standing::Own]));
    }
}
