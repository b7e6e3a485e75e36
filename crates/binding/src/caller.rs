//! Who is calling: from V8's stack to a package. What proves identity and what does not: docs/design/attribution.md.

mod asked;
pub mod behalf;
mod builtins;
mod claims;
mod content;
pub(crate) mod kept;
mod phase;
mod run;
mod scripts;
mod transformed;
pub mod unframed;

use crate::Exports;
use engine::Package;
use integrity::package::{Application, Linkers, Owner};
use kept::Read;
use napi::bindgen_prelude::{Env, Result, Unknown, sys};
use napi_derive::napi;
use neon_shims::stack;
use phase::Entry;
use run::Run;
use scripts::{LINKERS, Reason, Scripts, Standing};
use std::cell::RefCell;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(crate) const EXPORTS: Exports = &[
    ("caller", caller_c_callback),
    ("ownScript", own_script_c_callback),
    ("claim", claim_c_callback),
    ("runtimeSources", runtime_sources_c_callback),
    ("transformed", transformed_c_callback),
    ("root", root_c_callback),
    ("entry", entry_c_callback),
    ("isLoading", is_loading_c_callback),
    ("stackMissing", stack_missing_c_callback),
];

/// Frames of the first reading: enough for nearly every stack, and cheap.
const FRAMES: usize = 16;
/// Frames of the second: enough where modules are loaded, between whose frames stand ten of the runtime's.
const MORE_FRAMES: usize = 40;

thread_local! {
    static SCRIPTS: RefCell<Scripts> = RefCell::default();
    static ENTRY: RefCell<Entry> = RefCell::default();
}

/// Whom the stack names.
#[derive(Debug, Default)]
pub(crate) struct Named {
    owner: Option<(Arc<Owner>, Arc<str>)>,
    chain: Vec<String>,
    reason: Option<Reason>,
    /// The file whose name the nearest frame bears, where that proves nothing.
    claims: Option<Arc<str>>,
}

impl Named {
    fn nobody(reason: Reason) -> Self {
        Self { reason: Some(reason), ..Self::default() }
    }

    /// As the engine and the record have it.
    pub(crate) fn package(&self) -> Package<'_> {
        match &self.owner {
            Some((owner, path)) => Package {
                name: Some(&owner.name),
                version: owner.version.as_deref(),
                path: Some(path),
                direct: owner.direct,
                chain: &self.chain,
                reason: "",
                claims: None,
            },
            None => {
                Package { reason: self.reason.unwrap_or(Reason::NoFrame).as_str(), claims: self.claims.as_deref(), ..Package::default() }
            }
        }
    }

    /// Takes the next frame outwards; breaks where nothing further can be said.
    fn take(&mut self, standing: Standing) -> ControlFlow<()> {
        match (standing, &self.owner) {
            (Standing::Nobody(reason, claims), None) => {
                self.reason = Some(reason);
                self.claims = claims;
                return ControlFlow::Break(());
            }
            (Standing::Own | Standing::Runtime(_) | Standing::Linker | Standing::Nobody(..), _) => {}
            (Standing::Owner(owner, path), nearest) => {
                let label = owner.label();
                if nearest.is_none() {
                    self.owner = Some((owner, path));
                }
                if !self.chain.contains(&label) {
                    self.chain.push(label);
                }
            }
        }
        ControlFlow::Continue(())
    }
}

/// Reads the stack of the JavaScript that called. Beside what it says: whether it will say so for as long as its functions are what they are.
pub(crate) fn named(env: sys::napi_env) -> (Read, bool) {
    SCRIPTS.with(|scripts| {
        let nobody = |reason| (Read::new(Named::nobody(reason), Run::default()), false);
        let Ok(mut scripts) = scripts.try_borrow_mut() else { return nobody(Reason::Unavailable) };
        for limit in [FRAMES, MORE_FRAMES, stack::MOST_FRAMES] {
            let (mut named, mut run, mut is_settled) = (Named::default(), Run::default(), true);
            let take = |frame: &stack::Frame<'_>| {
                let standing = scripts.standing(frame);
                is_settled &= scripts.is_settled(frame);
                run.take(&standing);
                named.take(standing)
            };
            // SAFETY: `env` is this thread's, and every caller is a callback of Node-API or of V8.
            let read = unsafe { stack::visit(env.cast(), limit, take) };
            match read {
                Err(_) => return nobody(Reason::Unavailable),
                // Nothing but the runtime, as far as the limit let us see.
                Ok(count) if count >= limit && named.owner.is_none() && named.reason.is_none() => {}
                Ok(_) => return (Read::new(named, run), is_settled),
            }
        }
        nobody(Reason::Unknown)
    })
}

/// Another number each time that what is known of scripts changes.
fn edition() -> Option<u32> {
    SCRIPTS.with(|scripts| scripts.try_borrow().ok().map(|scripts| scripts.edition()))
}

/// The package that calls, as JSON for the record.
#[napi(no_export, catch_unwind)]
pub fn caller(env: Env) -> String {
    kept::read(env.raw()).json().to_owned()
}

/// Says which file this thread was started with, by its absolute path: its own code is no module that is being loaded.
#[napi(no_export, catch_unwind)]
pub fn entry(path: String) {
    ENTRY.set(Entry::at(PathBuf::from(path)));
}

/// Whether a module that the application asked for is being loaded; null where the stack cannot be read.
#[napi(no_export, catch_unwind)]
#[must_use]
pub fn is_loading(env: Env) -> Option<bool> {
    SCRIPTS.with(|scripts| ENTRY.with_borrow(|entry| phase::is_loading(env.raw(), &mut *scripts.try_borrow_mut().ok()?, entry)))
}

/// Says that the script at `path`, which calls, is overt's own, and that what was compiled before it is the runtime's. Its frames are skipped, by
/// script id. False where the stack does not show it.
#[napi(no_export, catch_unwind)]
pub fn own_script(env: Env, path: String) -> bool {
    SCRIPTS.with(|scripts| {
        let Ok(mut scripts) = scripts.try_borrow_mut() else { return false };
        let mut found = false;
        // SAFETY: called from JavaScript, with this thread's environment.
        let read = unsafe {
            stack::visit(env.raw().cast(), FRAMES, |frame| {
                if frame.script_name().as_deref() != Some(path.as_str()) {
                    return ControlFlow::Continue(());
                }
                scripts.own(frame.script_id());
                found = true;
                ControlFlow::Break(())
            })
        };
        read.is_ok() && found
    })
}

/// Says that the application compiles a script under this name (`vm.Script`, `Module#_compile`, ...), before it does: from now on the name proves
/// nothing for scripts that were not seen before.
#[napi(no_export, catch_unwind)]
pub fn claim(name: String) {
    SCRIPTS.with(|scripts| {
        if let Ok(mut scripts) = scripts.try_borrow_mut() {
            scripts.claim(&name);
        }
    });
}

/// Takes the function that gives the text of a module of the runtime by its name without `node:`, or undefined where there is none. It is called when a
/// script with such a name is first seen on the stack; until it is given, such a name is believed.
///
/// # Errors
/// It was given before.
#[napi(no_export, catch_unwind)]
pub fn runtime_sources(env: Env, callback: Unknown<'_>) -> Result<()> {
    builtins::ask(env, callback)
}

/// Takes the function that says what the launcher's transformers make of a file, by the script's name, or undefined where they make nothing: see docs/design/attribution.md. It is called
/// when a script is first seen on the stack whose text is not its file's; until it is given, such a script is nobody's.
///
/// # Errors
/// It was given before.
#[napi(no_export, catch_unwind)]
pub fn transformed(env: Env, callback: Unknown<'_>) -> Result<()> {
    transformed::ask(env, callback)
}

/// Sets the application's root, an absolute path; its package.json is read now. `beside` is the folder whose `node_modules` holds the tool that runs it, if it
/// is another.
#[napi(no_export, catch_unwind)]
pub fn root(path: String, beside: Option<String>) {
    LINKERS.get_or_init(|| Linkers::of(Path::new(&path)));
    let application = Application::at(Path::new(&path));
    let application = match beside {
        Some(folder) => application.beside(folder.into()),
        None => application,
    };
    SCRIPTS.with(|scripts| {
        if let Ok(mut scripts) = scripts.try_borrow_mut() {
            scripts.application(application);
        }
    });
}

/// The symbol for want of which the stack cannot be read, or null.
#[napi(no_export, catch_unwind)]
pub fn stack_missing() -> Option<&'static str> {
    stack::available().err().map(neon_shims::Missing::name)
}
