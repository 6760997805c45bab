#![allow(clippy::unwrap_used)]
use std::sync::Arc;

use arrow_array::{ArrayRef, Decimal128Array, Float64Array, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray, UInt64Array};
use arrow_schema::{Field, Schema};
use shared::span::Span;
use shared::wire::profile::{ColumnProfile, DISTINCT_LIMIT};
use shared::wire::query::Scalar;

use super::*;

fn profile(batches: &[ArrayRef]) -> ColumnProfile {
    let data_type = batches[0].data_type().clone();
    let fields = StoredField::plan(&[("x".to_owned(), data_type.clone(), true)]).unwrap();
    let mut profiler = Profiler::new(&fields);
    for array in batches {
        let schema = Arc::new(Schema::new(vec![Field::new("x", data_type.clone(), true)]));
        profiler.add(&RecordBatch::try_new(schema, vec![Arc::clone(array)]).unwrap());
    }
    profiler.finish().columns.remove(0)
}

fn check(batches: &[ArrayRef], nulls: u64, distinct: u64, ends: Option<(Scalar, Scalar)>) {
    let (min, max) = ends.unzip();
    let found = profile(batches);
    let (bytes, span) = (found.bytes, found.span);
    let expected =
        ColumnProfile { name: "x".to_owned(), nulls, distinct, distinct_exact: true, distinct_at_most: Some(distinct), bytes, min, max, span };
    assert_eq!(found, expected);
}

fn text(low: &str, high: &str) -> Option<(Scalar, Scalar)> {
    Some((Scalar::Text(low.to_owned()), Scalar::Text(high.to_owned())))
}

#[test]
fn nulls_distinct_values_and_ends_are_counted_over_all_batches() {
    let batches: [ArrayRef; 2] = [Arc::new(Int64Array::from(vec![Some(3), None, Some(3)])), Arc::new(Int64Array::from(vec![i64::MIN, i64::MAX]))];
    check(&batches, 1, 3, Some((Scalar::Int(i64::MIN), Scalar::Int(i64::MAX))));
    check(&[Arc::new(StringArray::from(vec![Some("b"), Some("a"), Some("b"), None, Some("")]))], 1, 3, None);
    check(&[Arc::new(Int64Array::from(vec![None, None]))], 2, 0, None);
}

#[test]
fn nan_has_no_order_and_zero_has_no_sign() {
    let values = vec![f64::NAN, -f64::NAN, 0.0, -0.0, 1.5, -2.5];
    check(&[Arc::new(Float64Array::from(values))], 0, 4, Some((Scalar::Float(-2.5), Scalar::Float(1.5))));
    check(&[Arc::new(Float64Array::from(vec![f64::NAN]))], 0, 1, None);
    check(&[Arc::new(Float64Array::from(vec![f64::INFINITY]))], 0, 1, None);
}

#[test]
fn numbers_that_json_would_round_are_text() {
    check(&[Arc::new(UInt64Array::from(vec![7, u64::MAX]))], 0, 2, Some((Scalar::Int(7), Scalar::Text(u64::MAX.to_string()))));
    let decimals = Decimal128Array::from(vec![-5, 123_456]).with_precision_and_scale(10, 2).unwrap();
    check(&[Arc::new(decimals)], 0, 2, text("-0.05", "1234.56"));
}

#[test]
fn times_are_iso_text() {
    let times = TimestampMicrosecondArray::from(vec![-1, 1_500_000]);
    check(&[Arc::new(times.clone())], 0, 2, text("1969-12-31T23:59:59.999999", "1970-01-01T00:00:01.500"));
    // However Arrow writes the offset, so that everybody can read it.
    for zone in ["+08:00", "+0800", "+08"] {
        let at = times.clone().with_timezone(zone);
        check(&[Arc::new(at)], 0, 2, text("1970-01-01T07:59:59.999999+08:00", "1970-01-01T08:00:01.500+08:00"));
    }
    check(&[Arc::new(times.with_timezone("Asia/Shanghai"))], 0, 2, text("1969-12-31T23:59:59.999999Z", "1970-01-01T00:00:01.500Z"));
    check(&[Arc::new(arrow_array::Date32Array::from(vec![-1, 365]))], 0, 2, text("1969-12-31", "1971-01-01"));
    check(&[Arc::new(arrow_array::Time64MicrosecondArray::from(vec![0, 3_600_000_001]))], 0, 2, text("00:00:00", "01:00:00.000001"));
    check(&[Arc::new(arrow_array::Time64MicrosecondArray::from(vec![0, 86_400_000_000]))], 0, 2, text("00:00:00", "24:00:00"));
    check(&[Arc::new(arrow_array::DurationMillisecondArray::from(vec![-500, 90_000]))], 0, 2, text("-PT0.5S", "PT90S"));
}

#[test]
fn the_span_of_whole_values_is_in_their_own_ticks() {
    let span = |batches: &[ArrayRef]| profile(batches).span;
    let within = |least, greatest, step| Some(Span { least, greatest, step });
    let numbers: [ArrayRef; 2] = [Arc::new(Int64Array::from(vec![Some(3), None])), Arc::new(Int64Array::from(vec![-7]))];
    assert_eq!(span(&numbers), within(-7, 3, 1));
    let minute = 60_000_000;
    let times = |ticks: Vec<i64>| Arc::new(TimestampMicrosecondArray::from(ticks)) as ArrayRef;
    assert_eq!(span(&[times(vec![minute * 60]), times(vec![minute * 3, 0])]), within(0, minute * 60, minute));
    let cents = Decimal128Array::from(vec![-5, 123_456]).with_precision_and_scale(10, 2).unwrap();
    assert_eq!(span(&[Arc::new(cents)]), within(-5, 123_456, 1));
    assert_eq!(span(&[Arc::new(UInt64Array::from(vec![7, u64::MAX]))]), None);
    assert_eq!(span(&[Arc::new(Float64Array::from(vec![1.0]))]), None);
    assert_eq!(span(&[Arc::new(Int64Array::from(vec![None, None]))]), None);
}

#[test]
fn counting_stops_at_the_limit_and_says_so() {
    let exact = profile(&[Arc::new(Int64Array::from_iter_values((0..DISTINCT_LIMIT as i64).chain(0..10)))]);
    assert_eq!((exact.distinct, exact.distinct_exact), (DISTINCT_LIMIT, true));
    let more = profile(&[Arc::new(Int64Array::from_iter_values(0..=DISTINCT_LIMIT as i64))]);
    assert_eq!((more.distinct, more.distinct_exact), (DISTINCT_LIMIT, false));
}

#[test]
fn bytes_are_those_of_the_values_of_all_batches() {
    let numbers: ArrayRef = Arc::new(Int64Array::from_iter_values(0..1_000));
    assert_eq!(profile(&[Arc::clone(&numbers), numbers.slice(0, 500)]).bytes, 12_000);
}
