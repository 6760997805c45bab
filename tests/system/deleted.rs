//! A deleted dataset: gone for everybody, a version of its own, brought back as it was, and removed in time.

use serde_json::{Value, json};
use tests::aged::age;
use tests::damage::{log_entry, table};
use tests::http::encode;
use tests::ipc;
use tests::server::{Options, Server, run_with, until};
use tests::services::faulty::{Fault, Faulty};
use tests::services::s3::S3;

/// Three rows of which one cell is rejected, and one that was appended; its id.
fn with_cells(server: &Server) -> String {
    let options = encode(&json!({ "columns": { "n": { "type": "int64" } } }).to_string());
    let body = b"n,t\n1,a\nx,b\n3,c\n";
    let made = server.client().post(&format!("/api/datasets?name=kept&file_name=kept.csv&options={options}"), body).expect(201);
    let id = made["id"].as_str().unwrap().to_owned();
    server.client().send("POST", &format!("/api/datasets/{id}/rows"), &[("content-type", "text/csv")], Some(b"n,t\n4,d\n")).expect(200);
    id
}

fn delete(server: &Server, id: &str) {
    server.client().delete(&format!("/api/datasets/{id}")).expect(204);
}

fn undelete(server: &Server, id: &str) -> Value {
    server.client().post(&format!("/api/datasets/{id}/undelete"), b"").expect(200)
}

fn deleted(server: &Server) -> Vec<Value> {
    server.client().get("/api/datasets/deleted").expect(200)["datasets"].as_array().unwrap().clone()
}

fn rows(server: &Server, id: &str) -> Vec<Value> {
    ipc::rows(&server.client().get(&format!("/api/datasets/{id}/arrow")).body)
}

/// All that is told of a dataset, but for the number of its version and the time.
fn told(server: &Server, id: &str) -> Value {
    let mut dataset = server.client().get(&format!("/api/datasets/{id}")).expect(200);
    (dataset["version"], dataset["updated_at"]) = (Value::Null, Value::Null);
    let cells = rows(server, dataset["import"]["rejected"].as_str().unwrap());
    let of_it = ["profile", "head"].map(|part| server.client().get(&format!("/api/datasets/{id}/{part}")).expect(200));
    json!([dataset, cells, rows(server, id), of_it[0], of_it[1]["rows"]])
}

#[test]
fn a_deleted_dataset_is_brought_back_as_it_was() {
    let server = Server::start();
    let id = with_cells(&server);
    let dashboard = server.client().post_json("/api/dashboards", &json!({ "dataset": id, "version": 0 })).expect(201);
    let before = told(&server, &id);
    delete(&server, &id);
    assert!(server.dataset_names().is_empty(), "its rejected cells go with it");
    server.client().post_json("/api/sql", &json!({ "sql": "SELECT * FROM kept" })).expect_problem(400, "invalid_sql");
    let listed = deleted(&server);
    assert_eq!((listed.len(), &listed[0]["id"], &listed[0]["name"], &listed[0]["rows"]), (1, &json!(id), &json!("kept"), &json!(4)));
    assert!(listed[0]["deleted_at"].as_str() < listed[0]["removed_at"].as_str());
    assert_eq!(undelete(&server, &id)["version"], 3);
    assert_eq!((told(&server, &id), deleted(&server)), (before, Vec::new()));
    assert_eq!(server.client().get(&format!("/api/dashboards/{}", dashboard["id"].as_str().unwrap())).expect(200), dashboard);
    let pinned = server.client().get(&format!("/api/datasets/{id}/arrow?version=0")).body;
    assert_eq!(ipc::rows(&pinned).len(), 3);
    let again = server.client().post_json(&format!("/api/datasets/{id}/import"), &json!({})).expect(200);
    assert_eq!((&again["rows"], &again["columns"][0]["type"]), (&json!(4), &json!("string")), "the bytes are there, appended ones too");
    server.expect_whole();
}

#[test]
fn a_deletion_is_a_version_and_so_is_what_brings_the_rows_back() {
    let server = Server::start();
    let id = with_cells(&server);
    delete(&server, &id);
    undelete(&server, &id);
    let versions = server.client().get(&format!("/api/datasets/{id}/versions")).expect(200)["versions"].clone();
    let what =
        |n: usize| json!([versions[n]["version"], versions[n]["change"], versions[n]["rows"], versions[n]["rows_removed"], versions[n]["restored"]]);
    assert_eq!((what(0), what(1)), (json!([3, "restore", 4, 0, 1]), json!([2, "delete", 0, 4, null])));
}

#[test]
fn nothing_is_stored_in_a_deleted_dataset_and_deleting_or_bringing_back_twice_is_once() {
    let server = Server::start();
    let id = with_cells(&server);
    let path = format!("/api/datasets/{id}");
    delete(&server, &id);
    server.client().delete(&path).expect_problem(404, "not_found");
    server.client().send("POST", &format!("{path}/rows"), &[("content-type", "text/csv")], Some(b"n,t\n5,e\n")).expect_problem(404, "not_found");
    server.client().post_json(&format!("{path}/restore"), &json!({ "version": 0 })).expect_problem(404, "not_found");
    server.client().send("PATCH", &path, &[("content-type", "application/json")], Some(b"{\"name\":\"other\"}")).expect_problem(404, "not_found");
    // Another of that name is another.
    let other = server.upload("kept.csv", b"n\n7\n").id;
    let back = undelete(&server, &id);
    assert_eq!((undelete(&server, &id), &back["rows"]), (back.clone(), &json!(4)));
    assert_eq!((rows(&server, &other).len(), server.dataset_names().len()), (1, 3));
    server.client().post("/api/datasets/6f1d2c3b-0000-4000-8000-000000000000/undelete", b"").expect_problem(404, "not_found");
}

#[test]
fn rejected_cells_come_back_with_the_dataset_that_they_are_of() {
    let server = Server::start();
    let id = with_cells(&server);
    let cells = server.client().get(&format!("/api/datasets/{id}")).expect(200)["import"]["rejected"].as_str().unwrap().to_owned();
    delete(&server, &id);
    server.client().post(&format!("/api/datasets/{cells}/undelete"), b"").expect_problem(400, "invalid_request");
    undelete(&server, &id);
    assert_eq!(rows(&server, &cells).len(), 1);
}

#[test]
fn damaged_rejected_cells_keep_nobody_from_bringing_their_dataset_back() {
    let server = Server::start();
    let id = with_cells(&server);
    let cells = server.client().get(&format!("/api/datasets/{id}")).expect(200)["import"]["rejected"].as_str().unwrap().to_owned();
    delete(&server, &id);
    std::fs::write(log_entry(&table(&server, &cells), 0), b"{").unwrap();
    assert_eq!(undelete(&server, &id)["rows"], 4);
    assert_eq!(rows(&server, &id).len(), 4);
}

#[test]
fn while_the_store_is_away_nothing_is_brought_back_and_what_is_brought_back_then_stays() {
    let s3 = S3::start();
    let faulty = Faulty::before(&s3);
    let mut server = Server::with(Options::default().on_store(s3.url(), faulty.environment(&s3)));
    let id = with_cells(&server);
    delete(&server, &id);
    faulty.rule(|_| Some(Fault::Status(403)));
    server.client().post(&format!("/api/datasets/{id}/undelete"), b"").expect_problem(502, "store_unreachable");
    faulty.mend();
    assert_eq!((undelete(&server, &id)["rows"].clone(), deleted(&server)), (json!(4), Vec::new()));
    server.restart();
    assert_eq!(rows(&server, &id).len(), 4);
}

#[test]
fn a_deleted_dataset_is_there_after_a_restart_and_its_files_go_when_old_versions_do() {
    let mut server = Server::start();
    let id = with_cells(&server);
    delete(&server, &id);
    age(&mut server, 29);
    assert_eq!(deleted(&server).len(), 1);
    let job = server.client().post(&format!("/api/datasets/{id}/vacuum"), b"").expect(202);
    assert_eq!(tests::jobs::ended(&server.client(), job["id"].as_str().unwrap())["state"], "succeeded");
    assert_eq!(undelete(&server, &id)["rows"], 4);
    delete(&server, &id);
    age(&mut server, 31);
    let is_over = |job: &Value| !["queued", "running"].contains(&job["state"].as_str().unwrap());
    let jobs = || server.client().get("/api/jobs").expect(200)["jobs"].as_array().unwrap().clone();
    // Rejected cells go with their dataset, in a turn of their own.
    let is_left = || server.files().iter().any(|(path, _)| path.ends_with(".parquet"));
    until("all of it is removed", || deleted(&server).is_empty() && !is_left() && jobs().iter().all(is_over));
    server.client().post(&format!("/api/datasets/{id}/undelete"), b"").expect_problem(404, "not_found");
}

#[test]
fn who_needs_the_disk_removes_a_dataset_at_once_deleted_or_not() {
    let server = Server::start();
    let [there, gone] = [(); 2].map(|()| with_cells(&server));
    delete(&server, &gone);
    for id in [there, gone] {
        server.client().delete(&format!("/api/datasets/{id}?purge=true")).expect(204);
        server.client().delete(&format!("/api/datasets/{id}?purge=true")).expect_problem(404, "not_found");
    }
    assert_eq!((deleted(&server), server.dataset_names().len()), (Vec::new(), 0));
    assert!(server.files().iter().all(|(path, _)| !path.ends_with(".parquet")), "{:?}", server.files());
}

#[test]
fn what_is_damaged_is_deleted_too_and_is_brought_back_no_better() {
    let server = Server::start();
    let id = server.upload("n.csv", b"n\n1\n").id;
    std::fs::write(log_entry(&table(&server, &id), 0), b"{").unwrap();
    delete(&server, &id);
    assert!(server.dataset_names().is_empty());
    let checked = run_with(&["check"], &server.settings());
    assert_eq!(checked.status.code(), Some(1), "{}", String::from_utf8_lossy(&checked.stdout));
    server.client().post(&format!("/api/datasets/{id}/undelete"), b"");
    server.client().delete(&format!("/api/datasets/{id}?purge=true")).expect(204);
    server.expect_whole();
}
