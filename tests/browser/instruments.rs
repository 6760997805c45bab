//! `window.sightline` and the User Timing measures, for scripts and benchmarks.

use serde_json::json;
use tests::compare::same_rows;
use tests::page::quote;

use crate::board::{Flights, drag_across, view};
use shared::engine::value::Value;
use shared::wire::query::{GroupKey, Measure, Op, QuerySpec};

#[test]
fn a_script_can_open_a_dataset_and_ask() {
    let flights = Flights::stored();
    let mut page = flights.open();
    let measure = Measure::of(Op::Mean, "distance");
    let spec = QuerySpec { group_by: vec![GroupKey::plain("carrier")], measures: vec![Measure::count(), measure], ..QuerySpec::default() };
    let dataset = &flights.dashboard.tiles[0].dataset;
    let script = format!(
        "(async () => {{ const handle = await sightline.open({}, ['carrier', 'distance']); \
         const rows = await handle.query({}); handle.close(); return rows; }})()",
        quote(dataset),
        serde_json::to_string(&spec).unwrap()
    );
    let rows = page.eval(&script);
    let value = |cell: &serde_json::Value| match cell {
        serde_json::Value::String(text) => Value::Text(text.clone()),
        other => Value::Float(other.as_f64().unwrap()),
    };
    let ours: Vec<Vec<Value>> = rows.as_array().unwrap().iter().map(|row| row.as_array().unwrap().iter().map(value).collect()).collect();
    let float = |value: Value| if let Value::Int(n) = value { Value::Float(n as f64) } else { value };
    let theirs: Vec<Vec<Value>> = flights.oracle.answer(&spec).into_iter().map(|row| row.into_iter().map(float).collect()).collect();
    same_rows(&ours, &theirs, "window.sightline");
}

#[test]
fn a_question_that_makes_no_sense_is_an_error_with_a_code() {
    let flights = Flights::stored();
    let mut page = flights.open();
    let script = format!(
        "(async () => {{ const handle = await sightline.open({}, ['carrier']); \
         try {{ await handle.query({}); }} catch (error) {{ return error.code; }} }})()",
        quote(&flights.dashboard.tiles[0].dataset),
        json!({ "measures": [{ "op": "sum", "column": "nothing" }] })
    );
    assert_eq!(page.eval(&script), "invalid_query");
}

#[test]
fn the_measures_are_taken() {
    let flights = Flights::stored();
    let mut page = flights.open();
    page.wait_for("performance.getEntriesByName('sightline:first-chart').length > 0");
    page.wait_for("performance.getEntriesByName('sightline:load').length > 0");
    drag_across(&mut page, flights.histogram("distance"), 0.3, 0.6);
    view(&mut page);
    for name in ["query", "brush", "paint"] {
        page.wait_for(&format!("performance.getEntriesByName('sightline:{name}').length > 0"));
    }
    let measures =
        page.eval("performance.getEntriesByType('measure').filter(m => m.name.startsWith('sightline:')).map(m => [m.name, Math.round(m.duration)])");
    println!("{measures}");
}
