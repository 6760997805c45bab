use arrow_array::*;
use arrow_schema::{DataType, Field, Schema, TimeUnit};

use super::*;
use crate::engine::bin::Bin;
use crate::engine::bin::ticks::Ticks;
use crate::engine::plan;
use crate::wire::problem::{Code, Problem};

fn table() -> RecordBatch {
    let n: ArrayRef = Arc::new(Int64Array::from(vec![Some(1), Some(2), None, Some(2)]));
    let t: ArrayRef = Arc::new(StringArray::from(vec![Some("b"), Some("a"), Some("c"), None]));
    let b: ArrayRef = Arc::new(BinaryArray::from(vec![Some(&b"x"[..]); 4]));
    let d: ArrayRef = Arc::new(Date32Array::from(vec![0; 4]));
    let f: ArrayRef = Arc::new(Float64Array::from(vec![0.5; 4]));
    batch([("n", n), ("t", t), ("b", b), ("d", d), ("f", f)])
}

fn spec(json: &str) -> QuerySpec {
    serde_json::from_str(json).unwrap()
}

#[test]
fn what_is_wrong_is_named() {
    let rows = [
        (r#"{"measures":[]}"#, "measures"),
        (r#"{"measures":[{"op":"sum"}]}"#, "measures[0].column"),
        (r#"{"measures":[{"op":"count","column":"n"}]}"#, "measures[0].column"),
        (r#"{"measures":[{"op":"count"},{"op":"sum","column":"t"}]}"#, "measures[1].column"),
        (r#"{"measures":[{"op":"mean","column":"d"}]}"#, "measures[0].column"),
        (r#"{"measures":[{"op":"max","column":"b"}]}"#, "measures[0].column"),
        (r#"{"measures":[{"op":"min","column":"?"}]}"#, "measures[0].column"),
        (r#"{"measures":[{"op":"count"}],"group_by":[{"column":"?"}]}"#, "group_by[0].column"),
        (r#"{"measures":[{"op":"count"}],"group_by":[{"column":"b"}]}"#, "group_by[0].column"),
        (r#"{"measures":[{"op":"count"}],"group_by":[{"column":"n","bin":{}}]}"#, "group_by[0].bin"),
        (r#"{"measures":[{"op":"count"}],"group_by":[{"column":"n","bin":{"width":0}}]}"#, "group_by[0].bin.width"),
        (r#"{"measures":[{"op":"count"}],"group_by":[{"column":"n","bin":{"width":-1}}]}"#, "group_by[0].bin.width"),
        (r#"{"measures":[{"op":"count"}],"group_by":[{"column":"t","bin":{"width":1}}]}"#, "group_by[0].bin.width"),
        (r#"{"measures":[{"op":"count"}],"group_by":[{"column":"n","bin":{"every":"day"}}]}"#, "group_by[0].bin.every"),
        (r#"{"measures":[{"op":"count"}],"group_by":[{"column":"d","bin":{"every":"day","origin":1}}]}"#, "group_by[0].bin.origin"),
        (r#"{"measures":[{"op":"count"}],"group_by":[{"column":"d","bin":{"every":"day","width":1}}]}"#, "group_by[0].bin"),
        (r#"{"measures":[{"op":"count"}],"group_by":[{"column":"d","bin":{"every":"day","n":0}}]}"#, "group_by[0].bin.n"),
        (r#"{"measures":[{"op":"count"}],"group_by":[{"column":"d","bin":{"every":"hour","n":36}}]}"#, "group_by[0].bin.n"),
        (r#"{"measures":[{"op":"count"}],"group_by":[{"column":"n","bin":{"width":1,"n":2}}]}"#, "group_by[0].bin.n"),
        (r#"{"measures":[{"op":"count"}],"group_by":[{"column":"t","bin":{"log":10}}]}"#, "group_by[0].bin.log"),
        (r#"{"measures":[{"op":"count"}],"group_by":[{"column":"n","bin":{"log":1}}]}"#, "group_by[0].bin.log"),
        (r#"{"measures":[{"op":"count"}],"group_by":[{"column":"n","bin":{"prefix":1}}]}"#, "group_by[0].bin.prefix"),
        (r#"{"measures":[{"op":"count"}],"group_by":[{"column":"t","bin":{"prefix":0}}]}"#, "group_by[0].bin.prefix"),
        (r#"{"measures":[{"op":"count"}],"group_by":[{"column":"n","bin":{"among":["a"]}}]}"#, "group_by[0].bin.among"),
        (r#"{"measures":[{"op":"count"}],"group_by":[{"column":"n","bin":{"count":5}}]}"#, "group_by[0].bin.count"),
        (r#"{"measures":[{"op":"count"}],"filters":[{"column":"?","is_null":true}]}"#, "filters[0].column"),
        (r#"{"measures":[{"op":"count"}],"filters":[{"column":"n"}]}"#, "filters[0]"),
        (r#"{"measures":[{"op":"count"}],"filters":[{"column":"n","is_null":true,"in":[1]}]}"#, "filters[0]"),
        (r#"{"measures":[{"op":"count"}],"filters":[{"column":"n","between":["a",null]}]}"#, "filters[0].between"),
        (r#"{"measures":[{"op":"count"}],"filters":[{"column":"f","between":["NaN",null]}]}"#, "filters[0].between"),
        (r#"{"measures":[{"op":"count"}],"filters":[{"column":"d","between":[1,null]}]}"#, "filters[0].between"),
        (r#"{"measures":[{"op":"count"}],"filters":[{"column":"n","is_null":true},{"column":"t","in":[1]}]}"#, "filters[1].in"),
        (r#"{"measures":[{"op":"count"}],"filters":[{"column":"b","in":["x"]}]}"#, "filters[0].in"),
        (r#"{"measures":[{"op":"count"}],"order_by":[{"measure":1}]}"#, "order_by[0].measure"),
        (r#"{"measures":[{"op":"count"}],"order_by":[{"key":0}]}"#, "order_by[0].key"),
        (r#"{"measures":[{"op":"count"}],"order_by":[{}]}"#, "order_by[0]"),
    ];
    for (json, field) in rows {
        let error = Plan::parse(&spec(json), &table().schema()).unwrap_err();
        assert_eq!(error.field, field, "{json}");
        let problem = Problem::from(error);
        assert_eq!((problem.code, problem.param("field")), (Code::InvalidQuery, field));
        assert!(!problem.param("reason").is_empty());
    }
}

#[test]
fn bins_that_depend_on_the_rows_are_checked_before_they_are_settled() {
    let query = |column: &str, bin: &str| spec(&format!(r#"{{"group_by":[{{"column":"{column}","bin":{bin}}}],"measures":[{{"op":"count"}}]}}"#));
    let checked = |column: &str, bin: &str| plan::check(&query(column, bin), &table().schema()).map_err(|error| error.field);
    for (column, bin) in
        [("n", r#"{"count":5}"#), ("f", r#"{"quantiles":4}"#), ("d", r#"{"quantiles":4}"#), ("t", r#"{"top":3}"#), ("n", r#"{"width":1}"#)]
    {
        assert_eq!(checked(column, bin), Ok(()));
    }
    for (column, bin, field) in [
        ("t", r#"{"count":5}"#, "group_by[0].bin.count"),
        ("t", r#"{"quantiles":4}"#, "group_by[0].bin.quantiles"),
        ("d", r#"{"count":4}"#, "group_by[0].bin.count"),
        ("d", r#"{"width":4}"#, "group_by[0].bin.width"),
        ("n", r#"{"count":0}"#, "group_by[0].bin.count"),
        ("d", r#"{"every":"day","zone":"Asia/Shanghai"}"#, "group_by[0].bin.zone"),
        ("n", r#"{"width":1,"zone":"Asia/Shanghai"}"#, "group_by[0].bin.zone"),
        ("d", r#"{"every":"day","offsets":[[0,0]]}"#, "group_by[0].bin.offsets"),
        ("b", r#"{"top":3}"#, "group_by[0].column"),
        ("?", r#"{"top":3}"#, "group_by[0].column"),
    ] {
        assert_eq!(checked(column, bin), Err(field.to_owned()), "{column} {bin}");
    }
}

#[test]
fn bins_of_times_of_day_and_lengths_of_time_are_of_whole_ticks() {
    let type_of = |unit| if unit == TimeUnit::Second { DataType::Time32(unit) } else { DataType::Duration(unit) };
    let checked = |unit, bin: &str| {
        let schema = Schema::new(vec![Field::new("x", type_of(unit), true)]);
        let query = spec(&format!(r#"{{"group_by":[{{"column":"x","bin":{bin}}}],"measures":[{{"op":"count"}}]}}"#));
        Plan::parse(&query, &schema).map(|plan| plan.keys[0].bin.clone()).map_err(|error| error.field)
    };
    let ticks = |origin, width| Ok(Bin::Ticks(Ticks { origin, width }));
    assert_eq!(checked(TimeUnit::Second, r#"{"width":90}"#), ticks(0, 90));
    assert_eq!(checked(TimeUnit::Millisecond, r#"{"width":0.25,"origin":-1.5}"#), ticks(-1_500, 250));
    for (unit, bin, field) in [
        (TimeUnit::Second, r#"{"width":0.5}"#, "width"),
        (TimeUnit::Second, r#"{"width":60,"origin":7}"#, "origin"),
        (TimeUnit::Millisecond, r#"{"width":0}"#, "width"),
        (TimeUnit::Millisecond, r#"{"width":1,"origin":0.0001}"#, "origin"),
        (TimeUnit::Nanosecond, r#"{"width":1e300}"#, "width"),
    ] {
        assert_eq!(checked(unit, bin), Err(format!("group_by[0].bin.{field}")), "{bin}");
    }
}

#[test]
fn rows_are_ordered_by_terms_then_by_keys_with_null_last() {
    let spec = |order: &str| spec(&format!(r#"{{"group_by":[{{"column":"t"}}],"measures":[{{"op":"max","column":"n"}}],{order}}}"#));
    let order = |json| {
        answer(&spec(json), &table()).iter().map(|row| if let Value::Text(text) = &row[0] { text.clone() } else { "-".into() }).collect::<String>()
    };
    assert_eq!(order(r#""order_by":[]"#), "abc-");
    assert_eq!(order(r#""order_by":[{"key":0,"descending":true}]"#), "cba-");
    assert_eq!(order(r#""order_by":[{"measure":0}]"#), "ba-c");
    assert_eq!(order(r#""order_by":[{"measure":0,"descending":true}]"#), "a-bc");
    assert_eq!(order(r#""order_by":[{"measure":0,"descending":true}],"limit":2"#), "a-");
}

#[test]
fn a_partial_of_another_build_is_refused() {
    assert!(Partial::from_bytes(&[7; 40]).is_err());
    assert!(Partial::from_bytes(&[]).is_err());
}

#[test]
fn the_empty_partial_changes_nothing() {
    let spec = by(None);
    let batch = column(Int64Array::from(vec![1, 2, 2]));
    let plan = Plan::parse(&spec, &batch.schema()).unwrap();
    let mut partial = execute_batch(&plan, &batch);
    let wanted = partial.finish(&[], None);
    partial.merge(Partial::default());
    assert_eq!(partial.finish(&[], None), wanted);
    let mut merged = Partial::from_bytes(&Partial::default().to_bytes()).unwrap();
    assert_eq!(merged.finish(&[], None).rows.len(), 0);
    merged.merge(partial.clone());
    assert_eq!(merged.finish(&[], None), wanted);
}
