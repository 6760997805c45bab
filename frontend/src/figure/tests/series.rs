//! Lines of single values: what is said of them, what is brushed on them, and their axes.

use shared::engine::answer::Answer;
use shared::engine::value::Value;
use shared::wire::dashboard::ChartSpec;
use shared::wire::query::{BinSpec, CalendarUnit, GroupKey, Scalar};

use super::samples::{between, drawing, nothing, series, volts};
use crate::figure::{Frame, Tip};
use crate::i18n::Language;
use crate::state::dashboard::Drawn;

fn frame(chart: &ChartSpec, drawn: &Drawn) -> Frame {
    drawing(chart, drawn, &[]).frame
}

#[test]
fn a_line_of_values_says_the_value_that_is_next_to_the_pointer() {
    let frame = frame(&series(), &volts());
    let tip = |at| frame.tip((0, 0), at, Language::English);
    // Both of the values that pass; the others are only behind them.
    assert_eq!(tip((46.0, 10.0)), Tip { title: "1 Jan 2013 02:15".into(), text: "volts = -0.25".into() });
    assert_eq!(tip((215.0, 190.0)), Tip { title: "1 Jan 2013 12:00".into(), text: "volts = 12".into() });
    let all = Drawn { filtered: nothing().filtered, ..volts() };
    let frame = drawing(&series(), &all, &[]).frame;
    assert_eq!(frame.tip((0, 0), (380.0, 0.0), Language::Chinese).title, "2013年1月1日 21:10");
}

#[test]
fn of_values_in_one_column_of_pixels_the_nearer_one_is_said() {
    let along = |x: f64, y: f64| vec![Value::Float(x), Value::Float(y)];
    let rows = vec![along(0.0, 5.0), along(500.0, 1.0), along(500.1, 9.0), along(1_000.0, 5.0)];
    let total = Answer { keys: 1, rows };
    let drawn = Drawn { filtered: total.clone(), total, approximate: false };
    let bin = BinSpec { width: Some(100.0), ..BinSpec::default() };
    let chart = ChartSpec::Series { x: GroupKey { column: "x".into(), bin: Some(bin) }, y: "y".into() };
    let frame = frame(&chart, &drawn);
    let middle = frame.left_of(500.0);
    assert_eq!([20.0, 180.0].map(|y| frame.tip((0, 0), (middle, y), Language::English).text), ["y = 9", "y = 1"]);
    assert_eq!(frame.tip((0, 0), (middle, 20.0), Language::English).title, "500.1");
}

#[test]
fn a_value_is_said_with_all_its_digits() {
    let row = |x: f64, y: Value| vec![Value::Float(x), y];
    let rows = vec![row(0.0, Value::Int(9_007_199_254_740_993)), row(1_000.0, Value::Decimal { unscaled: 12_345_678_901_234_567_890, scale: 2 })];
    let total = Answer { keys: 1, rows };
    let drawn = Drawn { filtered: total.clone(), total, approximate: false };
    let bin = BinSpec { width: Some(100.0), ..BinSpec::default() };
    let frame = frame(&ChartSpec::Series { x: GroupKey { column: "x".into(), bin: Some(bin) }, y: "y".into() }, &drawn);
    let said = [0.0, 1_000.0].map(|x| frame.tip((0, 0), (frame.left_of(x), 0.0), Language::English).text);
    assert_eq!(said, ["y = 9,007,199,254,740,993", "y = 123,456,789,012,345,678.90"]);
}

#[test]
fn a_drag_from_end_to_end_of_a_line_takes_the_bins_of_its_ends_whole() {
    let frame = frame(&series(), &volts());
    let [filter] = &frame.drag((0.0, 50.0), (400.0, 50.0), &[])[..] else { panic!() };
    assert_eq!(*filter, between("at", Scalar::Text("2013-01-01T02:00:00".into()), Scalar::Text("2013-01-01T22:00:00".into())));
    let [middle] = &frame.drag((100.0, 50.0), (200.0, 50.0), &[])[..] else { panic!() };
    assert_ne!(middle, filter);
    assert_eq!(frame.boxes(std::slice::from_ref(filter))[0].width, frame.plot_width());
}

#[test]
fn very_many_units_of_a_line_become_cells_of_several() {
    let at = |secs: i64| vec![Value::Timestamp { ticks: secs, per_second: 1 }, Value::Int(1)];
    let total = Answer { keys: 1, rows: vec![at(7), at(10_000_000)] };
    let drawn = Drawn { filtered: total.clone(), total, approximate: false };
    let bin = BinSpec { every: Some(CalendarUnit::Second), ..BinSpec::default() };
    let frame = frame(&ChartSpec::Series { x: GroupKey { column: "at".into(), bin: Some(bin) }, y: "y".into() }, &drawn);
    let Some((_, marks)) = &frame.x.marks else { panic!() };
    assert!((2_000..=5_001).contains(&marks.len()), "{}", marks.len());
    assert!(marks.extent().0 <= 7_000.0 && marks.extent().1 > 10_000_000_000.0, "{:?}", marks.extent());
}

#[test]
fn a_line_at_one_place_or_of_one_value_has_axes_around_it() {
    let row = |x: f64, y: f64| vec![Value::Float(x), Value::Float(y)];
    let total = Answer { keys: 1, rows: vec![row(3.0, 7.0), row(3.0, 7.0)] };
    let drawn = Drawn { filtered: total.clone(), total, approximate: false };
    let bin = BinSpec { width: Some(2.0), ..BinSpec::default() };
    let frame = frame(&ChartSpec::Series { x: GroupKey { column: "x".into(), bin: Some(bin) }, y: "y".into() }, &drawn);
    assert_eq!((frame.x.range, frame.y.range), ((2.0, 4.0), (6.0, 8.0)));
    assert!(!frame.is_empty());
}
