#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use arrow_array::{ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray};
use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::engine::execute::execute_batch;
use crate::engine::order::TotalOrder;
use crate::engine::plan::Plan;
use crate::wire::query::{BinSpec, FilterSpec, GroupKey, Measure, Op, QuerySpec, Scalar};

/// `x`, `y`, `g`, `m` and `f`.
type Row = (Option<i64>, i64, u8, Option<i64>, f64);

/// Columns `x` (brushed), `y`, `g` (grouped by), `m` and `f` (measured), with nulls.
fn batch(rows: &[Row]) -> RecordBatch {
    let columns: [(&str, ArrayRef); 5] = [
        ("x", Arc::new(Int64Array::from_iter(rows.iter().map(|row| row.0)))),
        ("y", Arc::new(Int64Array::from_iter_values(rows.iter().map(|row| row.1)))),
        ("g", Arc::new(StringArray::from_iter_values(rows.iter().map(|row| ["a", "b", "c"][row.2 as usize])))),
        ("m", Arc::new(Int64Array::from_iter(rows.iter().map(|row| row.3)))),
        ("f", Arc::new(Float64Array::from_iter_values(rows.iter().map(|row| row.4)))),
    ];
    RecordBatch::try_from_iter_with_nullable(columns.map(|(name, array)| (name, array, true))).unwrap()
}

fn measures() -> Vec<Measure> {
    let of = [(Op::Sum, "m"), (Op::Mean, "m"), (Op::Min, "m"), (Op::Max, "f"), (Op::Median, "m"), (Op::Sum, "f"), (Op::Distinct, "m")];
    [Measure::count()].into_iter().chain(of.map(|(op, column)| Measure::of(op, column))).collect()
}

fn rows_of(spec: &QuerySpec, batch: &RecordBatch) -> Vec<Vec<Value>> {
    let plan = Plan::parse(spec, &batch.schema()).unwrap();
    execute_batch(&plan, batch).finish(&[], None).rows
}

fn partial(keys: Vec<GroupKey>, group: &str, filters: &[FilterSpec], batch: &RecordBatch) -> Partial {
    let spec = QuerySpec {
        group_by: keys.into_iter().chain([GroupKey::plain(group)]).collect(),
        measures: [Measure::count()].into_iter().chain(measures()).collect(),
        filters: filters.to_vec(),
        ..QuerySpec::default()
    };
    execute_batch(&Plan::parse(&spec, &batch.schema()).unwrap(), batch)
}

/// Whatever room there is, for none of the tables and trees, for some or for all: an answer is that of a recount, and the room is kept to.
#[track_caller]
fn check(partial: &Partial, axes: usize, passes: impl Fn(usize, &Value) -> bool, recount: &[Vec<Value>]) {
    let least = Cube::within(partial, axes, 0).bytes();
    for most_bytes in [0, 10_000, 100_000, MOST_BYTES] {
        let cube = Cube::within(partial, axes, most_bytes);
        same(&cube.answer(&cube.select(&passes)).rows, recount);
        assert!(cube.bytes() <= least + most_bytes, "{} of {least} and {most_bytes} bytes", cube.bytes());
    }
}

fn between(column: &str, lo: i64, hi: i64) -> FilterSpec {
    FilterSpec { column: column.into(), between: Some([Some(Scalar::Int(lo)), Some(Scalar::Int(hi))]), ..FilterSpec::default() }
}

#[track_caller]
fn same(ours: &[Vec<Value>], theirs: &[Vec<Value>]) {
    let close = |a: &Value, b: &Value| match (a, b) {
        (Value::Float(a), Value::Float(b)) => (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1.0),
        _ => a.order(b).is_eq(),
    };
    let rows = ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(a, b)| a.iter().zip(b).all(|(a, b)| close(a, b)));
    assert!(rows, "{ours:?}\n{theirs:?}");
}

fn row() -> impl Strategy<Value = Row> {
    (proptest::option::weighted(0.9, -20i64..20), 0i64..6, 0u8..3, proptest::option::weighted(0.9, -5i64..5), -1e3..1e3)
}

proptest! {
    #[test]
    fn a_step_is_what_a_recount_says(rows in vec(row(), 0..60), lo in 0usize..9, hi in 0usize..9, y in 0i64..6) {
        let batch = batch(&rows);
        let cuts: Vec<i64> = (-20..=20).step_by(5).collect();
        let key = GroupKey { column: "x".into(), bin: Some(BinSpec { cuts: Some(cuts.iter().map(|c| Scalar::Int(*c)).collect()), ..BinSpec::default() }) };
        let other = between("y", 0, y);
        let partial = partial(vec![key], "g", std::slice::from_ref(&other), &batch);
        // Bin k + 1 begins at cut k.
        let passes = |_, value: &Value| matches!(value, Value::Int(k) if (lo as i128 + 1..hi as i128 + 1).contains(k));
        let filters = vec![other, between("x", cuts[lo], cuts[hi])];
        let recount = QuerySpec { group_by: vec![GroupKey::plain("g")], measures: measures(), filters, ..QuerySpec::default() };
        check(&partial, 1, passes, &rows_of(&recount, &batch));
    }

    #[test]
    fn a_rectangle_on_two_axes_is_what_a_recount_says(rows in vec(row(), 0..60), x in (-20i64..20, -20i64..20), y in (0i64..6, 0i64..6)) {
        let batch = batch(&rows);
        let partial = partial(vec![GroupKey::plain("x"), GroupKey::plain("y")], "g", &[], &batch);
        let within = |value: &Value, (lo, hi): (i64, i64)| matches!(value, Value::Int(k) if (i128::from(lo)..i128::from(hi)).contains(k));
        let passes = |axis, value: &Value| within(value, if axis == 0 { x } else { y });
        let filters = vec![between("x", x.0, x.1), between("y", y.0, y.1)];
        let recount = QuerySpec { group_by: vec![GroupKey::plain("g")], measures: measures(), filters, ..QuerySpec::default() };
        check(&partial, 2, passes, &rows_of(&recount, &batch));
    }

    #[test]
    fn a_set_on_categories_is_what_a_recount_says(rows in vec(row(), 0..60), set in vec(0u8..3, 0..3)) {
        let batch = batch(&rows);
        let texts: Vec<&str> = set.iter().map(|g| ["a", "b", "c"][*g as usize]).collect();
        let partial = partial(vec![GroupKey::plain("g")], "y", &[], &batch);
        let passes = |_, value: &Value| matches!(value, Value::Text(text) if texts.contains(&text.as_str()));
        let one_of = Some(texts.iter().map(|text| Some(Scalar::Text((*text).into()))).collect());
        let filters = vec![FilterSpec { column: "g".into(), one_of, ..FilterSpec::default() }];
        let recount = QuerySpec { group_by: vec![GroupKey::plain("y")], measures: measures(), filters, ..QuerySpec::default() };
        check(&partial, 1, passes, &rows_of(&recount, &batch));
    }
}

/// The cube of a count and a measure by `keys`.
fn cube_of(keys: &[&str], measure: Measure, filters: Vec<FilterSpec>, axes: usize, batch: &RecordBatch) -> Cube {
    let group_by = keys.iter().map(|key| GroupKey::plain(*key)).collect();
    let spec = QuerySpec { group_by, measures: vec![Measure::count(), measure], filters, ..QuerySpec::default() };
    Cube::of(&execute_batch(&Plan::parse(&spec, &batch.schema()).unwrap(), batch), axes)
}

#[test]
fn a_view_without_keys_has_one_group_even_where_no_row_passes() {
    let batch = batch(&[(Some(1), 0, 0, None, 1.0)]);
    for (measure, none) in
        [(Measure::count(), Value::Int(0)), (Measure::of(Op::Distinct, "m"), Value::Int(0)), (Measure::of(Op::Sum, "f"), Value::Null)]
    {
        for keys in [&["x"][..], &["x", "y"]] {
            let cube = cube_of(keys, measure.clone(), vec![between("y", 5, 6)], keys.len(), &batch);
            assert_eq!(cube.answer(&cube.select(|_, _| true)).rows, [[none.clone()]], "{measure:?} by {keys:?}");
        }
    }
}

#[test]
fn floats_whose_sum_over_all_positions_is_infinite_have_a_sum_over_each() {
    let batch = batch(&[(Some(1), 0, 0, None, f64::MAX), (Some(2), 1, 0, None, f64::MAX), (Some(3), 1, 0, None, 1.5)]);
    for (keys, rows) in [(&["x"][..], f64::MAX), (&["x", "y"], f64::MAX)] {
        let cube = cube_of(keys, Measure::of(Op::Sum, "f"), vec![], keys.len(), &batch);
        for (x, sum) in [(1, rows), (2, rows), (3, 1.5)] {
            let answer = cube.answer(&cube.select(|axis, value| axis > 0 || *value == Value::Int(x)));
            assert_eq!(answer.rows, [[Value::Float(sum)]], "{x} by {keys:?}");
        }
    }
}

#[test]
fn summaries_of_places_without_rows_take_nothing() {
    // A HyperLogLog of each of 2,000 positions for one of 500 groups; all groups at all positions and above them would be two million. The rows
    // are counted in a table.
    let rows: Vec<Row> = (0..2_000).map(|i| (Some(i), i % 500, 0, Some(i), 0.0)).collect();
    let cube = cube_of(&["x", "y"], Measure::of(Op::ApproxDistinct, "m"), vec![], 1, &batch(&rows));
    let table = 2_001 * 2 * 500 * 8;
    assert!(cube.bytes() < table + 2_000 * 12 * 100, "{} bytes", cube.bytes());
    let answer = cube.answer(&cube.select(|_, value| matches!(value, Value::Int(x) if (0..1_000).contains(x))));
    assert!(answer.rows.len() == 500 && answer.rows.iter().all(|row| row[1] == Value::Int(2)));
}
