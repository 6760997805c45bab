//! Measures that are made of all values: sketches answer for them while a brush moves, and say so; the exact values follow when it rests.

use std::collections::BTreeMap;

use serde_json::json;
use shared::engine::value::Value;
use shared::wire::dashboard::{ChartSpec, Tile};
use shared::wire::query::{FilterSpec, GroupKey, Measure, Op, QuerySpec};
use tests::page::{Page, quote};

use crate::board::{Flights, ready, view};
use crate::chart;
use crate::drag::Held;
use crate::index::{point_at, queries};

/// The lengths of bars, by key; those where nothing is measured are left out.
fn bars(page: &mut Page, tile: &str) -> BTreeMap<String, f64> {
    let plot = quote(&chart::selector(tile, ".js-plotly-plot"));
    let shown = page.eval(&format!("(([, some]) => Array.from(some.x, (x, i) => [some.customdata[i][0], x]))(document.querySelector({plot}).data)"));
    let bars: Vec<(String, Option<f64>)> = serde_json::from_value(shown).unwrap();
    bars.into_iter().filter_map(|(key, x)| Some((key, x?))).collect()
}

/// The same of the oracle, of all carriers that have rows.
fn exact(flights: &Flights, measure: &Measure, filters: &[FilterSpec]) -> BTreeMap<String, f64> {
    let spec =
        QuerySpec { group_by: vec![GroupKey::plain("carrier")], measures: vec![measure.clone()], filters: filters.to_vec(), ..QuerySpec::default() };
    let bar = |row: Vec<Value>| match &row[..] {
        [Value::Text(carrier), value] => Some((carrier.clone(), value.as_f64()?)),
        other => panic!("{other:?}"),
    };
    flights.oracle.answer(&spec).into_iter().filter_map(bar).collect()
}

/// The line under a tile's title.
fn line(page: &mut Page, tile: &str) -> String {
    let line = quote(&chart::selector(tile, ".tile-subtitle"));
    page.eval(&format!("document.querySelector({line}).innerText")).as_str().unwrap().to_owned()
}

#[test]
fn medians_quantiles_and_distinct_counts_are_approximate_and_say_so_while_a_brush_moves_and_exact_when_it_rests() {
    let flights = Flights::stored();
    let of = |op, q| Measure { q, ..Measure::of(op, "air_time") };
    let measures = [("t2", of(Op::Median, None)), ("t3", of(Op::Quantile, Some(0.95))), ("t4", of(Op::Distinct, None))];
    let tile = |id: &str, chart: ChartSpec| Tile { id: id.into(), span: 6, chart, ..flights.dashboard.tiles[0].clone() };
    let distances = tile("t1", flights.histogram("distance").chart.clone());
    let measured =
        measures.iter().map(|(id, measure)| tile(id, ChartSpec::Bar { column: "carrier".into(), top: 16, measure: Some(measure.clone()) }));
    let tiles: Vec<Tile> = std::iter::once(distances.clone()).chain(measured).collect();
    let made = flights.server.client().post_json("/api/dashboards", &json!({ "title": "Sketched", "tiles": tiles })).expect(201);
    let mut page = Page::open(&flights.server, &format!("/dashboards/{}", made["id"].as_str().unwrap()));
    ready(&mut page);
    point_at(&mut page, "t1");
    let before = queries(&mut page);
    let held = Held::across(&mut page, &distances, 0.3, 0.6);
    for (id, _) in &measures {
        page.wait_for(&format!("document.querySelector({}).innerText.includes('≈')", quote(&chart::selector(id, ".tile-subtitle"))));
    }
    assert_eq!(queries(&mut page), before, "the index has the answers");
    held.release(&mut page);
    let view = view(&mut page);
    ready(&mut page);
    for (id, measure) in &measures {
        assert!(!line(&mut page, id).contains('≈'), "{measure:?}");
        let shown = bars(&mut page, id);
        assert!(shown.len() > 9, "{shown:?}");
        let mut exact = exact(&flights, measure, &view.brushes["t1"]);
        exact.retain(|carrier, _| shown.contains_key(carrier));
        assert!(shown.keys().eq(exact.keys()), "{measure:?}: {shown:?} {exact:?}");
        // The oracle interpolates to a millionth.
        assert!(shown.values().zip(exact.values()).all(|(ours, theirs)| (ours - theirs).abs() < 1e-4), "{measure:?}: {shown:?} {exact:?}");
    }
}
