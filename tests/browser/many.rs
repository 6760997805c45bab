//! Very many rows of two narrow columns: they fit the tab, and it counts them.
//!
//! `SIGHTLINE_TEST_ROWS` says how many, in whole millions; a debug server takes most of the time that they take.

use std::sync::Arc;
use std::time::{Duration, Instant};

use arrow_array::{ArrayRef, Int16Array, RecordBatch, UInt8Array};
use shared::wire::dashboard::{Dashboard, View};
use tests::flights;
use tests::oracle::Oracle;
use tests::page::Page;
use tests::server::Server;

use crate::board::{drag_across, expect_numbers, ready, view};
use crate::chart::{self, Numbers};
use crate::expected;

/// Rows that the file repeats.
const ROWS: usize = 1_000_000;

/// How often it repeats them if nobody says otherwise.
const TIMES: usize = 20;

/// Longer than 100 million rows take.
const PATIENCE: Duration = Duration::from_secs(900);

/// Bytes whose values aren't equally frequent, and numbers of two bytes.
fn table() -> RecordBatch {
    let rows = 0..ROWS as u32;
    let kind = UInt8Array::from_iter_values(rows.clone().map(|row| (row % 97 * (row % 3) % 200) as u8));
    let level = Int16Array::from_iter_values(rows.map(|row| (row.wrapping_mul(2_654_435_761) >> 20) as i16 - 1_000));
    RecordBatch::try_from_iter([("kind", Arc::new(kind) as ArrayRef), ("level", Arc::new(level))]).unwrap()
}

/// Waits until the page is ready, for as long as so many rows take.
#[track_caller]
fn loaded(page: &mut Page) {
    let deadline = Instant::now() + PATIENCE;
    let look = "new Promise(done => setTimeout(() => done(!!document.querySelector('[data-dashboard][data-state=ready]')), 250))";
    while page.eval(look) != true {
        assert!(Instant::now() < deadline, "the rows did not arrive");
    }
    ready(page);
}

/// Checks the charts of a dashboard over the repeated rows.
#[track_caller]
fn expect_repeated(page: &mut Page, dashboard: &Dashboard, oracle: &Oracle, view: &View, times: u64) {
    let charts: Vec<_> = dashboard.tiles.iter().filter(|tile| chart::is_plotted(&tile.chart)).collect();
    assert!(charts.len() >= 2, "{dashboard:?}");
    for tile in charts {
        let mut once: Numbers = expected::numbers(oracle, &tile.chart, expected::filters(dashboard, view, tile));
        once.total.values_mut().chain(once.filtered.values_mut()).for_each(|count| *count *= times);
        expect_numbers(page, tile, &once);
    }
}

#[test]
fn many_rows_of_two_narrow_columns_are_loaded_counted_and_brushed_in_the_tab() {
    let times = std::env::var("SIGHTLINE_TEST_ROWS").map_or(TIMES, |rows| rows.parse::<usize>().unwrap().div_ceil(ROWS));
    let (server, table) = (Server::start(), table());
    let begun = Instant::now();
    let dataset = server.upload("many.parquet", &flights::parquet_repeated(&table, times));
    assert_eq!(dataset.rows, (times * ROWS) as u64);
    let stored = begun.elapsed();
    let dashboard: Dashboard = serde_json::from_value(server.dashboard(&dataset.id)).unwrap();
    let mut page = Page::open(&server, &format!("/dashboards/{}", dashboard.id));
    loaded(&mut page);
    println!("{} rows: stored after {stored:?}, shown after {:?}", dataset.rows, begun.elapsed());
    println!(
        "{}",
        page.eval("performance.getEntriesByType('measure').filter(m => m.name.startsWith('sightline:')).map(m => [m.name, Math.round(m.duration)])")
    );
    assert_eq!(page.count("[data-executor=server]"), 0, "two narrow columns fit the tab");
    let oracle = Oracle::of_batch(&table);
    expect_repeated(&mut page, &dashboard, &oracle, &View::default(), times as u64);
    let brushed = dashboard.tiles.iter().find(|tile| chart::is_plotted(&tile.chart)).unwrap();
    drag_across(&mut page, brushed, 0.3, 0.6);
    let view = view(&mut page);
    assert!(!view.brushes.is_empty());
    expect_repeated(&mut page, &dashboard, &oracle, &view, times as u64);
}

/// Notes every share of the rows that a tile says it has gone through.
const NOTE: &str = "window.shares = []; new MutationObserver(() => document.querySelectorAll('[data-testid=progress]').forEach(bar => shares.push(bar.value))) \
    .observe(document.body, { subtree: true, childList: true, attributes: true }); 0";

/// Keeps the worker busy with something else, and again between the strides of an answer.
const SLOW: &str =
    "let times = 8; const wait = () => { const end = Date.now() + 400; while (Date.now() < end); if (--times) setTimeout(wait); }; setTimeout(wait)";

#[test]
fn a_question_that_takes_long_says_how_far_it_is_to_scripts_and_on_its_tile() {
    let (server, table) = (Server::start(), table());
    let dataset = server.upload("many.parquet", &flights::parquet_repeated(&table, TIMES));
    let dashboard: Dashboard = serde_json::from_value(server.dashboard(&dataset.id)).unwrap();
    let mut page = Page::open(&server, "/");
    page.wait_for("!!window.sightline");
    page.eval("sightline.workers = 1; sightline.open('ID', ['level']).then(handle => window.handle = handle); 0".replace("ID", &dataset.id).as_str());
    page.wait_for("!!window.handle");
    let worker = page.workers_started() - 1;
    page.run_in_worker(worker, SLOW);
    let asked = "(async () => { const shares = []; const spec = { group_by: [{ column: 'level' }], measures: [{ op: 'count' }] }; \
        const rows = await handle.query(spec, { onProgress: share => shares.push(share) }); handle.close(); return [rows.length, shares]; })()";
    let asked = page.eval(asked);
    let shares: Vec<f64> = asked[1].as_array().unwrap().iter().map(|share| share.as_f64().unwrap()).collect();
    assert!(asked[0] == 4_096 && !shares.is_empty() && shares.iter().all(|share| (0.3..1.0).contains(share)), "{asked}");
    page.go(&format!("/dashboards/{}", dashboard.id));
    loaded(&mut page);
    page.eval(NOTE);
    for worker in page.workers_started() - 2..page.workers_started() {
        page.run_in_worker(worker, SLOW);
    }
    drag_across(&mut page, dashboard.tiles.iter().find(|tile| chart::is_plotted(&tile.chart)).unwrap(), 0.3, 0.6);
    ready(&mut page);
    let shares = page.eval("shares");
    assert!(shares.as_array().unwrap().iter().any(|share| (0.3..1.0).contains(&share.as_f64().unwrap())), "{shares}");
    assert_eq!(page.count("[data-testid=progress]"), 0, "all is answered");
}
