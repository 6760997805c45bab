//! Old versions are removed in time: what is kept, what is told, and that nobody who reads is hurt.

use std::io::Read;
use std::sync::Arc;

use arrow_array::{Int64Array, RecordBatch};
use arrow_ipc::reader::StreamReader;
use arrow_select::concat::concat_batches;
use serde_json::{Value, json};
use tests::aged::{age, age_running};
use tests::http::Reply;
use tests::ipc;
use tests::jobs::ended;
use tests::server::{Options, Server, until};

const CSV: &[(&str, &str)] = &[("content-type", "text/csv")];

/// Ten rows, then ten others, then a column of another type: three versions, each of its own file.
fn replaced_twice(server: &Server) -> String {
    let id = server.upload("a.csv", b"n,code\n1,7\n2,8\n").id;
    for of_code in ["string", "float64"] {
        server.client().post_json(&format!("/api/datasets/{id}/import"), &json!({ "columns": { "code": { "type": of_code } } })).expect(200);
    }
    id
}

fn vacuum(server: &Server, id: &str) {
    let job = server.client().post(&format!("/api/datasets/{id}/vacuum"), b"").expect(202);
    let job = ended(&server.client(), job["id"].as_str().unwrap());
    assert_eq!(job["state"], "succeeded", "{job}");
    // The server looks by itself, too, and may not be done.
    let is_over = |job: &Value| !["queued", "running"].contains(&job["state"].as_str().unwrap());
    until("nobody else looks", || server.client().get("/api/jobs").expect(200)["jobs"].as_array().unwrap().iter().all(is_over));
}

fn data_files(server: &Server, id: &str) -> usize {
    server.files().into_iter().filter(|(path, _)| path.contains(id) && path.ends_with(".parquet") && !path.contains("_delta_log")).count()
}

fn delete_dashboard(server: &Server, dashboard: &Value) {
    assert_eq!(server.client().delete(&format!("/api/dashboards/{}", dashboard["id"].as_str().unwrap())).status, 204);
}

/// One look finds that nothing stays at the file's version any more; one after more than a day deletes it.
#[track_caller]
fn expect_a_day_for_the_file_that_was_pinned(server: &mut Server, id: &str) {
    vacuum(server, id);
    assert_eq!(data_files(server, id), 2);
    age(server, 2);
    vacuum(server, id);
    assert_eq!(data_files(server, id), 1);
}

/// More than what may be on the way between a server and a reader who waits.
const ROWS: usize = 2_000_000;

/// Numbers that can't be packed.
fn scattered() -> RecordBatch {
    let numbers = (0..ROWS as i64).map(|n| n.wrapping_mul(0x9E37_79B9_7F4A_7C15_u64 as i64));
    RecordBatch::try_from_iter([("n", Arc::new(Int64Array::from_iter_values(numbers)) as _)]).unwrap()
}

fn at(server: &Server, id: &str, version: u64) -> Reply {
    server.client().get(&format!("/api/datasets/{id}/arrow?version={version}"))
}

fn kept(server: &Server, id: &str) -> Vec<bool> {
    let list = server.client().get(&format!("/api/datasets/{id}/versions")).expect(200);
    list["versions"].as_array().unwrap().iter().rev().map(|version| version["is_kept"].as_bool().unwrap()).collect()
}

#[test]
fn versions_of_before_the_retention_say_so_and_their_files_go_a_day_later() {
    let mut server = Server::start();
    let id = replaced_twice(&server);
    vacuum(&server, &id);
    assert_eq!((data_files(&server, &id), kept(&server, &id)), (3, vec![true, true, true]));
    age(&mut server, 31);
    vacuum(&server, &id);
    assert_eq!((data_files(&server, &id), kept(&server, &id)), (3, vec![false, false, true]));
    let problem = at(&server, &id, 0).expect_problem(410, "version_gone");
    assert_eq!(problem["params"]["version"], "0");
    for path in ["", "/profile", "/head"] {
        server.client().get(&format!("/api/datasets/{id}{path}?version=1")).expect_problem(410, "version_gone");
    }
    server.client().post_json(&format!("/api/datasets/{id}/restore"), &json!({ "version": 1 })).expect_problem(410, "version_gone");
    server.client().post_json("/api/dashboards", &json!({ "dataset": id, "version": 1 })).expect_problem(410, "version_gone");
    age(&mut server, 2);
    vacuum(&server, &id);
    assert_eq!(data_files(&server, &id), 1);
    assert_eq!(ipc::rows(&at(&server, &id, 2).body).len(), 2);
    server.expect_well();
}

#[test]
fn the_server_looks_for_old_versions_by_itself() {
    let mut server = Server::start();
    let id = replaced_twice(&server);
    age(&mut server, 31);
    until("old versions are found", || kept(&server, &id) == [false, false, true]);
    age(&mut server, 2);
    until("their files are gone", || data_files(&server, &id) == 1);
}

#[test]
fn a_version_that_a_dashboard_stays_at_is_kept_until_a_day_after_it_is_let_go() {
    let mut server = Server::start();
    let id = replaced_twice(&server);
    let dashboard = server.client().post_json("/api/dashboards", &json!({ "dataset": id, "version": 0 })).expect(201);
    for days in [31, 2, 2] {
        age(&mut server, days);
        vacuum(&server, &id);
    }
    assert_eq!((data_files(&server, &id), kept(&server, &id)), (2, vec![true, false, true]));
    assert_eq!(ipc::rows(&at(&server, &id, 0).body).len(), 2);
    delete_dashboard(&server, &dashboard);
    at(&server, &id, 0).expect_problem(410, "version_gone");
    expect_a_day_for_the_file_that_was_pinned(&mut server, &id);
}

#[test]
fn the_day_begins_when_one_looks_first_after_a_dashboard_let_a_version_go() {
    let mut server = Server::start();
    let id = replaced_twice(&server);
    let dashboard = server.client().post_json("/api/dashboards", &json!({ "dataset": id, "version": 0 })).expect(201);
    for days in [31, 2] {
        age(&mut server, days);
        vacuum(&server, &id);
    }
    // It was looked at last while the dashboard was there, which is two days ago.
    delete_dashboard(&server, &dashboard);
    age(&mut server, 2);
    expect_a_day_for_the_file_that_was_pinned(&mut server, &id);
}

#[test]
fn the_full_profiles_of_versions_that_are_gone_go_too() {
    let mut server = Server::start();
    let id = replaced_twice(&server);
    server.client().post_json("/api/dashboards", &json!({ "dataset": id, "version": 1 })).expect(201);
    let profile = |server: &Server, version| server.client().get(&format!("/api/datasets/{id}/profile/full?version={version}"));
    (0..3).for_each(|version| drop(profile(&server, version).expect(200)));
    let kept = |server: &Server| {
        let names = server.files().into_iter().filter_map(|(path, _)| Some(path.split_once("/_profile/")?.1.to_owned()));
        names.filter(|name| name.ends_with(".json")).collect::<Vec<_>>()
    };
    assert_eq!(kept(&server), ["0.2.json", "1.2.json", "2.2.json"]);
    age(&mut server, 31);
    vacuum(&server, &id);
    assert_eq!(kept(&server), ["1.2.json", "2.2.json"]);
    profile(&server, 0).expect_problem(410, "version_gone");
    assert_eq!(profile(&server, 1).expect(200)["version"], 1);
}

#[test]
fn rows_that_were_appended_and_merged_are_all_there_afterwards() {
    let mut server = Server::start();
    let id = server.upload("n.csv", b"n\n0\n").id;
    for n in 1..6 {
        server.client().send("POST", &format!("/api/datasets/{id}/rows"), CSV, Some(format!("n\n{n}\n").as_bytes())).expect(200);
    }
    let merge = server.client().post(&format!("/api/datasets/{id}/compact"), b"").expect(202);
    ended(&server.client(), merge["id"].as_str().unwrap());
    for days in [31, 2] {
        age(&mut server, days);
        vacuum(&server, &id);
    }
    assert_eq!(data_files(&server, &id), 1);
    server.client().send("POST", &format!("/api/datasets/{id}/rows"), CSV, Some(b"n\n6\n")).expect(200);
    let rows = ipc::rows(&server.client().get(&format!("/api/datasets/{id}/arrow")).body);
    assert_eq!(rows, (0..7).map(|n| json!({ "n": n })).collect::<Vec<Value>>());
    server.client().get(&format!("/api/datasets/{id}/live?after=2")).expect_problem(409, "rows_replaced");
}

#[test]
fn a_restored_version_keeps_its_files_however_old_they_are() {
    let mut server = Server::start();
    let id = replaced_twice(&server);
    server.client().post_json(&format!("/api/datasets/{id}/restore"), &json!({ "version": 0 })).expect(200);
    for days in [31, 2] {
        age(&mut server, days);
        vacuum(&server, &id);
    }
    assert_eq!((data_files(&server, &id), kept(&server, &id)), (1, vec![false, false, false, true]));
    assert_eq!(ipc::rows(&at(&server, &id, 3).body).len(), 2);
}

#[test]
fn every_version_is_kept_where_that_is_the_setting() {
    let mut server = Server::with(Options { environment: vec![("SIGHTLINE_RETENTION_DAYS".into(), "off".into())], ..Options::default() });
    let id = replaced_twice(&server);
    age(&mut server, 4_000);
    server.client().post(&format!("/api/datasets/{id}/vacuum"), b"").expect_problem(400, "invalid_request");
    assert_eq!((data_files(&server, &id), kept(&server, &id)), (3, vec![true, true, true]));
}

#[test]
fn who_is_in_the_middle_of_a_stream_gets_all_rows_whatever_is_removed_meanwhile() {
    let server = Server::start();
    let id = server.upload("n.csv", b"n\n0\n").id;
    let rows = format!("/api/datasets/{id}/rows");
    let arrow = [("content-type", "application/vnd.apache.arrow.stream")];
    let scattered = scattered();
    server.client().send("POST", &rows, &arrow, Some(&ipc::stream(&scattered))).expect(200);
    server.client().post_json(&format!("/api/datasets/{id}/restore"), &json!({ "version": 0 })).expect(200);
    let mut reader = server.client().open(&format!("/api/datasets/{id}/arrow?version=1"));
    let (mut read, files) = (vec![0; 4_096], data_files(&server, &id));
    reader.read_exact(&mut read).unwrap();
    for days in [31, 2] {
        age_running(&server, days);
        vacuum(&server, &id);
    }
    assert_eq!((kept(&server, &id), data_files(&server, &id)), (vec![false, false, true], files));
    reader.read_to_end(&mut read).unwrap();
    let batches: Vec<RecordBatch> = StreamReader::try_new(read.as_slice(), None).unwrap().map(Result::unwrap).collect();
    let all = concat_batches(&batches[0].schema(), &batches).unwrap();
    assert!(all.num_rows() == ROWS + 1 && all.column(0).slice(1, ROWS) == scattered.column(0).clone());
    until("nobody reads", || {
        vacuum(&server, &id);
        data_files(&server, &id) == 1
    });
}

#[test]
fn a_clock_that_jumped_back_makes_nothing_older_and_stops_nothing() {
    let mut server = Server::start();
    let id = replaced_twice(&server);
    // Committed by a clock that was a year ahead.
    age(&mut server, -365);
    server.client().send("POST", &format!("/api/datasets/{id}/rows"), CSV, Some(b"n,code\n3,9.5\n")).expect(200);
    vacuum(&server, &id);
    assert_eq!((data_files(&server, &id), kept(&server, &id)), (4, vec![true; 4]));
    let merge = server.client().post(&format!("/api/datasets/{id}/compact"), b"").expect(202);
    assert_eq!(ended(&server.client(), merge["id"].as_str().unwrap())["state"], "succeeded");
    assert_eq!(ipc::rows(&at(&server, &id, 3).body).len(), 3);
    server.expect_well();
}
