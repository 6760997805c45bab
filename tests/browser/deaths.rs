//! Workers that die: another one reads the share again and answers what was asked meanwhile, as often as that makes sense.

use serde_json::{Value, json};
use shared::wire::dashboard::View;
use shared::wire::query::{GroupKey, Measure, QuerySpec};
use tests::page::{Page, quote};
use tests::server;

use crate::board::{Flights, drag_across, ready, view};
use crate::brush::click_bar;
use crate::chart;
use crate::grown::{Grown, csv, expect_bars, expect_live, expect_rows, per_carrier};
use crate::index::{indexes, queries};
use crate::workers::{DIE, GO_ON, HOLD, ONE_CORE, in_all_workers, until};

/// As often as a share is read again, and once more.
const TOO_OFTEN: usize = 4;

/// In a page: the numbers that a tile which counts rows shows while it says that they are final.
const NOTE_ROWS: &str = "window.seen = []; new MutationObserver(() => { const passing = document.querySelector('[data-testid=rows-passing]'); \
    if (passing?.closest('[data-state=ready]')) seen.push(passing.dataset.value); }) \
    .observe(document.body, { subtree: true, childList: true, attributes: true })";

/// In a worker, before its first line: keeps its program's memory at hand.
const KEEP_MEMORY: &str = "for (const name of ['instantiate', 'instantiateStreaming']) { const real = WebAssembly[name]; \
    WebAssembly[name] = (...source) => real.apply(WebAssembly, source) \
        .then(made => { globalThis.memory = (made.instance ?? made).exports.memory; return made; }); }";

/// In a worker: takes all the memory that its program can ever have.
const FILL_MEMORY: &str = "for (let pages = 2 ** 15; pages >= 1; pages /= 2) { try { for (;;) memory.grow(pages); } catch {} } true";

/// Ends a worker, which may only just have been started.
#[track_caller]
fn die(page: &mut Page, worker: usize) {
    server::until("the worker's scope is there", || page.run_in_worker(worker, "typeof setTimeout") == "function");
    page.run_in_worker(worker, DIE);
}

/// The home page with its dashboard and the workers that are started ahead, which listen.
#[track_caller]
fn home(flights: &Flights) -> Page {
    let mut page = Page::open(&flights.server, "/");
    page.watch().expect("the worker is no more");
    page.wait_for("document.querySelector('[data-testid=dashboard] a')");
    page.wait_for_workers_started(2);
    for worker in 0..2 {
        server::until("the worker listens", || page.run_in_worker(worker, "!!self.onmessage") == true);
    }
    page
}

/// Ends a worker, and waits until another one is started in its place.
#[track_caller]
fn kill(page: &mut Page, worker: usize) {
    let started = page.workers_started();
    die(page, worker);
    page.wait_for_workers_started(started + 1);
}

/// Ends a worker, and each that is started in its place, until no more is.
fn kill_for_good(page: &mut Page, worker: usize) {
    let mut worker = worker;
    for _ in 1..TOO_OFTEN {
        kill(page, worker);
        worker = page.workers_started() - 1;
    }
    die(page, worker);
}

/// All tiles that show why they can't be drawn.
#[track_caller]
fn expect_failed(page: &mut Page, tiles: usize) {
    page.wait_for(&format!("document.querySelectorAll('[data-tile][data-state=error]').length === {tiles}"));
    let problems = page.eval("[...document.querySelectorAll('[data-tile] [data-testid=problem]')].map(problem => problem.innerText)");
    let problems: Vec<String> = serde_json::from_value(problems).unwrap();
    assert!(problems.len() == tiles && problems.iter().all(|problem| problem.contains("Reload the page")), "{problems:?}");
}

#[test]
fn where_a_share_ends_each_worker_that_reads_it_every_tile_says_what_to_do_and_nothing_hangs() {
    let flights = Flights::stored();
    let mut page = flights.open();
    page.watch().expect("the worker is no more");
    assert!(page.workers_started() > 1);
    in_all_workers(&mut page, HOLD);
    drag_across(&mut page, flights.histogram("distance"), 0.3, 0.6);
    // What the others hold is never answered.
    kill_for_good(&mut page, 0);
    expect_failed(&mut page, flights.dashboard.tiles.len());
    page.wait_for_workers(0);
    assert_eq!(page.count(".row-count progress"), 0, "nothing is on its way");
    expect_live(&mut page, "ended");
    let brushed = view(&mut page);
    page.reload();
    flights.expect_right(&mut page, &brushed);
}

#[test]
fn another_share_may_lose_its_worker_as_often() {
    let flights = Flights::stored();
    let mut page = flights.open();
    page.watch().expect("the worker is no more");
    let mut dying = [0, 1];
    for _ in 1..TOO_OFTEN {
        for worker in &mut dying {
            kill(&mut page, *worker);
            *worker = page.workers_started() - 1;
        }
    }
    drag_across(&mut page, flights.histogram("distance"), 0.3, 0.6);
    let view = view(&mut page);
    flights.expect_right(&mut page, &view);
}

#[test]
fn an_index_that_a_dying_worker_was_asked_for_comes_when_its_rows_are_in_again() {
    let flights = Flights::stored();
    let mut page = flights.open();
    page.watch().expect("the worker is no more");
    let (tile, made) = (flights.histogram("distance"), indexes(&mut page));
    in_all_workers(&mut page, HOLD);
    let (x, y) = page.middle(&chart::selector(&tile.id, ".chart"));
    page.call("Input.dispatchMouseEvent", &json!({ "type": "mouseMoved", "x": x, "y": y }));
    in_all_workers(&mut page, &until("self.held.some(event => event.data.includes(':index'))"));
    kill(&mut page, 0);
    for worker in 1..page.workers_started() - 1 {
        page.run_in_worker(worker, GO_ON);
    }
    page.wait_for(&format!("performance.getEntriesByName('sightline:index').length > {made}"));
    ready(&mut page);
    let before = queries(&mut page);
    drag_across(&mut page, tile, 0.3, 0.6);
    let view = view(&mut page);
    assert_eq!(queries(&mut page), before, "the index has the answers");
    flights.expect_right(&mut page, &view);
}

#[test]
fn the_columns_that_a_dying_worker_was_told_to_load_are_loaded_by_the_next() {
    let flights = Flights::stored();
    let mut page = home(&flights);
    in_all_workers(&mut page, HOLD);
    page.click("[data-testid=dashboard] a");
    in_all_workers(&mut page, &until("self.held.some(event => event.data.includes('load'))"));
    kill(&mut page, 0);
    page.run_in_worker(1, GO_ON);
    flights.expect_right(&mut page, &View::default());
}

#[test]
fn a_worker_that_died_before_anybody_needed_it_is_not_taken() {
    let flights = Flights::stored();
    let mut page = home(&flights);
    page.run_in_worker(0, "new Promise(done => { addEventListener('error', () => setTimeout(done, 0)); setTimeout(() => { throw new Error('the worker is no more'); }); })");
    page.click("[data-testid=dashboard] a");
    flights.expect_right(&mut page, &View::default());
    assert_eq!(page.workers_started(), 3);
}

/// A page over 600 rows and 300 that were appended since, with one worker.
#[track_caller]
fn grown_page(grown: &Grown) -> Page {
    let mut page = Page::open_with(ONE_CORE, &grown.server, &grown.path());
    page.watch().expect("the worker is no more");
    ready(&mut page);
    expect_live(&mut page, "live");
    grown.append(600..900);
    expect_rows(&mut page, 900);
    page
}

#[test]
fn appended_rows_are_there_again_before_a_tile_says_so_and_those_after_them_come_too() {
    let grown = Grown::of("flights.csv", &csv(0..600));
    let mut page = grown_page(&grown);
    ready(&mut page);
    page.eval(NOTE_ROWS);
    kill(&mut page, 0);
    // What is asked meanwhile waits for the appended rows too.
    click_bar(&mut page, &grown.carriers().id, 0, 3);
    page.wait_for("document.querySelector('[data-testid=rows-passing]')?.dataset.value === '300'");
    ready(&mut page);
    let seen: Vec<String> = serde_json::from_value(page.eval("seen")).unwrap();
    assert!(!seen.is_empty() && seen.iter().all(|rows| ["900", "300"].contains(&rows.as_str())), "{seen:?}");
    page.click("[data-testid=clear-all]");
    grown.append(900..1_100);
    expect_rows(&mut page, 1_100);
    expect_bars(&mut page, grown.carriers(), &per_carrier(0..1_100), &per_carrier(0..1_100));
}

#[test]
fn rows_of_a_paused_stream_that_went_with_their_worker_come_again_when_it_goes_on() {
    let grown = Grown::of("flights.csv", &csv(0..600));
    let mut page = grown_page(&grown);
    page.click("[data-testid=live-pause]");
    expect_live(&mut page, "paused");
    kill(&mut page, 0);
    grown.append(900..960);
    page.wait_for("!document.querySelector('.row-count progress')");
    ready(&mut page);
    expect_rows(&mut page, 600);
    click_bar(&mut page, &grown.carriers().id, 0, 3);
    page.wait_for("document.querySelector('[data-testid=rows-passing]')?.dataset.value === '200'");
    expect_bars(&mut page, grown.carriers(), &per_carrier(0..600), &per_carrier(0..600));
    page.click("[data-testid=clear-all]");
    page.click("[data-testid=live-pause]");
    expect_rows(&mut page, 960);
    expect_bars(&mut page, grown.carriers(), &per_carrier(0..960), &per_carrier(0..960));
    let rows = "document.querySelector('[data-testid=table-scroll]')?.getAttribute('aria-rowcount')";
    page.wait_for(&format!("{rows} === '961'"));
}

/// A page whose handle of two workers is `window.handle`, where `count()` asks it.
fn page_with_handle(flights: &Flights) -> Page {
    let mut page = Page::open(&flights.server, "/streams");
    page.watch().expect("the worker is no more");
    page.wait_for("window.sightline");
    let spec = QuerySpec { group_by: vec![GroupKey::plain("carrier")], measures: vec![Measure::count()], ..QuerySpec::default() };
    page.eval(&format!(
        "(async () => {{ sightline.workers = 2; window.handle = await sightline.open({}, ['carrier']); \
         window.count = () => handle.query({}).then(rows => rows.join(';'), error => [error.code, error.message]); window.counted = await count(); }})()",
        quote(&flights.dashboard.tiles[0].dataset),
        json!(spec)
    ));
    page
}

#[test]
fn what_a_handle_is_asked_while_a_worker_dies_is_answered() {
    let flights = Flights::stored();
    let mut page = page_with_handle(&flights);
    in_all_workers(&mut page, HOLD);
    page.eval("window.asked = count(); true");
    in_all_workers(&mut page, &until("self.held.length"));
    kill(&mut page, 0);
    page.run_in_worker(1, GO_ON);
    assert_eq!(page.eval("(async () => (await asked) === counted && (await count()) === counted && counted.length > 20)()"), json!(true));
    assert_eq!(page.eval("handle.loads().reduce((sum, load) => sum + load.rows, 0)"), json!(tests::flights::ROWS));
}

#[test]
fn a_handle_whose_workers_die_again_and_again_says_what_to_do() {
    let flights = Flights::stored();
    let mut page = page_with_handle(&flights);
    in_all_workers(&mut page, HOLD);
    page.eval("window.asked = count(); true");
    in_all_workers(&mut page, &until("self.held.length"));
    kill_for_good(&mut page, 0);
    let heard: Vec<Value> = serde_json::from_value(page.eval("(async () => [await asked, await count()])()")).unwrap();
    for answer in heard {
        assert_eq!(answer[0], "internal");
        assert!(answer[1].as_str().is_some_and(|message| message.contains("Reload the page")), "{answer}");
    }
    page.wait_for_workers(0);
}

#[test]
fn a_worker_whose_memory_is_full_gives_way_to_one_that_reads_its_rows_anew() {
    let flights = Flights::stored();
    let mut page = Page::open_with(KEEP_MEMORY, &flights.server, "/streams");
    page.watch().expect("unreachable");
    page.wait_for("window.sightline");
    let dataset = quote(&flights.dashboard.tiles[0].dataset);
    page.eval(&format!(
        "(async () => {{ sightline.workers = 1; window.opened = () => sightline.open({dataset}, ['departure', 'dep_delay', 'distance', 'carrier']); \
         window.handle = await opened(); }})()"
    ));
    assert_eq!(page.run_in_worker(0, FILL_MEMORY), json!(true));
    let keys = ["departure", "dep_delay", "distance", "carrier"].map(GroupKey::plain).to_vec();
    let spec = json!(QuerySpec { group_by: keys, measures: vec![Measure::count()], ..QuerySpec::default() });
    let count = |handle: &str| format!("{handle}.columns({spec}).then(columns => [columns[0].length, columns.at(-1).reduce((sum, n) => sum + n)])");
    let counted = page.eval(&count("handle"));
    assert_eq!(page.workers_started(), 2, "the first had no room for it");
    assert_eq!((&counted[1], &counted), (&json!(tests::flights::ROWS), &page.eval(&format!("opened().then(other => {})", count("other")))));
}
