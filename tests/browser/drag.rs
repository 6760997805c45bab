//! While a brush is dragged, the other charts are drawn on canvases over Plotly's axes; then Plotly takes over with the same picture.

use serde_json::{Value, json};
use shared::wire::dashboard::{ChartSpec, Tile};
use tests::page::{Page, quote};
use tests::server::Server;

use crate::board::{Flights, ready, view};
use crate::chart;

/// Of the pixels of a chart, so many may differ visibly.
const FEW: f64 = 0.002;

/// Pixels whose red, green or blue differ by more than this differ visibly.
const VISIBLY: u32 = 40;

/// Gives the shares of pixels that differ between two screenshots, for each of some rectangles.
const COMPARE: &str = r"(async () => {
  const pixels = async base64 => {
    const bytes = Uint8Array.from(atob(base64), c => c.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
    context.drawImage(image, 0, 0);
    return (x, y, width, height) => context.getImageData(x, y, width, height).data;
  };
  const [before, after] = [await pixels(BEFORE), await pixels(AFTER)];
  return AREAS.map(area => {
    const [a, b] = [before(...area), after(...area)];
    let differ = 0;
    for (let i = 0; i < a.length; i += 4) {
      if ([0, 1, 2].some(c => Math.abs(a[i + c] - b[i + c]) > VISIBLY)) differ += 1;
    }
    return differ / (a.length / 4);
  });
})()";

/// How many charts are covered by a canvas that is as large as they are.
const COVERED: &str = "[...document.querySelectorAll('.plot.sketched + canvas')] \
    .filter(c => getComputedStyle(c).display !== 'none' && c.clientWidth === c.parentElement.clientWidth).length";

/// A pointer that is down on a chart and has not come up.
struct Held {
    at: (f64, f64),
}

impl Held {
    /// Presses on a chart and drags across it, between two shares of its width.
    fn across(page: &mut Page, tile: &Tile, from: f64, to: f64) -> Held {
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

    fn release(self, page: &mut Page) {
        mouse(page, "mouseReleased", self.at, "left");
    }
}

fn mouse(page: &mut Page, kind: &str, (x, y): (f64, f64), button: &str) {
    let held = u32::from(button == "left" && kind != "mouseReleased");
    let clicks = u32::from(button == "left");
    page.call("Input.dispatchMouseEvent", &json!({ "type": kind, "x": x, "y": y, "button": button, "buttons": held, "clickCount": clicks }));
}

/// Makes the window so high that every chart is on the screen.
fn see_all(page: &mut Page) {
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
fn covered(page: &mut Page, charts: usize) {
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

fn screenshot(page: &mut Page) -> Value {
    page.call("Page.captureScreenshot", &json!({ "format": "png" }))["data"].take()
}

/// Checks that charts look the same in two screenshots.
#[track_caller]
fn look_the_same(page: &mut Page, tiles: &[&Tile], before: &Value, after: &Value) {
    let area = |tile: &&Tile| {
        let chart = quote(&chart::selector(&tile.id, ".chart"));
        format!("(r => [r.x, r.y, r.width, r.height].map(Math.round))(document.querySelector({chart}).getBoundingClientRect())")
    };
    let areas = tiles.iter().map(area).collect::<Vec<_>>().join(",");
    let script = COMPARE.replace("BEFORE", &before.to_string()).replace("AFTER", &after.to_string());
    let shares = page.eval(&script.replace("AREAS", &format!("[{areas}]")).replace("VISIBLY", &VISIBLY.to_string()));
    for (tile, share) in tiles.iter().zip(shares.as_array().unwrap()) {
        println!("{:?}: {share} of the pixels differ", tile.chart);
        assert!(share.as_f64().unwrap() < FEW, "{share} of the pixels of {:?}", tile.chart);
    }
}

/// Drags, and compares the other charts before and after the release.
fn same_after_release(page: &mut Page, tiles: &[Tile], dragged: &Tile, from: f64, to: f64) {
    let others: Vec<&Tile> = tiles.iter().filter(|tile| chart::is_plotted(&tile.chart) && tile.id != dragged.id).collect();
    let held = Held::across(page, dragged, from, to);
    covered(page, others.len());
    let before = screenshot(page);
    held.release(page);
    uncovered(page);
    let after = screenshot(page);
    look_the_same(page, &others, &before, &after);
}

#[test]
fn while_a_brush_is_dragged_plotly_does_not_draw_and_afterwards_every_number_is_right() {
    let flights = Flights::stored();
    let mut page = flights.open();
    let tile = flights.histogram("distance");
    let charts = flights.dashboard.tiles.iter().filter(|tile| chart::is_plotted(&tile.chart)).count();
    page.area(&chart::selector(&tile.id, ".chart"));
    frames(&mut page);
    count_redraws(&mut page);
    let mut held = Held::across(&mut page, tile, 0.3, 0.6);
    covered(&mut page, charts - 1);
    let before = page.eval("performance.getEntriesByName('sightline:paint').length").as_u64().unwrap();
    let [x, y, width, height] = page.area(&chart::selector(&tile.id, ".chart"));
    for share in [0.55, 0.5, 0.45, 0.7] {
        held.to(&mut page, (x + width * share, y + height * 0.5));
        covered(&mut page, charts - 1);
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
    same_after_release(&mut page, tiles, flights.histogram("distance"), 0.2, 0.5);
    // Now with the brush of before on one of the other charts, and bars that their own brush dims.
    let bars = flights.bars("carrier");
    let [x, y, width, _] = page.area(&chart::selector(&bars.id, ".chart"));
    page.click_at((x + width * 0.6, y + 12.0), 1);
    uncovered(&mut page);
    same_after_release(&mut page, tiles, flights.tile(|chart| matches!(chart, ChartSpec::Line { .. })), 0.3, 0.8);
}

#[test]
fn a_change_of_colours_during_a_drag_is_drawn_by_plotly_and_the_drag_goes_on_in_the_new_ones() {
    let flights = Flights::stored();
    let mut page = flights.open();
    see_all(&mut page);
    let tile = flights.histogram("distance");
    let others: Vec<&Tile> = flights.dashboard.tiles.iter().filter(|other| chart::is_plotted(&other.chart) && other.id != tile.id).collect();
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
    let before = screenshot(&mut page);
    held.release(&mut page);
    uncovered(&mut page);
    let after = screenshot(&mut page);
    look_the_same(&mut page, &others, &before, &after);
}

#[test]
fn a_drag_that_is_cancelled_leaves_the_charts_as_they_were() {
    let flights = Flights::stored();
    let mut page = flights.open();
    let tile = flights.histogram("distance");
    let _held = Held::across(&mut page, tile, 0.3, 0.6);
    page.wait_for(&format!("{COVERED} > 0"));
    let chart = quote(&chart::selector(&tile.id, ".chart"));
    page.eval(&format!("document.querySelector({chart}).dispatchEvent(new PointerEvent('pointercancel', {{ bubbles: true, pointerId: 1 }}))"));
    uncovered(&mut page);
    let view = view(&mut page);
    assert!(view.brushes.is_empty(), "{view:?}");
    flights.expect_right(&mut page, &view);
}

#[test]
fn a_drag_whose_window_loses_the_focus_stands_as_it_is() {
    let flights = Flights::stored();
    let mut page = flights.open();
    let tile = flights.histogram("distance");
    let held = Held::across(&mut page, tile, 0.3, 0.6);
    page.wait_for(&format!("{COVERED} > 0"));
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
    let charts = flights.dashboard.tiles.iter().filter(|tile| chart::is_plotted(&tile.chart)).count();
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
    same_after_release(&mut page, &tiles, &tiles[0], 0.35, 0.8);
    same_after_release(&mut page, &tiles, &tiles[0], 0.2, 0.35);
}
