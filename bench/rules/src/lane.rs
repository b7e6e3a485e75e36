//! One lane: load, compare the answers, take the times.

use std::collections::HashSet;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use engine::RuleSet;

use crate::adversarial;
use crate::engines::{self, Linear, Overt, Peer, PerSource, TENTHS};
use crate::events::Lane;
use crate::measure::{self, Walk, percentile};
use crate::report::{Bound, Report};
use crate::rules::Rule;

/// Events that sigma-rust is asked about: it takes milliseconds for each.
const LINEAR_EVENTS: usize = 200;
/// Events before each of which 64 MiB are walked.
const COLD_EVENTS: usize = 150;

pub fn run(lane: &Lane, rules: &[Rule], rounds: usize, no_linear: bool, report: &mut Report) {
    let chosen: Vec<&Rule> = lane.rules.iter().map(|at| &rules[*at]).collect();
    let texts = engines::texts(&lane.events);
    report.heading(&format!("{}: {}: {} events, {} rules", lane.name, lane.about, lane.events.len(), chosen.len()));
    // Which log sources the events have is not asked while a load is timed: of 6,000 events that took longer than the load of an image.
    let sources = engines::distinct(&lane.events);
    let (mut theirs, their_heap, their_load) = measure::loading(|| PerSource::new(&chosen, &lane.events));
    let (set, our_heap, our_load) = measure::loading(|| {
        let set = Arc::new(engines::compile(&chosen));
        engines::prepare(&set, &sources);
        set
    });
    let mut ours = Overt::new(Arc::clone(&set), &lane.events, &texts);

    let agree = (0..lane.events.len()).filter(|at| compare(report, lane, *at, &mut ours, &mut theirs)).count();
    let matched = (0..lane.events.len()).filter(|at| ours.count(*at) > 0).count();
    report.answers("rsigma", agree, lane.events.len(), matched);
    let json = lane.events.iter().enumerate().all(|(at, event)| ours.count_text(at, &event.text) == ours.count(at));
    report.require(json, "the answers from JSON text are the same");
    if !no_linear {
        linear(lane, &chosen, &mut ours, report);
    }

    let [mean, p50, p99] = times(&mut ours, &mut theirs, lane.events.len(), rounds);
    let bounds = match lane.name {
        "A" => [Some(Bound(0.25, 0.15)), Some(Bound(0.25, 0.15)), None],
        "B" => [Some(Bound(0.15, 0.10)), None, Some(Bound(0.15, 0.10))],
        _ => [Some(Bound(0.12, 0.06)), Some(Bound(0.12, 0.06)), None],
    };
    for ((what, (ours, theirs)), bound) in [("mean", mean), ("p50", p50), ("p99", p99)].into_iter().zip(bounds) {
        report.ratio(what, ours / 1e3, theirs / 1e3, "us", bound);
    }
    let silent: Vec<usize> = (0..lane.events.len()).filter(|at| ours.count(*at) == 0).collect();
    let allocated = measure::allocations(|| {
        silent.iter().for_each(|at| {
            black_box(ours.count(*at));
        })
    });
    report.require(allocated == 0, &format!("{allocated} allocations for {} events that match nothing", silent.len()));
    let [(ours_cold, theirs_cold)] = cold(&mut ours, &mut theirs, lane.events.len());
    report.ratio("cold p50", ours_cold / 1e3, theirs_cold / 1e3, "us", (lane.name == "B").then_some(Bound(0.22, 0.15)));
    let (ours_text, theirs_text) = from_text(lane, &mut ours, &mut theirs, rounds);
    report.ratio("from JSON text, mean", ours_text / 1e3, theirs_text / 1e3, "us", (lane.name == "B").then_some(Bound(0.20, 0.12)));
    worst(lane, &chosen, &set, mean.0, report);
    if lane.name == "B" {
        growth(lane, &chosen, &texts, &mut ours, mean.0, rounds, report);
        report.ratio("heap", our_heap as f64 / 1e6, their_heap as f64 / 1e6, "MB", Some(Bound(0.15, 0.10)));
        report.ratio("load from YAML", our_load * 1e3, their_load * 1e3, "ms", Some(Bound(0.6, 0.3)));
        drop(ours);
        let image = set.build();
        drop(set);
        let loads: Vec<(usize, f64)> = (0..5)
            .map(|_| {
                let (set, heap, seconds) = measure::loading(|| {
                    let set = Arc::new(RuleSet::load(&image).expect("an image that was just built"));
                    engines::prepare(&set, &sources);
                    set
                });
                drop(set);
                (heap, seconds)
            })
            .collect();
        let seconds = loads.iter().map(|load| load.1).fold(f64::MAX, f64::min);
        report.absolute("load of the image, plans included", seconds * 1e3, "ms", Some(Bound(10.0, 3.0)));
        report.ratio("heap after the image is loaded", loads[0].0 as f64 / 1e6, their_heap as f64 / 1e6, "MB", Some(Bound(0.15, 0.10)));
        report.absolute("size of the image", image.len() as f64 / 1e6, "MB", None);
    }
}

fn compare(report: &mut Report, lane: &Lane, at: usize, ours: &mut Overt<'_>, theirs: &mut PerSource<'_>) -> bool {
    let (one, other) = (ours.ids(at), theirs.ids(at));
    if one != other {
        report.disagreement(&one, &other, &lane.events[at].text);
    }
    one == other
}

fn linear(lane: &Lane, chosen: &[&Rule], ours: &mut Overt<'_>, report: &mut Report) {
    let step = lane.events.len() / LINEAR_EVENTS;
    let mut linear = Linear::new(chosen, &lane.events);
    let sample: Vec<usize> = (0..LINEAR_EVENTS).map(|at| at * step).collect();
    let same = sample.iter().filter(|at| linear.ids(**at) == ours.ids(**at)).count();
    let [theirs, mine] = [&mut linear as &mut dyn Peer, ours].map(|peer| {
        let start = measure::thread_time();
        for at in &sample {
            black_box(peer.count(*at));
        }
        (measure::thread_time() - start) / LINEAR_EVENTS as f64
    });
    report.note(&format!(
        "sigma-rust: {same} of {LINEAR_EVENTS} answers are the same; {:.0} us an event, ratio {:.5}",
        theirs / 1e3,
        mine / theirs
    ));
}

/// Mean, p50 and p99 of both, in nanoseconds: rounds in turn; of each event its best.
fn times(ours: &mut Overt<'_>, theirs: &mut PerSource<'_>, count: usize, rounds: usize) -> [(f64, f64); 3] {
    let clock = measure::clock_cost();
    let mut means = [f64::MAX; 2];
    let mut best = [vec![f64::MAX; count], vec![f64::MAX; count]];
    for _ in 0..rounds {
        let peers: [&mut dyn Peer; 2] = [ours, theirs];
        for (peer, (mean, best)) in peers.into_iter().zip(means.iter_mut().zip(&mut best)) {
            let start = measure::thread_time();
            for at in 0..count {
                black_box(peer.count(at));
            }
            *mean = mean.min((measure::thread_time() - start) / count as f64);
            for (at, best) in best.iter_mut().enumerate() {
                let start = Instant::now();
                black_box(peer.count(at));
                *best = best.min(start.elapsed().as_nanos() as f64 - clock);
            }
        }
    }
    let [mine, other] = &mut best;
    [(means[0], means[1]), (percentile(mine, 50), percentile(other, 50)), (percentile(mine, 99), percentile(other, 99))]
}

/// The median where 64 MiB were walked before each event.
fn cold(ours: &mut Overt<'_>, theirs: &mut PerSource<'_>, count: usize) -> [(f64, f64); 1] {
    let walk = Walk::new();
    let mut times = [Vec::new(), Vec::new()];
    for round in 0..COLD_EVENTS {
        let at = round * (count / COLD_EVENTS);
        let peers: [&mut dyn Peer; 2] = [ours, theirs];
        for (peer, times) in peers.into_iter().zip(&mut times) {
            walk.walk();
            let start = Instant::now();
            black_box(peer.count(at));
            times.push(start.elapsed().as_nanos() as f64);
        }
    }
    let [mine, other] = &mut times;
    [(percentile(mine, 50), percentile(other, 50))]
}

fn from_text(lane: &Lane, ours: &mut Overt<'_>, theirs: &mut PerSource<'_>, rounds: usize) -> (f64, f64) {
    let mut means = [f64::MAX; 2];
    for _ in 0..rounds {
        let peers: [&mut dyn Peer; 2] = [ours, theirs];
        for (peer, mean) in peers.into_iter().zip(&mut means) {
            let start = measure::thread_time();
            for (at, event) in lane.events.iter().enumerate() {
                black_box(peer.count_text(at, &event.text));
            }
            *mean = mean.min((measure::thread_time() - start) / lane.events.len() as f64);
        }
    }
    (means[0], means[1])
}

/// Each kind of adversarial event, as a multiple of the lane's mean.
fn worst(lane: &Lane, chosen: &[&Rule], set: &Arc<RuleSet>, mean: f64, report: &mut Report) {
    let mut most: (f64, &str) = (0.0, "");
    for (kind, events) in adversarial::events(lane, chosen) {
        let texts = engines::texts(&events);
        let mut peer = Overt::new(Arc::clone(set), &events, &texts);
        let mut best = f64::MAX;
        for _ in 0..5 {
            let start = measure::thread_time();
            for at in 0..events.len() {
                black_box(peer.count(at));
            }
            best = best.min((measure::thread_time() - start) / events.len() as f64);
        }
        report.note(&format!("adversarial, {kind}: {:.1} times the mean", best / mean));
        if best / mean > most.0 {
            most = (best / mean, kind);
        }
    }
    report.absolute("worst adversarial kind, as a multiple of the mean", most.0, "times", Some(Bound(f64::INFINITY, 8.0)));
}

/// Each tenth of the rules (every tenth rule, from the first to the tenth on), for the same events: all rules as a multiple of the mean of the ten, for one
/// alone is a sample, in which dear rules lie or do not. A tenth answers what all rules do, but for the others.
fn growth(lane: &Lane, chosen: &[&Rule], texts: &[Vec<String>], ours: &mut Overt<'_>, mean: f64, rounds: usize, report: &mut Report) {
    let answers: Vec<Vec<String>> = (0..lane.events.len()).map(|at| ours.ids(at)).collect();
    let mut same = true;
    let mut tenths = [f64::MAX; TENTHS];
    for (from, best) in tenths.iter_mut().enumerate() {
        let tenth: Vec<&Rule> = chosen.iter().copied().skip(from).step_by(TENTHS).collect();
        let ids: HashSet<&str> = tenth.iter().map(|rule| rule.id.as_str()).collect();
        let mut few = Overt::new(Arc::new(engines::compile(&tenth)), &lane.events, texts);
        same &= answers.iter().enumerate().all(|(at, all)| few.ids(at).iter().eq(all.iter().filter(|id| ids.contains(id.as_str()))));
        for _ in 0..rounds {
            let start = measure::thread_time();
            for at in 0..lane.events.len() {
                black_box(few.count(at));
            }
            *best = best.min((measure::thread_time() - start) / lane.events.len() as f64);
        }
    }
    report.require(same, "each tenth of the rules answers as all do");
    let [least, most] = [tenths.iter().copied().fold(f64::MAX, f64::min), tenths.iter().copied().fold(0.0, f64::max)];
    report.note(&format!(
        "the tenths take {:.3} to {:.3} us; all rules {:.1} to {:.1} times that",
        least / 1e3,
        most / 1e3,
        mean / most,
        mean / least
    ));
    let tenth = tenths.iter().sum::<f64>() / TENTHS as f64;
    report.absolute(
        &format!("{} rules, as a multiple of a tenth, mean of ten", chosen.len()),
        mean / tenth,
        "times",
        Some(Bound(2.3, 1.8)),
    );
}
