//! The job queue: progress, cancelling, history, and what becomes of jobs when the server is killed.

use serde_json::{Value, json};
use tests::http::Client;
use tests::jobs::{applied, ended, events, job, long, model, noise, penguins, train, trained, under_way};
use tests::process::children;
use tests::server::{Options, Server, until};
use tests::services::postgres::Postgres;

fn sample(server: &Server) -> String {
    server.client().post("/api/samples/penguins", b"").expect(201)["id"].as_str().unwrap().to_owned()
}

/// A server with a training under way that lasts longer than any test.
fn busy() -> (Server, Client, Value) {
    let server = Server::start();
    let client = server.client();
    let model = train(&client, &long(&noise(&server, 20_000), 1_000));
    under_way(&client, model["job"].as_str().unwrap());
    (server, client, model)
}

fn cancel(client: &Client, id: &str) -> Value {
    client.post(&format!("/api/jobs/{id}/cancel"), b"").expect(200)
}

#[test]
fn a_job_is_followed_to_its_end_and_kept_in_the_history() {
    let mut server = Server::start();
    let client = server.client();
    let model = train(&client, &penguins(&sample(&server)));
    let id = model["job"].as_str().unwrap();
    let seen = events(client.open(&format!("/api/jobs/{id}/events")));
    let last = seen.last().unwrap();
    assert_eq!((&last["state"], &last["progress"]["done"]), (&json!("succeeded"), &json!(20)), "{last}");
    assert_eq!(last["result"]["model"], model["id"]);
    assert_eq!(last["attempts"], 1);
    assert_eq!(events(client.open(&format!("/api/jobs/{id}/events"))), std::slice::from_ref(last), "a job that is over is one event");
    server.restart();
    let list = server.client().get("/api/jobs?limit=1").expect(200);
    assert_eq!(list["jobs"], json!([last]));
}

#[test]
fn what_is_no_job_is_refused() {
    let server = Server::start();
    let client = server.client();
    let nobody = "/api/jobs/00000000-0000-4000-8000-000000000000";
    client.get(nobody).expect_problem(404, "not_found");
    client.get(&format!("{nobody}/events")).expect_problem(404, "not_found");
    client.post(&format!("{nobody}/cancel"), b"").expect_problem(404, "not_found");
    client.get("/api/jobs?limit=0").expect_problem(400, "invalid_request");
    client.get("/api/jobs?sort=up").expect_problem(400, "invalid_request");
}

#[test]
fn a_running_job_is_cancelled_with_its_child_process() {
    let (server, client, queued) = busy();
    assert_eq!(children(server.pid()).len(), 1, "training runs in a process of its own");
    let id = queued["job"].as_str().unwrap();
    assert_eq!(cancel(&client, id)["state"], "cancelled");
    assert_eq!(cancel(&client, id)["state"], "cancelled", "cancelling twice is cancelling once");
    until("the child is gone", || children(server.pid()).is_empty());
    assert_eq!(model(&client, queued["id"].as_str().unwrap())["state"], "failed");
    server.expect_well();
}

#[test]
fn a_waiting_job_is_cancelled_at_once_and_the_running_one_goes_on() {
    let (server, client, first) = busy();
    let second = train(&client, &penguins(&sample(&server)));
    let id = second["job"].as_str().unwrap();
    assert_eq!(job(&client, id)["state"], "queued", "one training at a time");
    let cancelled = cancel(&client, id);
    assert_eq!((&cancelled["state"], &cancelled["attempts"]), (&json!("cancelled"), &json!(0)));
    assert_eq!(model(&client, second["id"].as_str().unwrap())["state"], "failed");
    assert_eq!(job(&client, first["job"].as_str().unwrap())["state"], "running");
}

#[test]
fn small_jobs_do_not_wait_for_training() {
    let (server, client, training) = busy();
    let dataset = sample(&server);
    let compaction = client.post(&format!("/api/datasets/{dataset}/compact"), b"").expect(202);
    let done = ended(&client, compaction["id"].as_str().unwrap());
    assert_eq!(done["state"], "succeeded", "{done}");
    assert_eq!(job(&client, training["job"].as_str().unwrap())["state"], "running");
}

#[test]
fn an_equal_job_that_waits_already_is_the_answer() {
    let server = Server::start();
    let client = server.client();
    let dataset = sample(&server);
    let model = trained(&client, &penguins(&dataset));
    let long = train(&client, &long(&noise(&server, 20_000), 1_000));
    under_way(&client, long["job"].as_str().unwrap());
    let path = format!("/api/models/{}/apply", model["id"].as_str().unwrap());
    let apply = || client.post_json(&path, &json!({ "dataset": dataset })).expect(202)["id"].clone();
    assert_eq!(apply(), apply());
    cancel(&client, long["job"].as_str().unwrap());
    assert_eq!(ended(&client, apply().as_str().unwrap())["state"], "succeeded");
}

#[test]
fn a_full_queue_says_so_and_makes_nothing() {
    let (server, client, _) = busy();
    let spec = penguins(&sample(&server));
    for _ in 0..100 {
        train(&client, &spec);
    }
    let problem = client.post_json("/api/models", &spec).expect_problem(429, "busy");
    assert_eq!(problem["params"]["limit"], "100");
    assert_eq!(client.get("/api/models").expect(200)["models"].as_array().unwrap().len(), 101);
}

#[test]
fn a_job_runs_again_after_a_kill_and_succeeds() {
    let mut server = Server::start();
    let client = server.client();
    let queued = train(&client, &long(&noise(&server, 3_000), 150));
    under_way(&client, queued["job"].as_str().unwrap());
    server.kill9();
    server.restart();
    let client = server.client();
    let done = ended(&client, queued["job"].as_str().unwrap());
    assert_eq!((&done["state"], &done["attempts"]), (&json!("succeeded"), &json!(2)), "{done}");
    let ready = model(&client, queued["id"].as_str().unwrap());
    assert_eq!((&ready["state"], ready["curve"].as_array().unwrap().len()), (&json!("ready"), 150), "{ready}");
    assert!(applied(&client, &ready, ready["spec"]["dataset"].as_str().unwrap())["state"] == "succeeded");
}

#[test]
fn on_a_shared_catalog_a_dead_servers_job_is_taken_over_when_its_lease_has_run_out() {
    let postgres = Postgres::start();
    let mut server = Server::with(Options::default().on_postgres(&postgres));
    let dataset = noise(&server, 3_000);
    let queued = train(&server.client(), &long(&dataset, 40));
    under_way(&server.client(), queued["job"].as_str().unwrap());
    server.kill9();
    server.restart();
    let client = server.client();
    let again = job(&client, queued["job"].as_str().unwrap());
    assert_eq!((&again["state"], &again["attempts"]), (&json!("running"), &json!(1)), "another server could be at it");
    let done = ended(&client, queued["job"].as_str().unwrap());
    assert_eq!((&done["state"], &done["attempts"]), (&json!("succeeded"), &json!(2)), "{done}");
    let ready = model(&client, queued["id"].as_str().unwrap());
    for _ in 0..2 {
        assert_eq!(applied(&client, &ready, &dataset)["state"], "succeeded");
    }
    assert_eq!(client.delete(&format!("/api/models/{}", ready["id"].as_str().unwrap())).status, 204);
}

#[test]
fn a_job_whose_end_was_not_written_down_runs_again_while_its_server_goes_on() {
    let postgres = Postgres::start();
    let server = Server::with(Options::default().on_postgres(&postgres));
    let client = server.client();
    let training = train(&client, &long(&noise(&server, 20_000), 1_000));
    under_way(&client, training["job"].as_str().unwrap());
    let owner = postgres.query("SELECT lease_owner FROM jobs WHERE state = 'running'");
    let merge = client.post(&format!("/api/datasets/{}/compact", sample(&server)), b"").expect(202);
    let (id, held) = (merge["id"].as_str().unwrap(), training["job"].as_str().unwrap());
    ended(&client, id);
    let lost = "UPDATE jobs SET state = 'running', lease_until = '2020-01-01T00:00:00.000Z', lease_owner";
    // Under an id that is a part of the one that does run.
    let part = &held[..held.len() - 1];
    postgres.query(&format!("{lost} = '{}', id = '{part}' WHERE id = '{id}'", owner.trim()));
    let state = format!("SELECT state, attempts FROM jobs WHERE id = '{part}'");
    until("it has run again", || postgres.query(&state).trim() == "succeeded|2");
    let other = job(&client, held);
    assert_eq!((&other["state"], &other["attempts"]), (&json!("running"), &json!(1)), "what does run is not begun again");
}

#[test]
fn a_cancelled_job_stays_cancelled_after_a_kill() {
    let (mut server, client, queued) = busy();
    cancel(&client, queued["job"].as_str().unwrap());
    server.kill9();
    server.restart();
    assert_eq!(job(&server.client(), queued["job"].as_str().unwrap())["state"], "cancelled");
    server.expect_well();
}

#[test]
fn a_job_that_the_server_does_not_survive_three_times_is_given_up() {
    let (mut server, _, queued) = busy();
    let id = queued["job"].as_str().unwrap();
    for attempt in 2..=3 {
        server.kill9();
        server.restart();
        under_way(&server.client(), id);
        assert_eq!(job(&server.client(), id)["attempts"], attempt);
    }
    server.kill9();
    server.restart();
    let failed = ended(&server.client(), id);
    assert_eq!((&failed["state"], &failed["problem"]["code"]), (&json!("failed"), &json!("gave_up")), "{failed}");
    assert_eq!(model(&server.client(), queued["id"].as_str().unwrap())["problem"]["code"], "gave_up");
    server.expect_well();
}
