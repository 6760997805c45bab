//! An engine with the data in it: in a tab, or a native program. Both are called alike.

use serde_json::{Value, json};

use crate::bench::browser::{Browser, Tab};
use crate::bench::engine::{Engine, Home};
use crate::bench::measure::Stage;
use crate::bench::native::Program;
use crate::process::rss_bytes;

/// Where an engine sits.
pub struct Seat {
    place: Place,
    /// What it can be asked.
    pub can: Value,
}

enum Place {
    Tab { tab: Tab, pid: u32 },
    Program(Program),
}

impl Seat {
    /// Starts an engine and loads the data; with the milliseconds of that, where all do the same work.
    pub fn take(stage: &mut Stage, engine: &Engine) -> (Seat, Option<f64>) {
        let (peers, ours) = (stage.peers, stage.ours);
        let (place, ms) = match engine.home {
            Home::Peers => in_tab(stage, engine, peers),
            Home::Sightline => in_tab(stage, engine, ours),
            Home::Program => (in_program(stage, engine), None),
        };
        let mut seat = Seat { place, can: Value::Null };
        seat.can = seat.call(stage.browser, "can", &[]);
        (seat, ms)
    }

    /// The value of `bench.name(args)`.
    #[track_caller]
    pub fn call(&mut self, browser: &mut Browser, name: &str, args: &[Value]) -> Value {
        match &mut self.place {
            Place::Tab { tab, .. } => call(browser, tab, name, args),
            Place::Program(program) => program.call(name, args),
        }
    }

    /// Resident bytes of the process that shows its page, after a garbage collection of all.
    pub fn weigh(seats: &[Seat], browser: &mut Browser, weight: fn(u32) -> u64) -> Vec<Option<f64>> {
        let tabs = seats.iter().map(|seat| if let Place::Tab { tab, pid } = &seat.place { Some((tab, *pid)) } else { None });
        let tabs: Vec<Option<(&Tab, u32)>> = tabs.collect();
        tabs.iter().flatten().for_each(|(tab, _)| browser.collect_garbage(tab));
        let renderers = browser.renderers(weight);
        tabs.into_iter().map(|tab| renderers.get(&tab?.1).map(|bytes| *bytes as f64)).collect()
    }

    /// Closes the tab, or ends the program.
    pub fn leave(&mut self, browser: &mut Browser) {
        match &mut self.place {
            Place::Tab { tab, .. } => browser.close(tab),
            Place::Program(program) => program.end(),
        }
    }
}

fn in_tab(stage: &mut Stage, engine: &Engine, (page, address): (&str, &str)) -> (Place, Option<f64>) {
    let tab = stage.browser.open(page);
    let script = std::fs::read_to_string(stage.scripts.join(format!("{}.js", engine.script))).unwrap();
    stage.browser.eval(&tab, &format!("{script}\nundefined"));
    let options = engine.options();
    call(stage.browser, &tab, "ready", std::slice::from_ref(&options));
    let before = stage.browser.renderers(rss_bytes);
    let ms = call(stage.browser, &tab, "load", &[json!(address), options]).as_f64();
    // The process that has grown most is the one that loaded.
    let grown = stage.browser.renderers(rss_bytes).into_iter().max_by_key(|(pid, bytes)| bytes.saturating_sub(*before.get(pid).unwrap_or(&0)));
    (Place::Tab { tab, pid: grown.unwrap().0 }, Some(ms.unwrap()))
}

/// Natives read a Parquet file, not the stream of the others.
fn in_program(stage: &Stage, engine: &Engine) -> Place {
    let mut program = Program::start(engine.script, engine.threads.unwrap());
    program.call("load", &[json!(stage.parquet)]);
    Place::Program(program)
}

#[track_caller]
fn call(browser: &mut Browser, tab: &Tab, name: &str, args: &[Value]) -> Value {
    let args: Vec<String> = args.iter().map(Value::to_string).collect();
    browser.eval(tab, &format!("bench.{name}({})", args.join(", ")))
}
