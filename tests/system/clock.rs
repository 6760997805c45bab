//! A server whose clock jumps back, or ahead, while it runs.

use serde_json::{Value, json};
use tests::clock::Clock;
use tests::ipc;
use tests::jobs::{ended, long, noise, train, under_way};
use tests::server::{FAULT, Server, until};
use tests::services::postgres::Postgres;
use tests::tus::{begin, offset, send};

const CSV: &[(&str, &str)] = &[("content-type", "text/csv")];
const YEAR: i64 = 365 * 24 * 3_600;

fn rows(server: &Server, id: &str) -> usize {
    ipc::rows(&server.client().get(&format!("/api/datasets/{id}/arrow")).body).len()
}

fn append(server: &Server, id: &str) {
    server.client().send("POST", &format!("/api/datasets/{id}/rows"), CSV, Some(b"n\n7\n")).expect(200);
}

fn compact(server: &Server, id: &str) -> Value {
    server.client().post(&format!("/api/datasets/{id}/compact"), b"").expect(202)["id"].clone()
}

#[test]
fn a_clock_that_jumps_back_a_year_and_ahead_again_hurts_nothing_that_is_under_way_or_stored() {
    let clock = Clock::right();
    let mut server = Server::with(clock.options());
    let id = server.upload("n.csv", b"n\n1\n").id;
    let gone = server.upload("gone.csv", b"n\n1\n").id;
    server.client().delete(&format!("/api/datasets/{gone}")).expect(204);
    let upload = begin(&server.client(), "part.csv", 8);
    assert_eq!(send(&server.client(), &upload, 0, b"n\n1\n", &[]).status, 204);
    let mut created = server.client().get(&format!("/api/datasets/{id}")).expect(200)["created_at"].as_str().unwrap().to_owned();
    for (number, secs) in [-YEAR, 0].into_iter().enumerate() {
        clock.jump(secs);
        append(&server, &id);
        assert_eq!(ended(&server.client(), compact(&server, &id).as_str().unwrap())["state"], "succeeded");
        let then = server.upload("then.csv", b"n\n1\n");
        assert_eq!((then.created_at < created, offset(&server.client(), &upload)), (number == 0, 4), "{}", then.created_at);
        created = then.created_at;
        server.restart();
        assert_eq!((rows(&server, &id), server.dataset_names().len()), (number + 2, number + 2));
    }
    assert_eq!(send(&server.client(), &upload, 4, b"2\n3\n", &[]).status, 204);
    assert_eq!(server.client().post(&format!("/api/datasets/{gone}/undelete"), b"").expect(200)["rows"], 1);
    server.expect_whole();
}

#[test]
fn a_job_whose_lease_is_ended_by_a_clock_that_jumps_ahead_goes_on_and_is_done_once() {
    let (clock, postgres) = (Clock::right(), Postgres::start());
    let mut server = Server::with(clock.options().on_postgres(&postgres));
    let id = server.upload("n.csv", b"n\n1\n").id;
    append(&server, &id);
    let waits = server.data().with_file_name("waits");
    server.set(FAULT, Some(&format!("compaction.begun@{}", waits.display())));
    server.restart();
    let merge = compact(&server, &id);
    until("it is at work", || waits.exists());
    // The server looks for leases that are over about as often as it renews its own; mostly it comes first one of these times.
    for hours in 1..=3 {
        let lease = || postgres.query("SELECT lease_until FROM jobs WHERE state = 'running'");
        let before = lease();
        clock.jump(hours * 3_600);
        until("its lease is renewed, or it is begun again", || lease() != before);
    }
    std::fs::remove_file(&waits).unwrap();
    let done = ended(&server.client(), merge.as_str().unwrap());
    assert_eq!((&done["state"], &done["attempts"]), (&json!("succeeded"), &json!(1)), "{done}");
    let versions = server.client().get(&format!("/api/datasets/{id}/versions")).expect(200);
    let merges = versions["versions"].as_array().unwrap().iter().filter(|version| version["change"] == "compaction").count();
    assert_eq!((merges, rows(&server, &id)), (1, 2));
    server.expect_whole();
}

#[test]
fn on_a_shared_catalog_what_a_dead_server_held_by_a_clock_that_was_ahead_is_taken_over() {
    let (clock, postgres) = (Clock::right(), Postgres::start());
    let mut server = Server::with(clock.options().on_postgres(&postgres));
    // By then the server has looked after its queue once, by one clock.
    let dataset = noise(&server, 3_000);
    clock.jump(YEAR);
    let queued = train(&server.client(), &long(&dataset, 150));
    under_way(&server.client(), queued["job"].as_str().unwrap());
    server.kill9();
    clock.jump(0);
    server.restart();
    let done = ended(&server.client(), queued["job"].as_str().unwrap());
    assert_eq!((&done["state"], &done["attempts"]), (&json!("succeeded"), &json!(2)), "{done}");
}
