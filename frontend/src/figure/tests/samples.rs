//! Charts and answers to draw.

use std::sync::LazyLock;

use shared::engine::answer::Answer;
use shared::engine::value::Value;
use shared::wire::dashboard::ChartSpec;
use shared::wire::query::{BinSpec, CalendarUnit, FilterSpec, GroupKey, Measure, Op, Scalar};

use crate::figure::{Figure, LIGHT, Picture, Size, draw};
use crate::i18n::Language;
use crate::queries::chart_query;
use crate::state::dashboard::Drawn;

pub(super) fn histogram() -> ChartSpec {
    ChartSpec::Histogram { column: "delay".into(), width: 10.0, origin: 0.0 }
}

pub(super) fn bar() -> ChartSpec {
    ChartSpec::Bar { column: "carrier".into(), top: 12, measure: None }
}

pub(super) fn line() -> ChartSpec {
    ChartSpec::Line { column: "at".into(), every: CalendarUnit::Month, measure: None }
}

pub(super) fn heatmap() -> ChartSpec {
    let hour = GroupKey { column: "hour".into(), bin: Some(BinSpec { width: Some(1.0), ..BinSpec::default() }) };
    ChartSpec::Heatmap { x: hour, y: GroupKey::plain("origin") }
}

/// The pairs as a scatter.
pub(super) fn scatter() -> ChartSpec {
    let key = |column: &str, width| GroupKey { column: column.into(), bin: Some(BinSpec { width: Some(width), ..BinSpec::default() }) };
    ChartSpec::Scatter { x: key("lon", 1.0), y: key("lat", 0.5) }
}

/// Single values along hours.
pub(super) fn series() -> ChartSpec {
    let bin = BinSpec { every: Some(CalendarUnit::Hour), ..BinSpec::default() };
    ChartSpec::Series { x: GroupKey { column: "at".into(), bin: Some(bin) }, y: "volts".into() }
}

/// Five values of a day, two of which pass; two rows have no place.
pub(super) fn volts() -> Drawn {
    let minute = |minutes: i64| Value::Timestamp { ticks: 15_706 * 86_400_000 + minutes * 60_000, per_second: 1_000 };
    let point = |(at, volts): (i64, f64)| vec![minute(at), Value::Float(volts)];
    let all = [(130, 1.5), (135, -0.25), (720, 12.0), (721, 11.5), (1_270, 3.0)];
    let unplaced = vec![Value::Null, Value::Int(2)];
    let total = Answer { keys: 1, rows: all.map(point).into_iter().chain([unplaced]).collect() };
    Drawn { total, filtered: Answer { keys: 1, rows: all[1..3].iter().copied().map(point).collect() }, approximate: false }
}

/// Rows by place; one row lies nowhere.
pub(super) fn places() -> Drawn {
    let rows = |rows: &[(Value, f64, i128)]| Answer {
        keys: 2,
        rows: rows.iter().map(|(x, y, n)| vec![x.clone(), Value::Float(*y), Value::Int(*n)]).collect(),
    };
    let (east, west) = (Value::Float(6.0), Value::Float(4.0));
    let total = [(west.clone(), 52.0, 5_000), (west.clone(), 53.5, 40), (east.clone(), 52.5, 1), (Value::Null, 52.0, 1)];
    Drawn { total: rows(&total), filtered: rows(&[(west, 52.0, 700), (east, 52.5, 1)]), approximate: false }
}

/// The sum of a column per carrier.
pub(super) fn summed() -> ChartSpec {
    ChartSpec::Bar { column: "carrier".into(), top: 12, measure: Some(measure(Op::Sum)) }
}

/// The mean of a column per month.
pub(super) fn averaged() -> ChartSpec {
    ChartSpec::Line { column: "at".into(), every: CalendarUnit::Month, measure: Some(measure(Op::Mean)) }
}

fn measure(op: Op) -> Measure {
    Measure::of(op, "profit")
}

/// An answer with one measured value per row of keys.
pub(super) fn measured(rows: &[(Value, Value)]) -> Answer {
    Answer { keys: 1, rows: rows.iter().map(|(key, value)| vec![key.clone(), value.clone()]).collect() }
}

/// Sums of decimals, one of them negative, one of nothing.
pub(super) fn profits() -> Drawn {
    let cents = |unscaled| Value::Decimal { unscaled, scale: 2 };
    let total = [(text("UA"), cents(150_050)), (text("AA"), Value::Null), (text("DL"), cents(-2_025))];
    Drawn { total: measured(&total), filtered: measured(&[(text("UA"), cents(25)), (text("DL"), cents(-2_500))]), approximate: false }
}

/// Means of January and April; nothing was there in between.
pub(super) fn means() -> Drawn {
    let total = [(day(15_706), Value::Float(2.5)), (day(15_796), Value::Float(1.25))];
    Drawn { total: measured(&total), filtered: measured(&total[1..]), approximate: false }
}

/// An answer with one count per row of keys.
pub(super) fn answer(keys: usize, rows: &[(&[Value], i128)]) -> Answer {
    let row = |(keys, count): &(&[Value], i128)| keys.iter().cloned().chain([Value::Int(*count)]).collect();
    Answer { keys, rows: rows.iter().map(row).collect() }
}

pub(super) fn text(text: &str) -> Value {
    Value::Text(text.into())
}

/// Midnight of a day, in microseconds.
pub(super) fn day(days: i64) -> Value {
    Value::Timestamp { ticks: days * 86_400_000_000, per_second: 1_000_000 }
}

/// Bins at -10, 0 and 20, some rows without a value.
pub(super) fn delays() -> Drawn {
    let f = Value::Float;
    Drawn {
        total: answer(1, &[(&[f(-10.0)], 40), (&[f(0.0)], 25_000), (&[f(20.0)], 7), (&[Value::Null], 3), (&[f(f64::NAN)], 1)]),
        filtered: answer(1, &[(&[f(0.0)], 120), (&[f(20.0)], 7)]),
        approximate: false,
    }
}

/// Values with markup in their names, and null.
pub(super) fn carriers() -> Drawn {
    Drawn {
        total: answer(1, &[(&[text("<b>UA</b>")], 90), (&[text("a&b")], 50), (&[Value::Null], 8)]),
        filtered: answer(1, &[(&[text("a&b")], 5), (&[text("<b>UA</b>")], 30), (&[text("elsewhere")], 99)]),
        approximate: false,
    }
}

/// January and April 2013, nothing between them.
pub(super) fn months() -> Drawn {
    Drawn { total: answer(1, &[(&[day(15_706)], 10), (&[day(15_796)], 20)]), filtered: answer(1, &[(&[day(15_796)], 4)]), approximate: false }
}

/// Two airports by three hours, one of them empty.
pub(super) fn pairs() -> Drawn {
    let f = Value::Float;
    Drawn {
        total: answer(
            2,
            &[(&[f(5.0), text("JFK")], 30), (&[f(7.0), text("JFK")], 10), (&[f(5.0), text("EWR")], 20), (&[Value::Null, text("EWR")], 2)],
        ),
        filtered: answer(2, &[(&[f(5.0), text("EWR")], 6)]),
        approximate: false,
    }
}

pub(super) fn nothing() -> Drawn {
    Drawn { total: Answer { keys: 1, rows: vec![] }, filtered: Answer { keys: 1, rows: vec![] }, approximate: false }
}

pub(super) fn between(column: &str, lo: Scalar, hi: Scalar) -> FilterSpec {
    FilterSpec { column: column.into(), between: Some([Some(lo), Some(hi)]), ..FilterSpec::default() }
}

pub(super) fn one_of(column: &str, set: &[Option<&str>]) -> FilterSpec {
    let set = set.iter().map(|s| s.map(|s| Scalar::Text(s.into()))).collect();
    FilterSpec { column: column.into(), one_of: Some(set), ..FilterSpec::default() }
}

/// Draws at 400 by 240, in English and light colours; delays and hours are whole numbers.
pub(super) fn drawing(chart: &ChartSpec, drawn: &Drawn, brush: &[FilterSpec]) -> Figure {
    draw(&picture(chart, drawn, brush)).unwrap()
}

/// What is drawn by [`drawing`].
pub(super) fn picture<'a>(chart: &'a ChartSpec, drawn: &'a Drawn, brush: &'a [FilterSpec]) -> Picture<'a> {
    static WHOLE: LazyLock<[String; 2]> = LazyLock::new(|| ["delay".into(), "hour".into()]);
    let size = Size { width: 400.0, height: 240.0 };
    let keys = chart_query::keys(chart).unwrap_or_default().leak();
    Picture { chart, keys, drawn, brush, whole: &*WHOLE, size, palette: &LIGHT, language: Language::English }
}
