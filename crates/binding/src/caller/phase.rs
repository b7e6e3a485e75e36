//! Whether a module is being loaded, told by V8's stack (docs/design/context.md).

use super::scripts::{Scripts, Standing};
use integrity::package::file_of_script;
use napi::sys;
use neon_shims::stack::{self, Frame};
use std::ops::ControlFlow;
use std::path::PathBuf;

/// Where the runtime loads modules.
const LOADER: &str = "node:internal/modules/";
/// Where it loads and evaluates ES modules: those that are imported are evaluated without a frame of whoever imports them.
const ES_LOADER: &str = "node:internal/modules/esm/";
/// How the runtime names code of the command line that is an ES module.
const COMMAND_LINE: &str = "/[eval1]";
/// Frames of the first reading; most stacks are shorter.
const FRAMES: usize = 64;

/// The file that the process, or the worker, was started with: under the name that it was given, and by its real path, which is a module's name.
#[derive(Debug, Default)]
pub(super) struct Entry {
    files: Vec<PathBuf>,
}

impl Entry {
    pub(super) fn at(path: PathBuf) -> Self {
        Self { files: path.canonicalize().ok().into_iter().chain([path]).collect() }
    }

    fn is(&self, script: &str) -> bool {
        script.ends_with(COMMAND_LINE) || file_of_script(script).is_some_and(|file| self.files.contains(&file))
    }
}

/// What was seen of the stack so far, innermost first.
#[derive(Debug, Default)]
struct Seen {
    /// The script of the application's whose frame came last; none after a frame of the runtime's.
    script: Option<String>,
    /// A module's code that the runtime's loader called: loaded for the application, unless nothing but the runtime comes further out.
    called: bool,
}

impl Seen {
    /// Takes the next frame outwards; true where a module is being loaded.
    fn take(&mut self, frame: &Frame<'_>, is_runtime: bool, entry: &Entry) -> bool {
        if !is_runtime {
            self.script = Some(frame.script_name().unwrap_or_default());
            return self.called;
        }
        let Some(name) = frame.script_name().filter(|name| name.starts_with(LOADER)) else {
            self.script = None;
            return false;
        };
        if self.script.take().is_some_and(|script| !entry.is(&script)) {
            self.called = true;
        }
        self.called && name.starts_with(ES_LOADER)
    }
}

/// Whether a module that the application asked for is being loaded: a frame of its code stands right above one of the runtime's loader. `None` where the stack
/// cannot be read.
pub(super) fn is_loading(env: sys::napi_env, scripts: &mut Scripts, entry: &Entry) -> Option<bool> {
    for limit in [FRAMES, stack::DEEPEST] {
        let (mut seen, mut loading) = (Seen::default(), false);
        // SAFETY: `env` is this thread's, and every caller is a callback of Node-API.
        let read = unsafe {
            stack::visit(env.cast(), limit, |frame| {
                if !scripts.is_own(frame.script_id()) {
                    let is_runtime = matches!(scripts.standing(frame), Standing::Runtime(_));
                    loading = seen.take(frame, is_runtime, entry);
                }
                if loading { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            })
        };
        if loading || read.ok()? < limit {
            return Some(loading);
        }
    }
    // No stack is so deep.
    Some(false)
}
