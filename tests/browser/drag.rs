//! While a brush is dragged, the other charts are drawn on canvases over Plotly's axes; then Plotly takes over with the same picture.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use shared::wire::dashboard::{ChartSpec, Tile};
use tests::page::{Page, quote};
use tests::server::Server;

use crate::board::{Flights, ready, view};
use crate::chart;
use crate::pixels::Screenshot;

/// Of the pixels of a chart, so many may differ visibly: corners of outlines, edges of letters.
const FEW: f64 = 0.0005;

/// How many charts are covered by a canvas that is as large as they are.
const COVERED: &str = "[...document.querySelectorAll('.plot.sketched + canvas')] \
    .filter(c => getComputedStyle(c).display !== 'none' && c.clientWidth === c.parentElement.clientWidth).length";

/// A pointer that is down on a chart and has not come up.
pub(crate) struct Held {
    at: (f64, f64),
}

impl Held {
    /// Presses on a chart and drags across it, between two shares of its width.
    pub(crate) fn across(page: &mut Page, tile: &Tile, from: f64, to: f64) -> Held {
        let [x, y, width, height] = page.area(&chart::selector(&tile.id, ".chart"));
        let at = |share: f64| (x + width * share, y + height * 0.5);
        mouse(page, "mouseMoved", at(from), "none");
        mouse(page, "mousePressed", at(from), "left");
        let mut held = Held { at: at(from) };
        for step in 1..=12 {
            held.to(page, at(from + (to - from) * f64::from(step) / 12.0));
        }
        held
    }

    fn to(&mut self, page: &mut Page, at: (f64, f64)) {
        mouse(page, "mouseMoved", at, "left");
        self.at = at;
    }

    pub(crate) fn release(self, page: &mut Page) {
        mouse(page, "mouseReleased", self.at, "left");
    }
}

fn mouse(page: &mut Page, kind: &str, (x, y): (f64, f64), button: &str) {
    let held = u32::from(button == "left" && kind != "mouseReleased");
    let clicks = u32::from(button == "left");
    page.call("Input.dispatchMouseEvent", &json!({ "type": kind, "x": x, "y": y, "button": button, "buttons": held, "clickCount": clicks }));
}

/// Makes the window so high that every chart is on the screen.
pub(crate) fn see_all(page: &mut Page) {
    page.call("Emulation.setDeviceMetricsOverride", &json!({ "width": 1400, "height": 2600, "deviceScaleFactor": 1, "mobile": false }));
    frames(page);
    ready(page);
}

/// Lets a few frames be shown.
fn frames(page: &mut Page) {
    page.eval("new Promise(done => { let left = 4; const next = () => left-- ? requestAnimationFrame(next) : done(); next(); })");
}

/// Counts from now on how often Plotly draws.
fn count_redraws(page: &mut Page) {
    page.eval(
        "window.redraws = 0; window.react ??= Plotly.react; Plotly.react = (...args) => { window.redraws += 1; return window.react(...args); }; 0",
    );
}

fn redraws(page: &mut Page) -> u64 {
    page.eval("window.redraws").as_u64().unwrap()
}

/// Waits until all tiles have their numbers and these charts are under canvases.
pub(crate) fn covered(page: &mut Page, charts: usize) {
    page.wait_for("document.querySelector('[data-dashboard][data-state=ready]')");
    page.wait_for(&format!("{COVERED} === {charts}"));
    frames(page);
}

/// Waits until no canvas shows.
fn uncovered(page: &mut Page) {
    page.wait_for("document.querySelector('[data-dashboard][data-state=ready]')");
    page.wait_for("!document.querySelector('.sketched')");
    frames(page);
}

/// Checks that charts look the same in two pictures.
#[track_caller]
fn look_the_same(page: &mut Page, tiles: &[&Tile], one: &Screenshot, other: &Screenshot) {
    for (tile, share) in tiles.iter().zip(one.differs(page, other, &charts(tiles))) {
        assert!(share < FEW, "{share} of the pixels of {:?}", tile.chart);
    }
}

fn charts(tiles: &[&Tile]) -> Vec<String> {
    tiles.iter().map(|tile| chart::selector(&tile.id, ".chart")).collect()
}

/// All charts but one.
pub(crate) fn others<'a>(tiles: &'a [Tile], but: &Tile) -> Vec<&'a Tile> {
    tiles.iter().filter(|tile| chart::is_plotted(&tile.chart) && tile.id != but.id).collect()
}

/// Compares the other charts before and after the release.
pub(crate) fn same_after_release(page: &mut Page, tiles: &[&Tile], held: Held) {
    covered(page, tiles.len());
    let before = Screenshot::take(page);
    page.eval("document.querySelectorAll('canvas.sketch').forEach(canvas => canvas.style.visibility = 'hidden')");
    let bare = Screenshot::take(page);
    page.eval("document.querySelectorAll('canvas.sketch').forEach(canvas => canvas.style.visibility = '')");
    held.release(page);
    uncovered(page);
    let after = Screenshot::take(page);
    look_the_same(page, tiles, &before, &after);
    let drawn = before.differs(page, &bare, &charts(tiles));
    assert!(drawn.iter().all(|share| *share > 2.0 * FEW), "the marks are on the canvases: {drawn:?}");
}

/// The dashboard with a brush that is being dragged across the distances.
fn dragging(flights: &Flights) -> (Page, Held) {
    let mut page = flights.open();
    let held = Held::across(&mut page, flights.histogram("distance"), 0.3, 0.6);
    page.wait_for(&format!("{COVERED} > 0"));
    (page, held)
}

#[track_caller]
fn expect_no_brush(page: &mut Page, flights: &Flights) {
    let view = view(page);
    assert!(view.brushes.is_empty(), "{view:?}");
    flights.expect_right(page, &view);
}

#[test]
fn while_a_brush_is_dragged_plotly_does_not_draw_and_afterwards_every_number_is_right() {
    let flights = Flights::stored();
    let mut page = flights.open();
    let tile = flights.histogram("distance");
    let charts = others(&flights.dashboard.tiles, tile).len();
    page.area(&chart::selector(&tile.id, ".chart"));
    frames(&mut page);
    count_redraws(&mut page);
    let mut held = Held::across(&mut page, tile, 0.3, 0.6);
    covered(&mut page, charts);
    let before = page.eval("performance.getEntriesByName('sightline:paint').length").as_u64().unwrap();
    let [x, y, width, height] = page.area(&chart::selector(&tile.id, ".chart"));
    for share in [0.55, 0.5, 0.45, 0.7] {
        held.to(&mut page, (x + width * share, y + height * 0.5));
        covered(&mut page, charts);
    }
    assert_eq!(redraws(&mut page), 0);
    assert!(page.eval("performance.getEntriesByName('sightline:paint').length").as_u64().unwrap() > before, "drawing on canvases is measured");
    held.release(&mut page);
    uncovered(&mut page);
    let view = view(&mut page);
    assert_eq!(view.brushes.keys().collect::<Vec<_>>(), [&tile.id]);
    flights.expect_right(&mut page, &view);
}

#[test]
fn the_canvas_shows_what_plotly_then_shows() {
    let flights = Flights::stored();
    let mut page = flights.open();
    see_all(&mut page);
    let tiles = &flights.dashboard.tiles;
    let tile = flights.histogram("distance");
    let held = Held::across(&mut page, tile, 0.2, 0.5);
    same_after_release(&mut page, &others(tiles, tile), held);
    // Now with the brush of before on one of the other charts, and bars that their own brush dims.
    let [x, y, width, _] = page.area(&chart::selector(&flights.bars("carrier").id, ".chart"));
    page.click_at((x + width * 0.6, y + 12.0), 1);
    uncovered(&mut page);
    let line = flights.tile(|chart| matches!(chart, ChartSpec::Line { .. }));
    let held = Held::across(&mut page, line, 0.3, 0.8);
    same_after_release(&mut page, &others(tiles, line), held);
}

/// The kinds of tiles that Plotly has no part in: a number, and rows one by one.
const UNPLOTTED: [&str; 4] = ["number", "table", "gallery", "sentences"];

/// The kinds of charts that the API describes.
fn kinds(server: &Server) -> BTreeSet<String> {
    let description = server.client().get("/api/openapi.json").expect(200);
    let kinds = description["components"]["schemas"]["ChartSpec"]["oneOf"].as_array().unwrap().iter();
    kinds.map(|kind| kind["properties"]["kind"]["enum"][0].as_str().unwrap().to_owned()).collect()
}

fn kind(tile: &Tile) -> String {
    serde_json::to_value(&tile.chart).unwrap()["kind"].as_str().unwrap().to_owned()
}

#[test]
fn every_kind_of_chart_looks_the_same_with_a_brush_of_its_own_too() {
    let flights = Flights::stored().with(&json!({ "kind": "series", "x": { "column": "departure", "bin": { "every": "day" } }, "y": "arr_delay" }));
    let mut page = flights.open();
    see_all(&mut page);
    let distance = flights.histogram("distance");
    let others = others(&flights.dashboard.tiles, distance);
    let first_of_kind: BTreeMap<String, &Tile> = others.iter().rev().map(|tile| (kind(tile), *tile)).collect();
    let compared: BTreeSet<String> = first_of_kind.keys().cloned().chain(UNPLOTTED.map(str::to_owned)).collect();
    assert_eq!(compared, kinds(&flights.server));
    for tile in first_of_kind.values() {
        let [x, y, width, height] = page.area(&chart::selector(&tile.id, ".chart"));
        page.drag((x + width * 0.2, y + height * 0.1), (x + width * 0.9, y + height * 0.8));
        uncovered(&mut page);
    }
    assert_eq!(view(&mut page).brushes.len(), first_of_kind.len());
    let held = Held::across(&mut page, distance, 0.1, 0.7);
    same_after_release(&mut page, &others, held);
    assert_ne!(page.text("[data-testid=rows-passing]"), "0");
}

#[test]
fn a_change_of_colours_during_a_drag_is_drawn_by_plotly_and_the_drag_goes_on_in_the_new_ones() {
    let flights = Flights::stored();
    let mut page = flights.open();
    see_all(&mut page);
    let tile = flights.histogram("distance");
    let others = others(&flights.dashboard.tiles, tile);
    let mut held = Held::across(&mut page, tile, 0.2, 0.5);
    covered(&mut page, others.len());
    count_redraws(&mut page);
    page.eval("document.querySelector('[data-testid=theme-switch]').click()");
    page.eval("if (document.documentElement.dataset.theme !== 'dark') document.querySelector('[data-testid=theme-switch]').click(); 0");
    page.wait_for("document.documentElement.dataset.theme === 'dark'");
    frames(&mut page);
    assert!(redraws(&mut page) >= others.len() as u64);
    let to = (held.at.0 + 20.0, held.at.1);
    held.to(&mut page, to);
    covered(&mut page, others.len());
    same_after_release(&mut page, &others, held);
}

#[test]
fn a_drag_that_is_cancelled_leaves_the_charts_as_they_were() {
    let flights = Flights::stored();
    let (mut page, _held) = dragging(&flights);
    let chart = quote(&chart::selector(&flights.histogram("distance").id, ".chart"));
    page.eval(&format!("document.querySelector({chart}).dispatchEvent(new PointerEvent('pointercancel', {{ bubbles: true, pointerId: 1 }}))"));
    uncovered(&mut page);
    expect_no_brush(&mut page, &flights);
}

#[test]
fn escape_gives_a_drag_up() {
    let flights = Flights::stored();
    let (mut page, held) = dragging(&flights);
    page.key("Escape");
    uncovered(&mut page);
    held.release(&mut page);
    expect_no_brush(&mut page, &flights);
}

#[test]
fn a_dashboard_that_is_left_during_a_drag_is_drawn_by_plotly_when_it_is_opened_again() {
    let flights = Flights::stored();
    let (mut page, held) = dragging(&flights);
    page.eval("document.querySelector('.brand').click()");
    page.wait_for("!document.querySelector('[data-dashboard]')");
    held.release(&mut page);
    page.eval("history.back()");
    ready(&mut page);
    let view = view(&mut page);
    assert_eq!(page.count(".sketched"), 0);
    flights.expect_right(&mut page, &view);
}

#[test]
fn a_drag_whose_window_loses_the_focus_stands_as_it_is() {
    let flights = Flights::stored();
    let (mut page, held) = dragging(&flights);
    let tile = flights.histogram("distance");
    page.eval(&format!("document.querySelector({}).blur()", quote(&chart::selector(&tile.id, ".chart"))));
    uncovered(&mut page);
    let standing = view(&mut page);
    assert_eq!(standing.brushes.keys().collect::<Vec<_>>(), [&tile.id]);
    held.release(&mut page);
    assert_eq!(view(&mut page), standing);
    flights.expect_right(&mut page, &standing);
}

#[test]
fn an_arrow_key_that_is_held_down_moves_the_brush_without_plotly() {
    let flights = Flights::stored();
    let mut page = flights.open();
    let tile = flights.histogram("distance");
    let charts = others(&flights.dashboard.tiles, tile).len() + 1;
    page.eval(&format!("document.querySelector({}).focus()", quote(&chart::selector(&tile.id, ".chart"))));
    page.key("ArrowRight");
    uncovered(&mut page);
    view(&mut page);
    count_redraws(&mut page);
    let key = |page: &mut Page, kind: &str| {
        let arrow =
            json!({ "type": kind, "key": "ArrowRight", "code": "ArrowRight", "windowsVirtualKeyCode": 39, "autoRepeat": kind == "rawKeyDown" });
        page.call("Input.dispatchKeyEvent", &arrow);
    };
    for _ in 0..6 {
        key(&mut page, "rawKeyDown");
        covered(&mut page, charts);
    }
    assert_eq!(redraws(&mut page), 0);
    key(&mut page, "keyUp");
    uncovered(&mut page);
    let view = view(&mut page);
    assert_eq!(view.brushes.keys().collect::<Vec<_>>(), [&tile.id]);
    flights.expect_right(&mut page, &view);
}

/// Forty days with a number each, below zero in every second group. Days that follow each other lie far apart on `x`, so that a brush
/// on it leaves gaps.
fn days() -> String {
    let row = |day: i64| {
        let value = (40 + (day * 13) % 29) * if day % 2 == 0 { 1 } else { -1 };
        format!("{},2024-{:02}-{:02},g{},{value}.5\n", (day * 7) % 40, 1 + day / 20, 1 + day % 20, day % 6)
    };
    ["x,day,part,value\n".to_owned()].into_iter().chain((0..40).map(row)).collect()
}

#[test]
fn gaps_negative_bars_and_dots_look_the_same_too() {
    let server = Server::start();
    let dataset = server.upload("days.csv", days().as_bytes()).id;
    let measure = |op: &str| json!({ "op": op, "column": "value" });
    let tile = |id: &str, chart: Value| json!({ "id": id, "dataset": dataset, "span": 4, "chart": chart });
    let binned = |width: f64| json!({ "column": "x", "bin": { "width": width } });
    let tiles = json!([
        tile("x", json!({ "kind": "histogram", "column": "x", "width": 2, "origin": 0 })),
        tile("mean", json!({ "kind": "line", "column": "day", "every": "day", "measure": measure("mean") })),
        tile("sum", json!({ "kind": "bar", "column": "part", "top": 12, "measure": measure("sum") })),
        tile("weeks", json!({ "kind": "line", "column": "day", "every": "week" })),
        tile("months", json!({ "kind": "line", "column": "day", "every": "month" })),
        tile("pairs", json!({ "kind": "heatmap", "x": { "column": "part" }, "y": binned(5.0) })),
        tile("values", json!({ "kind": "histogram", "column": "value", "width": 7.5, "origin": 2.5 })),
    ]);
    let made = server.client().post_json("/api/dashboards", &json!({ "title": "Days", "tiles": tiles })).expect(201);
    let mut page = Page::open(&server, &format!("/dashboards/{}", made["id"].as_str().unwrap()));
    see_all(&mut page);
    let tiles: Vec<Tile> = serde_json::from_value(made["tiles"].clone()).unwrap();
    for (from, to) in [(0.35, 0.8), (0.2, 0.35)] {
        let held = Held::across(&mut page, &tiles[0], from, to);
        same_after_release(&mut page, &others(&tiles, &tiles[0]), held);
    }
}
