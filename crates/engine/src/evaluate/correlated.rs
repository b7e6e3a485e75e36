//! The end of a judgement where rules are correlated: the event's matches go to the correlations,
//! which complete the verdict.
//!
//! ```text
//! evaluate ──> NeedsPackage ──> complete_correlated ── matched rules, their fields ──> the host's Correlator
//!                                      ^                                                     │
//!                                      └────────── correlations that match, response ────────┘
//! ```
//!
//! Only an event that matched a rule goes there; without a match nothing is asked, and nothing is
//! locked. The values that correlations group by are read from the event once more, by name, and
//! the package's from the stack.

use super::Evaluator;
use crate::correlate::Correlated;
use crate::event::Package;
use crate::frame::{self, FORGOT};
use crate::response::Response;

/// What correlations make of the rules that an event matched, as [`Correlator`](crate::Correlator)
/// tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Completed {
    /// The strictest response; `None` where no rule is left that answers on its own.
    pub response: Option<Response>,
    /// Whether something was forgotten for want of room.
    pub forgot: bool,
}

impl Evaluator {
    /// As [`complete`](Self::complete), for rules with correlations. `event` is the event in the
    /// frame's layout, where it came in a buffer of its own.
    ///
    /// `correlate` is called only where a rule matched, with the rules and the values of
    /// [`RuleSet::correlated_fields`](crate::RuleSet::correlated_fields): it hands them to the
    /// process's [`Correlator`](crate::Correlator), which is shared by threads, and so is the
    /// host's to lock. An event that matched a rule is never final, for the next one like it may
    /// complete a correlation.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use engine::{CompileOptions, Completed, Correlator, Evaluator, Outcome, Package, Response, RuleSet, Source, frame, schema};
    ///
    /// let text = "
    /// title: The log is removed
    /// name: log_removed
    /// logsource: { category: file_delete }
    /// detection: { selection: { TargetFilename|startswith: /var/log/ }, condition: selection }
    /// ---
    /// title: Logs are removed one after the other
    /// correlation: { type: event_count, rules: [log_removed], group-by: [package.name], timespan: 1m, condition: { gte: 2 } }
    /// response: block
    /// ";
    /// let sources = [Source { name: "logs.yml", text }];
    /// let rules = Arc::new(RuleSet::compile_with_correlations(&sources, &CompileOptions::default()).rules.expect("no errors"));
    /// let (mut evaluator, mut correlator) = (Evaluator::new(Arc::clone(&rules)), Correlator::new(rules));
    /// let package = Package { name: Some("left-pad"), ..Package::default() };
    ///
    /// // `fs.remove` of a path, at a time in microseconds: the response of the answer.
    /// let mut remove = |path: &str, time: i64| {
    ///     let length = u32::try_from(path.len()).expect("a short path");
    ///     let mut buffer = vec![0; engine::limits::FRAME_BYTES];
    ///     buffer[..24].copy_from_slice(&[u32::from(schema::event::FS_REMOVE), 1, length, 0, 0, length].map(u32::to_le_bytes).concat());
    ///     buffer[frame::TEXT..frame::TEXT + path.len()].copy_from_slice(path.as_bytes());
    ///     if evaluator.evaluate(&mut buffer) == Outcome::NeedsPackage {
    ///         evaluator.complete_correlated(None, &mut buffer, &package, |matched, values| {
    ///             Completed { response: correlator.judge(time, matched, values), forgot: false }
    ///         });
    ///     }
    ///     u32::from(buffer[0])
    /// };
    /// assert_eq!(remove("/srv/a", 0), 0);
    /// assert_eq!(remove("/var/log/a", 1_000_000), 0, "the rule alone does not answer");
    /// assert_eq!(remove("/var/log/b", 2_000_000), Response::Block as u32);
    /// ```
    pub fn complete_correlated(
        &mut self,
        event: Option<&[u8]>,
        frame: &mut [u8],
        package: &Package<'_>,
        correlate: impl FnOnce(&mut Vec<u32>, &[Correlated<'_>]) -> Completed,
    ) {
        let Some(waiting) = self.waiting.take() else {
            frame::write_malformed(frame);
            return;
        };
        self.with_package(waiting, package);
        let mut forgot = false;
        if !self.scratch.matched.is_empty() {
            let names = self.rules.correlated_fields();
            let mut values = frame::named(event.unwrap_or(frame), names);
            if !values.iter().any(|(number, _)| names.get(*number as usize).is_some_and(|name| name.starts_with("package."))) {
                values.extend(of_package(package, names));
            }
            let values: Vec<Correlated<'_>> = values.iter().map(|(number, text)| (*number, text.as_str())).collect();
            let completed = correlate(&mut self.scratch.matched, &values);
            self.scratch.strictest = completed.response;
            self.scratch.complete = false;
            forgot = completed.forgot;
        }
        let json = package.json(frame.len().saturating_sub(frame::TEXT));
        frame::write(frame, &self.scratch.verdict(), Some(&json));
        if forgot {
            frame::mark(frame, FORGOT);
        }
    }
}

/// The package's values for the names that are its fields.
fn of_package(package: &Package<'_>, names: &[String]) -> Vec<(u32, String)> {
    let mut values = Vec::new();
    for (number, name) in (0..).zip(names) {
        let one = match name.as_str() {
            "package.name" => package.name,
            "package.version" => package.version,
            "package.path" => package.path,
            "package.direct" if package.name.is_some() => Some(if package.direct { "true" } else { "false" }),
            "package.chain" => {
                values.extend(package.chain.iter().map(|one| (number, one.clone())));
                None
            }
            _ => None,
        };
        values.extend(one.map(|text| (number, text.to_owned())));
    }
    values
}
