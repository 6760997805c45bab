#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use arrow_array::{ArrayRef, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray, TimestampMillisecondArray};
use serde_json::{Value as Json, json};

use super::*;
use crate::wire::query::QuerySpec;
use crate::worker::fill::{append, loaded, stream};
use crate::worker::standing::{Kept, Standings};

const HOUR_MS: i64 = 3_600_000;

/// Rows of a whole number, a float, an instant and a text; some cells are null.
fn batch(rows: Range<i64>) -> RecordBatch {
    let some = |row: i64| (row % 11 != 3).then_some(row);
    let columns: [(&str, ArrayRef); 4] = [
        ("whole", Arc::new(Int64Array::from_iter(rows.clone().map(|row| some(row).map(|row| row * 37 % 1_000))))),
        ("float", Arc::new(Float64Array::from_iter(rows.clone().map(|row| some(row).map(|row| row as f64 * 0.37 + 0.01))))),
        ("at", Arc::new(TimestampMillisecondArray::from_iter(rows.clone().map(|row| some(row).map(|row| row * HOUR_MS))))),
        ("text", Arc::new(StringArray::from_iter(rows.map(|row| some(row).map(|row| format!("text {}", row % 40)))))),
    ];
    RecordBatch::try_from_iter_with_nullable(columns.map(|(name, array)| (name, array, true))).unwrap()
}

/// Two chunks.
fn two_chunks() -> Loads {
    loaded(&[batch(0..3_000), batch(3_000..4_000)])
}

/// Counts and sums by a key, of the rows whose whole number is below `below`.
fn spec(key: &Json, below: i64) -> QuerySpec {
    serde_json::from_value(json!({
        "group_by": [key],
        "measures": [{ "op": "count" }, { "op": "sum", "column": "whole" }],
        "filters": [{ "column": "whole", "between": [null, below] }],
    }))
    .unwrap()
}

/// The bytes of the answer, by an asker of its own.
fn ask(shared: &mut Kept, spec: &QuerySpec, loads: &Loads) -> Vec<u8> {
    Standings::default().advance("t", spec, loads, shared).unwrap().unwrap().bytes
}

fn kept(shared: &Kept) -> Vec<(String, usize)> {
    shared.codes.by_key.iter().map(|kept| (kept.key.column.clone(), kept.bytes())).collect()
}

fn keys() -> Vec<Json> {
    vec![
        json!({ "column": "whole", "bin": { "width": 25.0 } }),
        json!({ "column": "whole", "bin": { "cuts": [10, 100, 500] } }),
        json!({ "column": "whole", "bin": { "among": [37, 74] } }),
        json!({ "column": "float", "bin": { "log": 2.0 } }),
        json!({ "column": "float", "bin": { "width": 0.5 } }),
        json!({ "column": "at", "bin": { "every": "day" } }),
        json!({ "column": "at", "bin": { "every": "month" } }),
        json!({ "column": "text", "bin": { "among": ["text 7"] } }),
    ]
}

#[test]
fn answers_are_the_same_with_kept_codes_whatever_is_filtered_and_appended() {
    for key in keys() {
        let (mut shared, mut loads) = (Kept::default(), two_chunks());
        for (round, below) in [2_000, 300, 40, 0, 999].into_iter().enumerate() {
            if round == 3 {
                append(&mut loads, batch(5_000..5_700));
            }
            let spec = spec(&key, below);
            assert_eq!(ask(&mut shared, &spec, &loads), ask(&mut Kept::default(), &spec, &loads), "{key} below {below}");
            assert_eq!(kept(&shared).len(), 1, "{key}");
        }
    }
}

/// Months of 200 years are found by a table for many rows and listed for few.
#[test]
fn rows_that_are_appended_to_a_column_of_a_long_range_are_in_its_bins() {
    let days = |rows: Range<i32>| {
        let column: ArrayRef = Arc::new(Date32Array::from_iter_values(rows.map(|row| row * 7_919 % 73_000)));
        RecordBatch::try_from_iter_with_nullable([("day", column, true)]).unwrap()
    };
    let mut loads = loaded(&[days(0..20_000)]);
    let months: QuerySpec =
        serde_json::from_value(json!({ "group_by": [{ "column": "day", "bin": { "every": "month" } }], "measures": [{ "op": "count" }] })).unwrap();
    let (mut kept, mut standings) = (Kept::default(), Standings::default());
    standings.advance("t", &months, &loads, &mut kept).unwrap();
    assert_eq!(kept.codes.by_key.len(), 1);
    append(&mut loads, days(20_000..20_010));
    let grown = standings.advance("t", &months, &loads, &mut kept).unwrap().unwrap().bytes;
    assert!(grown == ask(&mut Kept::default(), &months, &loads));
}

#[test]
fn a_question_under_another_filter_makes_no_codes() {
    for key in keys() {
        let (mut shared, loads) = (Kept::default(), two_chunks());
        ask(&mut shared, &spec(&key, 2_000), &loads);
        // Codes that are not those of the column are read as if they were.
        for codes in shared.codes.by_key[0].codes.iter_mut().flatten() {
            *codes = PackedCodes::U8(vec![0; 3_000]);
        }
        assert_ne!(ask(&mut shared, &spec(&key, 1_500), &loads), ask(&mut Kept::default(), &spec(&key, 1_500), &loads), "{key}");
    }
}

#[test]
fn few_bins_take_a_byte_a_row_and_more_two() {
    let (mut shared, loads) = (Kept::default(), two_chunks());
    ask(&mut shared, &spec(&json!({ "column": "whole", "bin": { "width": 25.0 } }), 2_000), &loads);
    ask(&mut shared, &spec(&json!({ "column": "float", "bin": { "width": 0.5 } }), 2_000), &loads);
    assert_eq!(kept(&shared), [("whole".into(), 4_000), ("float".into(), 8_000)]);
}

#[test]
fn cells_that_are_codes_already_are_not_kept_twice() {
    let (mut shared, loads) = (Kept::default(), two_chunks());
    ask(&mut shared, &spec(&json!({ "column": "whole" }), 2_000), &loads);
    ask(&mut shared, &spec(&json!({ "column": "at" }), 2_000), &loads);
    assert_eq!(kept(&shared), []);
}

#[test]
fn what_was_asked_for_longest_ago_makes_room() {
    let (mut shared, loads) = (Kept::default(), two_chunks());
    shared.codes.most_bytes = 8_500;
    let asked = |shared: &mut Kept, key: Json| {
        ask(shared, &spec(&key, 2_000), &loads);
        kept(shared).into_iter().map(|(column, _)| column).collect::<Vec<_>>()
    };
    let (whole, at) = (json!({ "column": "whole", "bin": { "width": 25.0 } }), json!({ "column": "at", "bin": { "every": "day" } }));
    assert_eq!(asked(&mut shared, whole.clone()), ["whole"]);
    assert_eq!(asked(&mut shared, at), ["whole", "at"]);
    assert_eq!(asked(&mut shared, whole), ["at", "whole"]);
    assert_eq!(asked(&mut shared, json!({ "column": "whole", "bin": { "width": 50.0 } })), ["whole", "whole"]);
    let mut small = Kept::default();
    small.codes.most_bytes = 3_999;
    assert_eq!(asked(&mut small, json!({ "column": "at", "bin": { "every": "week" } })), Vec::<String>::new());
}

#[test]
fn of_keys_that_do_not_all_fit_those_that_do_are_kept() {
    let (mut shared, loads) = (Kept::default(), two_chunks());
    shared.codes.most_bytes = 9_000;
    let keys = ["float", "whole", "at"].map(|column| match column {
        "float" => json!({ "column": column, "bin": { "width": 0.5 } }),
        "whole" => json!({ "column": column, "bin": { "width": 25.0 } }),
        _ => json!({ "column": column, "bin": { "every": "day" } }),
    });
    let spec = |keys: &[Json]| QuerySpec { group_by: serde_json::from_value(json!(keys)).unwrap(), ..spec(&keys[0], 2_000) };
    let answers: Vec<_> = (0..2).map(|_| ask(&mut shared, &spec(&keys), &loads)).collect();
    assert_eq!(kept(&shared), [("float".into(), 8_000)]);
    assert_eq!((&answers[0], &answers[1]), (&ask(&mut Kept::default(), &spec(&keys), &loads), &answers[0]));
    let mut shared = Kept::default();
    shared.codes.most_bytes = 9_000;
    ask(&mut shared, &spec(&[keys[1].clone(), keys[0].clone(), keys[2].clone()]), &loads);
    assert_eq!(kept(&shared), [("whole".into(), 4_000), ("at".into(), 4_000)]);
}

#[test]
fn codes_that_fit_no_longer_are_no_answer_once_the_least_value_is_another() {
    let (mut shared, mut loads) = (Kept::default(), two_chunks());
    let spec = spec(&json!({ "column": "whole", "bin": { "width": 25.0 } }), 2_000);
    ask(&mut shared, &spec, &loads);
    assert_eq!(kept(&shared).len(), 1);
    append(&mut loads, batch(-900..0));
    shared.codes.most_bytes = 4_100;
    assert_eq!(ask(&mut shared, &spec, &loads), ask(&mut Kept::default(), &spec, &loads));
    assert_eq!(kept(&shared), []);
}

#[test]
fn codes_wait_until_all_rows_are_here() {
    let mut loads = Loads::default();
    loads.begin(0);
    loads.feed(0, stream(&[batch(0..3_000)]), |_| ()).unwrap();
    let mut shared = Kept::default();
    ask(&mut shared, &spec(&keys()[0], 2_000), &loads);
    assert_eq!(kept(&shared), []);
}
