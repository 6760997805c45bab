//! Versions: looking back, restoring, staying at one, renaming and other types.

use serde_json::{Value, json};
use tests::http::Reply;
use tests::ipc::{self, Live};
use tests::jobs::{ended, trained};
use tests::server::{FAULT, Server, until};

const CSV: &[(&str, &str)] = &[("content-type", "text/csv")];

fn append(server: &Server, id: &str, csv: &[u8]) -> Value {
    server.client().send("POST", &format!("/api/datasets/{id}/rows"), CSV, Some(csv)).expect(200)
}

fn restore(server: &Server, id: &str, version: u64) -> Reply {
    server.client().post_json(&format!("/api/datasets/{id}/restore"), &json!({ "version": version }))
}

fn bytes(server: &Server, id: &str, version: u64) -> Vec<Value> {
    ipc::rows(&server.client().get(&format!("/api/datasets/{id}/arrow?version={version}")).body)
}

fn get(server: &Server, path: &str) -> Value {
    server.client().get(path).expect(200)
}

/// Versions 0 (two rows), 1 (three rows), 2 (other types).
fn three_versions(server: &Server) -> String {
    let id = server.upload("a.csv", b"n,code\n1,7\n2,8\n").id;
    server.client().post_json(&format!("/api/datasets/{id}/import"), &json!({ "columns": { "code": { "type": "string" } } })).expect(200);
    append(server, &id, b"n,code\n3,009\n");
    id
}

#[test]
fn a_restored_version_is_a_new_one_with_the_rows_columns_profile_and_report_of_then() {
    let server = Server::start();
    let id = three_versions(&server);
    let then = [bytes(&server, &id, 0), bytes(&server, &id, 1), bytes(&server, &id, 2)];
    let profile = get(&server, &format!("/api/datasets/{id}/profile?version=0"));
    let restored = restore(&server, &id, 0).expect(200);
    assert_eq!((&restored["version"], &restored["rows"], &restored["columns"][1]["type"]), (&json!(3), &json!(2), &json!("int64")));
    assert_eq!(restored["import"]["options"], Value::Null);
    assert_eq!(bytes(&server, &id, 3), then[0]);
    assert_eq!(get(&server, &format!("/api/datasets/{id}/profile")), profile);
    assert_eq!(restore(&server, &id, 2).expect(200)["rows"], 3);
    assert_eq!(append(&server, &id, b"n,code\n4,0010\n")["rows"], 4);
    for (version, rows) in then.iter().enumerate() {
        assert_eq!(bytes(&server, &id, version as u64), *rows);
    }
    assert_eq!(bytes(&server, &id, 5)[..3], then[2]);
    let versions = get(&server, &format!("/api/datasets/{id}/versions"));
    assert_eq!((&versions["versions"][1]["change"], &versions["versions"][1]["restored"]), (&json!("restore"), &json!(2)));
}

#[test]
fn restoring_copies_no_data_and_the_latest_version_is_left_as_it_is() {
    let server = Server::start();
    let id = three_versions(&server);
    let parquet = |server: &Server| server.files().into_iter().filter(|(path, _)| path.ends_with(".parquet")).count();
    let before = parquet(&server);
    assert_eq!(restore(&server, &id, 2).expect(200)["version"], 2);
    assert_eq!(restore(&server, &id, 1).expect(200)["version"], 3);
    assert_eq!(parquet(&server), before);
}

#[test]
fn a_file_is_read_again_with_the_rows_that_came_since_or_without_those_that_were_taken_back() {
    let server = Server::start();
    let id = server.upload("a.csv", b"n\n1\n").id;
    append(&server, &id, b"n\n2\n");
    let read = || server.client().post_json(&format!("/api/datasets/{id}/import"), &json!({ "columns": { "n": { "type": "string" } } }));
    restore(&server, &id, 0).expect(200);
    assert_eq!(read().expect(200)["rows"], 1);
    restore(&server, &id, 1).expect(200);
    assert_eq!(read().expect(200)["rows"], 2);
}

#[test]
fn a_model_writes_its_columns_again_after_they_were_taken_back() {
    let server = Server::start();
    let csv: String = (0..40).map(|n| format!("{n},{}\n", n % 2)).collect();
    let id = server.upload("a.csv", format!("x,y\n{csv}").as_bytes()).id;
    let model = trained(&server.client(), &json!({ "estimator": "k_means", "dataset": id, "inputs": ["x", "y"], "clusters": 2 }));
    let apply = || {
        let path = format!("/api/models/{}/apply", model["id"].as_str().unwrap());
        let job = server.client().post_json(&path, &json!({ "dataset": id })).expect(202);
        assert_eq!(ended(&server.client(), job["id"].as_str().unwrap())["state"], "succeeded");
        get(&server, &format!("/api/datasets/{id}"))["columns"].as_array().unwrap().len()
    };
    assert!(apply() > 2);
    assert_eq!(restore(&server, &id, 0).expect(200)["columns"].as_array().unwrap().len(), 2);
    // Which rows it was trained on is not known of rows that were exchanged, so that column is not made again.
    assert!(apply() > 2);
}

#[test]
fn what_can_not_be_restored_is_refused() {
    let server = Server::start();
    let id = server.upload("a.csv", b"n\n1\n").id;
    restore(&server, &id, 7).expect_problem(404, "not_found");
    restore(&server, "0192f0c1-2345-7000-8000-000000000000", 0).expect_problem(404, "not_found");
    server.client().post_json(&format!("/api/datasets/{id}/restore"), &json!({})).expect_problem(400, "invalid_request");
}

#[test]
fn a_key_that_was_stored_is_not_stored_again_after_its_rows_were_taken_back() {
    let server = Server::start();
    let id = server.upload("a.csv", b"n\n1\n").id;
    let path = format!("/api/datasets/{id}/rows");
    let key: &[(&str, &str)] = &[("content-type", "text/csv"), ("idempotency-key", "order-17")];
    server.client().send("POST", &path, key, Some(b"n\n2\n")).expect(200);
    restore(&server, &id, 0).expect(200);
    let again = server.client().send("POST", &path, key, Some(b"n\n2\n")).expect(200);
    assert_eq!((&again["version"], &again["rows"]), (&json!(2), &json!(1)));
}

#[test]
fn a_dataset_that_a_stream_fills_is_not_restored_until_the_stream_is_deleted() {
    let server = Server::start();
    let spec = json!({ "name": "replay", "spec": { "kind": "replay", "sample": "flights", "rows_per_sec": 500 } });
    let stream = server.client().post_json("/api/streams", &spec).expect(201);
    let path = format!("/api/streams/{}", stream["id"].as_str().unwrap());
    let target = || get(&server, &path)["target"].as_str().map(str::to_owned);
    until("there are two versions", || target().is_some_and(|id| get(&server, &format!("/api/datasets/{id}"))["version"].as_u64() > Some(1)));
    let id = target().unwrap();
    let problem = restore(&server, &id, 0).expect_problem(409, "stream_fills");
    assert_eq!(problem["params"]["stream"], "replay");
    server.client().post(&format!("{path}/pause"), b"");
    restore(&server, &id, 0).expect_problem(409, "stream_fills");
    assert_eq!(server.client().delete(&path).status, 204);
    let first = bytes(&server, &id, 0).len();
    assert_eq!(restore(&server, &id, 0).expect(200)["rows"], first);
}

#[test]
fn a_stream_that_begins_to_fill_a_dataset_while_it_is_being_restored_loses_nothing() {
    let mut server = Server::start();
    let spec =
        |target: Option<&str>| json!({ "name": "replay", "target": target, "spec": { "kind": "replay", "sample": "flights", "rows_per_sec": 500 } });
    let path = |stream: &Value| format!("/api/streams/{}", stream["id"].as_str().unwrap());
    let version = |server: &Server, id: &str| get(server, &format!("/api/datasets/{id}"))["version"].as_u64().unwrap();
    let first = path(&server.client().post_json("/api/streams", &spec(None)).expect(201));
    until("there is a dataset", || get(&server, &first)["target"].is_string());
    let id = get(&server, &first)["target"].as_str().unwrap().to_owned();
    until("there are two versions", || version(&server, &id) > 0);
    assert_eq!(server.client().delete(&first).status, 204);
    // The restore waits after it has seen that no stream fills the dataset.
    let waits = server.data().with_file_name("waits");
    server.set(FAULT, Some(&format!("restore.checked@{}", waits.display())));
    server.restart();
    let (before, client, asked) = (version(&server, &id), server.client(), id.clone());
    let restoring = std::thread::spawn(move || client.post_json(&format!("/api/datasets/{asked}/restore"), &json!({ "version": 0 })));
    until("it has looked", || waits.exists());
    let second = path(&server.client().post_json("/api/streams", &spec(Some(&id))).expect(201));
    until("the stream has stored rows", || version(&server, &id) > before);
    std::fs::remove_file(&waits).unwrap();
    restoring.join().unwrap().expect_problem(409, "stream_fills");
    server.client().post(&format!("{second}/pause"), b"");
    let versions = get(&server, &format!("/api/datasets/{id}/versions"));
    assert!(versions["versions"].as_array().unwrap().iter().all(|version| version["change"] != "restore"), "{versions}");
}

#[test]
fn a_restore_begins_anew_when_rows_come_meanwhile() {
    let mut server = Server::start();
    let id = three_versions(&server);
    let waits = server.data().with_file_name("waits");
    server.set(FAULT, Some(&format!("restore.checked@{}", waits.display())));
    server.restart();
    let (client, asked) = (server.client(), id.clone());
    let restoring = std::thread::spawn(move || client.post_json(&format!("/api/datasets/{asked}/restore"), &json!({ "version": 0 })));
    until("it has looked", || waits.exists());
    append(&server, &id, b"n,code\n4,0010\n");
    std::fs::remove_file(&waits).unwrap();
    assert_eq!(restoring.join().unwrap().expect(200)["version"], 4);
    assert_eq!(bytes(&server, &id, 4), bytes(&server, &id, 0));
}

#[test]
fn the_live_tail_ends_when_an_older_version_comes_back() {
    let server = Server::start();
    let id = server.upload("a.csv", b"n\n0\n").id;
    append(&server, &id, b"n\n1\n");
    let mut live = Live::new(server.client().open(&format!("/api/datasets/{id}/live?after=0")));
    assert_eq!(live.batch().unwrap(), [json!({ "n": 1 })]);
    restore(&server, &id, 0).expect(200);
    assert_eq!(live.batch(), None);
    server.client().get(&format!("/api/datasets/{id}/live?after=1")).expect_problem(409, "rows_replaced");
}

fn merged(server: &Server, id: &str) {
    let job = server.client().post(&format!("/api/datasets/{id}/compact"), b"").expect(202);
    assert_eq!(ended(&server.client(), job["id"].as_str().unwrap())["state"], "succeeded");
}

#[test]
fn merged_files_and_a_restore_go_together() {
    let server = Server::start();
    let id = server.upload("n.csv", b"n\n0\n").id;
    for n in 1..5 {
        append(&server, &id, format!("n\n{n}\n").as_bytes());
    }
    merged(&server, &id);
    assert_eq!(restore(&server, &id, 3).expect(200)["rows"], 4);
    merged(&server, &id);
    append(&server, &id, b"n\n9\n");
    let newest = get(&server, &format!("/api/datasets/{id}"))["version"].as_u64().unwrap();
    let rows: Vec<Value> = [0, 1, 2, 3, 9].iter().map(|n| json!({ "n": n })).collect();
    assert_eq!(bytes(&server, &id, newest), rows);
}

#[test]
fn the_first_rows_of_a_version_are_told() {
    let server = Server::start();
    let id = three_versions(&server);
    let head = get(&server, &format!("/api/datasets/{id}/head?version=0"));
    assert_eq!((&head["columns"][1]["type"], &head["rows"]), (&json!("int64"), &json!([[1, 7], [2, 8]])));
    assert_eq!(get(&server, &format!("/api/datasets/{id}/head"))["rows"], json!([[1, "7"], [2, "8"], [3, "009"]]));
    let many: String = (0..500).map(|n| format!("{n}\n")).collect();
    let id = server.upload("many.csv", format!("n\n{many}").as_bytes()).id;
    assert_eq!(get(&server, &format!("/api/datasets/{id}/head"))["rows"].as_array().unwrap().len(), 20);
    let from = |row: u64| get(&server, &format!("/api/datasets/{id}/head?from={row}"))["rows"].clone();
    assert_eq!((&from(491)[0], from(491).as_array().unwrap().len()), (&json!([490]), 10), "from a row on");
    assert_eq!((from(0), from(501)), (from(1), json!([])));
    server.client().get(&format!("/api/datasets/{id}/head?version=5")).expect_problem(404, "not_found");
}

#[test]
fn a_dataset_as_it_was_is_told_of_a_version() {
    let server = Server::start();
    let id = three_versions(&server);
    let then = get(&server, &format!("/api/datasets/{id}?version=0"));
    assert_eq!((&then["version"], &then["rows"], &then["columns"][1]["type"]), (&json!(0), &json!(2), &json!("int64")));
    server.client().get(&format!("/api/datasets/{id}?version=3")).expect_problem(404, "not_found");
}

#[test]
fn a_dashboard_and_its_links_stay_at_a_version() {
    let server = Server::start();
    let id = three_versions(&server);
    let dashboard = server.client().post_json("/api/dashboards", &json!({ "dataset": id, "version": 0 })).expect(201);
    assert!(dashboard["tiles"].as_array().unwrap().iter().all(|tile| tile["version"] == 0), "{dashboard}");
    let link = server.client().post_json(&format!("/api/dashboards/{}/links", dashboard["id"].as_str().unwrap()), &json!({})).expect(201);
    let token = link["token"].as_str().unwrap();
    let opened = server.stranger().get(&format!("/api/links/{token}")).expect(200);
    assert_eq!((&opened["datasets"][0]["dataset"]["version"], &opened["datasets"][0]["profile"]["rows"]), (&json!(0), &json!(2)));
    let rows = |query: &str| server.stranger().get(&format!("/api/links/{token}/datasets/{id}/arrow{query}"));
    assert_eq!(ipc::rows(&rows("").body).len(), 2);
    assert_eq!(ipc::rows(&rows("?version=0").body).len(), 2);
    rows("?version=2").expect_problem(404, "not_found");
    server.stranger().get(&format!("/api/links/{token}/datasets/{id}/live")).expect_problem(400, "invalid_request");
}

#[test]
fn a_dashboard_of_before_follows_the_latest_and_one_of_two_versions_is_refused() {
    let server = Server::start();
    let id = three_versions(&server);
    let tile = |name: &str, version: Value| json!({ "id": name, "dataset": id, "version": version, "span": 4, "chart": { "kind": "number" } });
    let make = |tiles: Value| server.client().post_json("/api/dashboards", &json!({ "title": "t", "tiles": tiles }));
    let old = json!([{ "id": "t1", "dataset": id, "span": 4, "chart": { "kind": "number" } }]);
    assert_eq!(make(old).expect(201)["tiles"][0].get("version"), None);
    let problem = make(json!([tile("t1", json!(0)), tile("t2", json!(1))])).expect_problem(400, "invalid_request");
    assert_eq!(problem["params"]["field"], "tiles[1].version");
    make(json!([tile("t1", json!(9))])).expect_problem(404, "not_found");
}

#[test]
fn a_dataset_gets_another_name_and_a_column_another_type() {
    let server = Server::start();
    let id = server.upload("a.csv", b"n,code\n1,7\n2,8\n").id;
    let patch = |body: Value| {
        server.client().send("PATCH", &format!("/api/datasets/{id}"), &[("content-type", "application/json")], Some(body.to_string().as_bytes()))
    };
    let edited = patch(json!({ "name": "Codes", "columns": { "code": { "type": "string" } } })).expect(200);
    assert_eq!((&edited["name"], &edited["version"], &edited["columns"][1]["type"]), (&json!("Codes"), &json!(1), &json!("string")));
    let edited = patch(json!({ "columns": { "n": { "type": "float64" } } })).expect(200);
    assert_eq!((&edited["columns"][0]["type"], &edited["columns"][1]["type"]), (&json!("float64"), &json!("string")));
    patch(json!({ "name": " " })).expect_problem(400, "invalid_request");
    patch(json!({ "columns": { "none": { "type": "string" } } })).expect_problem(400, "invalid_request");
    patch(json!({ "columns": { "n": { "type": "colour" } } })).expect_problem(400, "invalid_request");
    assert_eq!(get(&server, &format!("/api/datasets/{id}"))["name"], "Codes");
}

#[test]
fn each_version_says_what_it_changed() {
    let server = Server::start();
    let id = three_versions(&server);
    let put =
        |file: &str, body: &[u8]| server.client().send("PUT", &format!("/api/datasets/{id}/rows?file_name={file}"), CSV, Some(body)).expect(200);
    put("b.csv", b"n,more,again\n1.5,a,b\n");
    restore(&server, &id, 0).expect(200);
    let cells = json!({ "columns": { "code": { "type": "date" } } });
    server.client().post_json(&format!("/api/datasets/{id}/import"), &cells).expect(200);
    let versions = get(&server, &format!("/api/datasets/{id}/versions"))["versions"].clone();
    let told = |at: usize, fields: &[&str]| fields.iter().map(|field| versions[5 - at][*field].clone()).collect::<Vec<_>>();
    let retyped = |name: &str, from: &str, to: &str| json!([{ "name": name, "from": from, "to": to }]);
    let none = Value::Null;
    let rows = &["change", "rows_added", "rows_removed", "file_name"];
    assert_eq!(told(0, rows), [json!("import"), json!(2), json!(0), json!("a.csv")]);
    assert_eq!(told(1, rows), [json!("retype"), json!(2), json!(2), none.clone()]);
    assert_eq!(told(2, rows), [json!("append"), json!(1), json!(0), none.clone()]);
    assert_eq!(told(3, rows), [json!("replace"), json!(1), json!(3), json!("b.csv")]);
    assert_eq!(told(4, rows), [json!("restore"), json!(0), json!(0), none.clone()]);
    let columns = &["columns_added", "columns_removed", "columns_retyped", "rejected_cells"];
    assert_eq!(told(0, columns), [none.clone(), none.clone(), none.clone(), json!(0)]);
    assert_eq!(told(1, columns), [none.clone(), none.clone(), retyped("code", "int64", "string"), json!(0)]);
    assert_eq!(told(3, columns), [json!(["more", "again"]), json!(["code"]), retyped("n", "int64", "float64"), json!(0)]);
    assert_eq!(told(4, columns), [json!(["code"]), json!(["more", "again"]), retyped("n", "float64", "int64"), json!(0)]);
    assert_eq!(told(5, columns), [none.clone(), none, retyped("code", "int64", "date"), json!(2)]);
}
