//! Brushes by their index, and workers that come and go.

use serde_json::json;
use shared::engine::value::date_text;
use shared::wire::dashboard::{ChartSpec, Tile};
use tests::page::{Page, quote};
use tests::server::Server;

use crate::board::{Flights, drag_across, ready, view};
use crate::brush::click_bar;
use crate::chart;

/// Moves the pointer onto a chart and waits until its brush is indexed.
pub(crate) fn point_at(page: &mut Page, tile: &str) {
    let before = indexes(page);
    let (x, y) = page.middle(&chart::selector(tile, ".chart"));
    page.call("Input.dispatchMouseEvent", &json!({ "type": "mouseMoved", "x": x, "y": y }));
    page.wait_for(&format!("performance.getEntriesByName('sightline:index').length > {before}"));
}

pub(crate) fn indexes(page: &mut Page) -> u64 {
    page.eval("performance.getEntriesByName('sightline:index').length").as_u64().unwrap()
}

pub(crate) fn queries(page: &mut Page) -> u64 {
    page.eval("performance.getEntriesByName('sightline:query').length").as_u64().unwrap()
}

#[track_caller]
fn a_drag_asks_no_worker(flights: &Flights, is: impl Fn(&ChartSpec) -> bool) {
    a_brush_asks_no_worker(flights, flights.tile(is), |page, tile| drag_across(page, tile, 0.3, 0.6));
}

#[track_caller]
fn a_brush_asks_no_worker(flights: &Flights, tile: &Tile, brush: impl FnOnce(&mut Page, &Tile)) {
    let mut page = flights.open();
    point_at(&mut page, &tile.id);
    let before = queries(&mut page);
    brush(&mut page, tile);
    let view = view(&mut page);
    assert!(view.brushes.contains_key(&tile.id));
    assert_eq!(queries(&mut page), before, "the index has the answers");
    flights.expect_right(&mut page, &view);
}

#[test]
fn while_the_page_rests_what_a_first_index_asks_is_asked_ahead() {
    let flights = Flights::stored();
    let mut page = flights.open();
    page.wait_for(
        "(() => { const { startTime, duration } = performance.getEntriesByName('sightline:load')[0]; \
         return performance.getEntriesByName('sightline:query').filter((query) => query.startTime > startTime + duration + 300).length > 3; })()",
    );
    assert_eq!(indexes(&mut page), 0, "nobody has pointed at a chart");
    let tile = flights.tile(|chart| matches!(chart, ChartSpec::Histogram { column, .. } if column == "distance")).clone();
    drag_across(&mut page, &tile, 0.3, 0.6);
    let view = view(&mut page);
    flights.expect_right(&mut page, &view);
}

#[test]
fn a_brush_on_a_histogram_moves_by_its_index_to_the_numbers_of_a_recount() {
    a_drag_asks_no_worker(&Flights::stored(), |chart| matches!(chart, ChartSpec::Histogram { column, .. } if column == "distance"));
}

#[test]
fn a_brush_on_a_line_moves_by_its_index_to_the_numbers_of_a_recount() {
    a_drag_asks_no_worker(&Flights::stored(), |chart| matches!(chart, ChartSpec::Line { .. }));
}

#[test]
fn a_brush_on_a_heatmap_moves_by_its_index_to_the_numbers_of_a_recount() {
    a_drag_asks_no_worker(&Flights::stored(), |chart| matches!(chart, ChartSpec::Heatmap { .. }));
}

#[test]
fn a_brush_on_a_scatter_moves_by_its_index_to_the_numbers_of_a_recount() {
    a_drag_asks_no_worker(&Flights::stored(), |chart| matches!(chart, ChartSpec::Scatter { .. }));
}

#[test]
fn a_click_on_a_bar_moves_by_its_index_to_the_numbers_of_a_recount() {
    let flights = Flights::stored();
    a_brush_asks_no_worker(&flights, flights.bars("carrier"), |page, tile| {
        let bars = chart::read(page, &tile.id, &tile.chart).order.len();
        click_bar(page, &tile.id, 1, bars);
    });
}

#[test]
fn an_index_is_taken_back_when_the_pointer_leaves() {
    let flights = Flights::stored();
    let mut page = flights.open();
    let (left, entered) = (flights.histogram("distance"), flights.bars("carrier"));
    let is_passive = |tile: &&Tile| tile.id != entered.id && !matches!(tile.chart, ChartSpec::Table { .. });
    let passive = flights.dashboard.tiles.iter().filter(is_passive).count() as u64;
    let at = page.middle(&chart::selector(&left.id, ".chart"));
    let before = queries(&mut page);
    page.run_in_worker(0, "setTimeout(() => { const end = Date.now() + 1000; while (Date.now() < end); })");
    page.call("Input.dispatchMouseEvent", &json!({ "type": "mouseMoved", "x": at.0, "y": at.1 }));
    point_at(&mut page, &entered.id);
    assert_eq!(queries(&mut page), before + passive, "only the second chart's index was asked for to the end");
}

#[test]
fn an_index_holds_the_other_brushes_and_is_made_anew_when_one_changes() {
    let flights = Flights::stored();
    let mut page = flights.open();
    drag_across(&mut page, flights.histogram("distance"), 0.2, 0.5);
    view(&mut page);
    let tile = flights.tile(|chart| matches!(chart, ChartSpec::Line { .. }));
    point_at(&mut page, &tile.id);
    let before = queries(&mut page);
    drag_across(&mut page, tile, 0.4, 0.7);
    let both = view(&mut page);
    assert_eq!((both.brushes.len(), queries(&mut page)), (2, before));
    flights.expect_right(&mut page, &both);
}

#[test]
fn an_index_is_made_anew_when_another_brush_goes_while_the_pointer_rests() {
    let flights = Flights::stored();
    let mut page = flights.open();
    drag_across(&mut page, flights.histogram("distance"), 0.2, 0.5);
    drag_across(&mut page, flights.tile(|chart| matches!(chart, ChartSpec::Heatmap { .. })), 0.3, 0.6);
    view(&mut page);
    let tile = flights.tile(|chart| matches!(chart, ChartSpec::Line { .. }));
    point_at(&mut page, &tile.id);
    let made = indexes(&mut page);
    page.eval("document.querySelector('[data-testid=chip-clear]').click()");
    page.wait_for(&format!("performance.getEntriesByName('sightline:index').length > {made}"));
    ready(&mut page);
    let before = queries(&mut page);
    drag_across(&mut page, tile, 0.4, 0.7);
    let left = view(&mut page);
    assert_eq!((left.brushes.len(), queries(&mut page)), (2, before));
    flights.expect_right(&mut page, &left);
}

#[test]
fn a_script_has_the_same_brush() {
    let flights = Flights::stored();
    let mut page = flights.open();
    let dataset = quote(&flights.dashboard.tiles[0].dataset);
    let script = format!(
        "(async () => {{ const handle = await sightline.open({dataset}, ['carrier', 'distance', 'origin']); \
         const view = {{ group_by: [{{ column: 'origin' }}], measures: [{{ op: 'count' }}, {{ op: 'mean', column: 'distance' }}] }}; \
         const brush = await handle.index({{ active: {{ column: 'distance', bin: {{ width: 100 }} }}, passive: [view] }}); \
         const [moved] = await brush.move(200, 900); \
         const [stepped] = await brush.columns(200, 900); \
         const asked = await handle.query({{ ...view, filters: [{{ column: 'distance', between: [200, 900] }}] }}); \
         const wrong = await brush.move(250, 900).catch(error => error.code); \
         const bars = await handle.index({{ active: {{ column: 'carrier' }}, passive: [view] }}); \
         const [chosen] = await bars.select(['UA', 'AA']); \
         const set = await handle.query({{ ...view, filters: [{{ column: 'carrier', in: ['UA', 'AA'] }}] }}); \
         const top = {{ ...view, order_by: [{{ measure: 1, descending: true }}], limit: 2 }}; \
         const first = (await (await handle.index({{ active: {{ column: 'carrier' }}, passive: [top] }})).select(['UA', 'AA']))[0]; \
         const asked_first = await handle.query({{ ...top, filters: [{{ column: 'carrier', in: ['UA', 'AA'] }}] }}); \
         const columns = await handle.columns(view); handle.close(); \
         const rows = moved.map((_, row) => stepped.map(column => column[row])); \
         return {{ moved, rows, asked, wrong, chosen, set, first, asked_first, columns: columns.map(column => [column.constructor.name, column.length]) }}; }})()"
    );
    let answer = page.eval(&script);
    assert_eq!((&answer["moved"], &answer["rows"]), (&answer["asked"], &answer["asked"]));
    assert_eq!(answer["chosen"], answer["set"]);
    assert_eq!((&answer["first"], answer["first"].as_array().map(Vec::len)), (&answer["asked_first"], Some(2)));
    assert_eq!(answer["wrong"], "invalid_query");
    assert_eq!(answer["columns"], json!([["Array", 3], ["Float64Array", 3], ["Float64Array", 3]]));
    assert!(answer["asked"].as_array().is_some_and(|rows| rows.len() == 3 && rows[0][1] != 0));
}

#[test]
fn the_bounds_of_a_scripts_brush_are_times_however_they_are_written() {
    let flights = Flights::stored();
    let mut page = flights.open();
    let dataset = quote(&flights.dashboard.tiles[0].dataset);
    let script = format!(
        "(async () => {{ const handle = await sightline.open({dataset}, ['departure', 'origin']); \
         const view = {{ group_by: [{{ column: 'origin' }}], measures: [{{ op: 'count' }}] }}; \
         const index = active => handle.index({{ active, passive: [view] }}); \
         const ask = between => handle.query({{ ...view, filters: [{{ column: 'departure', between }}] }}); \
         const [months, each] = [await index({{ column: 'departure', bin: {{ every: 'month' }} }}), await index({{ column: 'departure' }})]; \
         const pairs = [[months, '2013-02-01T00:00:00Z', '2013-03-01 00:00:00.0'], [each, '2013-01-31T10:00', null], [each, null, '2013-01-31T10:00:00.5Z']]; \
         const moved = [], asked = []; \
         for (const [brush, lo, hi] of pairs) {{ moved.push((await brush.move(lo, hi))[0]); asked.push(await ask([lo, hi])); }} \
         const wrong = await months.move('2013-02-15', null).catch(error => [error.code, error.message]); handle.close(); \
         return {{ moved, asked, wrong }}; }})()"
    );
    let answer = page.eval(&script);
    assert_eq!(answer["moved"], answer["asked"]);
    assert!(answer["asked"].as_array().unwrap().iter().all(|rows| rows[0][1].as_u64() > Some(0)), "{answer}");
    assert_eq!(answer["wrong"][0], "invalid_query");
    assert!(answer["wrong"][1].as_str().unwrap().contains("“2013-02-01” and “2013-03-01”"), "{}", answer["wrong"]);
}

#[test]
fn a_brush_on_a_line_of_eleven_years_of_days_moves_by_its_index() {
    let server = Server::start();
    let row = |day: i32| format!("{},{}\n", date_text(day).unwrap(), ["a", "b"][day as usize % 2]);
    let csv: String = ["day,kind\n".to_owned()].into_iter().chain((0..4_000).map(row)).collect();
    let dataset = server.upload("days.csv", csv.as_bytes());
    let tile = |id: &str, chart| json!({ "id": id, "dataset": dataset.id, "span": 12, "chart": chart });
    let tiles = [
        tile("line", json!({ "kind": "line", "column": "day", "every": "day" })),
        tile("bars", json!({ "kind": "bar", "column": "kind", "top": 5 })),
    ];
    let made = server.client().post_json("/api/dashboards", &json!({ "title": "Days", "tiles": tiles })).expect(201);
    let tiles: Vec<Tile> = serde_json::from_value(made["tiles"].clone()).unwrap();
    let mut page = Page::open(&server, &format!("/dashboards/{}", made["id"].as_str().unwrap()));
    ready(&mut page);
    point_at(&mut page, "line");
    let before = queries(&mut page);
    drag_across(&mut page, &tiles[0], 0.3, 0.6);
    view(&mut page);
    ready(&mut page);
    assert_eq!(queries(&mut page), before, "the index has the answers");
    let shown: u64 = chart::read(&mut page, "bars", &tiles[1].chart).filtered.values().sum();
    assert!((1_100..1_300).contains(&shown), "{shown} days");
}

#[test]
fn a_worker_that_dies_is_replaced_and_its_rows_are_counted_again() {
    let flights = Flights::stored();
    let mut page = flights.open();
    page.watch().expect("the worker is no more");
    page.run_in_worker(0, "setTimeout(() => { throw new Error('the worker is no more'); })");
    page.wait_for("document.querySelector('[data-dashboard][data-state=loading]') || performance.getEntriesByName('sightline:load').length > 0");
    drag_across(&mut page, flights.histogram("distance"), 0.3, 0.6);
    let view = view(&mut page);
    flights.expect_right(&mut page, &view);
}
