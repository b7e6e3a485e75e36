//! Scripts by id: each is looked at once. A script's id is V8's and stays for its life; its name is what somebody gave it.

use super::builtins::is_builtin;
use super::claims::Claims;
use super::content::is_text_of;
use super::transformed::is_made_of;
use integrity::package::{Application, Linkers, Owner, file_of_script, real_file};
use neon_shims::stack::Frame;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

/// Scripts that are remembered; then the memory starts anew.
const MOST_SCRIPTS: usize = 65_536;
/// A claimed name that is longer is not shown, bytes.
const LONGEST_CLAIM: usize = 1024;

/// Yarn's loaders, as they were when the process began: a thread that begins later may find what a package has written meanwhile.
pub(super) static LINKERS: OnceLock<Linkers> = OnceLock::new();

/// Why nobody is named (docs/design/frame.md).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    Unavailable,
    NoFrame,
    Eval,
    Claimed,
    Altered,
    Unknown,
}

impl Reason {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Unavailable => "unavailable",
            Self::NoFrame => "no_frame",
            Self::Eval => "eval",
            Self::Claimed => "claimed",
            Self::Altered => "altered",
            Self::Unknown => "unknown",
        }
    }
}

/// What a frame's script is.
#[derive(Debug, Clone)]
pub(super) enum Standing {
    /// overt's own: skipped.
    Own,
    /// The runtime's, by its name where it has one: skipped.
    Runtime(Option<Arc<str>>),
    /// Yarn's loader, which stands between a package and the runtime's functions: skipped.
    Linker,
    /// A package's, with the file as a record shows it.
    Owner(Arc<Owner>, Arc<str>),
    /// Nobody's for certain; with the file whose name it bears, as a record shows it, where there is one.
    Nobody(Reason, Option<Arc<str>>),
}

/// All that a thread knows of its scripts.
#[derive(Debug, Default)]
pub(super) struct Scripts {
    application: Option<Application>,
    /// How often `own` or `application` changed what a script may be.
    edition: u32,
    /// overt's own scripts. INVARIANT: an id below the least of them is older than the application.
    own: Vec<i32>,
    known: HashMap<i32, Standing>,
    claimed: Claims,
}

impl Scripts {
    pub(super) fn own(&mut self, id: i32) {
        if !self.own.contains(&id) {
            self.own.push(id);
            self.edition = self.edition.wrapping_add(1);
        }
    }

    pub(super) fn is_own(&self, id: i32) -> bool {
        self.own.contains(&id)
    }

    pub(super) fn application(&mut self, application: Application) {
        self.application = Some(application);
        self.known.clear();
        self.edition = self.edition.wrapping_add(1);
    }

    pub(super) fn edition(&self) -> u32 {
        self.edition
    }

    /// Whether the frame's script, which was looked at just now, will be the same at each look. WebAssembly is left out: its code goes without a collection.
    pub(super) fn is_settled(&self, frame: &Frame<'_>) -> bool {
        let id = frame.script_id();
        frame.is_user_javascript() && (self.own.contains(&id) || self.known.contains_key(&id) || frame.is_eval())
    }

    pub(super) fn claim(&mut self, name: &str) {
        self.claimed.insert(name);
    }

    /// What the frame's script is. A script that was seen before its name was claimed keeps what it was: it is older than the claim.
    pub(super) fn standing(&mut self, frame: &Frame<'_>) -> Standing {
        let id = frame.script_id();
        if self.own.contains(&id) {
            return Standing::Own;
        }
        if let Some(known) = self.known.get(&id) {
            return known.clone();
        }
        // Each evaluated string is a script of its own: not worth remembering.
        if frame.is_eval() {
            return Standing::Nobody(Reason::Eval, None);
        }
        let standing = match (frame.script_name(), frame.is_user_javascript()) {
            (Some(name), true) => match self.named(frame, &name) {
                Some(standing) => standing,
                // Not found out now: asked for again the next time.
                None => return Standing::Nobody(Reason::Unknown, None),
            },
            (None, false) => return Standing::Runtime(None),
            // WebAssembly, and scripts without a name.
            (Some(_), false) | (None, true) => Standing::Nobody(Reason::Unknown, None),
        };
        if self.known.len() >= MOST_SCRIPTS {
            self.known.clear();
        }
        self.known.insert(id, standing.clone());
        standing
    }

    /// `None` where the runtime could not be asked.
    fn named(&mut self, frame: &Frame<'_>, name: &str) -> Option<Standing> {
        let id = frame.script_id();
        let builtin = name.strip_prefix("node:");
        if builtin.is_some() && self.own.iter().any(|own| id < *own) {
            return Some(Standing::Runtime(Some(name.into())));
        }
        if self.claimed.has(name) {
            return Some(Standing::Nobody(Reason::Claimed, self.claims(name)));
        }
        if let Some(builtin) = builtin {
            let is_own = is_builtin(builtin, &frame.script_source().unwrap_or_default())?;
            return Some(if is_own { Standing::Runtime(Some(name.into())) } else { Standing::Nobody(Reason::Claimed, None) });
        }
        let Some(file) = file_of_script(name) else { return Some(Standing::Nobody(Reason::Unknown, None)) };
        let Some(application) = &mut self.application else { return Some(Standing::Nobody(Reason::Unavailable, None)) };
        // A hook of the loader, `Module#_compile` or a replaced `readFileSync` can put other code under a file's name.
        let source = frame.script_source().unwrap_or_default();
        if LINKERS.get().is_some_and(|linkers| linkers.has(&file, &source)) {
            return Some(Standing::Linker);
        }
        let file = real_file(&file);
        let Some(owner) = application.owner(&file) else { return Some(Standing::Nobody(Reason::Unknown, None)) };
        let shown = application.shown(&file);
        if is_text_of(&source, &file) || is_made_of(name, &source, &file)? {
            return Some(Standing::Owner(owner, shown.into()));
        }
        Some(Standing::Nobody(Reason::Altered, (shown.len() <= LONGEST_CLAIM).then(|| shown.into())))
    }

    /// The file of this name, as a record shows it.
    fn claims(&self, name: &str) -> Option<Arc<str>> {
        let shown = self.application.as_ref()?.shown(&file_of_script(name)?);
        (shown.len() <= LONGEST_CLAIM).then(|| shown.into())
    }
}
