//! Random rows with a column of each kind.

use std::sync::Arc;

use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, DurationMillisecondArray, Float64Array, Int64Array, RecordBatch, StringArray,
    Time32MillisecondArray, TimestampMillisecondArray,
};
use proptest::option::weighted;
use proptest::prelude::*;

/// `x` and `y`, small; `g`; `m`; `f`; `d`; `t`; `b`.
pub(super) type Row = (Option<i64>, i64, Option<u8>, Option<i64>, Option<f64>, Option<i128>, Option<i64>, Option<bool>);

pub(super) const TEXTS: [&str; 4] = ["a", "b", "Ab", "éa"];

/// Milliseconds of a day.
pub(super) const DAY: i64 = 86_400_000;

fn float() -> impl Strategy<Value = f64> {
    prop_oneof![20 => -1e3..1e3, 20 => (-20..20).prop_map(f64::from), 1 => Just(f64::NAN), 1 => Just(f64::INFINITY), 1 => Just(f64::NEG_INFINITY)]
}

pub(super) fn row() -> impl Strategy<Value = Row> {
    (
        weighted(0.9, -20i64..20),
        0i64..6,
        weighted(0.9, 0..TEXTS.len() as u8),
        weighted(0.9, -5i64..5),
        weighted(0.9, float()),
        weighted(0.9, -500i128..500),
        weighted(0.9, 0..20 * DAY),
        weighted(0.9, any::<bool>()),
    )
}

/// Decimals have two digits after the point, and where `wide` more digits before it than 64 bits hold.
pub(super) fn batch(rows: &[Row], wide: bool) -> RecordBatch {
    let far = if wide { 1 << 70 } else { 0 };
    let decimals = Decimal128Array::from_iter(rows.iter().map(|row| row.5.map(|d| far + d)));
    let columns: [(&str, ArrayRef); 11] = [
        ("x", Arc::new(Int64Array::from_iter(rows.iter().map(|row| row.0)))),
        ("y", Arc::new(Int64Array::from_iter_values(rows.iter().map(|row| row.1)))),
        ("g", Arc::new(StringArray::from_iter(rows.iter().map(|row| row.2.map(|g| TEXTS[g as usize]))))),
        ("m", Arc::new(Int64Array::from_iter(rows.iter().map(|row| row.3)))),
        ("f", Arc::new(Float64Array::from_iter(rows.iter().map(|row| row.4)))),
        ("d", Arc::new(decimals.with_precision_and_scale(38, 2).unwrap())),
        ("t", Arc::new(TimestampMillisecondArray::from_iter(rows.iter().map(|row| row.6)))),
        ("day", Arc::new(Date32Array::from_iter(rows.iter().map(|row| row.6.map(|t| (t / DAY) as i32))))),
        ("time", Arc::new(Time32MillisecondArray::from_iter(rows.iter().map(|row| row.6.map(|t| (t % DAY) as i32))))),
        ("length", Arc::new(DurationMillisecondArray::from_iter(rows.iter().map(|row| row.6.map(|t| t - DAY))))),
        ("b", Arc::new(BooleanArray::from_iter(rows.iter().map(|row| row.7)))),
    ];
    RecordBatch::try_from_iter_with_nullable(columns.map(|(name, array)| (name, array, true))).unwrap()
}
