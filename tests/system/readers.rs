//! Other programs read the tables: the Python packages deltalake, duckdb and polars, whatever the columns hold, and after rows were appended, merged and
//! old versions removed.

use std::process::Command;
use std::sync::Arc;

use arrow_array::builder::{Int64Builder, MapBuilder, StringBuilder};
use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, BinaryArray, BooleanArray, Date32Array, Decimal128Array, DurationMicrosecondArray, Float32Array, Float64Array, Int8Array, Int16Array,
    Int32Array, Int64Array, ListArray, RecordBatch, StringArray, StructArray, Time64MicrosecondArray, TimestampMicrosecondArray,
    TimestampNanosecondArray, UInt8Array, UInt16Array, UInt32Array, UInt64Array,
};
use arrow_schema::{DataType, Field};
use serde_json::{Value, json};
use tests::aged::age;
use tests::ipc;
use tests::jobs::ended;
use tests::server::{Server, until};
use tests::services::python;

/// DuckDB's own extension for Delta is not among the packages, so it is given the files that the table names.
const READ: &str = "
import json, sys
import deltalake
table = deltalake.DeltaTable(sys.argv[1])
by_delta = deltalake.QueryBuilder().register('t', table).execute('SELECT * FROM t ORDER BY n')
print(json.dumps({
    'deltalake': of_polars(polars.DataFrame(by_delta)),
    'duckdb': of_duckdb(duckdb.sql('SELECT * FROM read_parquet(?) ORDER BY n', params=[table.file_uris()])),
    'polars': of_polars(polars.read_delta(sys.argv[1]).sort('n')),
}))
";

/// `expected` are the columns, each a name and its cells in the form of `corpora/cell.rs`.
#[track_caller]
fn read_by_all(server: &Server, id: &str, expected: &Value) {
    let table = server.data().join("datasets").join(id);
    let output = Command::new(python()).args(["-c", &[include_str!("cells.py"), READ].concat()]).arg(table).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    for reader in ["deltalake", "duckdb", "polars"] {
        let columns = |table: &Value| table.as_array().unwrap().clone();
        for (found, expected) in columns(&found[reader]).iter().zip(columns(expected)) {
            assert_eq!(*found, expected, "{reader}");
        }
        assert_eq!(columns(&found[reader]).len(), columns(expected).len(), "{reader}");
    }
}

fn row(n: u64) -> String {
    format!("{n},第 {n} 行,{n}.50,2026-01-0{n}\n")
}

#[test]
fn a_table_that_was_merged_and_vacuumed_is_read_by_other_programs_with_the_same_rows() {
    let mut server = Server::start();
    let head = "n,text,price,day\n";
    let id = server.upload("a.csv", format!("{head}{}", row(1)).as_bytes()).id;
    for n in 2..6 {
        let csv = format!("{head}{}", row(n));
        server.client().send("POST", &format!("/api/datasets/{id}/rows"), &[("content-type", "text/csv")], Some(csv.as_bytes())).expect(200);
    }
    let cells = |of: fn(u64) -> String| (1..6).map(of).collect::<Vec<_>>();
    let columns = json!([
        ["n", cells(|n| format!("i{n}"))],
        ["text", cells(|n| format!("t第 {n} 行"))],
        ["price", cells(|n| format!("d{n}50e2"))],
        ["day", cells(|n| format!("D{}", 20_453 + n))],
    ]);
    read_by_all(&server, &id, &columns);
    let merge = server.client().post(&format!("/api/datasets/{id}/compact"), b"").expect(202);
    assert_eq!(ended(&server.client(), merge["id"].as_str().unwrap())["state"], "succeeded");
    let data_files = |server: &Server| server.files().iter().filter(|(path, _)| path.ends_with(".parquet") && !path.contains("_delta_log")).count();
    assert_eq!(data_files(&server), 6);
    age(&mut server, 31);
    let gone = || server.client().get(&format!("/api/datasets/{id}/versions")).expect(200)["versions"][1]["is_kept"] == false;
    until("old versions are gone", gone);
    age(&mut server, 2);
    until("their files are gone", || data_files(&server) == 1);
    read_by_all(&server, &id, &columns);
}

/// A column of a type, and its cells as they lie in the table.
type Kind = (&'static str, ArrayRef, Value);

fn whole_numbers() -> Vec<Kind> {
    macro_rules! ends {
        ($($name:literal: $array:ident of $native:ident, $letter:literal, $ending:literal;)+) => {
            vec![$({
                let cell = |value: $native| format!("{}{value}{}", $letter, $ending);
                let array = $array::from(vec![Some($native::MIN), Some($native::MAX), Some(1), None]);
                let cells = json!([cell($native::MIN), cell($native::MAX), cell(1), null]);
                ($name, Arc::new(array) as ArrayRef, cells)
            },)+]
        };
    }
    ends! {
        "int8": Int8Array of i8, "i", "";
        "int16": Int16Array of i16, "i", "";
        "int32": Int32Array of i32, "i", "";
        "int64": Int64Array of i64, "i", "";
        "uint8": UInt8Array of u8, "i", "";
        "uint16": UInt16Array of u16, "i", "";
        "uint32": UInt32Array of u32, "i", "";
        "uint64": UInt64Array of u64, "d", "e0";
    }
}

fn plain() -> Vec<Kind> {
    let float = |value: f64| format!("f{:016x}", value.to_bits());
    let (nan, least, tenth) = (float(f64::NAN), float(f64::NEG_INFINITY), float(f64::from(0.1_f32)));
    let digits = 99_999_999_999_999_999_999_999_999_999_999_999_999_i128;
    let decimal = Decimal128Array::from(vec![Some(digits), Some(-digits), Some(1), None]).with_precision_and_scale(38, 10).unwrap();
    let bytes: Vec<Option<&[u8]>> = vec![Some(b"\0\xff"), Some(b""), Some(b"a"), None];
    vec![
        ("bool", Arc::new(BooleanArray::from(vec![Some(true), Some(false), Some(true), None])), json!([true, false, true, null])),
        ("float32", Arc::new(Float32Array::from(vec![Some(f32::NAN), Some(f32::NEG_INFINITY), Some(0.1), None])), json!([nan, least, tenth, null])),
        (
            "float64",
            Arc::new(Float64Array::from(vec![Some(f64::NAN), Some(f64::INFINITY), Some(-0.0), None])),
            json!([nan, float(f64::INFINITY), float(-0.0), null]),
        ),
        ("decimal", Arc::new(decimal), json!([format!("d{digits}e10"), format!("d-{digits}e10"), "d1e10", null])),
        ("text", Arc::new(StringArray::from(vec![Some("第 ä"), Some(""), Some("∅"), None])), json!(["t第 ä", "t", "t∅", null])),
        ("binary", Arc::new(BinaryArray::from(bytes)), json!(["b00ff", "b", "b61", null])),
    ]
}

/// Delta has no times of day, no durations and no nanoseconds: their ticks lie there.
fn times() -> Vec<Kind> {
    let ticks = vec![Some(-1), Some(1_767_312_000_123_456), Some(0), None];
    let moments = |zone: &str| json!([format!("m-1000@{zone}"), format!("m1767312000123456000@{zone}"), format!("m0@{zone}"), null]);
    let whole = json!(["i-1", "i1767312000123456", "i0", null]);
    let micros = || TimestampMicrosecondArray::from(ticks.clone());
    let times = Time64MicrosecondArray::from(vec![Some(0), Some(86_399_999_999), Some(1), None]);
    vec![
        ("date", Arc::new(Date32Array::from(vec![Some(-719_162), Some(2_932_896), Some(0), None])), json!(["D-719162", "D2932896", "D0", null])),
        ("time", Arc::new(times), json!(["i0", "i86399999999", "i1", null])),
        ("timestamp", Arc::new(micros()), moments("")),
        ("timestamp_utc", Arc::new(micros().with_timezone("UTC")), moments("UTC")),
        ("timestamp_zone", Arc::new(micros().with_timezone("Europe/Oslo")), moments("UTC")),
        ("timestamp_ns", Arc::new(TimestampNanosecondArray::from(ticks.clone())), whole.clone()),
        ("duration", Arc::new(DurationMicrosecondArray::from(ticks.clone())), whole),
    ]
}

fn nested() -> Vec<Kind> {
    let lists = vec![Some(vec![Some(1), None]), Some(vec![]), Some(vec![Some(-2)]), None];
    let mut map = MapBuilder::new(None, StringBuilder::new(), Int64Builder::new());
    map.keys().append_value("a");
    map.values().append_value(7);
    [true, true, true, false].iter().for_each(|is_there| map.append(*is_there).unwrap());
    let field = |name: &str, data_type| Arc::new(Field::new(name, data_type, true));
    let x: ArrayRef = Arc::new(Int64Array::from(vec![Some(1), None, Some(3), None]));
    let y: ArrayRef = Arc::new(StringArray::from(vec![None, Some("b"), Some("c"), None]));
    let fields = vec![field("x", DataType::Int64), field("y", DataType::Utf8)];
    let structs = StructArray::new(fields.into(), vec![x, y], Some(vec![true, true, true, false].into()));
    vec![
        ("list", Arc::new(ListArray::from_iter_primitive::<Int32Type, _, _>(lists)), json!([["i1", null], [], ["i-2"], null])),
        ("struct", Arc::new(structs), json!([["i1", null], [null, "tb"], ["i3", "tc"], null])),
        ("map", Arc::new(map.finish()), json!([[["ta", "i7"]], [], [], null])),
    ]
}

#[test]
fn columns_of_every_type_are_read_by_other_programs_with_the_same_values() {
    let numbers: Kind = ("n", Arc::new(Int64Array::from(vec![0, 1, 2, 3])), json!(["i0", "i1", "i2", "i3"]));
    let kinds: Vec<Kind> = [vec![numbers], whole_numbers(), plain(), times(), nested()].concat();
    let batch = RecordBatch::try_from_iter_with_nullable(kinds.iter().map(|(name, array, _)| (*name, array.clone(), true))).unwrap();
    let server = Server::start();
    let id = server.upload("all.arrow", &ipc::stream(&batch)).id;
    read_by_all(&server, &id, &kinds.iter().map(|(name, _, cells)| json!([name, cells])).collect());
}
