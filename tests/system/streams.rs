//! Streams in and out of Kafka: every message exactly once, whatever is killed in between.

use std::io::{BufRead, BufReader};

use arrow_array::cast::AsArray;
use arrow_array::types::TimestampMicrosecondType;
use arrow_array::{RecordBatch, UInt32Array};
use serde_json::{Value, json};
use tests::server::{Server, until};
use tests::services::kafka::Broker;
use tests::streams::{create, expect_each_once, from_topic, get, power_cut, rows, target, wait, wait_dataset, wait_rows};
use tests::topic::Topic;

/// Messages with the ids of a range.
fn messages(ids: std::ops::Range<i64>) -> Vec<String> {
    ids.map(|id| json!({"id": id, "city": (["Wuhan", "Oslo"][id as usize % 2]), "value": id as f64 / 2.0}).to_string()).collect()
}

fn dead_letters(server: &Server, stream: &str) -> Vec<Value> {
    let stream = wait(&server.client(), stream, "a dead-letter dataset", |stream| stream["dead_letters"].is_string());
    rows(&server.client(), stream["dead_letters"].as_str().unwrap())
}

#[test]
fn every_message_becomes_one_row_though_the_server_is_killed_again_and_again() {
    let (broker, mut server) = (Broker::start(), Server::start());
    let topic = Topic::create(&broker, "once", 3);
    topic.produce(messages(0..2_000));
    let stream = create(&server.client(), "once", &from_topic(&broker, &topic));
    for round in 0..6_i64 {
        let from = 2_000 + round * 3_000;
        topic.produce(messages(from..from + 3_000));
        // At another moment each time: before, within and after the batch.
        wait_rows(&server.client(), &stream, (1 + round as u64 * 2_600).saturating_sub(1));
        power_cut(&mut server);
    }
    wait_rows(&server.client(), &stream, 20_000);
    let stream = get(&server.client(), &stream);
    expect_each_once(&rows(&server.client(), stream["target"].as_str().unwrap()), 20_000);
    assert!(stream["dead_letters"].is_null() && stream["problem"].is_null(), "{stream}");
}

#[test]
fn what_does_not_fit_is_kept_with_its_place_and_the_reason_and_the_rest_goes_on() {
    let (broker, mut server) = (Broker::start(), Server::start());
    let topic = Topic::create(&broker, "letters", 1);
    topic.produce(messages(0..3));
    let stream = create(&server.client(), "letters", &from_topic(&broker, &topic));
    wait_rows(&server.client(), &stream, 3);
    let bad: [&[u8]; 5] = [b"{\"id\": 4", b"[1, 2]", b"\"x\xff\"", b"{\"id\": \"not a number\", \"city\": \"Lima\"}", b"plain"];
    topic.produce(bad);
    topic.produce_tombstone();
    topic.produce(["{\n  \"id\": 3,\n  \"city\": \"on\\nmany lines\"\n}"]);
    wait_rows(&server.client(), &stream, 4);
    power_cut(&mut server);
    topic.produce(messages(4..6));
    let status = wait_rows(&server.client(), &stream, 6);
    assert_eq!(status["status"]["dead_letters"], 6, "{status}");
    expect_each_once(&rows(&server.client(), &target(&server.client(), &stream)), 6);
    let letters = dead_letters(&server, &stream);
    let offsets: Vec<i64> = letters.iter().map(|letter| letter["offset"].as_i64().unwrap()).collect();
    assert_eq!(offsets, [3, 4, 5, 6, 7, 8]);
    for (letter, reason) in letters.iter().zip(["not JSON", "not an object", "not UTF-8", "id", "not JSON", "no value"]) {
        assert!(letter["reason"].as_str().unwrap().contains(reason), "{letter}");
        assert!(letter["partition"] == 0 && letter["key"] == "k" && letter["timestamp"].is_string(), "{letter}");
    }
    assert_eq!(letters[2]["payload"], "\"x\\xff\"");
    assert!(letters[5]["payload"].is_null());
}

#[test]
fn a_message_of_10_mib_is_a_row_and_one_of_a_byte_more_a_dead_letter_that_says_so() {
    let (broker, server) = (Broker::start(), Server::start());
    let topic = Topic::create(&broker, "long", 1);
    let message = |bytes: usize| format!("{{\"a\":\"{}\"}}", "x".repeat(bytes - 8));
    topic.produce([message(10 << 20), message((10 << 20) + 1), message(20)]);
    let stream = create(&server.client(), "long", &from_topic(&broker, &topic));
    wait_rows(&server.client(), &stream, 2);
    let lengths: Vec<usize> = rows(&server.client(), &target(&server.client(), &stream)).iter().map(|row| row["a"].as_str().unwrap().len()).collect();
    assert_eq!(lengths, [(10 << 20) - 8, 12]);
    let letters = dead_letters(&server, &stream);
    let [letter] = &letters[..] else { panic!("{} letters", letters.len()) };
    assert_eq!((&letter["offset"], &letter["reason"]), (&json!(1), &json!("The message is longer than 10485760 bytes.")));
    assert_eq!(letter["payload"].as_str().unwrap().len(), (10 << 20) + 1);
}

#[test]
fn a_topic_of_nothing_but_rubbish_makes_no_dataset_but_dead_letters() {
    let (broker, mut server) = (Broker::start(), Server::start());
    let topic = Topic::create(&broker, "rubbish", 2);
    topic.produce(["a", "b", "c"]);
    let stream = create(&server.client(), "rubbish", &from_topic(&broker, &topic));
    wait(&server.client(), &stream, "three dead letters", |stream| stream["status"]["dead_letters"] == 3);
    power_cut(&mut server);
    topic.produce(messages(0..10));
    wait_rows(&server.client(), &stream, 10);
    assert_eq!(dead_letters(&server, &stream).len(), 3);
    expect_each_once(&rows(&server.client(), &target(&server.client(), &stream)), 10);
}

#[test]
fn columns_that_were_asked_for_are_kept_to() {
    let (broker, server) = (Broker::start(), Server::start());
    let topic = Topic::create(&broker, "columns", 1);
    topic.produce([r#"{"id": 0, "at": "2026-11-22T10:00:00Z"}"#, r#"{"id": 1, "at": "soon"}"#, r#"{"id": 1, "at": null}"#]);
    let column = |name: &str, word: &str| json!({"name": name, "type": word, "nullable": true});
    let mut spec = from_topic(&broker, &topic);
    spec["columns"] = json!([column("id", "int64"), column("at", "timestamp(UTC)")]);
    let stream = create(&server.client(), "columns", &spec);
    wait_rows(&server.client(), &stream, 2);
    let dataset = server.client().get(&format!("/api/datasets/{}", target(&server.client(), &stream))).expect(200);
    assert_eq!(dataset["columns"], spec["columns"]);
    assert_eq!(dead_letters(&server, &stream)[0]["offset"], 1);
}

#[test]
fn a_broker_that_goes_and_comes_back_is_told_of_and_got_over() {
    let (mut broker, server) = (Broker::start(), Server::start());
    if !broker.is_own() {
        return;
    }
    let topic = Topic::create(&broker, "gone", 1);
    topic.produce(messages(0..100));
    let stream = create(&server.client(), "gone", &from_topic(&broker, &topic));
    wait_rows(&server.client(), &stream, 100);
    broker.kill();
    let told = wait(&server.client(), &stream, "the problem", |stream| stream["problem"]["code"] == "broker_unreachable");
    assert_eq!(told["state"], "running", "{told}");
    server.client().post_json("/api/streams", &json!({ "spec": from_topic(&broker, &topic) })).expect_problem(502, "broker_unreachable");
    broker.restart();
    let topic_is_back = || topic.count() >= 100;
    until("the broker has its messages", topic_is_back);
    topic.produce(messages(100..200));
    wait_rows(&server.client(), &stream, 200);
    wait(&server.client(), &stream, "no problem", |stream| stream["problem"].is_null());
    expect_each_once(&rows(&server.client(), &target(&server.client(), &stream)), 200);
}

#[test]
fn a_topic_that_is_not_there_is_refused_and_nothing_is_made() {
    let (broker, server) = (Broker::start(), Server::start());
    let refused = |spec: &Value, status: u16, code: &str| {
        server.client().post_json("/api/streams", &json!({ "spec": spec })).expect_problem(status, code);
    };
    refused(&json!({"kind": "kafka_in", "brokers": broker.address(), "topic": "nothing-here"}), 422, "unknown_topic");
    refused(&json!({"kind": "kafka_in", "brokers": "127.0.0.1:1", "topic": "t"}), 502, "broker_unreachable");
    refused(&json!({"kind": "kafka_in", "brokers": "nonsense", "topic": "t"}), 400, "invalid_request");
    refused(&json!({"kind": "kafka_in", "brokers": broker.address(), "topic": "no such/name"}), 400, "invalid_request");
    let unknown = "00000000-0000-0000-0000-000000000000";
    refused(&json!({"kind": "kafka_out", "dataset": unknown, "brokers": broker.address(), "topic": "t"}), 404, "not_found");
    refused(&json!({"kind": "window", "dataset": unknown, "time": "t", "every": "day", "measures": [{"op": "count"}]}), 404, "not_found");
    refused(&json!({"kind": "replay", "sample": "penguins", "rows_per_sec": 5}), 400, "invalid_request");
    refused(&json!({"kind": "replay", "sample": "flights", "rows_per_sec": 0}), 400, "invalid_request");
    assert_eq!(server.client().get("/api/streams").expect(200)["streams"], json!([]));
    assert!(server.dataset_names().is_empty());
}

#[test]
fn messages_that_are_gone_from_the_topic_are_told_of_and_the_stream_goes_on() {
    let (broker, server) = (Broker::start(), Server::start());
    let topic = Topic::create(&broker, "lost", 1);
    topic.produce(messages(0..50));
    let id = create(&server.client(), "lost", &from_topic(&broker, &topic));
    wait_rows(&server.client(), &id, 50);
    server.client().post_json(&format!("/api/streams/{id}/pause"), &json!({})).expect(200);
    topic.begin_anew(&broker);
    topic.produce(messages(50..60));
    server.client().post_json(&format!("/api/streams/{id}/resume"), &json!({})).expect(200);
    let told = wait_rows(&server.client(), &id, 60);
    assert_eq!(told["problem"]["code"], "messages_lost", "{told}");
    let place = |name: &str| told["problem"]["params"][name].as_str().unwrap().to_owned();
    assert_eq!((place("topic"), place("partition"), place("offset")), (topic.name().to_owned(), "0".to_owned(), "50".to_owned()));
    expect_each_once(&rows(&server.client(), &target(&server.client(), &id)), 60);
}

#[test]
fn whoever_follows_a_stream_hears_of_its_rows_and_of_its_end() {
    let (broker, server) = (Broker::start(), Server::start());
    let topic = Topic::create(&broker, "events", 1);
    let id = create(&server.client(), "events", &from_topic(&broker, &topic));
    let events = BufReader::new(server.client().open(&format!("/api/streams/{id}/events")));
    topic.produce(messages(0..10));
    let mut streams = events.lines().map_while(Result::ok).filter_map(|line| Some(line.strip_prefix("data: ")?.to_owned()));
    let mut heard = streams.by_ref().map(|data| serde_json::from_str::<Value>(&data).unwrap());
    assert!(heard.any(|stream| stream["status"]["rows"] == 10), "the rows were never heard of");
    assert_eq!(server.client().delete(&format!("/api/streams/{id}")).status, 204);
    assert_eq!(streams.last().map_or(json!("running"), |data| serde_json::from_str::<Value>(&data).unwrap()["state"].clone()), "running");
}

#[test]
fn a_paused_stream_takes_nothing_and_goes_on_where_it_was() {
    let (broker, mut server) = (Broker::start(), Server::start());
    let topic = Topic::create(&broker, "pause", 2);
    topic.produce(messages(0..50));
    let id = create(&server.client(), "pause", &from_topic(&broker, &topic));
    wait_rows(&server.client(), &id, 50);
    let paused = server.client().post_json(&format!("/api/streams/{id}/pause"), &json!({})).expect(200);
    assert_eq!(paused["state"], "paused");
    power_cut(&mut server);
    topic.produce(messages(50..80));
    // Another stream, made later, has taken them all by the time we look.
    let witness = create(&server.client(), "witness", &from_topic(&broker, &topic));
    wait_rows(&server.client(), &witness, 80);
    let still = get(&server.client(), &id);
    assert_eq!((&still["state"], &still["status"]["rows"]), (&json!("paused"), &json!(50)), "{still}");
    server.client().post_json(&format!("/api/streams/{id}/resume"), &json!({})).expect(200);
    wait_rows(&server.client(), &id, 80);
    expect_each_once(&rows(&server.client(), &target(&server.client(), &id)), 80);
}

#[test]
fn a_stream_whose_dataset_is_deleted_says_so_and_the_others_go_on() {
    let (broker, server) = (Broker::start(), Server::start());
    let topic = Topic::create(&broker, "deleted", 1);
    topic.produce(messages(0..10));
    let (one, other) =
        (create(&server.client(), "one", &from_topic(&broker, &topic)), create(&server.client(), "other", &from_topic(&broker, &topic)));
    let dataset = target(&server.client(), &one);
    wait_rows(&server.client(), &other, 10);
    assert_eq!(server.client().delete(&format!("/api/datasets/{dataset}")).status, 204);
    topic.produce(messages(10..20));
    let failed = wait(&server.client(), &one, "its end", |stream| stream["state"] == "failed");
    assert_eq!(failed["problem"]["code"], "deleted_meanwhile", "{failed}");
    wait_rows(&server.client(), &other, 20);
    assert_eq!(server.client().delete(&format!("/api/streams/{one}")).status, 204);
    server.client().get(&format!("/api/streams/{one}")).expect_problem(404, "not_found");
}

#[test]
fn a_stream_that_begins_with_the_latest_message_takes_none_from_before_and_all_from_then_on() {
    let (broker, mut server) = (Broker::start(), Server::start());
    let topic = Topic::create(&broker, "latest", 1);
    topic.produce(messages(1_000..1_100));
    let mut spec = from_topic(&broker, &topic);
    spec["start"] = json!("latest");
    let stream = create(&server.client(), "latest", &spec);
    wait(&server.client(), &stream, "its start", |stream| stream["status"]["lag"] == 0);
    server.kill9();
    topic.produce(messages(0..40));
    server.restart();
    wait_rows(&server.client(), &stream, 40);
    expect_each_once(&rows(&server.client(), &target(&server.client(), &stream)), 40);
}

/// The first flights in the order of their departure; those of one minute in the file's order.
fn first_in_time(rows: usize) -> RecordBatch {
    let flights = tests::flights::table();
    let departures = flights.column_by_name("departure").unwrap().as_primitive::<TimestampMicrosecondType>().values();
    let mut order: Vec<u32> = (0..departures.len() as u32).collect();
    order.sort_by_key(|&row| departures[row as usize]);
    order.truncate(rows);
    arrow_select::take::take_record_batch(flights, &UInt32Array::from(order)).unwrap()
}

#[test]
fn a_replayed_sample_comes_row_by_row_and_survives_a_power_cut() {
    let mut server = Server::start();
    let stream = create(&server.client(), "replay", &json!({"kind": "replay", "sample": "flights", "rows_per_sec": 2000}));
    wait_rows(&server.client(), &stream, 1_000);
    power_cut(&mut server);
    wait_rows(&server.client(), &stream, 4_000);
    server.client().post_json(&format!("/api/streams/{stream}/pause"), &json!({})).expect(200);
    let dataset = target(&server.client(), &stream);
    let rows = rows(&server.client(), &dataset);
    let sample = tests::ipc::objects(&first_in_time(rows.len()));
    let same = |row: &Value, of: &Value| ["carrier", "flight", "origin", "dest", "dep_delay"].iter().all(|name| row[name] == of[name]);
    assert!(rows.iter().zip(&sample).all(|(row, of)| same(row, of)), "the rows are the sample's, in its order, without a gap");
    assert!(rows.windows(2).all(|two| two[0]["departure"].as_str() <= two[1]["departure"].as_str()));
}

#[test]
fn a_dataset_goes_to_a_topic_row_by_row_once_though_the_server_is_killed_while_it_is_sent() {
    let (broker, mut server) = (Broker::start(), Server::start());
    let (source, sink) = (Topic::create(&broker, "source", 1), Topic::create(&broker, "sink", 2));
    source.produce(messages(0..20_000));
    let intake = create(&server.client(), "out", &from_topic(&broker, &source));
    wait_rows(&server.client(), &intake, 20_000);
    let dataset = target(&server.client(), &intake);
    let spec = json!({"kind": "kafka_out", "dataset": dataset, "brokers": broker.address(), "topic": sink.name()});
    let out = create(&server.client(), "out", &spec);
    for seen in [1, 9_000] {
        until("messages are in the topic", || sink.count() >= seen);
        power_cut(&mut server);
    }
    source.produce(messages(20_000..21_000));
    wait_rows(&server.client(), &out, 21_000);
    let sent = sink.read();
    let values: Vec<Value> = sent.iter().map(|message| message.value.clone()).collect();
    expect_each_once(&values, 21_000);
    assert!(sent.iter().all(|message| message.headers["sightline-stream"] == out));
    wait_dataset(&server.client(), &dataset, 21_000);
}
