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

fn cube(keys: Vec<GroupKey>, axes: usize, group: &str, filters: &[FilterSpec], batch: &RecordBatch) -> Cube {
    let spec = QuerySpec {
        group_by: keys.into_iter().chain([GroupKey::plain(group)]).collect(),
        measures: [Measure::count()].into_iter().chain(measures()).collect(),
        filters: filters.to_vec(),
        ..QuerySpec::default()
    };
    Cube::of(&execute_batch(&Plan::parse(&spec, &batch.schema()).unwrap(), batch), axes)
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
        let cube = cube(vec![key], 1, "g", std::slice::from_ref(&other), &batch);
        // Bin k + 1 begins at cut k.
        let selected = cube.select(|_, value| matches!(value, Value::Int(k) if (lo as i128 + 1..hi as i128 + 1).contains(k)));
        let filters = vec![other, between("x", cuts[lo], cuts[hi])];
        let recount = QuerySpec { group_by: vec![GroupKey::plain("g")], measures: measures(), filters, ..QuerySpec::default() };
        same(&cube.answer(&selected).rows, &rows_of(&recount, &batch));
    }

    #[test]
    fn a_rectangle_on_two_axes_is_what_a_recount_says(rows in vec(row(), 0..60), x in (-20i64..20, -20i64..20), y in (0i64..6, 0i64..6)) {
        let batch = batch(&rows);
        let cube = cube(vec![GroupKey::plain("x"), GroupKey::plain("y")], 2, "g", &[], &batch);
        let within = |value: &Value, (lo, hi): (i64, i64)| matches!(value, Value::Int(k) if (i128::from(lo)..i128::from(hi)).contains(k));
        let selected = cube.select(|axis, value| within(value, if axis == 0 { x } else { y }));
        let filters = vec![between("x", x.0, x.1), between("y", y.0, y.1)];
        let recount = QuerySpec { group_by: vec![GroupKey::plain("g")], measures: measures(), filters, ..QuerySpec::default() };
        same(&cube.answer(&selected).rows, &rows_of(&recount, &batch));
    }

    #[test]
    fn a_set_on_categories_is_what_a_recount_says(rows in vec(row(), 0..60), set in vec(0u8..3, 0..3)) {
        let batch = batch(&rows);
        let texts: Vec<&str> = set.iter().map(|g| ["a", "b", "c"][*g as usize]).collect();
        let cube = cube(vec![GroupKey::plain("g")], 1, "y", &[], &batch);
        let selected = cube.select(|_, value| matches!(value, Value::Text(text) if texts.contains(&text.as_str())));
        let one_of = Some(texts.iter().map(|text| Some(Scalar::Text((*text).into()))).collect());
        let filters = vec![FilterSpec { column: "g".into(), one_of, ..FilterSpec::default() }];
        let recount = QuerySpec { group_by: vec![GroupKey::plain("y")], measures: measures(), filters, ..QuerySpec::default() };
        same(&cube.answer(&selected).rows, &rows_of(&recount, &batch));
    }
}

#[test]
fn a_view_without_keys_has_one_group_even_where_no_row_passes() {
    let batch = batch(&[(Some(1), 0, 0, None, 1.0)]);
    let spec = QuerySpec {
        group_by: vec![GroupKey::plain("x")],
        measures: vec![Measure::count(), Measure::count()],
        filters: vec![between("y", 5, 6)],
        ..QuerySpec::default()
    };
    let cube = Cube::of(&execute_batch(&Plan::parse(&spec, &batch.schema()).unwrap(), &batch), 1);
    assert_eq!(cube.answer(&cube.select(|_, _| true)).rows, [[Value::Int(0)]]);
}
