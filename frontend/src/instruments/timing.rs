//! The User Timing measures. Entries of one name are thrown away when there are too many, so an open page does not grow.

use std::cell::RefCell;
use std::collections::BTreeMap;

use leptos::prelude::*;

use super::brush_watch::BrushWatch;
use crate::js::performance;
use crate::queries::chart_query::is_plotted;
use crate::state::dashboard::TileState;
use crate::state::session;

/// Entries kept per name.
const MOST: u32 = 1_000;

/// Appended rows that take longer to be drawn are not measured.
const LONGEST_MS: f64 = 10_000.0;

#[derive(Default)]
struct Watches {
    first_chart: Option<f64>,
    brush: BrushWatch,
    live: BrushWatch,
    entries: BTreeMap<&'static str, u32>,
}

thread_local! {
    static WATCHES: RefCell<Watches> = RefCell::default();
}

/// A dashboard is being opened, `since` in the time of `performance.now()`; 0 is when the browser began to open the page.
pub fn opening(since: f64) {
    WATCHES.with_borrow_mut(|watches| watches.first_chart = Some(since));
}

/// A brush moved.
pub fn brushed(tiles: &[String], charts: &[String]) {
    WATCHES.with_borrow_mut(|watches| watches.brush = BrushWatch::begin(performance::now(), tiles, charts));
}

/// Rows were appended whose bytes came at `since`. Rows that come before the page has drawn those of before are measured with them.
pub fn appended(since: f64, tiles: &[String], charts: &[String]) {
    WATCHES.with_borrow_mut(|watches| {
        // What was never drawn, on a page in the background say, is no measure of anything.
        let since = watches.live.since().filter(|before| since - before < LONGEST_MS).unwrap_or(since);
        watches.live = BrushWatch::begin(since, tiles, charts);
    });
}

/// A tile has the numbers of the current brushes.
pub fn numbers(tile_id: &str) {
    let (since, finished, live) = WATCHES.with_borrow_mut(|watches| {
        let was_last = watches.brush.numbers(tile_id);
        watches.live.numbers(tile_id);
        (watches.brush.since().filter(|_| was_last), watches.brush.finished(), watches.live.finished())
    });
    tell("sightline:brush", since);
    tell("sightline:paint", finished);
    tell("sightline:live", live);
}

/// A tile was drawn; its component says so after each redraw.
pub fn painted(tile_id: &str) {
    let is_chart = shows_chart(tile_id);
    let (first, finished, live) = WATCHES.with_borrow_mut(|watches| {
        watches.brush.painted(tile_id);
        watches.live.painted(tile_id);
        let first = if is_chart { watches.first_chart.take() } else { None };
        (first, watches.brush.finished(), watches.live.finished())
    });
    tell("sightline:first-chart", first);
    tell("sightline:paint", finished);
    tell("sightline:live", live);
}

fn tell(name: &'static str, since: Option<f64>) {
    if let Some(since) = since {
        measured(name, since);
    }
}

/// Whether it is a chart with something to see: counts and tables are on the page before any rows are.
fn shows_chart(tile_id: &str) -> bool {
    let Some(open) = session::open() else { return false };
    let shows = |tile: &TileState| tile.tile.id == tile_id && is_plotted(&tile.tile.chart) && tile.drawn.with_untracked(Option::is_some);
    open.tiles.with_value(|tiles| tiles.iter().any(shows))
}

/// Adds a measure that ends now.
pub fn measured(name: &'static str, since: f64) {
    let full = WATCHES.with_borrow_mut(|watches| {
        let count = watches.entries.entry(name).or_default();
        *count = if *count >= MOST { 1 } else { *count + 1 };
        *count == 1
    });
    if full {
        performance::clear_measures(name);
    }
    performance::measure(name, since, performance::now());
}
