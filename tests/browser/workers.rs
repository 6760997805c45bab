//! Workers: what is asked first, what becomes of a worker that dies and of those that nobody needs any more, and how far they are.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use shared::wire::dashboard::{ChartSpec, Tile};
use tests::page::{Page, quote};

use crate::board::{Flights, drag_across, ready, view};
use crate::chart::{self, Numbers};

/// In a worker: what the page says waits.
pub(crate) const HOLD: &str = "self.hear = self.onmessage; self.held = []; self.onmessage = event => { self.held.push(event); }; true";
/// In a worker: what has waited is heard, all at once.
pub(crate) const GO_ON: &str = "self.onmessage = self.hear; self.held.forEach(event => self.hear(event)); true";
/// In the page: notes in which order tiles become ready.
const NOTE: &str = "window.order = []; new MutationObserver(changes => changes.forEach(({ target }) => { \
    if (target.dataset.tile && target.dataset.state === 'ready') order.push(target.dataset.tile); })) \
    .observe(document.body, { subtree: true, attributes: true, attributeFilter: ['data-state'] })";

#[test]
fn workers_are_started_with_the_page_and_taken_by_the_first_dashboard() {
    let flights = Flights::stored();
    let mut page = Page::open(&flights.server, "/");
    let started = page.eval("Math.min(navigator.hardwareConcurrency, 2)").as_u64().unwrap() as usize;
    page.wait_for_workers(started);
    page.wait_for("document.querySelector('[data-testid=dashboard] a')");
    page.click("[data-testid=dashboard] a");
    ready(&mut page);
    assert_eq!(page.workers_started(), started);
}

pub(crate) fn in_all_workers(page: &mut Page, expression: &str) {
    for worker in 0..page.workers_started() {
        assert_eq!(page.run_in_worker(worker, expression), json!(true), "{expression}");
    }
}

/// In a worker: waits until something holds of what it was told; whether it did within some seconds.
pub(crate) fn until(holds: &str) -> String {
    format!(
        "new Promise(done => {{ let looks = 0; const look = () => ({holds}) ? done(true) : ++looks > 2000 ? done(false) : setTimeout(look, 5); look(); }})"
    )
}

/// Waits until the page's own observers, which are older than this one, know that a tile is on the screen.
fn scroll_to(page: &mut Page, tile: &str) {
    let element = format!("document.querySelector('[data-tile={}]')", quote(tile));
    page.eval(&format!(
        "new Promise(done => {{ {element}.scrollIntoView({{ block: 'center', behavior: 'instant' }}); \
         new IntersectionObserver((entries, observer) => {{ if (entries.at(-1).isIntersecting) {{ observer.disconnect(); done(true); }} }}).observe({element}); }})"
    ));
}

/// The tiles that are partly on the screen.
fn on_screen(page: &mut Page) -> Vec<String> {
    let shown = "[...document.querySelectorAll('[data-tile]')].filter(tile => { const r = tile.getBoundingClientRect(); \
        return r.bottom > 0 && r.top < innerHeight; }).map(tile => tile.dataset.tile)";
    texts(page.eval(shown))
}

fn texts(list: Value) -> Vec<String> {
    serde_json::from_value(list).unwrap()
}

/// A tall dashboard in a small window, two brushes on it; then one of them goes, and no worker hears of it yet.
fn unbrushed_and_held(flights: &Flights, seen: &str) -> Page {
    let (mut page, brushed) = (flights.open(), brushed(flights));
    page.call("Emulation.setDeviceMetricsOverride", &json!({ "width": 1400, "height": 260, "deviceScaleFactor": 1, "mobile": false }));
    for tile in brushed {
        drag_across(&mut page, tile, 0.3, 0.6);
    }
    view(&mut page);
    ready(&mut page);
    scroll_to(&mut page, seen);
    in_all_workers(&mut page, HOLD);
    page.eval(NOTE);
    page.eval(&format!("document.querySelector('[data-testid=chip][data-for={}] [data-testid=chip-clear]').click()", quote(&brushed[0].id)));
    // Every worker has been told of all tiles but the brushed ones.
    let asked = flights.dashboard.tiles.len() - brushed.len();
    in_all_workers(&mut page, &until(&format!("self.held.length >= {asked}")));
    page
}

/// The chart that is farthest down; tables ask twice, so they are not ready with the first answers.
fn last_chart(flights: &Flights) -> &Tile {
    flights
        .dashboard
        .tiles
        .iter()
        .rfind(|tile| chart::is_plotted(&tile.chart) && brushed(flights).iter().all(|brushed| brushed.id != tile.id))
        .unwrap()
}

fn brushed(flights: &Flights) -> [&Tile; 2] {
    [flights.histogram("distance"), flights.tile(|chart| matches!(chart, ChartSpec::Heatmap { .. }))]
}

#[test]
fn the_tiles_on_the_screen_are_answered_before_those_above_them() {
    let flights = Flights::stored();
    let mut page = unbrushed_and_held(&flights, &last_chart(&flights).id);
    let is_asked = |tile: &&Tile| chart::is_plotted(&tile.chart) && brushed(&flights).iter().all(|brushed| brushed.id != tile.id);
    let asked: Vec<&String> = flights.dashboard.tiles.iter().filter(is_asked).map(|tile| &tile.id).collect();
    let seen: Vec<String> = on_screen(&mut page).into_iter().filter(|tile| asked.contains(&tile)).collect();
    in_all_workers(&mut page, GO_ON);
    ready(&mut page);
    let order: Vec<String> = texts(page.eval("order")).into_iter().filter(|tile| asked.contains(&tile)).collect();
    assert!(!seen.is_empty() && order.len() > seen.len(), "{seen:?} of {order:?}");
    assert!(order[..seen.len()].iter().all(|tile| seen.contains(tile)), "{seen:?} come first in {order:?}");
}

#[test]
fn a_tile_that_is_scrolled_onto_the_screen_is_answered_before_those_that_were_asked_earlier() {
    let flights = Flights::stored();
    let [first, last] = [&flights.dashboard.tiles[0], last_chart(&flights)];
    let mut page = unbrushed_and_held(&flights, &first.id);
    let seen_before = on_screen(&mut page);
    scroll_to(&mut page, &last.id);
    in_all_workers(&mut page, &until("self.held.some(event => event.data.includes('hasten'))"));
    let seen = on_screen(&mut page);
    in_all_workers(&mut page, GO_ON);
    ready(&mut page);
    let order = texts(page.eval("order"));
    let place = |tile: &String| order.iter().position(|ready| ready == tile);
    // What was on the screen when it was asked comes first in any case.
    let never_seen = |tile: &&Tile| chart::is_plotted(&tile.chart) && ![&seen_before, &seen].iter().any(|seen| seen.contains(&tile.id));
    let asked = flights.dashboard.tiles.iter().filter(never_seen).filter(|tile| brushed(&flights).iter().all(|brushed| brushed.id != tile.id));
    let first_unseen = asked.filter_map(|tile| place(&tile.id)).min();
    assert!(place(&last.id).unwrap() < first_unseen.unwrap(), "{} is seen, {order:?}", last.id);
}

#[test]
fn the_workers_of_a_closed_dashboard_and_of_a_closed_handle_are_no_more() {
    let flights = Flights::stored();
    let mut page = flights.open();
    let own = page.workers_started();
    let dataset = quote(&flights.dashboard.tiles[0].dataset);
    page.eval(&format!("sightline.open({dataset}, ['carrier']).then(handle => {{ window.handle = handle; return true; }})"));
    let all = page.workers_started();
    assert!(all > own && own > 0);
    page.wait_for_workers(all);
    page.eval("window.handle.close()");
    page.wait_for_workers(own);
    page.eval("history.pushState(null, '', '/streams'); dispatchEvent(new PopStateEvent('popstate'))");
    page.wait_for_workers(0);
    page.eval(&format!("history.pushState(null, '', {}); dispatchEvent(new PopStateEvent('popstate'))", quote(&flights.path())));
    ready(&mut page);
    page.wait_for_workers(own);
}

/// The last row of the table, once it is shown.
fn expect_last_row(page: &mut Page) {
    let last = tests::flights::ROWS - 1;
    page.wait_for(&format!("document.querySelector('[data-testid=table-row][data-row=\"{last}\"][aria-busy=false]')"));
    ready(page);
}

/// The worker that holds a question for rows, once one does.
#[track_caller]
fn asked_for_rows(page: &mut Page) -> usize {
    for _ in 0..600 {
        let workers = page.workers_started();
        let holds = |worker: &usize| page.run_in_worker(*worker, "self.held.some(event => event.data.includes('\"rows\"'))") == json!(true);
        if let Some(worker) = (0..workers).find(holds) {
            return worker;
        }
        page.eval("new Promise(done => setTimeout(done, 16))");
    }
    panic!("no worker was asked for rows");
}

/// In a page: its machine has one core.
pub(crate) const ONE_CORE: &str = "Object.defineProperty(navigator, 'hardwareConcurrency', { value: 1 })";
/// In a worker: an error that nobody catches.
pub(crate) const DIE: &str = "setTimeout(() => { throw new Error('the worker is no more'); }); true";
const TO_THE_END: &str = "document.querySelector('[data-testid=table-scroll]').scrollTop = 1e9";

#[test]
fn rows_that_a_dying_worker_was_asked_for_are_asked_anew() {
    let flights = Flights::stored();
    let mut page = flights.open();
    page.watch().expect("the worker is no more");
    page.area("[data-testid=table-scroll]");
    in_all_workers(&mut page, HOLD);
    page.eval(TO_THE_END);
    let asked = asked_for_rows(&mut page);
    for worker in (0..page.workers_started()).filter(|worker| *worker != asked) {
        page.run_in_worker(worker, GO_ON);
    }
    page.run_in_worker(asked, DIE);
    expect_last_row(&mut page);
}

#[test]
fn rows_that_are_asked_for_while_a_worker_is_replaced_are_shown_when_it_is_there() {
    let flights = Flights::stored();
    let mut page = flights.open();
    page.watch().expect("the worker is no more");
    page.area("[data-testid=table-scroll]");
    page.eval(&format!(
        "new MutationObserver((_, observer) => {{ if (document.querySelector('.row-count progress')) {{ observer.disconnect(); {TO_THE_END}; window.scrolled = true; }} }}) \
         .observe(document.body, {{ subtree: true, childList: true }})"
    ));
    page.run_in_worker(page.workers_started() - 1, DIE);
    page.wait_for("window.scrolled");
    expect_last_row(&mut page);
}

#[test]
fn the_page_shows_how_far_the_columns_are() {
    let flights = Flights::stored();
    let mut page = Page::open(&flights.server, "/streams");
    page.eval(
        "window.seen = []; new MutationObserver(() => { const bar = document.querySelector('.row-count progress'); \
         if (bar) seen.push([bar.value, document.querySelector('.row-count').innerText]); }) \
         .observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true })",
    );
    page.eval(&format!("history.pushState(null, '', {}); dispatchEvent(new PopStateEvent('popstate'))", quote(&flights.path())));
    ready(&mut page);
    assert_eq!(page.count(".row-count progress"), 0);
    let seen: Vec<(f64, String)> = serde_json::from_value(page.eval("seen")).unwrap();
    assert!(seen.iter().any(|(percent, _)| *percent > 0.0) && seen.is_sorted_by_key(|(percent, _)| *percent), "{seen:?}");
    assert!(seen.iter().all(|(_, text)| text.contains("of 336,776 rows (")), "{seen:?}");
    // All rows are in long before all columns are; the bar is full but for the moment before it goes.
    assert!(seen.iter().rev().skip(1).all(|(percent, _)| *percent < 100.0), "{seen:?}");
}

#[test]
fn of_a_brush_that_moves_faster_than_the_answers_come_only_the_latest_place_waits() {
    let flights = Flights::stored();
    let mut page = flights.open();
    in_all_workers(&mut page, HOLD);
    drag_across(&mut page, flights.histogram("distance"), 0.3, 0.6);
    let brushed = view(&mut page);
    let askers = "self.held.map(event => JSON.parse(event.data).query?.asker).filter(asker => asker?.endsWith(':brushed'))";
    let askers = texts(page.run_in_worker(0, askers));
    let once: BTreeSet<&String> = askers.iter().collect();
    assert!(once.len() >= 4 && once.len() == askers.len(), "of each chart one question is under way: {askers:?}");
    in_all_workers(&mut page, GO_ON);
    flights.expect_right(&mut page, &brushed);
}

/// On a machine of so many cores, as the browser tells it: the workers of the dashboard, and what its charts hold under a brush.
fn brushed_on(flights: &Flights, cores: &'static str) -> (usize, Vec<Numbers>) {
    let mut page = Page::open_with(cores, &flights.server, &flights.path());
    ready(&mut page);
    drag_across(&mut page, flights.histogram("distance"), 0.3, 0.6);
    let view = view(&mut page);
    flights.expect_right(&mut page, &view);
    let charts = flights.dashboard.tiles.iter().filter(|tile| chart::is_plotted(&tile.chart));
    let numbers = charts.map(|tile| chart::read(&mut page, &tile.id, &tile.chart)).collect();
    (page.workers_started(), numbers)
}

#[test]
fn a_dashboard_of_one_worker_is_brushed_to_the_numbers_of_two() {
    let flights = Flights::stored();
    let (one, alone) = brushed_on(&flights, ONE_CORE);
    let (two, shared) = brushed_on(&flights, "Object.defineProperty(navigator, 'hardwareConcurrency', { value: 2 })");
    assert_eq!((one, two), (1, 2));
    assert!(alone.len() >= 4 && alone == shared, "{alone:?}");
}

#[test]
fn the_rows_are_split_evenly_over_the_workers() {
    let flights = Flights::stored();
    let mut page = Page::open(&flights.server, "/streams");
    page.wait_for("window.sightline");
    let dataset = quote(&flights.dashboard.tiles[0].dataset);
    let rows = page.eval(&format!(
        "(async () => {{ sightline.workers = 3; const handle = await sightline.open({dataset}, ['carrier']); \
         const rows = handle.loads().map(load => load.rows); handle.close(); return rows; }})()"
    ));
    let rows: Vec<u64> = serde_json::from_value(rows).unwrap();
    assert_eq!((rows.len(), rows.iter().sum()), (3, tests::flights::ROWS));
    assert!(rows.iter().all(|share| share.abs_diff(tests::flights::ROWS / 3) <= 1), "{rows:?}");
}
