//! Columns of every type that Arrow has: each is listed with its type and keeps its values, or is refused by its name.

use std::sync::Arc;

use arrow_array::builder::{FixedSizeListBuilder, Int64Builder, ListBuilder, MapBuilder, StringBuilder, StringRunBuilder};
use arrow_array::types::{Int32Type, UInt64Type};
use arrow_array::{
    ArrayRef, BinaryViewArray, DictionaryArray, DurationMillisecondArray, Int32Array, Int64Array, IntervalMonthDayNanoArray, LargeStringArray,
    NullArray, RecordBatch, StringArray, StringViewArray, StructArray, Time32SecondArray, UInt64Array, UnionArray, new_null_array,
};
use arrow_schema::{DataType, Field, UnionFields};
use serde_json::{Value, json};
use tests::ipc;
use tests::server::Server;

/// A column of two rows, what its type is called, and what its rows are; no rows for one that is refused.
type Case = (ArrayRef, &'static str, Option<Value>);

fn nested() -> Vec<Case> {
    let mut list = ListBuilder::new(Int64Builder::new());
    list.append_value([Some(1), None]);
    list.append(false);
    let mut fixed = FixedSizeListBuilder::new(Int64Builder::new(), 2);
    (1..=4).for_each(|n| fixed.values().append_value(n));
    (0..2).for_each(|_| fixed.append(true));
    let mut map = MapBuilder::new(None, StringBuilder::new(), Int64Builder::new());
    map.keys().append_value("a");
    map.values().append_value(1);
    (0..2).for_each(|_| map.append(true).unwrap());
    let members: ArrayRef = Arc::new(Int64Array::from(vec![1, 2]));
    vec![
        (Arc::new(list.finish()), "list<int64>", Some(json!([[1, null], null]))),
        (Arc::new(fixed.finish()), "list<int64>", Some(json!([[1, 2], [3, 4]]))),
        (Arc::new(map.finish()), "map<struct<key: string, value: int64>>", Some(json!([{ "a": 1 }, {}]))),
        (Arc::new(StructArray::try_from(vec![("n", members)]).unwrap()), "struct<n: int64>", Some(json!([{ "n": 1 }, { "n": 2 }]))),
    ]
}

fn packed() -> Vec<Case> {
    let words = Arc::new(StringArray::from(vec!["x", "y"]));
    let mut runs = StringRunBuilder::<Int32Type>::new();
    runs.extend([Some("x"), Some("x")]);
    vec![
        (Arc::new(LargeStringArray::from(vec!["x", "y"])), "string", Some(json!(["x", "y"]))),
        (Arc::new(StringViewArray::from(vec!["x", "y"])), "string", Some(json!(["x", "y"]))),
        (Arc::new(BinaryViewArray::from(vec![&b"x"[..], b"y"])), "binary", Some(json!(["78", "79"]))),
        (Arc::new(DictionaryArray::<UInt64Type>::new(UInt64Array::from(vec![1, 0]), words)), "string", Some(json!(["y", "x"]))),
        (Arc::new(runs.finish()), "string", Some(json!(["x", "x"]))),
        (Arc::new(NullArray::new(2)), "string", Some(json!([null, null]))),
    ]
}

fn plain() -> Vec<Case> {
    let fields: UnionFields = [(0, Arc::new(Field::new("n", DataType::Int32, false)))].into_iter().collect();
    let union = UnionArray::try_new(fields, vec![0, 0].into(), None, vec![Arc::new(Int32Array::from(vec![1, 2]))]).unwrap();
    vec![
        (Arc::new(Time32SecondArray::from(vec![0, 86_399])), "time", Some(json!(["00:00:00", "23:59:59"]))),
        (Arc::new(DurationMillisecondArray::from(vec![0, 1_500])), "duration", Some(json!(["P0D", "PT1.5S"]))),
        (Arc::new(UInt64Array::from(vec![0, u64::MAX])), "uint64", Some(json!([0, u64::MAX]))),
        (new_null_array(&DataType::Float16, 2), "float32", Some(json!([null, null]))),
        (Arc::new(IntervalMonthDayNanoArray::from(vec![None, None])), "interval", None),
        (Arc::new(union), "union", None),
    ]
}

#[test]
fn each_type_is_listed_with_its_values_or_refused_by_its_name() {
    let server = Server::start();
    let mut wrong = Vec::new();
    for (array, kind, rows) in nested().into_iter().chain(packed()).chain(plain()) {
        let of = array.data_type().to_string();
        let batch = RecordBatch::try_from_iter_with_nullable([("v", array, true)]).unwrap();
        let reply = server.client().post("/api/datasets?file_name=a.arrows", &ipc::stream(&batch)).json();
        let found = match reply["columns"][0]["type"].as_str() {
            Some(kind) => {
                let stream = server.client().get(&format!("/api/datasets/{}/arrow", reply["id"].as_str().unwrap())).body;
                (kind.to_owned(), Some(ipc::rows(&stream).into_iter().map(|row| row["v"].clone()).collect::<Value>()))
            }
            None => (reply["params"]["type"].as_str().unwrap_or_default().to_owned(), None),
        };
        if found != (kind.to_owned(), rows.clone()) {
            wrong.push(format!("{of}: {found:?} for {:?}", (kind, rows)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
