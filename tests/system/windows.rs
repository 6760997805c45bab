//! Windows over a dataset that grows: the same numbers as one question to all of its rows, each window once.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tests::http::Client;
use tests::server::Server;
use tests::streams::{create, power_cut, rows, target, wait, wait_rows};

/// The rows of some minutes: in minute m the readings m*10 .. m*10+n of two places.
fn readings(minutes: impl IntoIterator<Item = u32>) -> String {
    let lines = minutes.into_iter().flat_map(|minute| {
        (0..6).map(move |n| {
            let at = format!("2026-11-22T{:02}:{:02}:{:02}Z", minute / 60, minute % 60, n * 9);
            json!({"at": at, "place": (["north", "south"][n as usize % 2]), "value": minute * 10 + n}).to_string()
        })
    });
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

fn append(client: &Client, dataset: &str, lines: &str) {
    client.send("POST", &format!("/api/datasets/{dataset}/rows"), &[("content-type", "application/x-ndjson")], Some(lines.as_bytes())).expect(200);
}

fn spec(dataset: &str) -> Value {
    json!({
        "kind": "window", "dataset": dataset, "time": "at", "every": "minute", "lateness_secs": 60,
        "group_by": [{"column": "place"}], "measures": [{"op": "count"}, {"op": "sum", "column": "value"}],
    })
}

/// What the windows must be, by one question to the whole dataset.
fn at_once(client: &Client, dataset: &str, before: &str) -> Vec<Vec<Value>> {
    let query = json!({
        "group_by": [{"column": "at", "bin": {"every": "minute"}}, {"column": "place"}],
        "measures": [{"op": "count"}, {"op": "sum", "column": "value"}],
        "filters": [{"column": "at", "between": [null, before]}],
        "order_by": [{"key": 0}, {"key": 1}],
    });
    let answer = client.post_json(&format!("/api/datasets/{dataset}/aggregate"), &query).expect(200);
    answer["rows"].as_array().unwrap().iter().map(|row| row.as_array().unwrap().iter().map(plain).collect()).collect()
}

/// A value as text, times without their zone's spelling: two encoders write them.
fn plain(value: &Value) -> Value {
    match value {
        Value::String(text) => json!(text.trim_end_matches('Z').trim_end_matches("+00:00").trim_end_matches(".000000")),
        Value::Number(number) => json!(number.to_string()),
        other => other.clone(),
    }
}

fn stored(client: &Client, dataset: &str) -> Vec<Vec<Value>> {
    let columns = ["at", "place", "count", "sum(value)"];
    let mut rows: Vec<Vec<Value>> = rows(client, dataset).iter().map(|row| columns.iter().map(|column| plain(&row[*column])).collect()).collect();
    rows.sort_by_key(|row| (row[0].to_string(), row[1].to_string()));
    rows
}

#[test]
fn windows_are_what_one_question_to_all_rows_answers_after_power_cuts_too() {
    let mut server = Server::start();
    let dataset = server.upload("readings.ndjson", readings(0..3).as_bytes()).id;
    let stream = create(&server.client(), "minutes", &spec(&dataset));
    // Rows up to minute 2: with a minute of lateness, minute 0 is over.
    wait_rows(&server.client(), &stream, 2);
    for step in 1..8 {
        append(&server.client(), &dataset, &readings(step * 3..step * 3 + 3));
        if step % 2 == 0 {
            power_cut(&mut server);
        }
    }
    // The last row is of minute 23, so the windows up to minute 21 are over: 22 of them for 2 places.
    wait_rows(&server.client(), &stream, 44);
    let windows = stored(&server.client(), &target(&server.client(), &stream));
    assert_eq!(windows.len(), 44);
    assert_eq!(windows, at_once(&server.client(), &dataset, "2026-11-22T00:22:00Z"));
}

#[test]
fn late_rows_are_counted_and_windows_without_rows_make_no_row() {
    let mut server = Server::start();
    let dataset = server.upload("readings.ndjson", readings(0..2).as_bytes()).id;
    let stream = create(&server.client(), "late", &spec(&dataset));
    append(&server.client(), &dataset, &readings([5]));
    wait_rows(&server.client(), &stream, 4);
    // Minutes 2 and 3 are over and empty; what comes for minute 0 or 3 is late now, what comes for minute 4 is not.
    append(&server.client(), &dataset, &readings([0, 3, 4]));
    let told = wait(&server.client(), &stream, "late rows", |stream| stream["status"]["late_rows"] == 12);
    assert_eq!(told["status"]["rows"], 4, "{told}");
    power_cut(&mut server);
    append(&server.client(), &dataset, &readings([7]));
    let told = wait_rows(&server.client(), &stream, 8);
    assert_eq!(told["status"]["late_rows"], 12, "{told}");
    let windows = stored(&server.client(), &target(&server.client(), &stream));
    let mut rows: BTreeMap<String, u64> = BTreeMap::new();
    for window in &windows {
        *rows.entry(window[0].as_str().unwrap().to_owned()).or_default() += window[2].as_str().unwrap().parse::<u64>().unwrap();
    }
    let expected = ["00:00", "00:01", "00:04", "00:05"].map(|time| (format!("2026-11-22T{time}:00"), 6));
    assert_eq!(rows, BTreeMap::from(expected));
}

#[test]
fn a_window_that_can_not_be_computed_is_refused_and_says_why() {
    let server = Server::start();
    let dataset = server.upload("readings.ndjson", readings(0..2).as_bytes()).id;
    let refused = |field: &str, value: Value, code: &str, named: &str| {
        let mut spec = spec(&dataset);
        spec[field] = value;
        let problem = server.client().post_json("/api/streams", &json!({ "spec": spec })).expect_problem(400, code);
        assert!(problem["detail"].as_str().unwrap().contains(named), "{problem}");
    };
    refused("time", json!("value"), "invalid_request", "spec.time");
    refused("time", json!("nothing"), "invalid_request", "spec.time");
    refused("every", json!("fortnight"), "invalid_request", "fortnight");
    refused("measures", json!([]), "invalid_request", "spec.measures");
    refused("measures", json!([{"op": "sum", "column": "place"}]), "invalid_query", "measures[0]");
    refused("group_by", json!([{"column": "nothing"}]), "invalid_query", "nothing");
    let with_target = json!({"spec": spec(&dataset), "target": dataset});
    server.client().post_json("/api/streams", &with_target).expect_problem(400, "invalid_request");
}

#[test]
fn predictions_are_not_written_into_a_dataset_that_a_stream_follows_and_the_stream_is_named() {
    let server = Server::start();
    let client = server.client();
    let dataset = server.upload("readings.ndjson", readings(0..20).as_bytes()).id;
    let train = json!({"estimator": "random_forest", "dataset": dataset, "target": "place", "inputs": ["value"], "steps": 5});
    let model = tests::jobs::trained(&client, &train);
    let stream = create(&client, "minutes", &spec(&dataset));
    let apply = format!("/api/models/{}/apply", model["id"].as_str().unwrap());
    let refused = client.post_json(&apply, &json!({ "dataset": dataset })).expect_problem(400, "invalid_request");
    assert!(refused["detail"].as_str().unwrap().contains("minutes"), "{refused}");
    assert_eq!(client.delete(&format!("/api/streams/{stream}")).status, 204);
    client.post_json(&apply, &json!({ "dataset": dataset })).expect(202);
}

#[test]
fn a_window_of_a_day_is_over_at_midnight_of_the_columns_zone() {
    let server = Server::start();
    let lines = |times: &[&str]| times.iter().map(|at| json!({ "at": format!("2026-11-{at}:00+08:00") }).to_string() + "\n").collect::<String>();
    let dataset = server.upload("readings.ndjson", lines(&["22T01:00", "22T23:00"]).as_bytes()).id;
    let spec = json!({ "kind": "window", "dataset": dataset, "time": "at", "every": "day", "measures": [{ "op": "count" }] });
    let stream = create(&server.client(), "days", &spec);
    // In UTC this is the 22nd still.
    append(&server.client(), &dataset, &lines(&["23T05:00"]));
    wait_rows(&server.client(), &stream, 1);
    let windows = rows(&server.client(), &target(&server.client(), &stream));
    assert_eq!((windows.len(), &windows[0]["count"]), (1, &json!(2)), "{windows:?}");
    assert!(windows[0]["at"].as_str().unwrap().starts_with("2026-11-22T00:00:00+08:00"), "{windows:?}");
}
