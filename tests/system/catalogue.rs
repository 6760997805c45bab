use serde_json::json;
use tests::server::Server;

const CSV: &[u8] = b"city,people\nOslo,709037\nBergen,291940\n";

#[test]
fn an_upload_answers_with_the_dataset_and_where_it_is() {
    let server = Server::start();
    let reply = server.client().post("/api/datasets?name=Cities&file_name=towns.csv", CSV);
    let dataset = reply.expect(201);
    assert_eq!(reply.header("location"), format!("/api/datasets/{}", dataset["id"].as_str().unwrap()));
    assert_eq!(dataset["name"], "Cities");
    assert_eq!(dataset["version"], 0);
    assert_eq!(dataset["rows"], 2);
    assert_eq!(dataset["source"], json!({ "kind": "upload", "file_name": "towns.csv" }));
    assert_eq!(dataset["columns"][1], json!({ "name": "people", "type": "int64", "nullable": true }));
    assert_eq!(dataset["import"]["encoding"], "utf-8");
    assert_eq!(dataset["import"]["delimiter"], ",");
    assert_eq!(server.client().get(reply.header("location")).expect(200), dataset);
}

#[test]
fn datasets_are_listed_newest_first() {
    let server = Server::start();
    for name in ["one", "two", "three"] {
        server.upload(&format!("{name}.csv"), CSV);
    }
    assert_eq!(server.dataset_names(), ["three", "two", "one"]);
}

#[test]
fn the_same_name_twice_is_two_datasets() {
    let server = Server::start();
    let ids = [server.upload("same.csv", CSV).id, server.upload("same.csv", CSV).id];
    assert_ne!(ids[0], ids[1]);
    assert_eq!(server.dataset_names().len(), 2);
}

#[test]
fn a_deleted_dataset_is_gone_and_with_its_files_when_it_is_removed() {
    let server = Server::start();
    let before = server.files().len();
    let path = format!("/api/datasets/{}", server.upload("gone.csv", CSV).id);
    assert!(server.files().len() > before);
    assert_eq!(server.client().delete(&path).status, 204);
    server.client().get(&path).expect_problem(404, "not_found");
    server.client().get(&format!("{path}/profile")).expect_problem(404, "not_found");
    server.client().get(&format!("{path}/arrow")).expect_problem(404, "not_found");
    server.client().delete(&path).expect_problem(404, "not_found");
    assert!(server.dataset_names().is_empty());
    assert!(server.files().len() > before, "it can be brought back");
    assert_eq!(server.client().delete(&format!("{path}?purge=true")).status, 204);
    assert_eq!(server.files().iter().filter(|(path, _)| path.ends_with(".parquet")).count(), 0);
}

#[test]
fn what_was_stored_is_there_after_a_restart() {
    let mut server = Server::start();
    let dataset = serde_json::to_value(server.upload("kept.csv", CSV)).unwrap();
    let path = format!("/api/datasets/{}", dataset["id"].as_str().unwrap());
    let rows = server.client().get(&format!("{path}/arrow")).body;
    server.restart();
    assert_eq!(server.client().get(&path).expect(200), dataset);
    assert_eq!(server.client().get(&format!("{path}/arrow")).body, rows);
}
