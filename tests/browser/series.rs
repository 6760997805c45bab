//! Lines through single rows, against points that are found here, row by row.

use std::fmt::Write;
use std::ops::Range;

use serde_json::json;
use shared::wire::dashboard::{ChartSpec, Tile};
use shared::wire::query::Scalar;
use tests::page::{Page, quote};

use crate::board::{drag_across, ready, view};
use crate::chart::{self, Counts};
use crate::drag::see_all;
use crate::grown::{Grown, expect_bars, expect_live};
use crate::index::{point_at, queries};
use crate::pixels::Screenshot;

/// 2024-03-04 00:00:00 in Shanghai, where the sensor is.
const START: i64 = 1_709_481_600;

const ROWS: usize = 100_000;

/// One row in so many has no value.
const NONE_OF: usize = 10_007;

/// What was measured in a second: waves, noise and, now and then, a peak.
fn volts(row: usize) -> Option<f64> {
    let noise = ((row * 7_919) % 101) as f64 / 100.0;
    let peak = if row % 33_331 == 777 { 6.0 } else { 0.0 };
    let value = 230.0 + 3.0 * (row as f64 / 9_000.0).sin() + noise + peak;
    (row % NONE_OF != 5).then(|| (value * 100.0).round() / 100.0)
}

fn room(row: usize) -> &'static str {
    ["north", "south", "hall"][row / 3_000 % 3]
}

/// A second as its clock told it.
fn time(row: usize) -> String {
    chrono::DateTime::from_timestamp(START + row as i64 + 8 * 3_600, 0).unwrap().format("%Y-%m-%dT%H:%M:%S+08:00").to_string()
}

fn csv(rows: Range<usize>) -> Vec<u8> {
    let mut text = String::from("at,room,volts\n");
    for row in rows {
        let volts = volts(row).map(|volts| volts.to_string()).unwrap_or_default();
        writeln!(text, "{},{},{volts}", time(row), room(row)).unwrap();
    }
    text.into_bytes()
}

fn sensor() -> Grown {
    Grown::of("sensor.csv", &csv(0..ROWS))
}

fn series(grown: &Grown) -> &Tile {
    grown.tile(|chart| matches!(chart, ChartSpec::Series { .. }))
}

fn rooms(grown: &Grown) -> &Tile {
    grown.tile(|chart| matches!(chart, ChartSpec::Bar { .. }))
}

/// Of each pixel column the first and the last row, the one of the least and the one of the greatest value.
fn expected(rows: usize, width: usize, passes: impl Fn(usize) -> bool) -> Vec<(usize, f64)> {
    let there = || (0..rows).filter_map(|row| Some((row, volts(row)?)));
    let (first, last) = (there().next().unwrap().0, there().next_back().unwrap().0);
    let column = |row: usize| ((row - first) * width / (last - first)).min(width - 1);
    let passing: Vec<(usize, f64)> = there().filter(|(row, _)| passes(*row)).collect();
    let four = |rows: &[(usize, f64)]| {
        let by = |sign: f64| *rows.iter().min_by(|a, b| (sign * a.1).total_cmp(&(sign * b.1)).then(a.0.cmp(&b.0))).unwrap();
        let mut four = vec![rows[0], by(1.0), by(-1.0), rows[rows.len() - 1]];
        four.sort_by_key(|(row, _)| *row);
        four.dedup();
        four
    };
    passing.chunk_by(|a, b| column(a.0) == column(b.0)).flat_map(four).collect()
}

/// The points of the line of all rows, or of that under the brushes, and how many of the screen's pixels wide they are drawn.
fn drawn(page: &mut Page, tile: &Tile, line: usize) -> (Vec<(usize, f64)>, usize) {
    let plot = quote(&chart::selector(&tile.id, ".js-plotly-plot"));
    let script = "(plot => [plot.data[LINE].x.map(at => Date.parse(at + 'Z') / 1000), Array.from(plot.data[LINE].y), plot._fullLayout.xaxis._length * devicePixelRatio])";
    let found = page.eval(&format!("{}(document.querySelector({plot}))", script.replace("LINE", &line.to_string())));
    let numbers = |at: usize| found[at].as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect::<Vec<_>>();
    let points = numbers(0).into_iter().zip(numbers(1)).map(|(at, volts)| ((at as i64 - START) as usize, volts)).collect();
    (points, found[2].as_f64().unwrap().round() as usize)
}

/// Checks one of the lines, which may take some frames to be drawn.
#[track_caller]
fn expect_line(page: &mut Page, tile: &Tile, line: usize, rows: usize, passes: impl Fn(usize) -> bool) {
    ready(page);
    let (mut points, mut width) = drawn(page, tile, line);
    for _ in 0..100 {
        if points == expected(rows, width, &passes) {
            break;
        }
        page.eval("new Promise(done => requestAnimationFrame(() => setTimeout(done, 10)))");
        (points, width) = drawn(page, tile, line);
    }
    assert!(width > 200, "{width}");
    assert_eq!(points, expected(rows, width, passes));
}

fn per_room(passes: impl Fn(usize) -> bool) -> Counts {
    let mut counts = Counts::new();
    (0..ROWS).filter(|row| passes(*row)).for_each(|row| *counts.entry(vec![room(row).to_owned()]).or_default() += 1);
    counts
}

#[test]
fn what_a_sensor_has_measured_is_suggested_as_a_line_of_the_rows_that_set_its_pixels() {
    let sensor = sensor();
    let mut page = sensor.open();
    let tile = series(&sensor);
    assert_eq!(sensor.dashboard.tiles[1], *tile, "right after the count");
    expect_line(&mut page, tile, 0, ROWS, |_| true);
    expect_line(&mut page, tile, 1, ROWS, |_| true);
    let subtitle = page.text(&chart::selector(&tile.id, ".tile-subtitle"));
    assert!(subtitle.contains("UTC+08:00") && subtitle.contains("10 without a value"), "{subtitle}");
    let ticks = page.eval(&format!("document.querySelector({}).textContent", quote(&chart::selector(&tile.id, ".xtick text"))));
    assert_eq!(ticks, "00:004 Mar 2024", "what the clocks of Shanghai showed");
    // A plot of another width goes through other rows.
    page.call("Emulation.setDeviceMetricsOverride", &json!({ "width": 700, "height": 900, "deviceScaleFactor": 1, "mobile": false }));
    page.wait_for(&format!("document.querySelector({}).clientWidth < 700", quote(&chart::selector(&tile.id, ".chart"))));
    expect_line(&mut page, tile, 0, ROWS, |_| true);
    // So does one of the same width on a screen with more pixels.
    let before = drawn(&mut page, tile, 0).1;
    page.call("Emulation.setDeviceMetricsOverride", &json!({ "width": 700, "height": 900, "deviceScaleFactor": 2, "mobile": false }));
    page.wait_for("devicePixelRatio === 2");
    expect_line(&mut page, tile, 0, ROWS, |_| true);
    assert_eq!(drawn(&mut page, tile, 0).1, 2 * before);
}

/// Which pixels a line sets is a matter of one that has no smooth edges and is one pixel thick.
const SHARP: &str =
    "PLOT.querySelectorAll('path.js-line').forEach(line => Object.assign(line.style, { shapeRendering: 'crispEdges', strokeWidth: '1px' }))";

/// Has Plotly draw lines through these rows instead of those that are drawn.
fn drawn_through(page: &mut Page, plot: &str, rows: impl Iterator<Item = usize>) -> Screenshot {
    let points = rows.filter_map(|row| Some(((START + row as i64) * 1_000, volts(row)?)));
    let (x, y): (Vec<i64>, Vec<f64>) = points.unzip();
    let redraw = format!(
        "(async () => {{ const x = {}.map(ms => new Date(ms).toISOString().slice(0, 19)), y = {}; \
         await Plotly.react(PLOT, PLOT.data.map(line => ({{ ...line, x, y }})), PLOT.layout); {SHARP}; return PLOT.data[0].x.length; }})()",
        json!(x),
        json!(y)
    );
    assert_eq!(page.eval(&redraw.replace("PLOT", plot)), json!(x.len()));
    Screenshot::take(page)
}

#[test]
fn the_picture_is_that_of_a_line_through_all_rows() {
    let sensor = sensor();
    let mut page = sensor.open();
    see_all(&mut page);
    let tile = series(&sensor);
    expect_line(&mut page, tile, 1, ROWS, |_| true);
    let plot = format!("document.querySelector({})", quote(&chart::selector(&tile.id, ".js-plotly-plot")));
    page.eval(&SHARP.replace("PLOT", &plot));
    let shown = Screenshot::take(&mut page);
    let whole = drawn_through(&mut page, &plot, 0..ROWS);
    let thinned = drawn_through(&mut page, &plot, (0..ROWS).step_by(20));
    let chart = [chart::selector(&tile.id, ".chart")];
    let [differs, by_thinning] = [&shown, &thinned].map(|other| whole.differs(&mut page, other, &chart)[0]);
    println!("{differs} of the pixels differ, {by_thinning} where every twentieth row is drawn");
    assert!(differs < 0.0005 && by_thinning > 0.01, "{differs} {by_thinning}");
}

/// The seconds between the ends of a brush.
fn within(brush: &[Option<Scalar>; 2]) -> Range<usize> {
    let row = |end: &Option<Scalar>| match end {
        Some(Scalar::Text(text)) => (chrono::DateTime::parse_from_rfc3339(text).unwrap().timestamp() - START) as usize,
        other => panic!("{other:?}"),
    };
    row(&brush[0])..row(&brush[1])
}

#[test]
fn a_brush_on_a_line_filters_bars_by_its_index_and_a_brush_on_bars_leaves_rows_out_of_the_line() {
    let sensor = sensor();
    let mut page = sensor.open();
    let (tile, bars) = (series(&sensor), rooms(&sensor));
    point_at(&mut page, &tile.id);
    let before = queries(&mut page);
    drag_across(&mut page, tile, 0.35, 0.7);
    let brush = view(&mut page).brushes[&tile.id].clone();
    assert_eq!(queries(&mut page), before, "the index has the answers");
    let seconds = within(brush[0].between.as_ref().unwrap());
    assert!(seconds.len() > 20_000 && seconds.len() < 60_000, "{seconds:?}");
    expect_bars(&mut page, bars, &per_room(|_| true), &per_room(|row| seconds.contains(&row)));
    expect_line(&mut page, tile, 1, ROWS, |_| true);
    let [x, y, width, height] = page.area(&chart::selector(&bars.id, ".chart"));
    page.click_at((x + width * 0.6, y + height * 0.2), 1);
    page.wait_for(&format!("document.querySelector('[data-testid=chip][data-for={}]')", quote(&bars.id)));
    let chosen = view(&mut page).brushes[&bars.id][0].one_of.clone().unwrap();
    let [Some(Scalar::Text(chosen))] = &chosen[..] else { panic!("{chosen:?}") };
    expect_line(&mut page, tile, 1, ROWS, |row| room(row) == chosen);
    expect_line(&mut page, tile, 0, ROWS, |_| true);
}

#[test]
fn a_line_under_a_brush_that_is_no_more_is_taken_back() {
    let sensor = sensor();
    let mut page = sensor.open();
    let (tile, bars) = (series(&sensor), rooms(&sensor));
    let [x, y, width, height] = page.area(&chart::selector(&bars.id, ".chart"));
    page.eval(
        "window.told = []; const post = Worker.prototype.postMessage; \
         Worker.prototype.postMessage = function (...message) { told.push(JSON.stringify(message[0])); return post.apply(this, message); }; 0",
    );
    page.run_in_worker(0, "setTimeout(() => { const end = Date.now() + 1000; while (Date.now() < end); })");
    page.click_at((x + width * 0.6, y + height * 0.2), 1);
    page.wait_for("told.some(message => message.includes('sample') && message.includes(':line:passing'))");
    page.click_at((x + width * 0.6, y + height * 0.8), 1);
    page.wait_for("told.some(message => message.includes('cancel') && message.includes(':line:passing'))");
    let chosen = view(&mut page).brushes[&bars.id][0].one_of.clone().unwrap();
    assert_eq!(chosen.len(), 2, "{chosen:?}");
    expect_line(&mut page, tile, 1, ROWS, |row| chosen.contains(&Some(Scalar::Text(room(row).into()))));
    assert_eq!(page.count("[data-tile][data-state=error]"), 0);
}

#[test]
fn a_drag_to_the_ends_of_a_line_takes_all_of_its_rows() {
    let sensor = sensor();
    let mut page = sensor.open();
    let tile = series(&sensor);
    let [x, y, width, height] = page.area(&chart::selector(&tile.id, ".chart"));
    page.drag((x + 44.25, y + height * 0.5), (x + width - 1.0, y + height * 0.5));
    let brush = view(&mut page).brushes[&tile.id].clone();
    let seconds = within(brush[0].between.as_ref().unwrap());
    assert!(seconds.start == 0 && seconds.end >= ROWS, "{seconds:?}");
    expect_bars(&mut page, rooms(&sensor), &per_room(|_| true), &per_room(|_| true));
}

#[test]
fn arrow_keys_select_on_a_line_and_say_the_value_there() {
    let sensor = sensor();
    let mut page = sensor.open();
    let tile = series(&sensor);
    page.eval(&format!("document.querySelector({}).focus()", quote(&chart::selector(&tile.id, ".chart"))));
    page.key("ArrowRight");
    page.key("ArrowRight");
    let seconds = within(view(&mut page).brushes[&tile.id][0].between.as_ref().unwrap());
    assert_eq!(seconds, 3_600..7_200, "the second hour");
    let title = page.text(&chart::selector(&tile.id, ".tip-title"));
    assert!(title.starts_with("4 Mar 2024 01:"), "{title}");
    let text = page.text(&chart::selector(&tile.id, ".tip-text"));
    let value: f64 = text.strip_prefix("volts = ").unwrap().parse().unwrap();
    assert!(seconds.into_iter().any(|row| volts(row) == Some(value)), "{text}");
}

#[test]
fn rows_that_are_appended_go_on_with_the_line_also_on_the_page_of_a_link() {
    let sensor = sensor();
    let mut page = sensor.open();
    let mut viewer = Page::open(&sensor.server, &sensor.link());
    let path = format!("/api/datasets/{}/rows", sensor.dataset.id);
    for page in [&mut page, &mut viewer] {
        expect_line(page, series(&sensor), 1, ROWS, |_| true);
        expect_live(page, "live");
    }
    sensor.server.client().send("POST", &path, &[("content-type", "text/csv")], Some(&csv(ROWS..ROWS + 30_000))).expect(200);
    for page in [&mut page, &mut viewer] {
        expect_line(page, series(&sensor), 1, ROWS + 30_000, |_| true);
    }
}

#[test]
fn where_the_columns_do_not_fit_the_tab_the_server_draws_the_same_line() {
    let sensor = sensor();
    let mut page = Page::open(&sensor.server, &format!("{}?budget_bytes=0", sensor.path()));
    let tile = series(&sensor);
    expect_line(&mut page, tile, 0, ROWS, |_| true);
    page.wait_for(&format!("document.querySelector({})", quote(&format!("[data-tile={}][data-executor=server]", tile.id))));
    assert!(page.text(&chart::selector(&tile.id, ".tile-subtitle")).contains("10 without a value"));
    let [x, y, width, height] = page.area(&chart::selector(&rooms(&sensor).id, ".chart"));
    page.click_at((x + width * 0.6, y + height * 0.2), 1);
    let chosen = json!(view(&mut page).brushes[&rooms(&sensor).id][0].one_of);
    expect_line(&mut page, tile, 1, ROWS, |row| room(row) == chosen[0]);
}
