//! Heatmaps of bins that are no steps of a scale: their cells, what is written beside them, and the filters that their brushes mean.

use serde_json::json;
use shared::engine::value::Value;
use shared::wire::dashboard::ChartSpec;
use shared::wire::query::{FilterSpec, Scalar};

use super::samples::{answer, drawing, text};
use crate::figure::marks::Marks;
use crate::figure::{Cursor, Figure, Frame};
use crate::i18n::Language;
use crate::state::dashboard::Drawn;

/// A heatmap of two settled keys, drawn of one row per pair.
fn heatmap(x: &serde_json::Value, y: &serde_json::Value, pairs: &[[Value; 2]]) -> Figure {
    let chart: ChartSpec = serde_json::from_value(json!({ "kind": "heatmap", "x": x, "y": y })).unwrap();
    let rows: Vec<(&[Value], i128)> = pairs.iter().map(|pair| (&pair[..], 1)).collect();
    drawing(&chart, &Drawn { total: answer(2, &rows), filtered: answer(2, &rows), approximate: false }, &[])
}

/// The filters of the cells from one to another on both axes, as JSON.
fn brushed(frame: &Frame, anchor: (usize, usize), head: (usize, usize)) -> serde_json::Value {
    json!(frame.select(Cursor { anchor, head }))
}

fn powers_and_values() -> Figure {
    let f = Value::Float;
    let pairs = [
        [f(1.0), Value::Int(0)],
        [f(1_000.0), Value::Int(2)],
        [Value::Null, Value::Int(0)],
        [f(10.0), Value::Int(1)],
        [f(f64::INFINITY), Value::Int(1)],
    ];
    heatmap(&json!({ "column": "size", "bin": { "log": 10 } }), &json!({ "column": "kind", "bin": { "among": ["b", "a"] } }), &pairs)
}

fn cuts_and_beginnings() -> Figure {
    let pairs = [[Value::Int(0), text("al")], [Value::Int(2), text("b")], [Value::Int(1), text("zz")], [Value::Int(2), Value::Null]];
    heatmap(&json!({ "column": "n", "bin": { "cuts": [10, 20.5] } }), &json!({ "column": "word", "bin": { "prefix": 2 } }), &pairs)
}

#[test]
fn bins_without_rows_have_cells_and_what_has_no_place_is_counted() {
    let figure = powers_and_values();
    assert_eq!((figure.frame.counts.len(), figure.unplaced), (4 * 3, 2), "from 1 to 10,000 and b, a and all others");
    assert_eq!((cuts_and_beginnings().frame.counts.len(), cuts_and_beginnings().unplaced), (3 * 3, 1));
}

#[test]
fn a_brush_is_an_interval_a_set_or_all_but_a_set() {
    let frame = powers_and_values().frame;
    let size = |lo: i64, hi: i64| json!({ "column": "size", "between": [lo, hi] });
    assert_eq!(brushed(&frame, (1, 0), (2, 0)), json!([size(10, 1_000), { "column": "kind", "in": ["b"] }]));
    assert_eq!(brushed(&frame, (3, 2), (3, 1)), json!([size(1_000, 10_000), { "not": { "column": "kind", "in": ["b"] } }]));
    assert_eq!(brushed(&frame, (0, 0), (0, 2)), json!([size(1, 10), { "column": "kind", "is_null": false }]));
    let frame = cuts_and_beginnings().frame;
    let words = |lo: &str, hi: &str| json!({ "column": "word", "between": [lo, hi] });
    assert_eq!(brushed(&frame, (0, 0), (0, 0)), json!([{ "column": "n", "between": [null, 10] }, words("al", "am")]));
    assert_eq!(brushed(&frame, (1, 1), (2, 1)), json!([{ "column": "n", "between": [10, null] }, words("b", "b\u{0}")]));
    assert_eq!(brushed(&frame, (1, 1), (1, 2)), json!([{ "column": "n", "between": [10, 20.5] }, words("b", "z{")]));
}

#[test]
fn every_brush_is_outlined_where_it_was_drawn() {
    for figure in [powers_and_values(), cuts_and_beginnings()] {
        let frame = figure.frame;
        let cells = frame.x.marks.as_ref().unwrap().1.len();
        for (from, to) in (0..cells).flat_map(|from| (from..cells).map(move |to| (from, to))) {
            for (low, high) in [(0, 0), (0, 1), (1, 2), (2, 2), (0, 2)] {
                let filters: Vec<FilterSpec> = frame.select(Cursor { anchor: (from, low), head: (to, high) });
                let region = ((from as f64 - 0.5, to as f64 + 0.5), (low as f64 - 0.5, high as f64 + 0.5));
                assert_eq!(frame.regions(&filters), [region], "{filters:?}");
                let known = |axis: &crate::figure::Axis, filter| axis.marks.as_ref().unwrap().1.takes_cells_whole(filter);
                assert!(known(&frame.x, &filters[0]) && known(&frame.y, &filters[1]));
            }
        }
    }
}

#[test]
fn edges_are_written_between_cells_and_names_at_them() {
    let layout = powers_and_values().layout;
    assert_eq!(
        (&layout["xaxis"]["tickvals"], &layout["xaxis"]["ticktext"]),
        (&json!([-0.5, 0.5, 1.5, 2.5, 3.5]), &json!(["1", "10", "100", "1000", "10K"]))
    );
    assert_eq!((&layout["yaxis"]["ticktext"], &layout["yaxis"]["range"]), (&json!(["b", "a", "others"]), &json!([2.5, -0.5])), "read from the top");
    let layout = cuts_and_beginnings().layout;
    assert_eq!((&layout["xaxis"]["tickvals"], &layout["xaxis"]["ticktext"]), (&json!([0.5, 1.5]), &json!(["10", "20.5"])));
    assert_eq!(layout["yaxis"]["ticktext"], json!(["al", "b", "zz"]));
}

#[test]
fn a_tip_names_both_bins() {
    let title = |figure: Figure, cell| figure.frame.tip(cell, (0.0, 0.0), Language::English).title;
    assert_eq!(title(powers_and_values(), (3, 2)), "1000 – 10,000 · others");
    assert_eq!(title(powers_and_values(), (0, 0)), "1 – 10 · b");
    assert_eq!(title(cuts_and_beginnings(), (0, 2)), "< 10 · zz");
    assert_eq!(title(cuts_and_beginnings(), (2, 1)), "≥ 20.5 · b");
}

#[test]
fn very_many_bins_are_drawn_several_in_a_cell_and_none_is_lost() {
    let cuts: Vec<i64> = (0..1_000).collect();
    let pairs: Vec<[Value; 2]> = (0..1_001).map(|bin| [Value::Int(bin), text("a")]).collect();
    let frame = heatmap(&json!({ "column": "n", "bin": { "cuts": cuts } }), &json!({ "column": "kind" }), &pairs).frame;
    assert_eq!((frame.counts.len(), frame.counts.iter().map(|count| count.0).sum::<f64>()), (143, 1_001.0));
    assert_eq!(brushed(&frame, (1, 0), (2, 0))[0], json!({ "column": "n", "between": [6, 20] }));
}

#[test]
fn units_of_a_calendar_may_be_several() {
    let day = |days: i32| Value::Date(days);
    let pairs = [[day(0), text("a")], [day(59), text("a")], [day(181), text("b")]];
    let frame = heatmap(&json!({ "column": "at", "bin": { "every": "month", "n": 2 } }), &json!({ "column": "kind" }), &pairs).frame;
    assert_eq!(frame.counts.len(), 4 * 2);
    assert_eq!(brushed(&frame, (1, 0), (1, 0))[0], json!({ "column": "at", "between": ["1970-03-01", "1970-05-01"] }));
}

#[test]
fn times_of_day_and_lengths_of_time_lie_in_linear_bins_whose_edges_are_clock_times() {
    let time = |secs: i64| Value::Time { ticks: secs * 1_000_000, per_second: 1_000_000 };
    let length = |secs: i64| Value::Duration { ticks: secs * 1_000, per_second: 1_000 };
    let pairs = [[time(0), length(-5)], [time(75_600), length(10)]];
    let figure = heatmap(&json!({ "column": "at", "bin": { "width": 10_800 } }), &json!({ "column": "took", "bin": { "width": 5 } }), &pairs);
    let frame = figure.frame;
    assert_eq!((frame.counts.len(), frame.x.range, frame.y.range), (8 * 4, (0.0, 86_400.0), (-5.0, 15.0)));
    assert_eq!(
        brushed(&frame, (0, 0), (1, 0)),
        json!([{ "column": "at", "between": ["00:00:00", "06:00:00"] }, { "column": "took", "between": ["-PT5S", "P0D"] }])
    );
    let last = frame.select(Cursor { anchor: (7, 3), head: (7, 3) });
    assert_eq!(json!(last), json!([{ "column": "at", "between": ["21:00:00", null] }, { "column": "took", "between": ["PT10S", "PT15S"] }]));
    assert_eq!(frame.regions(&last), [((75_600.0, 86_400.0), (10.0, 15.0))]);
    assert_eq!(frame.tip((7, 0), (0.0, 0.0), Language::English).title, "[21:00, 24:00] · [-0:05, 0:00)");
    assert!(figure.layout["xaxis"]["ticktext"].as_array().unwrap().contains(&json!("12:00")), "{}", figure.layout["xaxis"]);
}

#[test]
fn cuts_between_which_no_key_lies_have_no_cells() {
    let of = |pairs: &[[Value; 2]]| heatmap(&json!({ "column": "n", "bin": { "cuts": [] } }), &json!({ "column": "kind" }), pairs);
    let figure = of(&[[Value::Null, text("a")], [Value::Null, text("b")]]);
    assert_eq!((figure.frame.counts.len(), figure.unplaced), (0, 2));
    assert_eq!(of(&[]).frame.counts.len(), 0);
}

#[test]
fn very_many_beginnings_are_drawn_several_in_a_cell_and_none_is_lost() {
    let pairs: Vec<[Value; 2]> = (0..50_000).map(|k| [text(&format!("{:05}", k * 7 % 50_000)), text("a")]).collect();
    let frame = heatmap(&json!({ "column": "word", "bin": { "prefix": 5 } }), &json!({ "column": "kind" }), &pairs).frame;
    assert_eq!((frame.counts.len(), frame.counts.iter().map(|count| count.0).sum::<f64>()), (150, 50_000.0));
    assert_eq!(brushed(&frame, (1, 0), (2, 0))[0], json!({ "column": "word", "between": ["00334", "01002"] }));
    assert_eq!(frame.tip((1, 0), (0.0, 0.0), Language::English).title, "00334 – 00667 · a");
}

#[test]
fn a_brush_to_the_end_of_the_day_takes_cells_whole() {
    let time = |secs: i64| Value::Time { ticks: secs * 1_000, per_second: 1_000 };
    let marks = |last| Marks::linear(0.0, 10_800.0, &[&time(0), &time(last)], false, 99);
    let (day, morning) = (marks(75_600), marks(32_400));
    let filter = day.cells("at", 2, 7);
    assert_eq!(json!(filter), json!({ "column": "at", "between": ["06:00:00", null] }));
    assert!(day.takes_cells_whole(&filter) && day.takes_cells_whole(&day.cells("at", 2, 6)));
    assert!(!morning.takes_cells_whole(&filter), "what is after its last cell has none");
    let from = |text: &str| FilterSpec { between: Some([Some(Scalar::Text(text.into())), None]), ..filter.clone() };
    assert!(!day.takes_cells_whole(&from("06:30:00")));
}

#[test]
fn brushes_of_times_end_on_the_ticks_of_their_column() {
    let length = |nanos: i64| Value::Duration { ticks: nanos, per_second: 1_000_000_000 };
    let marks = Marks::linear(0.0, 1e-7, &[&length(0), &length(900)], false, 99);
    let filter = marks.cells("took", 2, 3);
    assert_eq!(json!(filter), json!({ "column": "took", "between": ["PT0.0000002S", "PT0.0000004S"] }));
    assert!(marks.takes_cells_whole(&filter));
    assert_eq!(marks.selected("took", &[filter]), [(marks.edges(2).0, marks.edges(3).1)]);
    assert_eq!(marks.label(2, Language::English), "[0:00.0000002, 0:00.0000003)");
    let seconds = Value::Duration { ticks: 0, per_second: 1 };
    let marks = Marks::linear(0.0, 2.0, &[&seconds], false, 99);
    let half = FilterSpec { column: "took".into(), between: Some([Some(Scalar::Text("PT0.5S".into())), None]), ..FilterSpec::default() };
    assert_eq!(marks.selected("took", &[half]), [(0.5, 2.0)], "what was brushed where cells had more digits");
}
