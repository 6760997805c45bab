//! Scatters whose cells are tenths of a degree, of places that are written to the tenth, and charts to which a row has come that lies far off.

use std::fmt::Write;

use shared::wire::dashboard::{ChartSpec, Tile};
use shared::wire::query::{FilterSpec, Scalar};
use tests::page::{Page, quote};

use crate::board::{drag_across, ready, view};
use crate::chart::{self, Counts};
use crate::drag::{Held, others, same_after_release, see_all};
use crate::grown::{Grown, expect_bars};
use crate::index::{point_at, queries};

/// A place and what is there.
struct Row {
    longitude: f64,
    latitude: f64,
    kind: &'static str,
}

/// Places on a grid of tenths of a degree, some more often than others.
fn rows() -> Vec<Row> {
    let row = |at: usize| Row {
        // As the file has them: the float nearest to the tenth.
        longitude: ((at * 7 % 61) as f64 - 30.0) / 10.0,
        latitude: ((at * 11 % 37) as f64 + 500.0) / 10.0,
        kind: ["inn", "mill", "well"][at * at % 7 % 3],
    };
    (0..9_000).map(row).collect()
}

fn places() -> Grown {
    let mut csv = String::from("longitude,latitude,kind,height\n");
    for (at, Row { longitude, latitude, kind }) in rows().iter().enumerate() {
        writeln!(csv, "{longitude:.1},{latitude:.1},{kind},{}.25", at % 83).unwrap();
    }
    Grown::of("places.csv", csv.as_bytes())
}

fn scatter(places: &Grown) -> &Tile {
    places.tile(|chart| matches!(chart, ChartSpec::Scatter { .. }))
}

/// Whether a value as it was written lies in the filter's range.
fn lies_in(filters: &[FilterSpec], column: &str, value: f64) -> bool {
    let end = |end: &Option<Scalar>| match end {
        Some(Scalar::Float(x)) => *x,
        Some(Scalar::Int(n)) => *n as f64,
        other => panic!("{other:?}"),
    };
    let [lo, hi] = filters.iter().find(|filter| filter.column == column).unwrap().between.as_ref().unwrap();
    (end(lo)..end(hi)).contains(&value)
}

/// Rows per kind.
fn kinds(passes: impl Fn(&Row) -> bool) -> Counts {
    let mut counts = Counts::new();
    rows().iter().filter(|row| passes(row)).for_each(|row| *counts.entry(vec![row.kind.to_owned()]).or_default() += 1);
    counts
}

#[test]
fn a_brush_on_a_map_takes_the_places_that_are_written_within_it_by_its_index_and_by_a_recount() {
    let places = places();
    let mut page = places.open();
    let map = scatter(&places);
    let bars = places.tile(|chart| matches!(chart, ChartSpec::Bar { column, .. } if column == "kind"));
    let [x, y, width, height] = page.area(&chart::selector(&map.id, ".plot"));
    point_at(&mut page, &map.id);
    let before = queries(&mut page);
    page.drag((x + width * 0.45, y + height * 0.25), (x + width * 0.6, y + height * 0.7));
    let brushed = view(&mut page);
    let brush = brushed.brushes[&map.id].clone();
    assert_eq!(queries(&mut page), before, "the index has the answers");
    let filtered = kinds(|row| lies_in(&brush, "longitude", row.longitude) && lies_in(&brush, "latitude", row.latitude));
    let total = kinds(|_| true);
    assert!(!filtered.is_empty() && filtered != total);
    expect_bars(&mut page, bars, &total, &filtered);
    // A page that opens with the brush counts the rows.
    let address = page.eval("location.pathname + location.search").as_str().unwrap().to_owned();
    let mut other = Page::open(&places.server, &address);
    ready(&mut other);
    expect_bars(&mut other, bars, &total, &filtered);
}

#[test]
fn a_map_keeps_its_shape_on_the_canvas_too() {
    let places = places();
    let mut page = places.open();
    see_all(&mut page);
    let height = places.tile(|chart| matches!(chart, ChartSpec::Histogram { column, .. } if column == "height"));
    let held = Held::across(&mut page, height, 0.3, 0.6);
    same_after_release(&mut page, &others(&places.dashboard.tiles, height), held);
    let axes = |axis: &str| {
        format!(
            "(a => (a.range[1] - a.range[0]) / a._length)(document.querySelector({})._fullLayout.{axis})",
            quote(&chart::selector(&scatter(&places).id, ".js-plotly-plot"))
        )
    };
    let across = page.eval(&axes("xaxis")).as_f64().unwrap();
    let up = page.eval(&axes("yaxis")).as_f64().unwrap();
    // Of the latitude in its middle.
    assert!((up / across - 51.85f64.to_radians().cos()).abs() < 0.02, "{across} {up}");
}

#[test]
fn a_row_that_comes_later_and_lies_far_off_makes_cells_wider_and_no_row_is_lost() {
    let grown = Grown::of("grown.csv", &crate::grown::csv(0..900));
    let path = format!("/api/datasets/{}/rows", grown.dataset.id);
    grown.server.client().send("POST", &path, &[("content-type", "text/csv")], Some(b"carrier,delay,price\nA,1000000000,7e11\n")).expect(200);
    let mut page = grown.open();
    for tile in grown.dashboard.tiles.iter().filter(|tile| matches!(tile.chart, ChartSpec::Histogram { .. } | ChartSpec::Scatter { .. })) {
        let numbers = chart::read(&mut page, &tile.id, &tile.chart);
        assert_eq!(numbers.total.values().sum::<u64>(), 901, "{tile:?}");
        assert!(numbers.order.len() <= 22_500, "{tile:?}: {}", numbers.order.len());
    }
    let delay = grown.tile(|chart| matches!(chart, ChartSpec::Histogram { column, .. } if column == "delay"));
    drag_across(&mut page, delay, 0.5, 0.95);
    assert_eq!(view(&mut page).brushes.len(), 1);
    expect_bars(
        &mut page,
        grown.carriers(),
        &crate::grown::per_carrier(0..900).into_iter().map(|(key, n)| if key[0] == "A" { (key, n + 1) } else { (key, n) }).collect(),
        &Counts::new(),
    );
}
