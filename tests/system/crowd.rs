//! Many at once: files that wait for their turn, and people who look at dashboards meanwhile.

use std::collections::BTreeMap;
use std::fs::remove_file;
use std::io::{Cursor, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{JoinHandle, scope, spawn};

use tempfile::TempDir;
use tests::flights;
use tests::http::Client;
use tests::process::{children, held_bytes};
use tests::server::{FAULT, Options, Server, until};

const UPLOADS: usize = 20;
/// A file of so many rows, of 8 MB, and what the server may hold of it.
const ROWS: usize = 2_000;
const HELD_BYTES: u64 = 4 << 20;

/// A server whose readers wait at that point until somebody takes the file away.
fn held_at(point: &str, file: &Path) -> Vec<(String, String)> {
    vec![(FAULT.to_owned(), format!("{point}@{}", file.display()))]
}

/// Lets those go on who wait.
fn release(file: &Path) -> bool {
    remove_file(file).is_ok()
}

#[test]
fn of_twenty_files_at_once_those_that_wait_say_so_and_all_are_stored() {
    let folder = TempDir::new().unwrap();
    let hold = folder.path().join("hold");
    let server = Server::with(Options { environment: held_at("parse.begun", &hold), ..Options::default() });
    let csv: String = (0..ROWS).map(|at| format!("{at},{}\n", "text".repeat(1_000))).collect();
    let csv = Arc::new(format!("n,t\n{csv}"));
    let id = |at: usize| format!("0b8e9a6e-58a4-4b6e-9d4f-0d1c7c1f2a{at:02}");
    let phases = || {
        let phase = |at: usize| server.client().get(&format!("/api/imports/{}", id(at)));
        (0..UPLOADS).map(phase).filter(|reply| reply.status == 200).fold(BTreeMap::new(), |mut counts: BTreeMap<String, usize>, reply| {
            *counts.entry(reply.json()["phase"].as_str().unwrap().to_owned()).or_default() += 1;
            counts
        })
    };
    let before = held_bytes(server.pid());
    let readers = std::thread::available_parallelism().unwrap().get();
    let send = |at: usize| {
        let (client, path, csv) = (server.client(), format!("/api/datasets?file_name={at}.csv&import={}", id(at)), Arc::clone(&csv));
        spawn(move || client.post(&path, csv.as_bytes()))
    };
    let uploads: Vec<JoinHandle<_>> = (0..UPLOADS).map(send).collect();
    until("all but the first wait for their turn", || phases().get("waiting") == Some(&(UPLOADS - readers.min(UPLOADS))));
    let grown = held_bytes(server.pid()).saturating_sub(before);
    assert!(grown < HELD_BYTES * UPLOADS as u64, "the server grew by {grown} bytes for {UPLOADS} files of {}", csv.len());
    until("all are stored", || {
        assert!(children(server.pid()).len() <= readers);
        release(&hold);
        uploads.iter().all(JoinHandle::is_finished)
    });
    for upload in uploads {
        assert_eq!(upload.join().unwrap().expect(201)["rows"], ROWS);
    }
    assert_eq!(server.dataset_names().len(), UPLOADS);
}

const VIEWERS: usize = 10;

/// Bytes that stop halfway until they are told to go on.
struct Halting {
    rest: Cursor<Vec<u8>>,
    half: u64,
    is_there: Sender<()>,
    go_on: Receiver<()>,
}

impl Read for Halting {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.rest.position() >= self.half && self.half > 0 {
            self.half = 0;
            self.is_there.send(()).unwrap();
            self.go_on.recv().unwrap();
        }
        self.rest.read(buffer)
    }
}

/// Everything that the page of a dashboard asks for.
fn view(client: &Client, dashboard: &str, dataset: &str, bytes: usize) {
    assert_eq!(client.get(&format!("/api/dashboards/{dashboard}")).expect(200)["id"], dashboard);
    assert_eq!(client.get(&format!("/api/datasets/{dataset}/profile")).expect(200)["rows"], 20_000);
    assert_eq!(client.get(&format!("/api/datasets/{dataset}/arrow")).body.len(), bytes);
}

#[test]
fn dashboards_are_served_while_a_large_file_arrives_and_while_it_is_read() {
    let folder = TempDir::new().unwrap();
    let hold = folder.path().join("hold");
    let mut server = Server::start();
    let dataset = server.upload("flights.csv", &flights::csv(&flights::first(20_000))).id;
    let dashboards: Vec<String> = (0..VIEWERS).map(|_| server.dashboard(&dataset)["id"].as_str().unwrap().to_owned()).collect();
    let bytes = server.client().get(&format!("/api/datasets/{dataset}/arrow")).body.len();
    held_at("parse.files-written", &hold).into_iter().for_each(|(variable, value)| server.set(&variable, Some(&value)));
    server.restart();
    let all_view = || {
        scope(|scope| {
            dashboards.iter().for_each(|dashboard| drop(scope.spawn(|| view(&server.client(), dashboard, &dataset, bytes))));
        });
    };
    let csv = "1234567,some text that repeats,2013-01-01\n".repeat(1_000_000).into_bytes();
    let (is_there, half) = channel();
    let (go_on, told) = channel();
    let body = Halting { half: csv.len() as u64 / 2, rest: Cursor::new(csv), is_there, go_on: told };
    let client = server.client();
    let upload = spawn(move || client.post_chunked("/api/datasets?file_name=large.txt&name=large", body).unwrap());
    half.recv().unwrap();
    all_view();
    go_on.send(()).unwrap();
    until("the file is being read", || !children(server.pid()).is_empty());
    all_view();
    assert!(!upload.is_finished(), "nobody let it end");
    until("its rows are written", || release(&hold));
    assert_eq!(upload.join().unwrap().expect(201)["rows"], 1_000_000);
}
