//! `window.sightline` and the User Timing measures, for scripts and benchmarks.

use std::sync::Arc;

use arrow_array::{ArrayRef, Decimal128Array, DurationMillisecondArray, Float64Array, RecordBatch, Time64MicrosecondArray, UInt8Array};
use serde_json::json;
use tests::compare::same_rows;
use tests::flights::arrow_file;
use tests::page::{Page, quote};
use tests::server::Server;

use crate::board::{Flights, drag_across, view};
use shared::engine::value::Value;
use shared::wire::query::{BinSpec, CalendarUnit, GroupKey, Measure, Op, QuerySpec};

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
fn the_page_has_the_version_of_its_server() {
    let server = Server::start();
    let mut page = Page::open(&server, "/streams");
    let theirs = server.client().get("/api/openapi.json").expect(200)["info"]["version"].clone();
    assert_eq!(theirs, env!("CARGO_PKG_VERSION"));
    assert_eq!(page.wait_for("window.sightline?.version"), theirs);
}

#[test]
fn a_sum_beyond_38_digits_is_an_error_in_the_tab_as_on_the_server() {
    let flights = Flights::stored();
    let large = Decimal128Array::from(vec![10i128.pow(38) - 1, 1]).with_precision_and_scale(38, 0).unwrap();
    let table = RecordBatch::try_from_iter([("large", Arc::new(large) as ArrayRef)]).unwrap();
    let client = flights.server.client();
    let id = client.post("/api/datasets?name=large&file_name=large.arrow", &arrow_file(&table)).expect(201)["id"].as_str().unwrap().to_owned();
    let sum = QuerySpec { measures: vec![Measure::of(Op::Sum, "large")], ..QuerySpec::default() };
    client.post_json(&format!("/api/datasets/{id}/aggregate"), &json!(sum)).expect_problem(422, "overflow");
    let mut page = flights.open();
    let heard = page.eval(&format!(
        "(async () => {{ const handle = await sightline.open('{id}', ['large']); const ask = spec => handle.query(spec).catch(error => error.message); \
         const heard = [await ask({}), await ask({})]; handle.close(); return heard; }})()",
        json!(sum),
        json!(QuerySpec { measures: vec![Measure::of(Op::Mean, "large")], ..QuerySpec::default() })
    ));
    assert!(heard[0].as_str().is_some_and(|message| message.contains("38 digits")), "{heard}");
    assert_eq!(heard[1], json!([[5e37]]));
}

#[test]
fn times_of_day_and_lengths_of_time_are_counted_in_the_tab_as_on_the_server() {
    let flights = Flights::stored();
    let minutes = [1_410, 0, 1_410, 615];
    let at = Time64MicrosecondArray::from_iter(minutes.map(|minute| Some(minute * 60_000_000)).into_iter().chain([None]));
    let took = DurationMillisecondArray::from_iter([90_000, -1_500, 0, 90_000, 3_600_000].map(Some));
    let table = RecordBatch::try_from_iter([("at", Arc::new(at) as ArrayRef), ("took", Arc::new(took) as ArrayRef)]).unwrap();
    let client = flights.server.client();
    let id = client.post("/api/datasets?name=shifts&file_name=shifts.arrow", &arrow_file(&table)).expect(201)["id"].as_str().unwrap().to_owned();
    let measures =
        json!([{ "op": "count" }, { "op": "min", "column": "took" }, { "op": "max", "column": "took" }, { "op": "distinct", "column": "at" }]);
    let questions = json!([
        { "group_by": [{ "column": "at" }], "measures": measures },
        { "group_by": [{ "column": "took" }], "measures": [{ "op": "last", "column": "at" }, { "op": "mode", "column": "at" }] },
        { "measures": measures, "filters": [{ "column": "at", "between": ["10:15", "23:30"] }] },
        { "measures": measures, "filters": [{ "column": "took", "between": [0, 90.5] }, { "column": "at", "in": ["23:30:00", "10:15:00"] }] },
    ]);
    let rows = |spec| client.post_json(&format!("/api/datasets/{id}/aggregate"), spec).expect(200)["rows"].clone();
    let server: Vec<_> = questions.as_array().unwrap().iter().map(rows).collect();
    assert_eq!(
        server[0],
        json!([
            ["00:00:00", 1, "-PT1.5S", "-PT1.5S", 1],
            ["10:15:00", 1, "PT90S", "PT90S", 1],
            ["23:30:00", 2, "P0D", "PT90S", 1],
            [null, 1, "PT3600S", "PT3600S", 0]
        ])
    );
    assert_eq!((&server[2], &server[3]), (&json!([[1, "PT90S", "PT90S", 1]]), &json!([[3, "P0D", "PT90S", 2]])));
    let mut page = flights.open();
    let tab = page.eval(&format!(
        "(async () => {{ const handle = await sightline.open('{id}', ['at', 'took']); const rows = []; \
         for (const spec of {questions}) rows.push(await handle.query(spec)); handle.close(); return rows; }})()"
    ));
    assert_eq!(tab, json!(server));
}

/// What `handle.query` gives for a bin of a column, and its `bins`.
fn binned(column: &str, bin: &serde_json::Value) -> serde_json::Value {
    let flights = Flights::stored();
    let mut page = flights.open();
    let spec = json!({ "group_by": [{ "column": column, "bin": bin }], "measures": [{ "op": "count" }] });
    page.eval(&format!(
        "(async () => {{ const handle = await sightline.open({}, [{}]); const rows = await handle.query({spec}).catch(error => error.message); \
         handle.close(); return [rows, rows.bins ?? null]; }})()",
        quote(&flights.dashboard.tiles[0].dataset),
        quote(column)
    ))
}

#[test]
fn a_handle_tells_what_its_workers_hold_and_what_loading_cost() {
    let flights = Flights::stored();
    let mut page = flights.open();
    let loads = page.eval(&format!(
        "(async () => {{ const handle = await sightline.open({}, ['distance', 'origin']); const loads = handle.loads(); handle.close(); return loads; }})()",
        quote(&flights.dashboard.tiles[0].dataset)
    ));
    let sum = |name: &str| loads.as_array().unwrap().iter().map(|load| load[name].as_f64().unwrap()).sum::<f64>();
    let rows = sum("rows");
    assert_eq!(rows as u64, flights.oracle.int("SELECT count(*) FROM t").unsigned_abs());
    // A distance takes two bytes, an airport one.
    assert!(sum("held_bytes") >= rows * 3.0 && sum("held_bytes") < rows * 3.1, "{loads}");
    let held = |column: &str| loads.as_array().unwrap().iter().map(|load| load["columns"][column].as_f64().unwrap()).sum::<f64>();
    assert_eq!(held("distance") + held("origin"), sum("held_bytes"));
    assert!(held("distance") >= rows * 2.0 && held("origin") >= rows, "{loads}");
    assert!(sum("sent_bytes") > sum("held_bytes") && sum("decode_ms") > 0.0 && sum("encode_ms") > 0.0 && sum("fetch_ms") > 0.0, "{loads}");
}

#[test]
fn bins_that_depend_on_the_rows_come_settled_with_edges_and_labels() {
    let answer = binned("origin", &json!({ "top": 2 }));
    assert_eq!(answer[1][0]["labels"], json!(["EWR", "JFK", null]));
    assert_eq!(answer[0].as_array().unwrap().iter().map(|row| row[0].clone()).collect::<Vec<_>>(), [0, 1, 2]);
    let answer = binned("distance", &json!({ "quantiles": 4 }));
    assert_eq!(answer[1][0]["edges"].as_array().map(Vec::len), Some(5), "{answer}");
    let edges = binned("distance", &json!({ "width": 2_000 }))[1][0]["edges"].clone();
    assert_eq!(edges, json!([0, 2_000, 4_000, 6_000]));
    assert!(binned("origin", &json!({ "quantiles": 4 }))[0].as_str().unwrap().contains("group_by[0].bin.quantiles"));
}

#[test]
fn days_of_a_zone_are_those_that_the_oracle_has() {
    let answer = binned("departure", &json!({ "every": "day", "zone": "America/New_York" }));
    let bin = BinSpec { every: Some(CalendarUnit::Day), zone: Some("America/New_York".into()), ..BinSpec::default() };
    let group_by = vec![GroupKey { column: "departure".into(), bin: Some(bin) }];
    let spec = QuerySpec { group_by, measures: vec![Measure::count()], ..QuerySpec::default() };
    let json = |value: &Value| value.to_scalar().map_or(serde_json::Value::Null, |scalar| json!(scalar));
    let theirs: Vec<Vec<serde_json::Value>> = Flights::stored().oracle.answer(&spec).iter().map(|row| row.iter().map(json).collect()).collect();
    assert_eq!(answer[0], json!(theirs));
    assert!(binned("departure", &json!({ "every": "day", "zone": "Mars/Olympus" }))[0].as_str().unwrap().contains("Mars/Olympus"));
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

#[test]
fn a_handle_gives_the_memory_of_columns_back_that_it_need_not_keep() {
    let flights = Flights::stored();
    let rows = 0..1_500_000u32;
    let narrow = UInt8Array::from_iter_values(rows.clone().map(|row| (row % 7) as u8));
    let small = UInt8Array::from_iter_values(rows.clone().map(|row| (row % 5) as u8));
    let wide = Float64Array::from_iter_values(rows.map(|row| f64::from(row).sqrt()));
    let columns = [("narrow", Arc::new(narrow) as ArrayRef), ("small", Arc::new(small)), ("wide", Arc::new(wide))];
    let client = flights.server.client();
    let file = arrow_file(&RecordBatch::try_from_iter(columns).unwrap());
    let id = client.post("/api/datasets?name=wide&file_name=wide.arrow", &file).expect(201)["id"].as_str().unwrap().to_owned();
    let mut page = Page::open(&flights.server, "/streams");
    page.wait_for("window.sightline");
    let by = |column: &str| json!(QuerySpec { group_by: vec![GroupKey::plain(column)], measures: vec![Measure::count()], ..QuerySpec::default() });
    page.eval(&format!(
        "(async () => {{ sightline.workers = 1; window.handle = await sightline.open('{id}', ['narrow', 'small', 'wide']); \
         window.held = () => Object.keys(handle.loads()[0].columns); window.count = () => handle.query({}); window.counted = await count(); }})()",
        by("narrow")
    ));
    let started = page.workers_started();
    assert_eq!(page.eval("handle.keep(['narrow', 'wide']); held()"), json!(["narrow", "wide"]));
    assert_eq!(page.eval("count().then(rows => rows.join() === counted.join())"), json!(true));
    assert_eq!(page.workers_started(), started, "a worker that would give little back stays");
    // What is asked at once waits for the rows that are read again.
    assert_eq!(page.eval("handle.keep(['narrow']); count().then(rows => rows.join() === counted.join())"), json!(true));
    assert_eq!(page.eval("held()"), json!(["narrow"]));
    assert_eq!(page.workers_started(), started + 1, "its memory is given back with it");
    page.wait_for_workers(1);
    let refusal =
        |page: &mut Page, call: &str| page.eval(&format!("(async () => {call})().catch(error => error.message)")).as_str().unwrap().to_owned();
    assert!(refusal(&mut page, &format!("handle.query({})", by("wide"))).contains("wide"));
    assert!(refusal(&mut page, "handle.keep(['wide'])").contains("wide is none of the columns"));
    assert!(refusal(&mut page, "handle.keep([])").contains("no column would be left"));
    assert!(refusal(&mut page, "(handle.close(), handle.keep(['narrow']))").contains("closed"));
    // Two workers, each with less than is worth a new one.
    let shares = "sightline.workers = 2; window.two = await sightline.open(ID, ['narrow', 'wide']); two.keep(['wide']); \
        const rows = await two.query(SUM); return [rows[0][0], two.loads().map(load => Object.keys(load.columns))]";
    let sum = json!(QuerySpec { measures: vec![Measure::of(Op::Max, "wide")], ..QuerySpec::default() });
    let script = shares.replace("ID", &quote(&id)).replace("SUM", &sum.to_string());
    assert_eq!(page.eval(&format!("(async () => {{ {script} }})()")), json!([f64::from(1_499_999u32).sqrt(), [["wide"], ["wide"]]]));
}

/// Keeps what the page says to its workers.
const LISTEN: &str = "window.said = []; const post = Worker.prototype.postMessage; \
    Worker.prototype.postMessage = function (text) { said.push(JSON.parse(text)); return post.apply(this, arguments); };";

#[test]
fn nothing_that_a_script_was_answered_stays_in_the_workers() {
    let flights = Flights::stored();
    let mut page = Page::open_with(LISTEN, &flights.server, &flights.path());
    page.wait_for("window.sightline?.open");
    let last = page.eval(&format!(
        "(async () => {{ const handle = await sightline.open({}, ['carrier', 'distance']); const key = {{ column: 'distance', bin: {{ count: 9 }} }}; \
         const of = {{ group_by: [key], measures: [{{ op: 'median', column: 'distance' }}] }}; \
         await Promise.all([handle.query(of), handle.columns(of), handle.sample({{ reservoir: {{ columns: ['carrier'], rows: 3, seed: 1 }} }})]); \
         const last = {{}}; for (const message of said) {{ const [[kind, {{ asker }}]] = Object.entries(message); \
         if (asker?.startsWith('script:')) last[asker.split(':', 2).join(':')] = kind; }} handle.close(); return Object.values(last); }})()",
        quote(&flights.dashboard.tiles[0].dataset)
    ));
    assert_eq!(last, json!(["cancel", "cancel", "cancel"]));
}
