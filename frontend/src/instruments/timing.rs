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

#[derive(Default)]
struct Watches {
    first_chart: Option<f64>,
    brush: BrushWatch,
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

/// A tile has the numbers of the current brushes.
pub fn numbers(tile_id: &str) {
    let (since, finished) = WATCHES.with_borrow_mut(|watches| {
        let was_last = watches.brush.numbers(tile_id);
        (watches.brush.since().filter(|_| was_last), watches.brush.finished())
    });
    tell("sightline:brush", since);
    tell("sightline:paint", finished);
}

/// A tile was drawn; its component says so after each redraw.
pub fn painted(tile_id: &str) {
    let is_chart = shows_chart(tile_id);
    let (first, finished) = WATCHES.with_borrow_mut(|watches| {
        watches.brush.painted(tile_id);
        let first = if is_chart { watches.first_chart.take() } else { None };
        (first, watches.brush.finished())
    });
    tell("sightline:first-chart", first);
    tell("sightline:paint", finished);
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
