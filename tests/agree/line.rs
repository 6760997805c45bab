//! Lines through single rows: the points that the server finds beside those of the engine.

use serde_json::{Value as Json, json};
use shared::engine::execute::{Rows, columns_of, mask};
use shared::engine::plan::parse_filters;
use shared::engine::sample::{Sample, Sampler};
use shared::engine::value::Value;
use shared::wire::query::{FilterSpec, Scalar};
use shared::wire::sample::{M4Spec, SampleSpec};
use tests::flights;

use crate::ask::{between, one_of};
use crate::executor::ask_at;

/// A line of delays along departures.
fn line(width: usize, filters: Vec<FilterSpec>) -> M4Spec {
    M4Spec { x: "departure".into(), y: "arr_delay".into(), width, x_range: None, filters }
}

fn among(column: &str, values: &[&str]) -> FilterSpec {
    one_of(column, values.iter().map(|value| Some(Scalar::Text((*value).into()))).collect())
}

/// Instants are told in UTC.
fn cell(value: &Value) -> Json {
    match value.to_scalar() {
        Some(Scalar::Text(text)) if matches!(value, Value::Timestamp { .. }) => json!(text + "Z"),
        scalar => json!(scalar),
    }
}

/// The engine's points, as the server writes them.
fn ours(spec: &M4Spec) -> Vec<Json> {
    let table = flights::table();
    let (columns, filters) = (columns_of(table), parse_filters(&spec.filters, &table.schema()).unwrap());
    let rows =
        Rows { columns: columns.iter().collect(), chunk_rows: &[table.num_rows()], chunks: 0..1, masks: vec![mask(&filters, table)], first_row: 0 };
    let Sample::M4(line) = Sampler::parse(&SampleSpec::M4(spec.clone()), &table.schema()).unwrap().take(&rows) else { panic!("{spec:?}") };
    let unplaced = (line.missing > 0).then(|| json!([null, line.missing]));
    line.points().iter().map(|point| json!(point.each_ref().map(cell))).chain(unplaced).collect()
}

#[track_caller]
fn server_agrees(spec: &M4Spec) -> Vec<Json> {
    let reply = ask_at("line", "", &[], &json!(spec));
    assert_eq!(reply.header("sightline-executor"), "server");
    let theirs = reply.expect(200)["rows"].as_array().unwrap().clone();
    // Between the first and the last departure that have a delay, where nothing else is said.
    let ends = || theirs.iter().filter_map(|row| row[0].as_str()).map(|at| Scalar::Text(at.to_owned()));
    let x_range = spec.x_range.clone().or_else(|| Some([ends().next()?, ends().next_back()?]));
    let ours = ours(&M4Spec { x_range, ..spec.clone() });
    let differ = ours.iter().zip(&theirs).find(|(ours, theirs)| ours != theirs);
    assert_eq!((differ, ours.len()), (None, theirs.len()));
    theirs
}

#[test]
fn the_server_draws_the_line_that_the_engine_draws() {
    let points = server_agrees(&line(300, vec![]));
    assert!((600..=1_201).contains(&points.len()), "{}", points.len());
    assert!(points.last().unwrap()[0].is_null(), "some flights have no delay");
    server_agrees(&line(1, vec![among("carrier", &["UA"])]));
    server_agrees(&line(7, vec![between("distance", Some(Scalar::Int(500)), Some(Scalar::Int(900))), among("origin", &["JFK", "EWR"])]));
}

#[test]
fn the_server_draws_a_line_within_a_range_along_numbers_too() {
    let x_range = Some([Scalar::Int(200), Scalar::Int(1_100)]);
    let along = M4Spec { x: "distance".into(), y: "air_time".into(), x_range, ..line(90, vec![]) };
    assert!(server_agrees(&along).len() > 90);
    server_agrees(&M4Spec { y: "distance".into(), x_range: None, x: "distance".into(), filters: vec![among("origin", &["nowhere"])], width: 5 });
}

#[test]
fn what_is_wrong_with_a_line_is_named() {
    let wrong = [
        (M4Spec { x: "carrier".into(), ..line(9, vec![]) }, "x"),
        (M4Spec { y: "nothing".into(), ..line(9, vec![]) }, "y"),
        (line(0, vec![]), "width"),
        (M4Spec { x_range: Some([Scalar::Int(9), Scalar::Int(1)]), x: "distance".into(), ..line(9, vec![]) }, "x_range"),
        (line(9, vec![among("nothing", &["UA"])]), "filters[0].column"),
    ];
    for (spec, field) in wrong {
        let problem = ask_at("line", "", &[], &json!(spec)).expect_problem(400, "invalid_query");
        assert_eq!(problem["params"]["field"], field, "{problem}");
    }
}
