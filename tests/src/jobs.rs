//! Jobs and models through the server's door.

use std::io::{BufRead, BufReader, Read};

use arrow_array::RecordBatch;
use arrow_array::cast::AsArray;
use arrow_cast::cast;
use arrow_ipc::reader::StreamReader;
use arrow_schema::DataType;
use arrow_select::concat::concat_batches;
use serde_json::{Value, json};

use crate::http::Client;
use crate::server::{Server, until};

/// A job as it is now.
pub fn job(client: &Client, id: &str) -> Value {
    client.get(&format!("/api/jobs/{id}")).expect(200)
}

/// A model as it is now.
pub fn model(client: &Client, id: &str) -> Value {
    client.get(&format!("/api/models/{id}")).expect(200)
}

/// Waits until a job is over and gives it.
#[track_caller]
pub fn ended(client: &Client, id: &str) -> Value {
    let over = |job: &Value| ["succeeded", "failed", "cancelled"].contains(&job["state"].as_str().unwrap());
    until("the job is over", || over(&job(client, id)));
    job(client, id)
}

/// Waits until a job has made its first step.
#[track_caller]
pub fn under_way(client: &Client, id: &str) {
    until("the job makes steps", || {
        let job = job(client, id);
        assert!(["queued", "running"].contains(&job["state"].as_str().unwrap()), "it is over already: {job}");
        job["state"] == "running" && job["progress"]["done"].as_u64() > Some(0)
    });
}

/// Queues a training and gives its model.
#[track_caller]
pub fn train(client: &Client, spec: &Value) -> Value {
    client.post_json("/api/models", spec).expect(202)
}

/// Trains a model to its end and gives it.
#[track_caller]
pub fn trained(client: &Client, spec: &Value) -> Value {
    let queued = train(client, spec);
    let job = ended(client, queued["job"].as_str().unwrap());
    assert_eq!(job["state"], "succeeded", "{job}");
    model(client, queued["id"].as_str().unwrap())
}

/// Writes a model's predictions into a dataset and gives the job.
#[track_caller]
pub fn applied(client: &Client, model: &Value, dataset: &str) -> Value {
    let path = format!("/api/models/{}/apply", model["id"].as_str().unwrap());
    let job = client.post_json(&path, &json!({ "dataset": dataset })).expect(202);
    ended(client, job["id"].as_str().unwrap())
}

/// All rows of a dataset's latest version.
pub fn rows(client: &Client, dataset: &str) -> RecordBatch {
    let reply = client.get(&format!("/api/datasets/{dataset}/arrow"));
    assert_eq!(reply.status, 200, "{reply}");
    let batches: Vec<RecordBatch> = StreamReader::try_new(reply.body.as_slice(), None).unwrap().map(Result::unwrap).collect();
    concat_batches(&batches[0].schema(), &batches).unwrap()
}

/// A column's cells as text.
#[track_caller]
pub fn texts(rows: &RecordBatch, column: &str) -> Vec<Option<String>> {
    let column = rows.column_by_name(column).unwrap_or_else(|| panic!("no column {column}"));
    cast(column, &DataType::Utf8).unwrap().as_string::<i32>().iter().map(|text| text.map(str::to_owned)).collect()
}

/// The data of the events that are still to come on an event stream, until it ends.
pub fn events(stream: impl Read) -> Vec<Value> {
    let lines = BufReader::new(stream).lines().map_while(Result::ok);
    lines.filter_map(|line| line.strip_prefix("data: ").map(|data| serde_json::from_str(data).unwrap())).collect()
}

/// Rows from which nothing can be learned, so that training goes on to its last step; many enough for that to take a while.
pub fn noise(server: &Server, rows: u64) -> String {
    let mut csv = String::from("a,b,c,d,kind\n");
    let mut state = 1_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state >> 40
    };
    for _ in 0..rows {
        csv += &format!("{},{},{},{},k{}\n", next() % 1_000, next() % 1_000, next() % 1_000, next() % 1_000, next() % 3);
    }
    server.upload("noise.csv", csv.as_bytes()).id
}

/// A training on [`noise`] that takes as long as `steps` ask for.
pub fn long(dataset: &str, steps: u32) -> Value {
    json!({ "estimator": "random_forest", "dataset": dataset, "target": "kind", "inputs": ["a", "b", "c", "d"], "steps": steps })
}

/// Trains to tell the penguins of the sample apart, by two lengths and the island.
pub fn penguins(dataset: &str) -> Value {
    json!({ "estimator": "random_forest", "dataset": dataset, "target": "Species", "inputs": ["Beak Length (mm)", "Flipper Length (mm)", "Island"], "steps": 20 })
}
