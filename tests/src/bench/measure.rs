//! All engines over one data set: loaded, asked, brushed and weighed.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};

use crate::bench::answers;
use crate::bench::browser::{Browser, Tab};
use crate::bench::engine::{ENGINES, Engine};
use crate::bench::timing::{Rounds, interleave, median};

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
}

/// A figure of each engine for each line of the table; none where an engine has nothing to say.
pub type Figures = BTreeMap<String, Vec<Option<f64>>>;

/// An engine in its tab.
struct Seat {
    tab: Tab,
    pid: u32,
    can: Value,
}

/// Times are milliseconds, memory is bytes.
pub fn measure(stage: &mut Stage) -> Figures {
    let mut figures = Figures::new();
    let seats = load(stage, &mut figures);
    figures.insert("loaded".into(), weigh(stage.browser, &seats));
    for line in ["a", "b", "c", "d", "e", "f", "g"] {
        let asked = who(&seats, |seat| seat.can["lines"].as_array().unwrap().contains(&line.into()));
        compare(stage.browser, &seats, &asked, line, &format!("bench.answer('{line}')"));
        figures.insert(line.into(), time(stage.browser, &seats, &asked, &ASKS, &format!("bench.ask('{line}')")));
    }
    let indexed = who(&seats, |seat| seat.can["index"] == true);
    figures.insert("index".into(), time(stage.browser, &seats, &indexed, &INDEXES, "bench.index()"));
    let brushed = who(&seats, |seat| seat.can["brush"] == true);
    for ((lo, hi), view) in BRUSHES.into_iter().flat_map(|brush| (0..VIEWS).map(move |view| (brush, view))) {
        let expression = format!("bench.brushed({lo}, {hi}).then(views => views[{view}])");
        compare(stage.browser, &seats, &brushed, &format!("view {view} of {lo}..{hi}"), &expression);
    }
    figures.insert("brush".into(), time(stage.browser, &seats, &brushed, &ASKS, "bench.brush()"));
    figures.insert("memory".into(), weigh(stage.browser, &seats));
    seats.iter().for_each(|seat| stage.browser.close(&seat.tab));
    figures
}

/// Loads the data into a new tab of each engine, several times in turn, and leaves the last of each open.
fn load(stage: &mut Stage, figures: &mut Figures) -> Vec<Seat> {
    let mut costs: BTreeMap<&str, Vec<Vec<f64>>> = COSTS.iter().map(|cost| (*cost, vec![Vec::new(); ENGINES.len()])).collect();
    let mut seats: Vec<Seat> = Vec::new();
    for round in 0..LOADS {
        for (at, engine) in ENGINES.iter().enumerate() {
            eprintln!("  load {} of {LOADS}: {}", round + 1, engine.name);
            if round > 0 {
                stage.browser.close(&seats[at].tab);
            }
            let (seat, ms) = take_seat(stage, engine);
            let parts = stage.browser.eval(&seat.tab, "bench.costs()");
            for (cost, figures) in &mut costs {
                figures[at].extend(if *cost == "load" { Some(ms) } else { parts[cost].as_f64() });
            }
            if round > 0 { seats[at] = seat } else { seats.push(seat) }
        }
    }
    let medians = |engines: Vec<Vec<f64>>| engines.into_iter().map(|figures| (!figures.is_empty()).then(|| median(figures))).collect();
    figures.extend(costs.into_iter().map(|(cost, engines)| (cost.to_owned(), medians(engines))));
    seats
}

fn take_seat(stage: &mut Stage, engine: &Engine) -> (Seat, f64) {
    let (page, address) = if engine.is_ours() { stage.ours } else { stage.peers };
    let tab = stage.browser.open(page);
    let script = std::fs::read_to_string(stage.scripts.join(format!("{}.js", engine.script))).unwrap();
    stage.browser.eval(&tab, &format!("{script}\nundefined"));
    let options = engine.options();
    stage.browser.eval(&tab, &format!("bench.ready({options})"));
    let before = stage.browser.renderers();
    let ms = stage.browser.eval(&tab, &format!("bench.load({}, {options})", json!(address))).as_f64().unwrap();
    // The process that has grown most is the one that loaded.
    let grown = stage.browser.renderers().into_iter().max_by_key(|(pid, bytes)| bytes.saturating_sub(*before.get(pid).unwrap_or(&0)));
    let can = stage.browser.eval(&tab, "bench.can");
    (Seat { tab, pid: grown.unwrap().0, can }, ms)
}

fn who(seats: &[Seat], can: impl Fn(&Seat) -> bool) -> Vec<usize> {
    (0..seats.len()).filter(|&at| can(&seats[at])).collect()
}

/// Compares what each gives with what the first gives.
fn compare(browser: &mut Browser, seats: &[Seat], who: &[usize], what: &str, expression: &str) {
    eprintln!("  compare {what}");
    let mut answers = who.iter().map(|&at| (ENGINES[at].name, browser.eval(&seats[at].tab, expression)));
    let Some((first, expected)) = answers.next() else { return };
    for (name, answer) in answers {
        answers::same(&format!("{what}: {first} and {name}"), &expected, &answer);
    }
}

fn time(browser: &mut Browser, seats: &[Seat], who: &[usize], rounds: &Rounds, expression: &str) -> Vec<Option<f64>> {
    let medians = interleave(rounds, who.len(), |at| browser.eval(&seats[who[at]].tab, expression).as_f64().unwrap());
    let mut figures = vec![None; seats.len()];
    who.iter().zip(medians).for_each(|(&at, median)| figures[at] = Some(median));
    eprintln!("  {expression}: {figures:.2?}");
    figures
}

fn weigh(browser: &mut Browser, seats: &[Seat]) -> Vec<Option<f64>> {
    seats.iter().for_each(|seat| browser.collect_garbage(&seat.tab));
    let renderers = browser.renderers();
    seats.iter().map(|seat| renderers.get(&seat.pid).map(|bytes| *bytes as f64)).collect()
}
