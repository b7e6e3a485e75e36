//! Running the programs of candidates.
//!
//! A program asks for marks, which is one load, for late columns, and for searches: wildcards
//! inside a text, regular expressions, other fields. The answer of a search is stamped, so that a
//! search that several rules share is made once for an event.
//!
//! ```text
//! 2   a?   yes: 0      no: 1          begins here: the node `a` was hit, so it goes on at 0
//! 1   b?   yes: 0      no: miss
//! 0   c?   yes: miss   no: match      `c` was not: the rule matches
//! ```
//!
//! A program that comes to a field of the package before the stack was read leaves its rule *open*.
//! What else it could ask is answered at once, while the event's text is there; when the package is
//! known the program is run again from its beginning, over the marks of both.
//!
//! INVARIANT: a step goes on only to steps before it ([`program`](crate::plan::program)), so a program ends after at most
//! as many steps as it has. Running adds no candidate: what is in a late column is no rule's
//! witness.
//!
//! **Bound**: the steps of each candidate's program once, twice for open ones; each search once an
//! event.
//!
//! | a program comes to | the rule | then |
//! |---|---|---|
//! | [`MATCH`] | is among the matched, or the allowing | what `allow` takes out is taken out when all have run (`decide`) |
//! | `MISS` | is none | |
//! | a test of the package | is open | its searches are made, its late columns looked at; it is asked again with the package |
//!
//! ```text
//! event    Image: /usr/bin/curl   (rule: `Image|endswith: /curl` AND `package.name: left-pad`)
//! first    candidate by /curl; the step of package.name: open       the host reads the stack
//! then     package.name is looked up, its node marked; the program begins anew: match, or miss
//! ```

use super::profile::Profiler;
use super::scratch::Scratch;
use super::texts::{Joined, Texts};
use crate::event::Package;
use crate::frame::Located;
use crate::plan::program::{MATCH, Step};
use crate::plan::question::{Leaf, Search};
use crate::plan::unindexed::Unindexed;
use crate::plan::{Plan, SLOT_KEYWORDS, Slot, word};
use crate::response::Response;
use crate::rule_set::RuleSet;

/// What a program comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    /// The rule matches.
    Match,
    /// It does not.
    Miss,
    /// The next question is one of the package, which is not known yet.
    Open,
}

impl Scratch {
    /// Finds the rules that match without the package's fields; those that need them are left in
    /// `pending`.
    pub(super) fn judge(&mut self, plan: &Plan, rules: &RuleSet, texts: &impl Texts, package_known: bool) {
        self.complete = !plan.reads_request;
        texts.fold(&mut self.values, &mut self.folded);
        self.scan(plan, texts);
        for unindexed in plan.open.records(&plan.memory) {
            if self.may_match(*unindexed, texts) {
                let [rule, ..] = *unindexed;
                self.candidates.mark(rule);
            }
        }
        if !self.candidates.list().is_empty() {
            self.consider_all(plan, rules, texts, package_known);
        }
        if plan.mixed && !self.pending.is_empty() {
            let Self { kept, values, .. } = self;
            texts.keep(values, kept);
        }
    }

    /// Whether the event has what a rule without a witness needs: a value of a length, where it
    /// needs one.
    #[inline]
    fn may_match(&self, [_, slot, least]: Unindexed, texts: &impl Texts) -> bool {
        Slot::try_from(slot).map_or(true, |slot| self.values_of(slot).any(|value| texts.raw(value).len() >= least as usize))
    }

    /// Runs the programs of the rules that may match, and does what their answers ask for.
    #[inline(never)]
    fn consider_all(&mut self, plan: &Plan, rules: &RuleSet, texts: &impl Texts, package_known: bool) {
        let mut at = 0;
        // INVARIANT: running programs adds no candidate.
        while let Some(&rule) = self.candidates.list().get(at) {
            at += 1;
            let begun = self.profile.as_deref().map(Profiler::now);
            match self.run(plan, rules, rule, texts, package_known) {
                Answer::Match => self.take(plan, rules, rule),
                Answer::Miss => {}
                Answer::Open => {
                    self.complete = false;
                    self.ask_all(plan, rules, rule, texts);
                    self.pending.push(rule);
                }
            }
            if let (Some(profile), Some(begun), Some([number, ..])) = (&mut self.profile, begun, plan.rule(rule)) {
                profile.ran(*number, begun);
            }
        }
    }

    /// Judges the rules that are pending. The package's values are looked up like any other; where
    /// a search compares one of them with the event's, the event's text was kept and is folded once
    /// more.
    pub(super) fn with_package(&mut self, plan: &Plan, rules: &RuleSet, package: &Package<'_>) {
        let mut text = std::mem::take(&mut self.kept);
        if !plan.mixed {
            // What was found in the event's own values stays stamped; its text is not needed any
            // more.
            self.values.clear();
        }
        self.put_package(package, &mut text);
        self.folded.clear();
        for value in &mut self.values {
            value.folded = 0..0;
        }
        let texts = Joined::new(&text);
        texts.fold(&mut self.values, &mut self.folded);
        self.scan(plan, &texts);
        let pending = std::mem::take(&mut self.pending);
        for &rule in &pending {
            if self.run(plan, rules, rule, &texts, true) == Answer::Match {
                self.take(plan, rules, rule);
            }
        }
        self.pending = pending;
        self.kept = text;
    }

    /// Runs the program of a rule. What a mark answers, as most steps, is told here; all else in a
    /// function of its own, so that this one needs few registers.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "a call is a fifth of what it costs, and the compiler made one in some programs only")]
    fn run(&mut self, plan: &Plan, rules: &RuleSet, rule: u32, texts: &impl Texts, package_known: bool) -> Answer {
        let Some([_, start, ..]) = plan.rule(rule) else { return Answer::Miss };
        let steps: &[Step] = plan.steps.records(&plan.memory);
        let mut at = *start;
        loop {
            // Neither end is a step.
            let Some([question, yes, no]) = steps.get(at as usize) else {
                return if at == MATCH { Answer::Match } else { Answer::Miss };
            };
            let holds = match word::own_marks(*question) {
                Some(marks) => word::any_of(*question, self.hit.word(marks)),
                // Tests of the package come last, so nothing else could still decide.
                None if !package_known && word::needs_package(*question) => return Answer::Open,
                None => self.ask(plan, rules, *question, texts),
            };
            at = if holds { *yes } else { *no };
        }
    }

    /// Asks one question. What the index answers is there already; a search is made, or taken from
    /// before. A word that is no question is answered with no: loading refuses it.
    #[inline(never)]
    fn ask(&mut self, plan: &Plan, rules: &RuleSet, question: u32, texts: &impl Texts) -> bool {
        let state = |slot: Slot| self.slots.get(usize::from(slot)).copied().unwrap_or_default();
        match Leaf::decode(question) {
            Some(Leaf::Node { number, .. }) => self.hit.has(number),
            Some(Leaf::Nodes { first, more, .. }) => (first..=first.saturating_add(more)).any(|number| self.hit.has(number)),
            Some(Leaf::Null { slot, .. }) => state(slot).valued != self.epoch,
            Some(Leaf::Exists { slot, .. }) => state(slot).present == self.epoch,
            Some(Leaf::Present { slot, .. }) => state(slot).valued == self.epoch,
            Some(Leaf::Search { number, .. }) => self.search(plan, rules, number, texts),
            Some(Leaf::Look { slot, .. }) => {
                self.look(plan, texts, slot);
                true
            }
            None => false,
        }
    }

    /// Answers a search, from memory where it was asked for this event already.
    fn search(&mut self, plan: &Plan, rules: &RuleSet, number: u32, texts: &impl Texts) -> bool {
        let at = number as usize;
        if self.found.get(at) == Some(&self.epoch) {
            return true;
        }
        if self.missed.get(at) == Some(&self.epoch) {
            return false;
        }
        let Some(search) = plan.searches.get(at) else { return false };
        // Folded first, for what follows only reads the values.
        for slot in search.folded_slots().into_iter().flatten() {
            let mut next = self.first_of(slot);
            while let Some(value) = self.values.get_mut(next) {
                next = if slot == SLOT_KEYWORDS { next + 1 } else { value.next as usize };
                texts.fold_one(value, &mut self.folded);
            }
        }
        let of = |slot: Slot| self.values_of(slot);
        let mut values = of(search.slot());
        let raw = |value: &Located| texts.raw(value);
        let folded = |value: &Located| self.folded.get(value.folded.clone()).unwrap_or_default();
        let found = match search {
            Search::Pattern { pattern, cased: true, .. } => values.any(|value| pattern.matches(raw(value))),
            Search::Pattern { pattern, cased: false, .. } => values.any(|value| pattern.matches(folded(value))),
            Search::Time { part, relation, number, .. } => {
                values.any(|value| part.read(raw(value)).is_some_and(|read| relation.holds(read.cmp(number))))
            }
            Search::Field { other, place, cased: true, .. } => values.any(|value| of(*other).any(|one| place.holds(raw(one), raw(value)))),
            Search::Field { other, place, cased: false, .. } => {
                values.any(|value| of(*other).any(|one| place.holds(folded(one), folded(value))))
            }
            Search::Regex { test, .. } => values.any(|value| rules.regex_matches(*test, raw(value))),
        };
        let stamps = if found { &mut self.found } else { &mut self.missed };
        if let Some(stamp) = stamps.get_mut(at) {
            *stamp = self.epoch;
        }
        found
    }

    /// Answers all searches of a rule that will be judged later, and looks at its late columns,
    /// while the text is still there. All, and not those that the program would come to: which
    /// these are hangs on the package. Searches that ask about the package itself wait for it.
    fn ask_all(&mut self, plan: &Plan, rules: &RuleSet, rule: u32, texts: &impl Texts) {
        let Some([_, _, first, end]) = plan.rule(rule).copied() else { return };
        for [question, ..] in plan.steps.records::<3>(&plan.memory).get(first as usize..end as usize).unwrap_or_default() {
            match Leaf::decode(*question) {
                Some(Leaf::Search { number, package: false }) => {
                    self.search(plan, rules, number, texts);
                }
                Some(Leaf::Look { slot, package: false }) => self.look(plan, texts, slot),
                _ => {}
            }
        }
    }

    /// Puts a rule of the plan that matches among those of the set.
    fn take(&mut self, plan: &Plan, rules: &RuleSet, rule: u32) {
        let Some([number, ..]) = plan.rule(rule) else { return };
        let allow = rules.responses.get(*number as usize) == Some(&Response::Allow);
        (if allow { &mut self.allowing } else { &mut self.matched }).push(*number);
    }
}
