//! Streams through the server's door.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::http::Client;
use crate::ipc;
use crate::server::{Server, until};
use crate::services::kafka::Broker;
use crate::topic::Topic;

/// Makes a stream of that spec and gives its id.
#[track_caller]
pub fn create(client: &Client, name: &str, spec: &Value) -> String {
    let stream = client.post_json("/api/streams", &json!({ "name": name, "spec": spec })).expect(201);
    assert_eq!(stream["state"], "running", "{stream}");
    stream["id"].as_str().unwrap().to_owned()
}

/// The spec of a stream that takes everything in a topic.
pub fn from_topic(broker: &Broker, topic: &Topic) -> Value {
    json!({ "kind": "kafka_in", "brokers": broker.address(), "topic": topic.name() })
}

/// A stream as it is now.
pub fn get(client: &Client, id: &str) -> Value {
    client.get(&format!("/api/streams/{id}")).expect(200)
}

/// Waits until a stream is as described.
#[track_caller]
pub fn wait(client: &Client, id: &str, what: &str, mut holds: impl FnMut(&Value) -> bool) -> Value {
    let mut last = Value::Null;
    let mut check = || {
        last = get(client, id);
        holds(&last)
    };
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while !check() {
        assert!(std::time::Instant::now() < deadline, "waited in vain: {what}: {}", get(client, id));
        std::thread::park_timeout(std::time::Duration::from_millis(20));
    }
    last
}

/// Waits until a stream has stored that many rows.
#[track_caller]
pub fn wait_rows(client: &Client, id: &str, rows: u64) -> Value {
    wait(client, id, &format!("{rows} rows"), |stream| stream["status"]["rows"].as_u64() >= Some(rows))
}

/// The id of the dataset that a stream fills, once there is one.
#[track_caller]
pub fn target(client: &Client, id: &str) -> String {
    wait(client, id, "a target", |stream| stream["target"].is_string())["target"].as_str().unwrap().to_owned()
}

/// The rows of a dataset as JSON objects.
pub fn rows(client: &Client, dataset: &str) -> Vec<Value> {
    let reply = client.get(&format!("/api/datasets/{dataset}/arrow"));
    assert_eq!(reply.status, 200, "{reply}");
    ipc::rows(&reply.body)
}

/// How often each id occurs among rows.
pub fn ids(rows: &[Value]) -> BTreeMap<i64, usize> {
    let mut ids = BTreeMap::new();
    for row in rows {
        *ids.entry(row["id"].as_i64().unwrap_or_else(|| panic!("a row without an id: {row}"))).or_default() += 1;
    }
    ids
}

/// Fails unless the rows are those of the ids `0..count`, each once.
#[track_caller]
pub fn expect_each_once(rows: &[Value], count: i64) {
    let ids = ids(rows);
    let missing: Vec<i64> = (0..count).filter(|id| !ids.contains_key(id)).take(10).collect();
    let doubled: Vec<_> = ids.iter().filter(|(_, times)| **times > 1).take(10).collect();
    assert!(missing.is_empty() && doubled.is_empty(), "missing {missing:?}, more than once {doubled:?}");
    assert_eq!(ids.len() as i64, count);
}

/// Kills the server and starts it again.
pub fn power_cut(server: &mut Server) {
    server.kill9();
    server.restart();
}

/// Waits until a dataset has that many rows.
#[track_caller]
pub fn wait_dataset(client: &Client, dataset: &str, rows: u64) {
    until(&format!("{rows} rows in the dataset"), || client.get(&format!("/api/datasets/{dataset}")).expect(200)["rows"].as_u64() >= Some(rows));
}
