//! `kill -9` while a file is being stored, and what a restart finds.

use std::path::Path;

use tests::flights;
use tests::http::Client;
use tests::raw::Raw;
use tests::server::{Server, until};

const IMPORT: &str = "5f0c8a52-6f0e-4d5c-9f43-6f2f7f7a1b10";
const ROWS: usize = 40_000;

/// A server with one finished dataset.
fn with_one_kept() -> Server {
    let server = Server::start();
    server.upload("kept.csv", b"a,b\n1,x\n2,y\n");
    server
}

/// Uploads in the background; whether it was acknowledged.
fn upload(server: &Server) -> std::thread::JoinHandle<bool> {
    let bytes = flights::csv(&flights::first(ROWS));
    let (address, length) = (server.address().to_owned(), bytes.len().to_string());
    std::thread::spawn(move || {
        let headers = [("Host", address.as_str()), ("Content-Length", length.as_str())];
        let mut upload = Raw::connect(&address).head(&format!("POST /api/datasets?file_name=new.csv&import={IMPORT}"), &headers);
        upload.send(&bytes);
        std::panic::catch_unwind(move || upload.reply().status == 201).unwrap_or(false)
    })
}

fn phase(client: &Client) -> Option<String> {
    let reply = client.get(&format!("/api/imports/{IMPORT}"));
    (reply.status == 200).then(|| reply.json()["phase"].as_str().unwrap().to_owned())
}

/// After a restart: the finished dataset is intact, the other one whole or absent, and no file belongs to neither.
#[track_caller]
fn expect_intact(server: &mut Server, acknowledged: bool) {
    server.restart();
    let names = server.dataset_names();
    assert!(names.contains(&"kept".to_owned()), "{names:?}");
    assert!(!acknowledged || names.contains(&"new".to_owned()), "an acknowledged dataset is lost: {names:?}");
    let list = server.client().get("/api/datasets").expect(200);
    for dataset in list["datasets"].as_array().unwrap() {
        assert_eq!(dataset["rows"], if dataset["name"] == "kept" { 2 } else { ROWS });
        assert_eq!(rows(server, dataset["id"].as_str().unwrap()), dataset["rows"]);
    }
    for dataset in list["datasets"].as_array().unwrap() {
        assert_eq!(server.client().delete(&format!("/api/datasets/{}?purge=true", dataset["id"].as_str().unwrap())).status, 204);
    }
    let left: Vec<_> = server.files().into_iter().filter(|(path, _)| !is_servers_own(path)).collect();
    assert!(left.is_empty(), "{left:?}");
    until("no reader of files is left", || readers(&server.data()) == 0);
    server.expect_well();
}

fn rows(server: &Server, id: &str) -> usize {
    let bytes = server.client().get(&format!("/api/datasets/{id}/arrow")).body;
    arrow_ipc::reader::StreamReader::try_new(bytes.as_slice(), None).unwrap().map(|batch| batch.unwrap().num_rows()).sum()
}

/// The catalog with its journal, and the lock.
fn is_servers_own(path: &str) -> bool {
    let name = Path::new(path).file_name().unwrap().to_string_lossy();
    name.contains(".sqlite") || name == "lock"
}

/// Processes, but for the server, whose arguments name the data folder.
fn readers(data: &Path) -> usize {
    let processes = std::fs::read_dir("/proc").unwrap().flatten().map(|entry| entry.path());
    let holds = |process: &Path| {
        let files = std::fs::read_dir(process.join("fd")).into_iter().flatten().flatten();
        files.filter_map(|file| std::fs::read_link(file.path()).ok()).any(|file| file.starts_with(data))
    };
    let serves = |process: &Path| std::fs::read(process.join("cmdline")).is_ok_and(|command| String::from_utf8_lossy(&command).contains("serve"));
    processes.filter(|process| holds(process) && !serves(process)).count()
}

#[track_caller]
fn killed_when(what: &str, mut now: impl FnMut(&Server) -> bool) {
    let mut server = with_one_kept();
    let uploading = upload(&server);
    until(what, || now(&server) || uploading.is_finished());
    server.kill9();
    let acknowledged = uploading.join().unwrap();
    expect_intact(&mut server, acknowledged);
}

#[test]
fn nothing_is_half_there_after_a_cut_while_bytes_arrive() {
    let mut server = with_one_kept();
    let headers = [("Host", server.address()), ("Content-Length", "9000000")];
    let before = server.files().len();
    let mut upload = Raw::connect(server.address()).head("POST /api/datasets?file_name=new.csv", &headers);
    assert!(upload.send(b"a,b\n1,2\n"));
    until("bytes have arrived", || server.files().len() > before);
    server.kill9();
    expect_intact(&mut server, false);
}

#[test]
fn nothing_is_half_there_after_a_cut_in_any_phase() {
    for wanted in ["inferring", "reading", "storing"] {
        killed_when(wanted, |server| phase(&server.client()).as_deref() == Some(wanted));
    }
}

#[test]
fn nothing_is_half_there_after_a_cut_when_the_first_table_file_shows() {
    killed_when("a second Parquet file", |server| server.files().iter().filter(|(path, _)| path.ends_with(".parquet")).count() > 1);
}

#[test]
fn nothing_is_half_there_after_a_cut_when_the_commit_shows() {
    let commits = |server: &Server| server.files().iter().filter(|(path, _)| path.contains("_delta_log")).count();
    killed_when("a second commit", |server| commits(server) > 1);
}

#[test]
fn what_was_acknowledged_survives_a_cut_right_after() {
    let mut server = with_one_kept();
    assert!(upload(&server).join().unwrap());
    server.kill9();
    expect_intact(&mut server, true);
}
