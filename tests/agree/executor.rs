//! The server's executor beside the engine: the same question over HTTP, the same rows in the same order.

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Decimal128Type, Float64Type, Int64Type, TimestampMicrosecondType};
use arrow_array::{Array, ArrayRef};
use arrow_cast::cast;
use arrow_ipc::reader::StreamReader;
use arrow_schema::{DataType, TimeUnit};
use serde_json::json;
use shared::engine::value::Value;
use shared::wire::query::{BinSpec, CalendarUnit, FilterSpec, GroupKey, Measure, Op, Order, QuerySpec, Scalar};
use tests::compare::same_rows;
use tests::flights;
use tests::http::Reply;
use tests::server::Server;

use crate::ask::{between, counts, is_null, measure, one_of, ours, text};
use crate::measures::{every_measure, every_measure_of_texts};

thread_local! {
    /// A server with the flights per test; it ends with the test's thread.
    static SERVER: (Server, String) = {
        let server = Server::start();
        let id = server.upload("flights.parquet", &std::fs::read(flights::path()).unwrap()).id;
        (server, id)
    };
}

fn ask(query: &str, headers: &[(&str, &str)], spec: &serde_json::Value) -> Reply {
    ask_at("aggregate", query, headers, spec)
}

/// Asks one of a dataset's routes that answer questions.
pub(crate) fn ask_at(route: &str, query: &str, headers: &[(&str, &str)], spec: &serde_json::Value) -> Reply {
    SERVER.with(|(server, id)| {
        let headers: Vec<_> = [("content-type", "application/json")].into_iter().chain(headers.iter().copied()).collect();
        server.client().send("POST", &format!("/api/datasets/{id}/{route}{query}"), &headers, Some(spec.to_string().as_bytes()))
    })
}

/// Checks that the server's answer is the engine's.
#[track_caller]
pub(crate) fn server_agrees(spec: &QuerySpec) {
    same_rows(&ours(spec), &theirs(spec), &serde_json::to_string(spec).unwrap());
}

fn theirs(spec: &QuerySpec) -> Vec<Vec<Value>> {
    let reply = ask("", &[("accept", "application/vnd.apache.arrow.stream")], &serde_json::to_value(spec).unwrap());
    rows_of(&reply)
}

/// The rows of an answer in Arrow's form.
#[track_caller]
pub(crate) fn rows_of(reply: &Reply) -> Vec<Vec<Value>> {
    assert_eq!((reply.status, reply.header("sightline-executor")), (200, "server"), "{reply}");
    let batches = StreamReader::try_new(reply.body.as_slice(), None).unwrap().map(Result::unwrap);
    batches.flat_map(|batch| (0..batch.num_rows()).map(|row| batch.columns().iter().map(|c| value(c, row)).collect()).collect::<Vec<_>>()).collect()
}

fn value(column: &ArrayRef, row: usize) -> Value {
    if column.is_null(row) {
        return Value::Null;
    }
    let cell = column.slice(row, 1);
    let to = |data_type: &DataType| cast(&cell, data_type).unwrap();
    match column.data_type() {
        DataType::Boolean => Value::Bool(cell.as_boolean().value(0)),
        DataType::Decimal128(_, 0) => Value::Int(cell.as_primitive::<Decimal128Type>().value(0)),
        DataType::Decimal128(_, scale) => Value::Decimal { unscaled: cell.as_primitive::<Decimal128Type>().value(0), scale: *scale },
        DataType::Date32 => Value::Date(cell.as_primitive::<Date32Type>().value(0)),
        DataType::Timestamp(..) => {
            let ticks = to(&DataType::Timestamp(TimeUnit::Microsecond, None)).as_primitive::<TimestampMicrosecondType>().value(0);
            Value::Timestamp { ticks, per_second: 1_000_000 }
        }
        whole if whole.is_integer() => Value::Int(to(&DataType::Int64).as_primitive::<Int64Type>().value(0).into()),
        float if float.is_floating() => Value::Float(to(&DataType::Float64).as_primitive::<Float64Type>().value(0)),
        _ => Value::Text(to(&DataType::Utf8).as_string::<i32>().value(0).to_owned()),
    }
}

/// More groups than DataFusion hands on at once; what it mixes up it does not mix up every time.
#[test]
fn the_server_keeps_the_order_of_many_groups() {
    let bin = |column: &str, width| GroupKey { column: column.into(), bin: Some(BinSpec { width: Some(width), ..BinSpec::default() }) };
    let spec = QuerySpec { group_by: vec![bin("flight", 1.0), bin("distance", 2.5)], measures: vec![Measure::count()], ..QuerySpec::default() };
    let ours = ours(&spec);
    assert!(ours.len() > 10_000);
    for _ in 0..6 {
        same_rows(&ours, &theirs(&spec), "many groups");
    }
}

#[test]
fn the_server_measures_all_rows_and_groups_with_nulls_like_the_engine() {
    server_agrees(&QuerySpec { measures: every_measure("dep_delay"), ..QuerySpec::default() });
    let some = FilterSpec { column: "tailnum".into(), starts_with: Some("N10".into()), ..FilterSpec::default() };
    let filters = vec![FilterSpec { any: Some(vec![is_null("tailnum", true), some]), ..FilterSpec::default() }];
    server_agrees(&QuerySpec { group_by: vec![GroupKey::plain("tailnum")], measures: every_measure("air_time"), filters, ..QuerySpec::default() });
    let columns = ["dest", "departure", "tailnum"];
    let sketches = columns.map(|column| measure(Op::ApproxDistinct, column));
    let measures = every_measure_of_texts(&columns).into_iter().chain(sketches).collect();
    server_agrees(&QuerySpec { group_by: vec![GroupKey::plain("origin")], measures, ..QuerySpec::default() });
}

#[test]
fn the_server_has_medians_and_quantiles_of_times_like_the_engine() {
    let quantiles = [0.0, 0.3, 1.0].map(|q| Measure { q: Some(q), ..measure(Op::Quantile, "departure") });
    let measures: Vec<Measure> = [measure(Op::Median, "departure")].into_iter().chain(quantiles).collect();
    for key in ["carrier", "tailnum"] {
        server_agrees(&QuerySpec { group_by: vec![GroupKey::plain(key)], measures: measures.clone(), ..QuerySpec::default() });
    }
    let json = ask("", &[("accept", "application/json")], &json!({ "measures": [{ "op": "median", "column": "departure" }] })).expect(200);
    assert!(json["rows"][0][0].as_str().is_some_and(|time| time.starts_with("2013-07-")), "{json}");
}

#[test]
fn the_server_measures_where_there_is_nothing_like_the_engine() {
    let filters = vec![is_null("air_time", true)];
    server_agrees(&QuerySpec { measures: every_measure("air_time"), filters: filters.clone(), ..QuerySpec::default() });
    let none = vec![is_null("air_time", true), is_null("air_time", false)];
    server_agrees(&QuerySpec { measures: every_measure("air_time"), filters: none, ..QuerySpec::default() });
    let group_by = vec![GroupKey::plain("origin")];
    server_agrees(&QuerySpec { group_by, measures: every_measure("air_time"), filters, ..QuerySpec::default() });
}

#[test]
fn the_server_sketches_quantiles_within_their_error() {
    let measure = Measure { q: Some(0.95), ..measure(Op::ApproxQuantile, "arr_delay") };
    let about = theirs(&QuerySpec { measures: vec![measure.clone()], ..QuerySpec::default() })[0][0].as_f64().unwrap();
    let bounds = [0.94, 0.96].map(|q| Measure { op: Op::Quantile, q: Some(q), ..measure.clone() });
    let bounds = ours(&QuerySpec { measures: bounds.to_vec(), ..QuerySpec::default() });
    assert!(bounds[0][0].as_f64().unwrap() <= about && about <= bounds[0][1].as_f64().unwrap(), "{about} in {bounds:?}");
}

#[test]
fn the_server_bins_numbers_and_every_calendar_unit_like_the_engine() {
    use CalendarUnit::{Day, Hour, Minute, Month, Quarter, Second, Week, Year};
    let bin = |column: &str, bin: BinSpec| GroupKey { column: column.into(), bin: Some(bin) };
    for (width, origin) in [(10.0, 0.0), (12.5, 17.25)] {
        server_agrees(&counts(vec![bin("dep_delay", BinSpec { width: Some(width), origin: Some(origin), ..BinSpec::default() })]));
    }
    let cuts = |cuts: Vec<Scalar>| BinSpec { cuts: Some(cuts), ..BinSpec::default() };
    server_agrees(&counts(vec![bin("dep_delay", cuts([-5.5, 0.0, 15.0, 60.0].map(Scalar::Float).to_vec()))]));
    server_agrees(&counts(vec![bin("dest", cuts(["B", "MIA"].map(|text| Scalar::Text(text.into())).to_vec()))]));
    for unit in [Second, Minute, Hour, Day, Week, Month, Quarter, Year] {
        server_agrees(&counts(vec![bin("departure", BinSpec { every: Some(unit), ..BinSpec::default() })]));
    }
}

#[test]
fn the_server_filters_orders_and_cuts_like_the_engine() {
    let busy = between("dep_delay", Some(Scalar::Float(14.5)), None);
    let filters = vec![busy, one_of("origin", vec![text("EWR"), None]), is_null("arr_delay", false), between("departure", text("2013-03-01"), None)];
    let order_by = vec![Order { measure: Some(1), key: None, descending: true }];
    let measures = vec![Measure::count(), measure(Op::Mean, "arr_delay")];
    server_agrees(&QuerySpec { group_by: vec![GroupKey::plain("dest")], measures, filters, order_by, limit: Some(10) });
}

#[test]
fn the_server_refuses_with_the_engines_words_and_names_its_columns() {
    let problem = ask("", &[], &json!({ "measures": [{ "op": "sum", "column": "dest" }] })).expect_problem(400, "invalid_query");
    assert_eq!(problem["params"]["field"], "measures[0].column");
    let measures = json!([
        { "op": "count" },
        { "op": "sum", "column": "distance" },
        { "op": "quantile", "column": "distance", "q": 0.95 },
        { "op": "corr", "column": "distance", "with": "air_time" },
    ]);
    let spec = json!({ "group_by": [{ "column": "origin" }], "measures": measures });
    let table = ask("", &[], &spec).expect(200);
    let names: Vec<&str> = table["columns"].as_array().unwrap().iter().map(|column| column["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["origin", "count", "sum(distance)", "quantile(distance, 0.95)", "corr(distance, air_time)"]);
    ask("?version=7", &[], &spec).expect_problem(404, "not_found");
}

#[test]
fn the_server_tells_edges_and_labels_and_refuses_bins_that_no_column_has() {
    let ask_bin = |column: &str, bin: serde_json::Value| {
        ask("", &[], &json!({ "group_by": [{ "column": column, "bin": bin }], "measures": [{ "op": "count" }] }))
    };
    let bins = ask_bin("origin", json!({ "top": 2 })).expect(200)["bins"].clone();
    assert_eq!(bins[0]["labels"], json!(["EWR", "JFK", null]));
    let bins = ask_bin("distance", json!({ "quantiles": 2 })).expect(200)["bins"].clone();
    assert_eq!(bins[0]["edges"].as_array().map(Vec::len), Some(3), "{bins}");
    let bins = ask_bin("distance", json!({ "width": 2_000 })).expect(200)["bins"].clone();
    assert_eq!((&bins[0]["edges"], &bins[0]["labels"][0]), (&json!([0.0, 2_000.0, 4_000.0, 6_000.0]), &json!("[0, 2000)")));
    let first = |column: &str, bin: serde_json::Value| {
        let bins = ask_bin(column, bin).expect(200)["bins"][0].clone();
        (bins["edges"][0].clone(), bins["edges"][1].clone(), bins["labels"][0].clone())
    };
    assert_eq!(first("distance", json!({ "cuts": [500, 1_000] })), (json!(null), json!(500), json!("< 500")));
    assert_eq!(first("distance", json!({ "log": 10 })), (json!(10.0), json!(100.0), json!("[10, 100)")));
    let (month, next) = (json!("2013-01-01T00:00:00"), json!("2013-02-01T00:00:00"));
    assert_eq!(first("departure", json!({ "every": "month" })), (month, next, json!("[2013-01-01T00:00:00, 2013-02-01T00:00:00)")));
    for (column, bin, field) in [("dest", json!({ "count": 5 }), "group_by[0].bin.count"), ("dest", json!({ "top": 0 }), "group_by[0].bin.top")] {
        assert_eq!(ask_bin(column, bin).expect_problem(400, "invalid_query")["params"]["field"], field);
    }
}
