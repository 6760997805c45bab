//! `sightline check`: what is damaged is found and named, what is whole is left alone, and a server may run meanwhile.

use std::path::PathBuf;
use std::process::Command;

use serde_json::json;
use tests::damage::{self, data_file, flip, log_entry};
use tests::jobs::{ended, trained};
use tests::server::{Options, Server, run_with};
use tests::services::postgres::Postgres;
use tests::services::python;
use tests::services::s3::S3;

/// The exit code of a check of a server's data, and what it says.
fn check(server: &Server) -> (i32, String) {
    let output = run_with(&["check"], &server.settings());
    let said = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    (output.status.code().unwrap(), said)
}

#[track_caller]
fn finds(server: &Server, words: &[&str]) {
    let (code, said) = check(server);
    let found: Vec<&str> = said.lines().filter(|line| line.starts_with("wrong: ")).collect();
    assert_eq!(code, 1, "{said}");
    assert_eq!(found.len(), 1, "{said}");
    assert!(words.iter().all(|word| found[0].contains(word)), "{words:?}: {said}");
    server.expect_well();
}

/// A dataset with an append, and its files below the data folder.
fn grown(server: &Server) -> (String, PathBuf) {
    let id = server.upload("grown.csv", b"n,t\n1,one\n2,two\n").id;
    server.upload("whole.csv", b"a\n1\n");
    server.client().send("POST", &format!("/api/datasets/{id}/rows"), &[("content-type", "text/csv")], Some(b"n,t\n3,three\n")).expect(200);
    let table = damage::table(server, &id);
    (id, table)
}

fn sql(server: &Server, statement: &str) {
    let script = "import sqlite3, sys\nc = sqlite3.connect(sys.argv[1])\nc.execute(sys.argv[2])\nc.commit()";
    let done = Command::new(python()).args(["-c", script]).arg(server.data().join("catalog.sqlite")).arg(statement).status().unwrap();
    assert!(done.success());
}

#[test]
fn nothing_is_wrong_with_what_is_whole() {
    let server = Server::start();
    let (id, _) = grown(&server);
    server.client().post_json(&format!("/api/datasets/{id}/restore"), &json!({ "version": 0 })).expect(200);
    server.client().post_json("/api/dashboards", &json!({ "dataset": id, "version": 1 })).expect(201);
    let iris: String = (0..40).map(|n| format!("{n},{}\n", n % 2)).collect();
    let learned = server.upload("learned.csv", format!("x,y\n{iris}").as_bytes()).id;
    trained(&server.client(), &json!({ "estimator": "k_means", "dataset": learned, "inputs": ["x", "y"], "clusters": 2 }));
    let (code, said) = check(&server);
    assert_eq!((code, said.lines().count()), (0, 1), "{said}");
    assert!(said.contains("checked 3 datasets"), "{said}");
}

#[test]
fn the_same_holds_for_an_object_store_and_a_database() {
    let (s3, postgres) = (S3::start(), Postgres::start());
    let server = Server::with(Options::default().on_s3(&s3).on_postgres(&postgres));
    let id = server.upload("a.csv", b"n\n1\n").id;
    server.client().send("POST", &format!("/api/datasets/{id}/rows"), &[("content-type", "text/csv")], Some(b"n\n3\n")).expect(200);
    let (code, said) = check(&server);
    assert_eq!((code, said.lines().count()), (0, 1), "{said}");
    assert!(said.contains("checked 1 datasets"), "{said}");
}

#[test]
fn what_is_lost_or_damaged_on_an_object_store_is_found_too() {
    let (s3, postgres) = (S3::start(), Postgres::start());
    let server = Server::with(Options::default().on_s3(&s3).on_postgres(&postgres));
    let [lost, flipped, gone, forgotten] = ["lost", "flipped", "gone", "forgotten"].map(|name| server.upload(&format!("{name}.csv"), b"n\n1\n").id);
    let beginning = |id: &str| format!("some/prefix/datasets/{id}/");
    s3.remove(&(beginning(&lost) + "part-"));
    let file = s3.objects().into_iter().find(|key| key.starts_with(&(beginning(&flipped) + "part-"))).unwrap();
    let mut bytes = s3.object(&file);
    bytes[20] ^= 1;
    s3.put_object(&file, &bytes);
    s3.remove(&beginning(&gone));
    postgres.query(&format!("DELETE FROM datasets WHERE id = '{forgotten}'"));
    let (code, said) = check(&server);
    let wrong: Vec<&str> = said.lines().filter(|line| line.starts_with("wrong: ")).collect();
    assert_eq!((code, wrong.len()), (1, 3), "{said}");
    for (id, words) in [(&lost, "missing"), (&flipped, "checksum"), (&gone, "its table is missing")] {
        assert!(wrong.iter().any(|line| line.contains(id.as_str()) && line.contains(words)), "{id} {words}: {said}");
    }
    assert!(said.contains(&format!("note: table {forgotten} belongs to no dataset")), "{said}");
    server.expect_well();
}

#[test]
fn a_flipped_bit_is_found_wherever_it_is() {
    for at in [4, 20, 40] {
        let server = Server::start();
        let (id, table) = grown(&server);
        flip(&data_file(&table, "part-"), |_| at);
        finds(&server, &[&id, "part-", "checksum"]);
    }
}

#[test]
fn a_data_file_that_is_cut_off_is_found() {
    let server = Server::start();
    let (id, table) = grown(&server);
    let file = data_file(&table, "rows-");
    let bytes = std::fs::read(&file).unwrap();
    std::fs::write(&file, &bytes[..bytes.len() - 9]).unwrap();
    finds(&server, &[&id, "rows-", "should have"]);
}

#[test]
fn a_data_file_that_is_gone_is_found_and_its_rows_are_a_clear_problem() {
    let server = Server::start();
    let (id, table) = grown(&server);
    std::fs::remove_file(data_file(&table, "part-")).unwrap();
    finds(&server, &[&id, "part-", "missing"]);
    server.client().get(&format!("/api/datasets/{id}/arrow")).expect_problem(500, "storage_damaged");
    server.client().get(&format!("/api/datasets/{id}/head")).expect_problem(500, "storage_damaged");
}

#[test]
fn a_data_file_of_other_bytes_is_a_clear_problem_for_its_readers_only() {
    let server = Server::start();
    let (id, table) = grown(&server);
    let file = data_file(&table, "part-");
    std::fs::write(&file, vec![7; std::fs::metadata(&file).unwrap().len() as usize]).unwrap();
    finds(&server, &[&id, "part-", "checksum"]);
    server.client().get(&format!("/api/datasets/{id}/arrow")).expect_problem(500, "storage_damaged");
    assert_eq!(server.dataset_names(), ["whole", "grown"]);
}

#[test]
fn a_log_entry_that_is_damaged_or_gone_is_found() {
    for damage in [Some("{\"add\": {\"path\": 7"), None] {
        let server = Server::start();
        let (id, table) = grown(&server);
        let entry = log_entry(&table, 1);
        match damage {
            Some(text) => std::fs::write(entry, text).unwrap(),
            None => {
                server.client().send("POST", &format!("/api/datasets/{id}/rows"), &[("content-type", "text/csv")], Some(b"n\n4\n")).expect(200);
                std::fs::remove_file(entry).unwrap();
            }
        }
        finds(&server, &[&id, "log entry of version 1"]);
    }
}

#[test]
fn a_log_that_lost_its_end_is_found() {
    let server = Server::start();
    let (id, table) = grown(&server);
    std::fs::remove_file(log_entry(&table, 1)).unwrap();
    let (code, said) = check(&server);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains(&format!("dataset {id} (\"grown\"): the catalog has version 1, but the log ends with version 0")), "{said}");
}

#[test]
fn a_kept_file_that_is_damaged_is_found() {
    let server = Server::start();
    let (id, table) = grown(&server);
    flip(&table.join("_original.zst"), |length| length - 1);
    finds(&server, &[&id, "_original.zst that its rows were read from"]);
}

#[test]
fn a_row_that_is_lost_leaves_a_table_that_is_told_and_a_lost_table_is_wrong() {
    let server = Server::start();
    let (id, table) = grown(&server);
    sql(&server, &format!("DELETE FROM datasets WHERE id = '{id}'"));
    let (code, said) = check(&server);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains(&format!("note: table {id} belongs to no dataset")), "{said}");
    let server = Server::start();
    let (id, gone) = grown(&server);
    std::fs::remove_dir_all(gone).unwrap();
    finds(&server, &[&id, "its table is missing"]);
    drop(table);
}

#[test]
fn a_row_that_says_something_else_than_the_table_is_found() {
    let server = Server::start();
    let (id, _) = grown(&server);
    sql(&server, &format!("UPDATE datasets SET row_count = 4 WHERE id = '{id}'"));
    finds(&server, &[&id, "says 4 rows", "have 3"]);
    sql(&server, &format!("UPDATE datasets SET row_count = 3, columns = '[' WHERE id = '{id}'"));
    let (code, said) = check(&server);
    assert!(code == 1 && said.contains(&id) && said.contains("can't be read"), "{said}");
}

/// What breaks a row, by SQL, and what is said of it then.
const BROKEN: &[(&str, &[&str])] = &[
    ("UPDATE datasets SET vacuum = '{' WHERE name = 'whole'", &["dataset ", "can't be read"]),
    ("UPDATE datasets SET updated_at = 'yesterday' WHERE name = 'whole'", &["dataset ", "its `updated_at` is no time"]),
    ("UPDATE dashboards SET tiles = '[{}]'", &["dashboard ", "can't be read"]),
    ("UPDATE dashboards SET version = -1", &["dashboard ", "its `version` is below 0"]),
    ("UPDATE links SET access = '\"everything\"'", &["link ", "can't be read"]),
    ("UPDATE links SET versions = '[]'", &["link ", "can't be read"]),
    ("UPDATE links SET token_hash = x'0102'", &["link ", "its token's hash has 2 bytes"]),
    ("UPDATE links SET created_at = ''", &["link ", "its `created_at` is no time"]),
    ("UPDATE links SET dashboard = 'nobody'", &["link ", "its dashboard is missing"]),
    ("UPDATE jobs SET state = 'dancing' WHERE id = (SELECT min(id) FROM jobs)", &["job ", "can't be read"]),
    ("UPDATE jobs SET spec = '{}' WHERE id = (SELECT min(id) FROM jobs)", &["job ", "can't be read"]),
    ("UPDATE jobs SET lane = 'fast' WHERE id = (SELECT min(id) FROM jobs)", &["job ", "its `lane` is not one that there is"]),
    ("UPDATE jobs SET spec_hash = '' WHERE id = (SELECT min(id) FROM jobs)", &["job ", "its `spec` is not the one that was queued"]),
    ("UPDATE models SET state = 'asleep'", &["model ", "can't be read"]),
    ("UPDATE models SET spec = '{}'", &["model ", "can't be read"]),
    ("UPDATE applications SET columns = '7'", &["application of model ", "can't be read"]),
    ("UPDATE applications SET model = 'nobody'", &["application of model nobody", "the model is missing"]),
    ("UPDATE streams SET spec = '{}'", &["stream ", "can't be read"]),
    ("UPDATE streams SET memory = '7'", &["stream ", "can't be read"]),
    ("INSERT INTO cases VALUES ('messages', '{')", &["case messages", "can't be read"]),
    ("INSERT INTO cases VALUES ('other', '{}')", &["case other", "its `key` is not one that there is"]),
];

/// Makes a row of every kind. Nothing changes any more when it is done.
fn one_of_each(server: &Server) {
    let client = server.client();
    let (id, _) = grown(server);
    let dashboard = client.post_json("/api/dashboards", &json!({ "dataset": id })).expect(201);
    client.post_json(&format!("/api/dashboards/{}/links", dashboard["id"].as_str().unwrap()), &json!({})).expect(201);
    let points: String = (0..40).map(|n| format!("{n},{}\n", n % 2)).collect();
    let learned = server.upload("learned.csv", format!("x,y\n{points}").as_bytes()).id;
    let model = trained(&client, &json!({ "estimator": "k_means", "dataset": learned, "inputs": ["x", "y"], "clusters": 2 }));
    let apply = client.post_json(&format!("/api/models/{}/apply", model["id"].as_str().unwrap()), &json!({ "dataset": learned })).expect(202);
    assert_eq!(ended(&client, apply["id"].as_str().unwrap())["state"], "succeeded");
    let stream = json!({ "name": "replay", "spec": { "kind": "replay", "sample": "flights", "rows_per_sec": 500 } });
    let stream = client.post_json("/api/streams", &stream).expect(201);
    client.post(&format!("/api/streams/{}/pause", stream["id"].as_str().unwrap()), b"");
}

#[test]
fn a_row_of_any_table_that_is_broken_is_found() {
    let mut server = Server::start();
    one_of_each(&server);
    server.kill9();
    let (code, said) = check(&server);
    assert_eq!(code, 0, "{said}");
    sql(&server, "PRAGMA wal_checkpoint(TRUNCATE)");
    let [catalog, copy] = ["catalog.sqlite", "catalog.backup.sqlite"].map(|name| server.data().join(name));
    let whole = std::fs::read(&catalog).unwrap();
    for (statement, words) in BROKEN {
        sql(&server, statement);
        std::fs::copy(&catalog, &copy).unwrap();
        let (code, said) = check(&server);
        let found: Vec<&str> = said.lines().filter(|line| line.starts_with("wrong: ")).collect();
        assert!(code == 1 && found.len() == 1 && words.iter().all(|word| found[0].contains(word)), "{statement}: {said}");
        std::fs::write(&catalog, &whole).unwrap();
    }
}

#[test]
fn a_row_of_a_database_that_is_broken_is_found_too() {
    let postgres = Postgres::start();
    let server = Server::with(Options::default().on_postgres(&postgres));
    let (id, _) = grown(&server);
    let dashboard = server.client().post_json("/api/dashboards", &json!({ "dataset": id })).expect(201);
    server.client().post_json(&format!("/api/dashboards/{}/links", dashboard["id"].as_str().unwrap()), &json!({})).expect(201);
    for (statement, words) in [
        ("UPDATE links SET token_hash = '\\x0102'", &["link ", "its token's hash has 2 bytes"]),
        ("UPDATE links SET view = '[', token_hash = decode(repeat('00', 32), 'hex')", &["link ", "can't be read"]),
    ] {
        postgres.query(statement);
        finds(&server, words);
    }
}

#[test]
fn a_counter_that_is_ahead_of_what_it_was_read_from_is_found() {
    let server = Server::start();
    let (id, table) = grown(&server);
    let save = json!({ "name": "total", "sql": "SELECT count(*) AS n FROM grown", "refresh": "manual" });
    let job = server.client().post_json("/api/sql/save", &save).expect(202);
    assert_eq!(ended(&server.client(), job["id"].as_str().unwrap())["state"], "succeeded");
    assert_eq!(check(&server).0, 0);
    // As if the input were another one, with less behind it.
    std::fs::remove_file(log_entry(&table, 1)).unwrap();
    sql(&server, &format!("UPDATE datasets SET version = 0, row_count = 2 WHERE id = '{id}'"));
    let (code, said) = check(&server);
    assert!(code == 1 && said.contains(&format!("it has taken version 1 of dataset {id}, which ends with version 0")), "{said}");
}

#[test]
fn what_belongs_to_nothing_is_told_and_is_not_wrong() {
    let server = Server::start();
    let (id, table) = grown(&server);
    std::fs::write(table.join("rows-0000000009-00000-0123456789ab.parquet"), b"left").unwrap();
    let (code, said) = check(&server);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains(&format!("note: dataset {id}")) && said.contains("rows-0000000009"), "{said}");
}

#[test]
fn a_folder_without_a_catalog_is_not_checked_and_nothing_is_made_in_it() {
    let folder = tempfile::TempDir::new().unwrap();
    let data = folder.path().join("data");
    for _ in 0..2 {
        let output = run_with(&["check", "--data", data.to_str().unwrap()], &[]);
        assert_eq!(output.status.code(), Some(2));
        assert!(!String::from_utf8(output.stderr).unwrap().is_empty());
        assert!(!data.join("catalog.sqlite").exists() && !data.join("staging").exists());
        std::fs::create_dir_all(data.join("datasets")).unwrap();
    }
}

#[test]
fn a_backup_of_the_catalog_that_can_not_be_written_is_told() {
    let server = Server::start();
    let id = server.upload("a.csv", b"n\n1\n").id;
    let behind = |server: &Server| {
        let text = String::from_utf8(server.client().get("/metrics").body).unwrap();
        let line = text.lines().find_map(|line| line.strip_prefix("sightline_catalog_backup_behind ").map(str::to_owned));
        line.unwrap().parse::<u64>().unwrap()
    };
    assert_eq!((check(&server).0, behind(&server)), (0, 0));
    // Something lies where it is written.
    let scratch = server.data().join("staging/catalog.backup.sqlite");
    std::fs::create_dir(&scratch).unwrap();
    server.dashboard(&id);
    let (code, said) = check(&server);
    assert!(code == 1 && said.contains("wrong: the catalog's backup is older than the catalog (in dashboards)"), "{said}");
    assert_eq!(behind(&server), 1);
    std::fs::remove_dir(&scratch).unwrap();
    server.dashboard(&id);
    assert_eq!((check(&server).0, behind(&server)), (0, 0));
    std::fs::remove_file(server.data().join("catalog.backup.sqlite")).unwrap();
    let (code, said) = check(&server);
    assert!(code == 1 && said.contains("has no backup beside it"), "{said}");
}
