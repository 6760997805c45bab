//! Measures that are made of all values: sketches answer for them while a brush moves, and say so; the exact values follow when it rests.

use std::collections::BTreeMap;

use serde_json::json;
use shared::engine::value::Value;
use shared::wire::dashboard::{ChartSpec, Tile};
use shared::wire::query::{BinSpec, CalendarUnit, FilterSpec, GroupKey, Measure, Op, QuerySpec};
use tests::page::{Page, quote};

use crate::board::{Flights, drag_across, ready, view};
use crate::chart::{self, number_key};
use crate::drag::Held;
use crate::index::{point_at, queries};
use crate::workers::{GO_ON, HOLD, in_all_workers};

/// What the second of two traces shows: a bar's length by its value, a point's height by where its unit begins.
const READ: &str = r"(([, some]) => {
  const begins = v => Date.parse(v.length > 10 && !v.endsWith('Z') ? v + 'Z' : v).toFixed(6);
  return Array.from(some.x, (x, i) => ACROSS ? [begins(x), some.y[i]] : [some.customdata[i][0], x]);
})(document.querySelector(PLOT).data)";

fn measures() -> [Measure; 3] {
    let of = |op, q| Measure { q, ..Measure::of(op, "air_time") };
    [of(Op::Median, None), of(Op::Quantile, Some(0.95)), of(Op::Distinct, None)]
}

/// Bars and a line of each measure.
fn measured() -> Vec<ChartSpec> {
    let bars = |measure| ChartSpec::Bar { column: "carrier".into(), top: 16, measure: Some(measure) };
    let line = |measure| ChartSpec::Line { column: "departure".into(), every: CalendarUnit::Month, measure: Some(measure) };
    measures().into_iter().flat_map(|measure| [bars(measure.clone()), line(measure)]).collect()
}

/// A page with the distances first, then the measured charts, then whatever the flights' own dashboard has.
fn opened(flights: &Flights) -> (Page, Vec<Tile>) {
    let charts = [flights.histogram("distance").chart.clone()].into_iter().chain(measured());
    let charts = charts.chain(flights.dashboard.tiles.iter().map(|tile| tile.chart.clone()));
    let tile = |(at, chart)| Tile { id: format!("t{at}"), span: 6, chart, ..flights.dashboard.tiles[0].clone() };
    let tiles: Vec<Tile> = charts.enumerate().map(tile).collect();
    let made = flights.server.client().post_json("/api/dashboards", &json!({ "title": "Sketched", "tiles": tiles })).expect(201);
    let mut page = Page::open(&flights.server, &format!("/dashboards/{}", made["id"].as_str().unwrap()));
    ready(&mut page);
    (page, tiles)
}

fn is_measured(tile: &&Tile) -> bool {
    measured().contains(&tile.chart)
}

/// The measured values that a chart shows under the brushes, by key; those where nothing is measured are left out.
fn values(page: &mut Page, tile: &Tile) -> BTreeMap<String, f64> {
    let across = matches!(tile.chart, ChartSpec::Line { .. });
    let plot = quote(&chart::selector(&tile.id, ".js-plotly-plot"));
    let shown = page.eval(&READ.replace("ACROSS", &across.to_string()).replace("PLOT", &plot));
    let values: Vec<(String, Option<f64>)> = serde_json::from_value(shown).unwrap();
    values.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()
}

/// The same of the oracle, of all keys that have rows.
fn exact(flights: &Flights, tile: &Tile, filters: &[FilterSpec]) -> BTreeMap<String, f64> {
    let (group, measure) = match &tile.chart {
        ChartSpec::Bar { column, measure, .. } => (GroupKey::plain(column.clone()), measure),
        ChartSpec::Line { column, every, measure } => {
            (GroupKey { column: column.clone(), bin: Some(BinSpec { every: Some(*every), ..BinSpec::default() }) }, measure)
        }
        other => panic!("{other:?}"),
    };
    let spec = QuerySpec { group_by: vec![group], measures: measure.iter().cloned().collect(), filters: filters.to_vec(), ..QuerySpec::default() };
    let value = |row: Vec<Value>| match &row[..] {
        [Value::Text(carrier), value] => Some((carrier.clone(), value.as_f64()?)),
        [key, value] => Some((number_key(key.epoch_ms()?), value.as_f64()?)),
        other => panic!("{other:?}"),
    };
    flights.oracle.answer(&spec).into_iter().filter_map(value).collect()
}

#[track_caller]
fn expect_exact(page: &mut Page, flights: &Flights, tile: &Tile, filters: &[FilterSpec]) {
    let shown = values(page, tile);
    assert!(shown.len() > 9, "{:?}: {shown:?}", tile.chart);
    let mut exact = exact(flights, tile, filters);
    exact.retain(|key, _| shown.contains_key(key));
    assert!(shown.keys().eq(exact.keys()), "{:?}: {shown:?} {exact:?}", tile.chart);
    // The oracle interpolates to a millionth.
    assert!(shown.values().zip(exact.values()).all(|(ours, theirs)| (ours - theirs).abs() < 1e-4), "{:?}: {shown:?} {exact:?}", tile.chart);
}

/// The tiles that say somewhere that they are approximate.
fn approximate(page: &mut Page) -> Vec<String> {
    let tiles =
        page.eval("[...document.querySelectorAll('[data-tile]')].filter(tile => tile.innerText.includes('≈')).map(tile => tile.dataset.tile)");
    serde_json::from_value(tiles).unwrap()
}

/// Waits until exactly the measured tiles say that they are approximate.
#[track_caller]
fn expect_approximate(page: &mut Page, tiles: &[Tile]) {
    for tile in tiles.iter().filter(is_measured) {
        page.wait_for(&format!("document.querySelector({}).innerText.includes('≈')", quote(&chart::selector(&tile.id, ".tile-subtitle"))));
    }
    assert_eq!(approximate(page), tiles.iter().filter(is_measured).map(|tile| tile.id.clone()).collect::<Vec<_>>());
}

#[test]
fn medians_quantiles_and_distinct_counts_of_bars_and_lines_are_approximate_and_say_so_while_a_brush_moves_and_exact_when_it_rests() {
    let flights = Flights::stored();
    let (mut page, tiles) = opened(&flights);
    point_at(&mut page, "t0");
    let before = queries(&mut page);
    let held = Held::across(&mut page, &tiles[0], 0.3, 0.6);
    expect_approximate(&mut page, &tiles);
    assert_eq!(queries(&mut page), before, "the index has the answers");
    held.release(&mut page);
    let view = view(&mut page);
    ready(&mut page);
    assert_eq!(approximate(&mut page), [""; 0]);
    for tile in tiles.iter().filter(is_measured) {
        expect_exact(&mut page, &flights, tile, &view.brushes["t0"]);
    }
}

/// Rests the pointer in the middle of a chart.
fn rest_on(page: &mut Page, tile: &Tile) {
    let (x, y) = page.middle(&chart::selector(&tile.id, ".plot"));
    page.call("Input.dispatchMouseEvent", &json!({ "type": "mouseMoved", "x": x, "y": y }));
}

/// The value that the tip of a chart says, once it is approximate or isn't.
#[track_caller]
fn told(page: &mut Page, tile: &Tile, approximate: bool) -> f64 {
    let tip = quote(&chart::selector(&tile.id, ".tip-shown .tip-text"));
    let text = page.wait_for(&format!("(text => text.includes('≈') === {approximate} && text)(document.querySelector({tip}).innerText)"));
    let value = text.as_str().unwrap().rsplit_once("air_time: ").unwrap().1.trim_start_matches("≈ ");
    value.split(' ').next().unwrap().parse().unwrap()
}

#[test]
fn the_tip_of_a_bar_or_a_line_says_that_its_value_is_approximate_and_then_without_a_move_of_the_pointer_the_exact_one() {
    let flights = Flights::stored();
    let (mut page, tiles) = opened(&flights);
    let [bars, line] = [&tiles[1], &tiles[2]];
    for (first, last, from, to) in [(bars, line, 0.1, 0.6), (line, bars, 0.65, 0.2)] {
        point_at(&mut page, "t0");
        in_all_workers(&mut page, HOLD);
        drag_across(&mut page, &tiles[0], from, to);
        expect_approximate(&mut page, &tiles);
        for tile in [first, last] {
            rest_on(&mut page, tile);
            told(&mut page, tile, true);
        }
        in_all_workers(&mut page, GO_ON);
        let exact = told(&mut page, last, false);
        let brushes = view(&mut page).brushes;
        expect_exact(&mut page, &flights, last, &brushes["t0"]);
        assert!(values(&mut page, last).values().any(|value| *value == exact), "{exact}");
    }
}
