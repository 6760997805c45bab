//! Symbolic links that somebody has planted in the data folder: none is followed, whoever asks.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use serde_json::json;
use tempfile::TempDir;
use tests::damage::{data_file, log_entry, table};
use tests::http::Reply;
use tests::jobs::ended;
use tests::server::{Server, run_with};
use tests::tus;

/// Moves something to a folder outside, and plants a link to it in its place.
fn plant(of: &Path, outside: &Path) -> PathBuf {
    let target = outside.join(of.file_name().unwrap());
    let moved = std::process::Command::new("mv").arg(of).arg(&target).status().unwrap();
    assert!(moved.success());
    symlink(&target, of).unwrap();
    target
}

/// Names, contents and times of all that is outside.
fn all(outside: &Path) -> Vec<(String, Vec<u8>)> {
    let files = tests::process::files_below(outside).into_iter();
    files.map(|(path, _)| (path.clone(), fs::read(path).unwrap())).collect()
}

fn append(server: &Server, id: &str) -> Reply {
    server.client().send("POST", &format!("/api/datasets/{id}/rows"), &[("content-type", "text/csv")], Some(b"n\n7\n"))
}

/// A way to the place in a dataset's table where a link is planted.
type Place = fn(&Path) -> PathBuf;

#[test]
fn a_link_in_the_place_of_a_table_or_of_something_in_it_is_read_written_and_checked_by_nobody() {
    let places: [(Place, bool); 4] = [
        (Path::to_path_buf, true),
        (|table| table.join("_delta_log"), true),
        (|table| log_entry(table, 1), true),
        (|table| data_file(table, "part-"), false),
    ];
    for (number, (place, is_log)) in places.into_iter().enumerate() {
        let (mut server, outside) = (Server::start(), TempDir::new().unwrap());
        let [id, whole] = ["n.csv", "whole.csv"].map(|name| server.upload(name, b"n\n1\n2\n").id);
        append(&server, &id).expect(200);
        plant(&place(&table(&server, &id)), outside.path());
        let before = all(outside.path());
        for restarted in [false, true] {
            if restarted {
                server.restart();
            }
            let paths = ["arrow", "export?format=csv", "head"];
            let replies = paths.map(|path| server.client().get(&format!("/api/datasets/{id}/{path}")));
            let replies = replies.iter().filter(|_| restarted || !is_log || number == 0);
            replies.for_each(|reply| drop(reply.expect_problem(500, "storage_damaged")));
            if is_log {
                append(&server, &id).expect_problem(500, "storage_damaged");
            }
            let merge = server.client().post(&format!("/api/datasets/{id}/compact"), b"").expect(202);
            if restarted {
                assert_eq!(ended(&server.client(), merge["id"].as_str().unwrap())["problem"]["code"], "storage_damaged", "{number}");
            }
            assert_eq!(server.client().get(&format!("/api/datasets/{whole}/arrow")).status, 200);
        }
        let checked = run_with(&["check"], &server.settings());
        let said = String::from_utf8(checked.stdout).unwrap();
        assert!(checked.status.code() == Some(1) && said.contains(&format!("wrong: dataset {id}")), "{number}: {said}");
        assert_eq!(server.client().delete(&format!("/api/datasets/{id}?purge=true")).status, 204);
        assert!(!table(&server, &id).exists() && all(outside.path()) == before, "{number}: what lies outside was touched");
        server.expect_well();
    }
}

#[test]
fn links_that_belong_to_nothing_are_no_tables_and_are_taken_away_without_what_they_lead_to() {
    let (mut server, outside) = (Server::start(), TempDir::new().unwrap());
    let id = server.upload("n.csv", b"n\n1\n").id;
    fs::create_dir(outside.path().join("folder")).unwrap();
    fs::write(outside.path().join("folder/file"), b"precious").unwrap();
    let planted = ["datasets/0b8e9a6e-58a4-4b6e-9d4f-0d1c7c1f2a33", "staging/left", "models/0b8e9a6e-58a4-4b6e-9d4f-0d1c7c1f2a33"]
        .map(|name| server.data().join(name));
    planted.iter().for_each(|place| symlink(outside.path().join("folder"), place).unwrap());
    let within = table(&server, &id).join("more");
    symlink(outside.path().join("folder"), &within).unwrap();
    // Of others, and no names of ours.
    fs::create_dir(server.data().join("datasets/notes")).unwrap();
    let said = String::from_utf8(run_with(&["check"], &server.settings()).stdout).unwrap();
    assert!(!said.contains("wrong: ") && !said.contains("precious") && !said.contains("more/file"), "{said}");
    server.restart();
    assert!(planted.iter().all(|place| !place.is_symlink()) && server.data().join("datasets/notes").exists());
    assert_eq!(server.client().delete(&format!("/api/datasets/{id}?purge=true")).status, 204);
    assert_eq!(all(outside.path()).iter().map(|(_, bytes)| bytes.as_slice()).collect::<Vec<_>>(), [b"precious"]);
}

#[test]
fn the_file_that_rows_were_read_from_is_no_link() {
    let (server, outside) = (Server::start(), TempDir::new().unwrap());
    let id = server.upload("n.csv", b"n\n1\n2\n").id;
    plant(&table(&server, &id).join("_original.zst"), outside.path());
    server.client().post_json(&format!("/api/datasets/{id}/import"), &json!({})).expect_problem(500, "storage_damaged");
    assert_eq!(server.client().get(&format!("/api/datasets/{id}/arrow")).status, 200);
}

#[test]
fn an_upload_that_lies_elsewhere_is_neither_gone_on_with_nor_read_nor_thrown_away() {
    for name in ["", "bytes", "offset", "about.json"] {
        let (mut server, outside) = (Server::start(), TempDir::new().unwrap());
        let path = tus::begin(&server.client(), "n.csv", 8);
        assert_eq!(tus::send(&server.client(), &path, 0, b"n\n1\n", &[]).status, 204);
        let upload = server.data().join("uploads").join(tus::id(&path));
        plant(&if name.is_empty() { upload.clone() } else { upload.join(name) }, outside.path());
        let before = all(outside.path());
        assert!(tus::send(&server.client(), &path, 4, b"2\n3\n", &[]).status >= 400, "{name}");
        assert!(server.client().post(&format!("/api/datasets?upload={}", tus::id(&path)), b"").status >= 400, "{name}");
        assert!(server.client().send("DELETE", &path, &[tus::VERSION], None).status >= 400, "{name}");
        server.set("SIGHTLINE_UPLOAD_EXPIRY_SECS", Some("1"));
        server.restart();
        server.expect_well();
        assert!(all(outside.path()) == before, "{name}: what lies outside was touched");
    }
}
