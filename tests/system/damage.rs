//! What is damaged on the disk while nobody looks: whoever reads it is told so, and nothing else is hurt.

use std::path::{Path, PathBuf};

use serde_json::json;
use tests::damage::{data_file, flip, log_entry, table};
use tests::http::{Client, Reply};
use tests::ipc;
use tests::jobs::ended;
use tests::raw::Raw;
use tests::server::{Server, run_with};

const CSV: &[(&str, &str)] = &[("content-type", "text/csv")];
const ROWS: u64 = 5_000;

/// Numbers that pack badly, so that a flipped bit among them is a number too.
fn noise(from: u64) -> String {
    let number = |n: u64| (n + from).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 11;
    (0..ROWS).fold("n\n".to_owned(), |csv, n| csv + &number(n).to_string() + "\n")
}

/// A server with the datasets `whole` and `noise`, and the data file of the latter, whose bits nobody has looked at since the start.
fn started() -> (Server, String, PathBuf) {
    let mut server = Server::start();
    server.upload("whole.csv", b"n\n1\n");
    let id = server.upload("noise.csv", noise(0).as_bytes()).id;
    server.restart();
    let file = data_file(&table(&server, &id), "part-");
    (server, id, file)
}

fn sql(client: &Client, statement: &str) -> Reply {
    client.post_json("/api/sql", &json!({ "sql": statement }))
}

fn append(client: &Client, id: &str, csv: &str) -> Reply {
    client.send("POST", &format!("/api/datasets/{id}/rows"), CSV, Some(csv.as_bytes()))
}

/// Asks for a dataset's rows in every way in which there is an answer.
fn readings(client: &Client, id: &str) -> Vec<Reply> {
    let get = |path: &str| client.get(&format!("/api/datasets/{id}/{path}"));
    let mut replies: Vec<Reply> =
        ["arrow", "arrow?part=1/2&form=codes", "head", "export?format=csv", "export?format=parquet", "export?format=xlsx"].map(get).into();
    replies.push(get("profile/full"));
    let mean = json!({ "group_by": [], "measures": [{ "op": "mean", "column": "n" }] });
    replies.push(client.post_json(&format!("/api/datasets/{id}/aggregate"), &mean));
    replies.push(sql(client, "SELECT sum(n % 7) FROM noise"));
    replies
}

#[track_caller]
fn others_are_served(server: &Server) {
    assert_eq!(server.dataset_names(), ["noise", "whole"]);
    assert_eq!(sql(&server.client(), "SELECT n FROM whole, (SELECT 'noise' AS other)").expect(200)["rows"], json!([[1]]));
    server.expect_well();
}

#[test]
fn a_flipped_bit_is_told_to_whoever_reads_it_and_rows_that_come_back_are_read() {
    for at in [|_| 40, |length| length / 2, |length| length - 40] {
        let (server, id, file) = started();
        flip(&file, at);
        for reply in readings(&server.client(), &id) {
            let problem = reply.expect_problem(500, "storage_damaged");
            assert_eq!(problem["params"]["dataset"], id, "{reply}");
            assert!(problem["params"]["file"].as_str().unwrap().starts_with("part-"), "{reply}");
        }
        others_are_served(&server);
        flip(&file, at);
        readings(&server.client(), &id).iter().for_each(|reply| assert_eq!(reply.status, 200, "{reply}"));
    }
}

#[test]
fn a_file_that_is_cut_off_emptied_or_gone_is_told_to_whoever_reads_it() {
    let harms: [fn(&Path); 3] = [
        |file| std::fs::write(file, &std::fs::read(file).unwrap()[..4_000]).unwrap(),
        |file| std::fs::write(file, "").unwrap(),
        |file| std::fs::remove_file(file).unwrap(),
    ];
    for harm in harms {
        let (server, id, file) = started();
        harm(&file);
        for reply in readings(&server.client(), &id) {
            assert_eq!(reply.expect_problem(500, "storage_damaged")["params"]["dataset"], id, "{reply}");
        }
        others_are_served(&server);
    }
}

#[test]
fn a_file_that_is_damaged_after_it_was_read_is_looked_at_again() {
    let (server, id, file) = started();
    let path = format!("/api/datasets/{id}/arrow");
    assert_eq!(ipc::rows(&server.client().get(&path).body).len() as u64, ROWS);
    flip(&file, |length| length / 2);
    server.client().get(&path).expect_problem(500, "storage_damaged");
}

#[test]
fn a_dataset_whose_rows_are_damaged_is_whole_again_once_its_file_is_imported_again() {
    let (server, id, file) = started();
    flip(&file, |length| length / 2);
    server.client().post_json(&format!("/api/datasets/{id}/import"), &json!({})).expect(200);
    assert_eq!(ipc::rows(&server.client().get(&format!("/api/datasets/{id}/arrow")).body).len() as u64, ROWS);
}

#[test]
fn a_stream_that_has_begun_breaks_off_where_the_damage_is() {
    let (server, id, _) = started();
    append(&server.client(), &id, &noise(ROWS)).expect(200);
    flip(&data_file(&table(&server, &id), "rows-"), |length| length / 2);
    let is_whole = |part: &str| {
        let asked = format!("GET /api/datasets/{id}/arrow?part={part}");
        Raw::connect(server.address()).head(&asked, &[("Host", server.address())]).bytes().ends_with(b"\r\n0\r\n\r\n")
    };
    assert!(is_whole("0/2") && !is_whole("0/1"));
    server.client().get(&format!("/api/datasets/{id}/export?format=csv")).expect_problem(500, "storage_damaged");
    others_are_served(&server);
}

#[test]
fn damage_is_not_merged_into_files_that_look_whole() {
    let (mut server, id, file) = started();
    append(&server.client(), &id, &noise(ROWS)).expect(200);
    server.restart();
    flip(&file, |length| length / 2);
    let job = server.client().post(&format!("/api/datasets/{id}/compact"), b"").expect(202);
    let job = ended(&server.client(), job["id"].as_str().unwrap());
    assert_eq!((&job["state"], &job["problem"]["code"]), (&json!("failed"), &json!("storage_damaged")), "{job}");
    flip(&file, |length| length / 2);
    assert_eq!(ipc::rows(&server.client().get(&format!("/api/datasets/{id}/arrow")).body).len() as u64, 2 * ROWS);
}

#[test]
fn checksums_outlive_a_restore() {
    let (mut server, id, file) = started();
    server.client().post_json(&format!("/api/datasets/{id}/import"), &json!({})).expect(200);
    server.client().post_json(&format!("/api/datasets/{id}/restore"), &json!({ "version": 0 })).expect(200);
    server.restart();
    flip(&file, |length| length / 2);
    server.client().get(&format!("/api/datasets/{id}/arrow")).expect_problem(500, "storage_damaged");
}

#[test]
fn checksums_outlive_checkpoints_of_the_log() {
    let (mut server, id, _) = started();
    (0..100).for_each(|n| drop(append(&server.client(), &id, &format!("n\n{n}\n")).expect(200)));
    let folder = table(&server, &id);
    let checkpoints =
        server.files().into_iter().filter_map(|(path, _)| path.rsplit('/').next()?.strip_suffix(".checkpoint.parquet")?.parse::<u64>().ok());
    let version = checkpoints.max().unwrap();
    server.restart();
    let read = || server.client().get(&format!("/api/datasets/{id}/arrow?version={version}"));
    assert_eq!(read().status, 200);
    // Which files the version has is not our business.
    std::fs::read_dir(folder)
        .unwrap()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_file())
        .for_each(|path| flip(&path, |length| length / 2));
    read().expect_problem(500, "storage_damaged");
}

#[test]
fn a_log_that_is_damaged_or_lacks_an_entry_is_told_for_its_dataset_alone() {
    let garbage: fn(PathBuf) = |entry| std::fs::write(entry, "{\"add\": {\"path\": 7").unwrap();
    let gone: fn(PathBuf) = |entry| std::fs::remove_file(entry).unwrap();
    let empty: fn(PathBuf) = |entry| std::fs::write(entry, "").unwrap();
    for (harm, version) in [(garbage, 0), (garbage, 1), (garbage, 2), (gone, 0), (gone, 1), (gone, 2), (empty, 0)] {
        let (mut server, id, _) = started();
        (0..2).for_each(|n| drop(append(&server.client(), &id, &noise(n)).expect(200)));
        harm(log_entry(&table(&server, &id), version));
        server.restart();
        for reply in readings(&server.client(), &id) {
            assert_eq!(reply.expect_problem(500, "storage_damaged")["params"], json!({ "dataset": id, "file": "_delta_log" }), "{version}");
        }
        append(&server.client(), &id, "n\n1\n").expect_problem(500, "storage_damaged");
        others_are_served(&server);
    }
}

#[test]
fn an_export_by_the_command_refuses_damage_too() {
    let (server, id, file) = started();
    flip(&file, |length| length / 2);
    let output = run_with(&["export", &id, "--format", "csv"], &server.settings());
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && output.stdout.is_empty() && said.contains("damaged"), "{said}");
}
