//! The runtime's scripts that stand nearest on the stack: they tell on whose behalf it works.

use super::scripts::Standing;
use super::{FRAMES, SCRIPTS};
use napi::bindgen_prelude::sys;
use neon_shims::stack;
use std::ops::ControlFlow;
use std::sync::Arc;

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

    /// The nearest script, where it is certainly the runtime's; else empty.
    pub(super) fn nearest(&self) -> &str {
        self.behind(|_| false)
    }

    /// On whose behalf functions of `node:fs` work; `node:fs` where there is no other.
    pub(super) fn files_for(&self) -> &str {
        self.behind(|name| FILE_SCRIPTS.contains(&name))
    }

    /// Whether the loader of modules asks for a file.
    pub(super) fn is_loading(&self) -> bool {
        self.behind(|name| name == "node:fs" || name.starts_with(FILE_SCRIPTS_BELOW)).starts_with("node:internal/modules/")
    }

    /// Whether it is the loader of ES modules.
    pub(super) fn is_loading_es_module(&self) -> bool {
        self.behind(|name| is_of_files(name) || name == LOADER_HELPERS) == "node:internal/modules/esm/load"
    }

    /// Whether overt takes a step of an operation, through functions for files alone.
    pub(super) fn is_step(&self) -> bool {
        self.is_step
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

/// The nearest script that is not overt's own.
pub(super) fn nearest(env: sys::napi_env) -> Run {
    read(env, NEAREST, |_| true).0
}

/// On whose behalf functions of `node:fs` work.
pub(super) fn of_files(env: sys::napi_env) -> Run {
    read(env, NEAR, |name| !FILE_SCRIPTS.contains(&name)).0
}

/// Whether the nearest script that is not overt's own is certainly the runtime's, and its name begins so. For a native function that the script calls.
pub(super) fn is_nearest(env: sys::napi_env, name: &str) -> bool {
    let run = read(env, FIRST, |_| true).0;
    let nearest = run.nearest();
    !nearest.is_empty() && nearest.starts_with(name)
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
