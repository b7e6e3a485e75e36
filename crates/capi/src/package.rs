//! Whose code asked for an event: told by a host that can read its own stack, and asked of it only where the judgement needs it.
//!
//! A host that says so ([`overt_evaluator_tells_packages`]) is answered [`OVERT_NEEDS_PACKAGE`](crate::evaluator::OVERT_NEEDS_PACKAGE) where a rule that reads `package.*` is open, a rule matched,
//! or the record is to name the package. It looks, and ends the judgement with [`overt_package`]. Of every other host the package is `unavailable`.
//!
//! # A package
//! The bytes are built as those of a request are:
//!
//! ```text
//! u32 1 where it is named, else 0; and 2 where the application itself depends on it
//! text its name; or why it is not named: unavailable, no_frame, eval, claimed, unknown (docs/design/attribution.md)
//! text its version; empty where that is not known
//! text the file that asked
//! u32 number of packages on the stack, then of each, the nearest first: name@version
//! ```

use engine::Package;

use crate::bytes::lent;
use crate::correlations;
use crate::evaluator::{OvertEvaluator, UNAVAILABLE, answered};
use crate::request::Rest;

const NAMED: usize = 1;
const DIRECT: usize = 2;

/// Says whether this host tells whose code asked. It holds until it is said anew, by whatever rules the evaluator judges.
///
/// # Safety
/// `evaluator` is null or a live handle, and no other thread uses it during the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn overt_evaluator_tells_packages(evaluator: *mut OvertEvaluator, tells: bool) {
    // SAFETY: the caller vouches for the handle.
    if let Some(evaluator) = unsafe { evaluator.as_mut() } {
        evaluator.tells_packages = tells;
    }
}

/// Ends a judgement that was answered [`OVERT_NEEDS_PACKAGE`](crate::evaluator::OVERT_NEEDS_PACKAGE): the answer is in the frame, and its first word is answered. Bytes that are no package count
/// as one that is `unavailable`. Where no event waits, the answer is that of a frame that cannot be read.
///
/// `event` is the event once more where it came through [`overt_evaluate_large`](crate::evaluator::overt_evaluate_large), else null.
///
/// # Safety
/// As for [`overt_evaluate_large`](crate::evaluator::overt_evaluate_large), for both buffers.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn overt_package(
    evaluator: *mut OvertEvaluator,
    event: *const u8,
    event_length: usize,
    package: *const u8,
    package_length: usize,
) -> u32 {
    // SAFETY: the caller vouches for the bytes.
    let (event, package) = unsafe { (lent(event, event_length), lent(package, package_length)) };
    // SAFETY: the caller vouches for the handle.
    unsafe {
        answered(evaluator, |evaluator, seen, pending, frame| {
            let event = if event.is_empty() { pending.sent() } else { Some(event) };
            let told = Told::read(package);
            let package = told.as_ref().map_or(UNAVAILABLE, Told::package);
            correlations::complete(evaluator, seen, event, frame, &package);
            true
        })
    }
}

/// A package, read.
struct Told<'a> {
    flags: usize,
    name: &'a str,
    version: &'a str,
    path: &'a str,
    chain: Vec<String>,
}

impl<'a> Told<'a> {
    /// `None` if the bytes are no package.
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut rest = Rest(bytes);
        let (flags, name, version, path) = (rest.number()?, rest.text()?, rest.text()?, rest.text()?);
        let chain = rest.list(|rest| Some(rest.text()?.to_owned()))?;
        rest.0.is_empty().then_some(Self { flags, name, version, path, chain })
    }

    fn package(&self) -> Package<'_> {
        let some = |text: &'a str| (!text.is_empty()).then_some(text);
        if self.flags & NAMED == 0 || self.name.is_empty() {
            return Package { reason: some(self.name).unwrap_or(UNAVAILABLE.reason), ..UNAVAILABLE };
        }
        Package {
            name: Some(self.name),
            version: some(self.version),
            path: some(self.path),
            direct: self.flags & DIRECT != 0,
            chain: &self.chain,
            reason: "",
            claims: None,
        }
    }
}
