//! Keys of which more combinations are possible than have room in a table.

use std::collections::BTreeMap;

use arrow_array::Int64Array;

use super::*;
use crate::wire::query::Scalar;

const ROWS: i64 = 5_000;

/// Three numbers below 1,000 of each row; every combination occurs once or twice.
fn key(row: i64) -> [i64; 3] {
    let row = row % 4_000;
    [row * 7 % 1_000, row * 13 / 9 % 1_000, row * 31 % 997]
}

fn check(filters: Vec<FilterSpec>, counts: impl Fn(&[i64; 3]) -> bool) {
    let column = |at: usize| Arc::new((0..ROWS).map(|row| key(row)[at]).collect::<Int64Array>()) as ArrayRef;
    let batch = batch([("x", column(0)), ("y", column(1)), ("z", column(2))]);
    let group_by = ["x", "y", "z"].map(GroupKey::plain).to_vec();
    let spec = QuerySpec { group_by, measures: vec![Measure::count(), Measure::of(Op::Sum, "z")], filters, ..QuerySpec::default() };
    let mut expected: BTreeMap<[i64; 3], i128> = BTreeMap::new();
    (0..ROWS).map(key).filter(counts).for_each(|key| *expected.entry(key).or_default() += 1);
    let row = |(key, n): ([i64; 3], i128)| {
        let [x, y, z] = key.map(i128::from);
        [x, y, z, n, n * z].map(Value::Int).to_vec()
    };
    let expected: Vec<Vec<Value>> = expected.into_iter().map(row).collect();
    for rows in [5_000, 2_500] {
        let parts: Vec<RecordBatch> = (0..5_000).step_by(rows).map(|start| batch.slice(start, rows)).collect();
        assert_eq!(answer_of_parts(&spec, &parts), expected, "in parts of {rows}");
    }
}

#[test]
fn many_combinations_are_counted_one_by_one_and_answered_in_the_order_of_their_keys() {
    check(Vec::new(), |_| true);
}

#[test]
fn combinations_without_rows_that_count_are_no_groups() {
    // Few of the rows count, then most of them.
    for below in [100, 900] {
        let filter = FilterSpec { between: Some([None, Some(Scalar::Int(below))]), ..filter() };
        check(vec![filter], |key| key[0] < below);
    }
}
