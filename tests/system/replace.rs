//! `PUT /api/datasets/{id}/rows`: a new file in the place of a dataset's rows, and what becomes of the file before.

use serde_json::{Value, json};
use shared::wire::dataset::{Dataset, Source};
use tests::aged::age;
use tests::http::{Reply, encode};
use tests::ipc;
use tests::jobs::ended;
use tests::server::{FAULT, Options, Server, run_with, until};
use tests::services::postgres::Postgres;
use tests::services::s3::S3;
use tests::tus;

fn put(server: &Server, id: &str, query: &str, bytes: &[u8]) -> Reply {
    server.client().send("PUT", &format!("/api/datasets/{id}/rows?{query}"), &[], Some(bytes))
}

fn rows(server: &Server, id: &str, query: &str) -> Vec<Value> {
    ipc::rows(&server.client().get(&format!("/api/datasets/{id}/arrow?{query}")).body)
}

fn dataset(server: &Server, id: &str) -> Dataset {
    serde_json::from_value(server.client().get(&format!("/api/datasets/{id}")).expect(200)).unwrap()
}

fn restore(server: &Server, id: &str, version: u64) {
    server.client().post_json(&format!("/api/datasets/{id}/restore"), &json!({ "version": version })).expect(200);
}

/// Reads what the dataset is made of again, with `n` as text.
fn as_text(server: &Server, id: &str) -> Vec<Value> {
    server.client().post_json(&format!("/api/datasets/{id}/import"), &json!({ "columns": { "n": { "type": "string" } } })).expect(200);
    rows(server, id, "")
}

fn uploaded(file_name: &str) -> Source {
    Source::Upload { file_name: file_name.into() }
}

#[test]
fn a_file_takes_the_place_of_rows_and_columns_and_each_version_is_read_again_from_its_own() {
    let server = Server::start();
    let id = server.upload("old.csv", b"n\n1\n2\n").id;
    let replaced = put(&server, &id, "file_name=new.csv", b"n,t\n7,a\n").expect(200);
    assert_eq!((&replaced["id"], &replaced["name"], &replaced["version"], &replaced["rows"]), (&json!(id), &json!("old"), &json!(1), &json!(1)));
    assert_eq!((rows(&server, &id, ""), dataset(&server, &id).source), (vec![json!({ "n": 7, "t": "a" })], uploaded("new.csv")));
    let versions = server.client().get(&format!("/api/datasets/{id}/versions")).expect(200);
    assert_eq!((&versions["versions"][0]["change"], &versions["versions"][0]["rows"]), (&json!("replace"), &json!(1)));
    assert_eq!(rows(&server, &id, "version=0"), [json!({ "n": 1 }), json!({ "n": 2 })]);
    assert_eq!(as_text(&server, &id), [json!({ "n": "7", "t": "a" })], "the new file is kept");
    restore(&server, &id, 0);
    assert_eq!(dataset(&server, &id).source, uploaded("old.csv"));
    assert_eq!(as_text(&server, &id), [json!({ "n": "1" }), json!({ "n": "2" })], "so is the one before");
    restore(&server, &id, 1);
    assert_eq!((as_text(&server, &id), dataset(&server, &id).source), (vec![json!({ "n": "7", "t": "a" })], uploaded("new.csv")));
    let checked = run_with(&["check"], &server.settings());
    assert_eq!(checked.status.code(), Some(0), "{}", String::from_utf8_lossy(&checked.stdout));
}

#[test]
fn dashboards_and_links_go_on_showing_the_dataset() {
    let server = Server::start();
    let id = server.upload("a.csv", b"n,t\n1,a\n2,b\n").id;
    let dashboard = server.dashboard(&id);
    let link = server.client().post_json(&format!("/api/dashboards/{}/links", dashboard["id"].as_str().unwrap()), &json!({})).expect(201);
    put(&server, &id, "", b"n,t\n5,c\n").expect(200);
    let opened = server.stranger().get(&format!("/api/links/{}", link["token"].as_str().unwrap())).expect(200);
    assert_eq!((&opened["datasets"][0]["dataset"]["version"], &opened["datasets"][0]["dataset"]["rows"]), (&json!(1), &json!(1)));
}

#[test]
fn choices_count_and_rejected_cells_are_those_of_the_new_file() {
    let server = Server::start();
    let chosen = format!("options={}", encode(&json!({ "columns": { "n": { "type": "int64" } } }).to_string()));
    let made = server.client().post(&format!("/api/datasets?{chosen}"), b"n\nx\n").expect(201);
    let id = made["id"].as_str().unwrap();
    let replaced: Dataset = serde_json::from_value(put(&server, id, &chosen, b"n\n1\ny\n").expect(200)).unwrap();
    assert_eq!(replaced.import.rejected_cells, 1);
    assert_eq!(rows(&server, &replaced.import.rejected.unwrap(), ""), [json!({ "row": 2, "column": "n", "cell": "y" })]);
    let before = made["import"]["rejected"].as_str().unwrap();
    assert_eq!(server.client().get(&format!("/api/datasets/{before}")).status, 404);
    let then = server.client().get(&format!("/api/datasets/{id}?version=0")).expect(200);
    assert_eq!((&then["import"]["rejected_cells"], &then["import"]["rejected"]), (&json!(1), &Value::Null), "its cells are gone");
}

#[test]
fn a_form_and_an_upload_in_parts_replace_rows_too_and_the_upload_only_once() {
    let server = Server::start();
    let id = server.upload("a.csv", b"n\n1\n").id;
    let form = b"--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"form.csv\"\r\n\r\nn\n2\n\r\n--x--\r\n";
    let sent = server.client().send("PUT", &format!("/api/datasets/{id}/rows"), &[("content-type", "multipart/form-data; boundary=x")], Some(form));
    assert_eq!(sent.expect(200)["source"]["file_name"], "form.csv");
    let path = tus::begin(&server.client(), "parts.csv", 4);
    let query = format!("upload={}", tus::id(&path));
    put(&server, &id, &query, b"").expect_problem(409, "upload_incomplete");
    assert_eq!(tus::send(&server.client(), &path, 0, b"n\n3\n", &[]).status, 204);
    for _ in 0..2 {
        let replaced = put(&server, &id, &query, b"").expect(200);
        assert_eq!((&replaced["version"], &replaced["source"]["file_name"]), (&json!(2), &json!("parts.csv")));
    }
    assert_eq!(rows(&server, &id, ""), [json!({ "n": 3 })]);
    assert_eq!(server.client().get("/api/uploads").expect(200), json!([]));
}

#[test]
fn what_can_not_be_replaced_is_refused_and_a_file_that_can_not_be_read_changes_nothing() {
    let server = Server::start();
    let id = server.upload("a.csv", b"n\n1\n").id;
    put(&server, "0192f0c1-2345-7000-8000-000000000000", "", b"n\n1\n").expect_problem(404, "not_found");
    put(&server, &id, "", b"").expect_problem(422, "empty_file");
    put(&server, &id, "name=b", b"n\n1\n").expect_problem(400, "invalid_request");
    put(&server, &id, "upload=0192f0c1-2345-7000-8000-000000000000", b"").expect_problem(404, "not_found");
    let job = server.client().post_json("/api/sql/save", &json!({ "name": "saved", "sql": "SELECT 1 AS one" })).expect(202);
    let saved = ended(&server.client(), job["id"].as_str().unwrap())["result"]["dataset"].as_str().unwrap().to_owned();
    put(&server, &saved, "", b"n\n1\n").expect_problem(400, "invalid_request");
    assert_eq!((dataset(&server, &id).version, rows(&server, &id, "")), (0, vec![json!({ "n": 1 })]));
}

#[test]
fn a_dataset_that_a_stream_fills_is_not_replaced_until_the_stream_is_deleted() {
    let server = Server::start();
    let id = server.upload("a.csv", b"n\n1\n").id;
    let spec = json!({ "name": "replay", "spec": { "kind": "replay", "sample": "flights", "rows_per_sec": 500 } });
    let path = format!("/api/streams/{}", server.client().post_json("/api/streams", &spec).expect(201)["id"].as_str().unwrap());
    let target = || server.client().get(&path).expect(200)["target"].as_str().map(str::to_owned);
    until("there is a dataset", || target().is_some());
    let filled = target().unwrap();
    assert_eq!(put(&server, &filled, "", b"n\n1\n").expect_problem(409, "stream_fills")["params"]["stream"], "replay");
    assert_eq!(server.client().delete(&path).status, 204);
    put(&server, &filled, "file_name=own.csv", b"n\n1\n").expect(200);
    assert_eq!((as_text(&server, &filled), rows(&server, &id, "")), (vec![json!({ "n": "1" })], vec![json!({ "n": 1 })]));
    restore(&server, &filled, 0);
    assert!(matches!(dataset(&server, &filled).source, Source::Stream { .. }));
}

#[test]
fn rows_that_come_while_a_replacement_is_stored_are_not_lost() {
    let mut server = Server::start();
    let id = server.upload("a.csv", b"n\n1\n").id;
    let waits = server.data().with_file_name("waits");
    server.set(FAULT, Some(&format!("import.rejected-cells-stored@{}", waits.display())));
    server.restart();
    let (client, asked) = (server.client(), id.clone());
    let options = encode(&json!({ "columns": { "n": { "type": "int64" } } }).to_string());
    let path = format!("/api/datasets/{asked}/rows?options={options}");
    let replacing = std::thread::spawn(move || client.send("PUT", &path, &[], Some(b"n\n7\nx\n")));
    until("it has looked at the version", || waits.exists());
    server.client().send("POST", &format!("/api/datasets/{id}/rows"), &[("content-type", "text/csv")], Some(b"n\n2\n")).expect(200);
    std::fs::remove_file(&waits).unwrap();
    replacing.join().unwrap().expect_problem(409, "rows_replaced");
    assert_eq!((rows(&server, &id, ""), server.dataset_names()), (vec![json!({ "n": 1 }), json!({ "n": 2 })], vec!["a".to_owned()]));
    let beside =
        server.files().into_iter().filter(|(path, _)| path.contains(&format!("{id}/_kept-")) || path.contains(&format!("{id}/rows-"))).count();
    assert_eq!(beside, 2, "nothing of what was refused stays beside the table");
}

#[test]
fn a_file_that_was_replaced_goes_with_the_last_version_that_needs_it() {
    let mut server = Server::start();
    let id = server.upload("a.csv", b"n\n1\n").id;
    server.client().send("POST", &format!("/api/datasets/{id}/rows"), &[("content-type", "text/csv")], Some(b"n\n2\n")).expect(200);
    let kept = |server: &Server| server.files().into_iter().filter(|(path, _)| path.contains(&id) && path.ends_with(".zst")).count();
    put(&server, &id, "", b"n\n3\n").expect(200);
    restore(&server, &id, 1);
    assert_eq!(kept(&server), 3);
    let vacuum = |server: &mut Server, days: i64| {
        age(server, days);
        let job = server.client().post(&format!("/api/datasets/{id}/vacuum"), b"").expect(202);
        assert_eq!(ended(&server.client(), job["id"].as_str().unwrap())["state"], "succeeded");
    };
    vacuum(&mut server, 31);
    vacuum(&mut server, 2);
    assert_eq!((kept(&server), as_text(&server, &id)), (2, vec![json!({ "n": "1" }), json!({ "n": "2" })]));
    put(&server, &id, "", b"n\n4\n").expect(200);
    vacuum(&mut server, 31);
    vacuum(&mut server, 2);
    assert_eq!((kept(&server), as_text(&server, &id)), (1, vec![json!({ "n": "4" })]));
}

#[test]
fn a_key_that_was_stored_is_answered_as_before_and_replaces_nothing() {
    let server = Server::start();
    let id = server.upload("a.csv", b"n\n1\n").id;
    let path = format!("/api/datasets/{id}/rows");
    let send = |body: &[u8]| server.client().send("PUT", &path, &[("idempotency-key", "night-17")], Some(body));
    assert_eq!(send(b"n\n2\n").expect(200)["version"], 1);
    assert_eq!(send(b"n\n2\n").expect(200)["version"], 1);
    server.client().send("POST", &path, &[("content-type", "text/csv")], Some(b"n\n3\n")).expect(200);
    assert_eq!(send(b"n\n2\n").expect(200)["version"], 2);
    assert_eq!(rows(&server, &id, ""), [json!({ "n": 2 }), json!({ "n": 3 })]);
    server.client().send("PUT", &path, &[("idempotency-key", "")], Some(b"n\n2\n")).expect_problem(400, "invalid_request");
}

#[test]
fn a_dataset_whose_first_commit_tells_no_source_gets_its_own_back_by_a_restore() {
    let mut server = Server::start();
    let id = server.upload("old.csv", b"n\n1\n").id;
    server.kill9();
    let log = server.data().join(format!("datasets/{id}/_delta_log/00000000000000000000.json"));
    let told = std::fs::read_to_string(&log).unwrap();
    let source = r#","source":{"file_name":"old.csv","kind":"upload"}"#;
    assert!(told.contains(source), "{told}");
    std::fs::write(&log, told.replace(source, "")).unwrap();
    server.restart();
    put(&server, &id, "file_name=new.csv", b"n\n2\n").expect(200);
    server.client().send("POST", &format!("/api/datasets/{id}/rows"), &[("content-type", "text/csv")], Some(b"n\n3\n")).expect(200);
    restore(&server, &id, 0);
    assert_eq!(dataset(&server, &id).source, uploaded("old.csv"));
    restore(&server, &id, 2);
    restore(&server, &id, 0);
    assert_eq!(dataset(&server, &id).source, uploaded("old.csv"));
}

#[test]
fn what_another_server_s_rows_refuse_is_taken_away_again() {
    let (s3, postgres) = (S3::start(), Postgres::start());
    let other = Server::with(Options::default().on_s3(&s3).on_postgres(&postgres));
    let id = other.upload("a.csv", b"n\n1\n").id;
    let mut server = Server::with(Options::default().on_s3(&s3).on_postgres(&postgres));
    let waits = server.data().with_file_name("waits");
    server.set(FAULT, Some(&format!("commit.files-synced@{}", waits.display())));
    server.restart();
    let (client, path) = (server.client(), format!("/api/datasets/{id}/rows"));
    let replacing = std::thread::spawn(move || client.send("PUT", &path, &[], Some(b"n\n7\n")));
    until("its files are beside the table", || waits.exists());
    let beside = || s3.objects().into_iter().filter(|key| key.contains(&format!("{id}/_kept-")) || key.contains(&format!("{id}/rows-"))).count();
    other.client().send("POST", &format!("/api/datasets/{id}/rows"), &[("content-type", "text/csv")], Some(b"n\n2\n")).expect(200);
    std::fs::remove_file(&waits).unwrap();
    replacing.join().unwrap().expect_problem(409, "rows_replaced");
    assert_eq!((rows(&other, &id, "").len(), beside()), (2, 2));
}
