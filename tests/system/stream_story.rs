//! The whole story without a browser: a producer's topic -> a dataset -> windows -> a model's predictions -> a topic, while the server is
//! killed again and again. Every message is accounted for.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tests::http::Client;
use tests::jobs::ended;
use tests::server::{Server, until};
use tests::services::kafka::Broker;
use tests::streams::{create, expect_each_once, from_topic, get, power_cut, rows, target, wait_rows};
use tests::topic::Topic;

/// Messages of this story.
const MESSAGES: i64 = 12_000;
/// They come in rounds; after each but the last the server is killed.
const ROUNDS: i64 = 6;

/// Message `id`: a second after the one before, warm in the first half of each minute.
fn message(id: i64) -> Value {
    let at = format!("2026-11-22T{:02}:{:02}:{:02}Z", id / 3_600, id / 60 % 60, id % 60);
    let warm = id % 60 < 30;
    let temperature = if warm { 20.0 } else { 5.0 } + (id % 7) as f64 / 10.0;
    json!({"id": id, "at": at, "temperature": temperature, "humidity": (id % 13) as f64, "season": if warm { "warm" } else { "cold" }})
}

/// The same without what is to be predicted.
fn unlabelled(id: i64) -> String {
    let mut message = message(id);
    message.as_object_mut().unwrap().remove("season");
    message.to_string()
}

/// Trains a model on a table with the same columns.
fn model(server: &Server) -> String {
    let lines: Vec<String> = (0..600).map(|id| message(id).to_string()).collect();
    let dataset = server.upload("seasons.ndjson", lines.join("\n").as_bytes()).id;
    let spec = json!({"estimator": "random_forest", "dataset": dataset, "target": "season", "inputs": ["temperature", "humidity"], "steps": 5});
    let model = server.client().post_json("/api/models", &spec).expect(202);
    let job = ended(&server.client(), model["job"].as_str().unwrap());
    assert_eq!(job["state"], "succeeded", "{job}");
    model["id"].as_str().unwrap().to_owned()
}

/// The four streams, from the first topic to the last.
struct Chain {
    intake: String,
    windows: String,
    predictions: String,
    out: String,
}

impl Chain {
    fn begin(server: &Server, broker: &Broker, source: &Topic, sink: &Topic) -> Chain {
        let (client, model) = (server.client(), model(server));
        let intake = create(&client, "readings", &from_topic(broker, source));
        let dataset = target(&client, &intake);
        let window = json!({"kind": "window", "dataset": dataset, "time": "at", "every": "minute", "measures": [{"op": "count"}]});
        let windows = create(&client, "minutes", &window);
        let predictions = create(&client, "predicted", &json!({"kind": "predict", "dataset": dataset, "model": model}));
        let predicted = target(&client, &predictions);
        let out = json!({"kind": "kafka_out", "dataset": predicted, "brokers": broker.address(), "topic": sink.name()});
        Chain { intake, windows, predictions, out: create(&client, "sent", &out) }
    }

    fn rows(&self, client: &Client, stream: &str) -> Vec<Value> {
        rows(client, get(client, stream)["target"].as_str().unwrap())
    }
}

/// Kills the server at a point of the chain that is another one in each round.
fn cut(server: &mut Server, chain: &Chain, sink: &Topic, round: i64) {
    let seen = (round * MESSAGES / ROUNDS).unsigned_abs();
    match round {
        0 => drop(wait_rows(&server.client(), &chain.intake, seen + 1)),
        1 => drop(wait_rows(&server.client(), &chain.windows, seen / 60 + 1)),
        2 => drop(wait_rows(&server.client(), &chain.predictions, seen + 1)),
        3 => until("new messages in the last topic", || sink.count() > seen),
        // As soon as they are in the first topic.
        _ => {}
    }
    power_cut(server);
}

#[test]
fn every_message_is_accounted_for_from_topic_to_topic_though_the_server_is_killed_five_times() {
    let (broker, mut server) = (Broker::start(), Server::start());
    let (source, sink) = (Topic::create(&broker, "readings", 2), Topic::create(&broker, "predictions", 2));
    source.produce((0..MESSAGES / ROUNDS).map(unlabelled));
    let chain = Chain::begin(&server, &broker, &source, &sink);
    for round in 0..ROUNDS - 1 {
        cut(&mut server, &chain, &sink, round);
        let from = (round + 1) * MESSAGES / ROUNDS;
        source.produce((from..from + MESSAGES / ROUNDS).map(unlabelled));
    }
    let client = server.client();
    let all = MESSAGES.unsigned_abs();
    wait_rows(&client, &chain.intake, all);
    wait_rows(&client, &chain.predictions, all);
    wait_rows(&client, &chain.out, all);
    expect_each_once(&chain.rows(&client, &chain.intake), MESSAGES);
    expect_each_once(&chain.rows(&client, &chain.predictions), MESSAGES);
    let sent: Vec<Value> = sink.read().into_iter().map(|message| message.value).collect();
    expect_each_once(&sent, MESSAGES);
    expect_predicted(&sent);
    expect_windows(&client, &chain);
    assert!(get(&client, &chain.intake)["dead_letters"].is_null());
}

/// The model was right about each of them: the halves of a minute are far apart.
fn expect_predicted(sent: &[Value]) {
    for row in sent {
        let expected = &message(row["id"].as_i64().unwrap())["season"];
        let predicted = row.as_object().unwrap().values().any(|value| value == expected);
        assert!(predicted, "{row}");
    }
}

/// Every reading is in exactly one window, late, or in the minute that is still open.
fn expect_windows(client: &Client, chain: &Chain) {
    let closed = MESSAGES / 60 - 1;
    let counted = |rows: &[Value]| rows.iter().map(|row| row["count"].as_i64().unwrap()).sum::<i64>();
    until("the windows are closed", || {
        let late = get(client, &chain.windows)["status"]["late_rows"].as_i64().unwrap();
        counted(&chain.rows(client, &chain.windows)) + late == closed * 60
    });
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    for row in chain.rows(client, &chain.windows) {
        *times.entry(row["at"].as_str().unwrap().to_owned()).or_default() += 1;
    }
    assert!(times.values().all(|times| *times == 1), "a window came twice: {times:?}");
}
