#![allow(clippy::unwrap_used, clippy::needless_pass_by_value)]
use std::sync::Arc;

use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, Float64Array, Int64Array, ListArray, RecordBatch, StringArray, TimestampMicrosecondArray,
    TimestampNanosecondArray, UInt64Array,
};
use arrow_schema::{Field, Schema};
use shared::wire::full_profile::{FullColumn, Tally};
use shared::wire::query::Scalar;

use super::table::Table;
use crate::storage::field::StoredField;

const HOUR: i64 = 3_600_000_000;

fn fields(array: &ArrayRef) -> Vec<StoredField> {
    StoredField::plan(&[("x".to_owned(), array.data_type().clone(), true)]).unwrap()
}

fn batch(array: &ArrayRef) -> RecordBatch {
    let schema = Arc::new(Schema::new(vec![Field::new("x", array.data_type().clone(), true)]));
    RecordBatch::try_new(schema, vec![Arc::clone(array)]).unwrap()
}

fn finished(table: &Table, fields: &[StoredField]) -> FullColumn {
    table.finish(0, fields).columns.remove(0)
}

fn profile(array: ArrayRef) -> FullColumn {
    let fields = fields(&array);
    let mut table = Table::new(&fields);
    table.add(&batch(&array));
    finished(&table, &fields)
}

/// The same in two parts, the first of which was kept as bytes in between.
fn profile_of_parts(first: ArrayRef, second: ArrayRef) -> FullColumn {
    let fields = fields(&first);
    let mut table = Table::new(&fields);
    table.add(&batch(&first));
    let mut table: Table = postcard::from_bytes(&postcard::to_stdvec(&table).unwrap()).unwrap();
    table.add(&batch(&second));
    finished(&table, &fields)
}

fn int(n: i64) -> Option<Scalar> {
    Some(Scalar::Int(n))
}

fn float(x: f64) -> Option<Scalar> {
    Some(Scalar::Float(x))
}

fn text(text: &str) -> Option<Scalar> {
    Some(Scalar::Text(text.to_owned()))
}

fn exactly(value: Option<Scalar>, count: u64) -> Tally {
    Tally { value: value.unwrap(), count, missed: 0 }
}

#[test]
fn whole_numbers_lose_no_digit() {
    let far = (1 << 53) + 1;
    let c = profile(Arc::new(Int64Array::from(vec![Some(far), None, Some(far + 2), Some(far), Some(i64::MAX)])));
    assert_eq!((c.nulls, c.distinct, c.is_sketch), (1, Some(3), false));
    assert_eq!((c.min, c.max, c.p25, c.median), (int(far), int(i64::MAX), int(far), int(far + 1)));
    assert_eq!(c.top, [exactly(int(far), 2)]);
    let wide = profile(Arc::new(UInt64Array::from(vec![u64::MAX, u64::MAX, 7])));
    assert_eq!((wide.min, wide.median), (int(7), text("18446744073709551615")));
}

#[test]
fn decimals_are_their_digits() {
    let prices = Decimal128Array::from(vec![Some(150), Some(-225), Some(150), None]).with_precision_and_scale(20, 2).unwrap();
    let c = profile(Arc::new(prices));
    assert_eq!((c.min, c.max, c.median, c.mean), (text("-2.25"), text("1.50"), text("1.50"), float(0.25)));
    assert_eq!(c.top, [exactly(text("1.50"), 2)]);
    assert_eq!((c.bars.iter().sum::<u64>(), c.edges.first().cloned(), c.edges.last().cloned()), (3, text("-2.25"), text("1.50")));
}

#[test]
fn nan_is_counted_and_else_left_out() {
    let c = profile(Arc::new(Float64Array::from(vec![Some(f64::NAN), Some(-f64::NAN), Some(0.0), Some(-0.0), Some(3.0), None])));
    assert_eq!((c.nulls, c.nan, c.distinct), (1, 2, Some(3)));
    assert_eq!((c.min, c.max, c.mean, c.median), (float(0.0), float(3.0), float(1.0), float(0.0)));
    assert_eq!((c.bars.iter().sum::<u64>(), c.top.len()), (3, 2));
    let endless = profile(Arc::new(Float64Array::from(vec![f64::INFINITY, 1.0, 2.0])));
    assert_eq!((endless.max, endless.mean, endless.median), (text("inf"), None, float(2.0)));
}

#[test]
fn times_are_told_as_times() {
    let c = profile(Arc::new(Date32Array::from(vec![0, 1, 10])));
    assert_eq!((c.min, c.median, c.mean), (text("1970-01-01"), text("1970-01-02"), text("1970-01-04")));
    let c = profile(Arc::new(TimestampMicrosecondArray::from(vec![0, HOUR, 2 * HOUR, 2 * HOUR]).with_timezone("UTC")));
    assert_eq!((c.max, c.median), (text("1970-01-01T02:00:00Z"), text("1970-01-01T01:30:00Z")));
    let c = profile(Arc::new(TimestampNanosecondArray::from(vec![0, i64::MAX]).with_timezone("+08:00")));
    assert_eq!((c.min, c.max), (text("1970-01-01T08:00:00+08:00"), text("2262-04-11T23:47:16.854775807Z")));
}

#[test]
fn what_is_not_exact_about_times_has_no_needless_digits() {
    let minutes = profile(Arc::new(TimestampMicrosecondArray::from_iter_values((0..200_000).map(|i| i * 60_000_000))));
    assert_eq!(minutes.mean, text("1970-03-11T10:39:30"));
    assert!(matches!(&minutes.median, Some(Scalar::Text(median)) if !median.contains('.')), "{:?}", minutes.median);
}

#[test]
fn values_in_steps_leave_no_empty_bars_between() {
    let hours = profile(Arc::new(TimestampMicrosecondArray::from_iter_values((0..400_000).map(|i| i / 1_000 * HOUR))));
    assert!(hours.bars.len() > 20 && hours.bars.iter().rev().skip(1).all(|n| *n == hours.bars[0]), "{:?}", hours.bars);
    let months = profile(Arc::new(Int64Array::from_iter_values((0..120).map(|i| i % 12 + 1))));
    assert_eq!((months.bars, months.edges.len()), (vec![10; 12], 13));
}

#[test]
fn one_value_has_no_histogram_and_truth_values_have_only_counts() {
    assert!(profile(Arc::new(Int64Array::from(vec![5, 5]))).bars.is_empty());
    let c = profile(Arc::new(BooleanArray::from(vec![Some(true), Some(false), Some(true), Some(true), Some(false), None])));
    assert_eq!(c.top, [exactly(Some(Scalar::Bool(true)), 3), exactly(Some(Scalar::Bool(false)), 2)]);
    assert_eq!((c.min, c.mean, c.bars.len()), (None, None, 0));
}

#[test]
fn texts_have_lengths_and_long_ones_are_cut() {
    let long = "长".repeat(101);
    let c = profile(Arc::new(StringArray::from(vec![Some("b"), Some("a"), None, Some("b"), Some("a"), Some(&long), Some("")])));
    assert_eq!(c.top, [exactly(text("a"), 2), exactly(text("b"), 2)]);
    assert_eq!((c.shortest_chars, c.shortest.as_deref(), c.longest_chars), (Some(0), Some(""), Some(101)));
    assert_eq!(c.longest, Some("长".repeat(100) + "…"));
}

#[test]
fn what_cannot_be_compared_is_only_counted() {
    let lists = ListArray::from_iter_primitive::<arrow_array::types::Int64Type, _, _>(vec![Some(vec![Some(1)]), None]);
    let c = profile(Arc::new(lists));
    assert_eq!((c.nulls, c.distinct, c.top.len()), (1, None, 0));
    let none = profile(Arc::new(Int64Array::from(vec![None, None])));
    assert_eq!((none.nulls, none.distinct, none.min, none.mean, none.median), (2, Some(0), None, None, None));
}

/// Half of the rows are 7, the others are all different.
fn many(rows: std::ops::Range<i64>) -> ArrayRef {
    Arc::new(Int64Array::from_iter_values(rows.map(|i| if i % 2 == 0 { 7 } else { 1_000_000 + i })))
}

#[track_caller]
fn expect_many(c: &FullColumn) {
    let distinct = c.distinct.unwrap() as f64;
    assert!(c.is_sketch && (distinct / 300_001.0 - 1.0).abs() < 0.025, "{distinct}");
    assert_eq!((&c.min, &c.max, &c.top[..]), (&int(7), &int(1_599_999), &[exactly(int(7), 300_000)][..]));
    assert_eq!(c.mean, float((7.0 * 300_000.0 + (1_000_001..=1_599_999).step_by(2).map(f64::from).sum::<f64>()) / 600_000.0));
    assert_eq!(c.bars.iter().sum::<u64>(), 600_000);
    let Some(Scalar::Int(p75)) = c.p75 else { panic!("{:?}", c.p75) };
    assert!((p75 - 1_300_000).abs() < 12_000, "{p75}");
}

#[test]
fn too_many_values_are_told_about() {
    expect_many(&profile(many(0..600_000)));
}

#[test]
fn a_state_goes_on_where_it_was_kept() {
    expect_many(&profile_of_parts(many(0..150_000), many(150_000..600_000)));
    expect_many(&profile_of_parts(many(0..400_000), many(400_000..600_000)));
    let words = |words: &[&str]| Arc::new(StringArray::from(words.to_vec())) as ArrayRef;
    assert_eq!(profile_of_parts(words(&["a", "bb"]), words(&["a", "c"])), profile(words(&["a", "bb", "a", "c"])));
    let floats = |floats: &[f64]| Arc::new(Float64Array::from(floats.to_vec())) as ArrayRef;
    assert_eq!(profile_of_parts(floats(&[0.5, 1e9]), floats(&[-3.0])), profile(floats(&[0.5, 1e9, -3.0])));
}

#[test]
fn many_floats_and_texts_keep_their_counts_too() {
    let floats = profile(Arc::new(Float64Array::from_iter_values((0..300_000).map(|i| if i % 3 == 0 { -999.0 } else { f64::from(i).sqrt() }))));
    assert!(floats.is_sketch);
    assert_eq!((floats.top[0].clone(), floats.bars.iter().sum::<u64>()), (exactly(float(-999.0), 100_000), 300_000));
    let words: Vec<String> = (0..300_000).map(|i| if i % 3 == 0 { "unknown".to_owned() } else { format!("user-{i}") }).collect();
    let texts = profile(Arc::new(StringArray::from(words)));
    assert_eq!((texts.is_sketch, &texts.top[..]), (true, &[exactly(text("unknown"), 100_000)][..]));
    assert_eq!((texts.shortest.as_deref(), texts.longest_chars), (Some("user-1"), Some(11)));
}

#[test]
fn a_value_that_comes_late_is_counted_between_its_bounds() {
    let late = (0..400_000).map(|i| if i < 300_000 { i } else { -5 - i % 2 });
    let c = profile(Arc::new(Int64Array::from_iter_values(late)));
    assert_eq!(c.top.iter().map(|t| t.value.clone()).collect::<Vec<_>>(), [Scalar::Int(-6), Scalar::Int(-5)]);
    assert!(c.top.iter().all(|t| t.count == 50_000 && t.missed > 0 && t.missed < 200), "{:?}", c.top);
}

#[test]
fn the_order_of_values_leaves_no_trace_in_the_bars() {
    let values = [3.5, -1e12, 0.0, 1e-300, 7.25, 4e11, -0.5];
    let forth = profile(Arc::new(Float64Array::from(values.to_vec())));
    let back = profile(Arc::new(Float64Array::from(values.iter().rev().copied().collect::<Vec<_>>())));
    assert_eq!((&forth.bars, &forth.edges), (&back.bars, &back.edges));
    assert_eq!(forth.bars.iter().sum::<u64>(), 7);
    let ends = profile(Arc::new(Float64Array::from(vec![f64::MIN, f64::MAX, f64::MIN_POSITIVE])));
    assert_eq!((ends.bars.iter().sum::<u64>(), ends.edges.last().cloned()), (3, float(f64::MAX)));
}
