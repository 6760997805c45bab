//! All engines over one data set: loaded, asked, brushed and weighed.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};

use crate::bench::answers;
use crate::bench::browser::Browser;
use crate::bench::engine::ENGINES;
use crate::bench::seat::Seat;
use crate::bench::timing::{Rounds, interleave, median};
use crate::process::{held_bytes, rss_bytes};

const LOADS: usize = 3;
const ASKS: Rounds = Rounds { most: 15, least: 3, enough_ms: 15_000.0 };
const INDEXES: Rounds = Rounds { most: 7, least: 3, enough_ms: 10_000.0 };
/// What is brushed, in pixels, when answers are compared.
const BRUSHES: [(u32, u32); 2] = [(130, 150), (139, 140)];

/// What is known of a load: its time, of the worker that took longest what it went to, and bytes a row.
const COSTS: [&str; 5] = ["load", "fetch", "decode", "encode", "held"];

/// Views that follow the brush.
const VIEWS: usize = 3;

/// Where each engine finds its data.
pub struct Stage<'a> {
    /// The browser of this run.
    pub browser: &'a mut Browser,
    /// The scripts, bundled.
    pub scripts: &'a Path,
    /// The peers' page and their stream.
    pub peers: (&'a str, &'a str),
    /// Sightline's page and its dataset.
    pub ours: (&'a str, &'a str),
    /// The same rows for who has no browser.
    pub parquet: &'a Path,
}

/// A figure of each engine for each line of the table; none where an engine has nothing to say.
pub type Figures = BTreeMap<String, Vec<Option<f64>>>;

/// Times are milliseconds, memory is bytes.
pub fn measure(stage: &mut Stage) -> Figures {
    let mut figures = Figures::new();
    let mut seats = load(stage, &mut figures);
    weigh(stage.browser, &seats, &mut figures, ["loaded", "loaded own"]);
    for line in ["a", "b", "c", "d", "e", "f", "g"] {
        let asked = who(&seats, |seat| seat.can["lines"].as_array().unwrap().contains(&line.into()));
        compare(&mut seats, &asked, line, |seat| seat.call(stage.browser, "answer", &[line.into()]));
        figures.insert(line.into(), time(stage.browser, &mut seats, &asked, &ASKS, ("ask", &[line.into()])));
    }
    let indexed = who(&seats, |seat| seat.can["index"] == true);
    figures.insert("index".into(), time(stage.browser, &mut seats, &indexed, &INDEXES, ("index", &[])));
    let brushed = who(&seats, |seat| seat.can["brush"] == true);
    for ((lo, hi), view) in BRUSHES.into_iter().flat_map(|brush| (0..VIEWS).map(move |view| (brush, view))) {
        compare(&mut seats, &brushed, &format!("view {view} of {lo}..{hi}"), |seat| {
            seat.call(stage.browser, "brushed", &[json!(lo), json!(hi)])[view].take()
        });
    }
    figures.insert("brush".into(), time(stage.browser, &mut seats, &brushed, &ASKS, ("brush", &[])));
    weigh(stage.browser, &seats, &mut figures, ["memory", "memory own"]);
    seats.iter_mut().for_each(|seat| seat.leave(stage.browser));
    figures
}

/// Seats each engine with the data, several times in turn, and leaves the last of each open.
fn load(stage: &mut Stage, figures: &mut Figures) -> Vec<Seat> {
    let mut costs: BTreeMap<&str, Vec<Vec<f64>>> = COSTS.iter().map(|cost| (*cost, vec![Vec::new(); ENGINES.len()])).collect();
    let mut seats: Vec<Seat> = Vec::new();
    for round in 0..LOADS {
        for (at, engine) in ENGINES.iter().enumerate() {
            eprintln!("  load {} of {LOADS}: {}", round + 1, engine.name);
            if round > 0 {
                seats[at].leave(stage.browser);
            }
            let (mut seat, ms) = Seat::take(stage, engine);
            let parts = seat.call(stage.browser, "costs", &[]);
            for (cost, figures) in &mut costs {
                figures[at].extend(if *cost == "load" { ms } else { parts[cost].as_f64() });
            }
            if round > 0 { seats[at] = seat } else { seats.push(seat) }
        }
    }
    let medians = |engines: Vec<Vec<f64>>| engines.into_iter().map(|figures| (!figures.is_empty()).then(|| median(figures))).collect();
    figures.extend(costs.into_iter().map(|(cost, engines)| (cost.to_owned(), medians(engines))));
    seats
}

/// All of each tab's resident memory, and what is no page of a file: the browser's own program and its resources lie in the memory of all alike.
fn weigh(browser: &mut Browser, seats: &[Seat], figures: &mut Figures, [all, own]: [&str; 2]) {
    figures.insert(all.into(), Seat::weigh(seats, browser, rss_bytes));
    figures.insert(own.into(), Seat::weigh(seats, browser, held_bytes));
}

fn who(seats: &[Seat], can: impl Fn(&Seat) -> bool) -> Vec<usize> {
    (0..seats.len()).filter(|&at| can(&seats[at])).collect()
}

/// Compares what each gives with what the first gives.
fn compare(seats: &mut [Seat], who: &[usize], what: &str, mut answer: impl FnMut(&mut Seat) -> Value) {
    eprintln!("  compare {what}");
    let mut answers = who.iter().map(|&at| (ENGINES[at].name, answer(&mut seats[at])));
    let Some((first, expected)) = answers.next() else { return };
    for (name, answer) in answers {
        answers::same(&format!("{what}: {first} and {name}"), &expected, &answer);
    }
}

fn time(browser: &mut Browser, seats: &mut [Seat], who: &[usize], rounds: &Rounds, (name, args): (&str, &[Value])) -> Vec<Option<f64>> {
    let medians = interleave(rounds, who.len(), |at| seats[who[at]].call(browser, name, args).as_f64().unwrap());
    let mut figures = vec![None; seats.len()];
    who.iter().zip(medians).for_each(|(&at, median)| figures[at] = Some(median));
    eprintln!("  {name} {args:?}: {figures:.2?}");
    figures
}
