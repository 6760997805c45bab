//! Calls to the system that fail, or at which the server ends: any write to the disk may be the last one. `strace` does it, where that is allowed.

use std::os::unix::fs::MetadataExt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use serde_json::{Value, json};
use tests::damage::{log_entry, table};
use tests::http::{Client, Reply};
use tests::ipc;
use tests::server::{Options, Server};
use tests::strace::{Call, Traced, calls};

/// One thread for what doesn't wait, so that calls are counted together: `strace` counts those of each thread.
fn server() -> Server {
    Server::with(Options { environment: vec![("TOKIO_WORKER_THREADS".into(), "1".into())], ..Options::default() })
}

/// A server with the numbers from 0 to 2, in three versions.
fn grown() -> (Server, String) {
    let server = server();
    let id = server.upload("n.csv", b"n\n0\n").id;
    (1..3).for_each(|n| drop(append(&server.client(), &id, n).expect(200)));
    (server, id)
}

fn append(client: &Client, id: &str, n: u64) -> Reply {
    client.send("POST", &format!("/api/datasets/{id}/rows"), &[("content-type", "text/csv")], Some(format!("n\n{n}\n").as_bytes()))
}

fn rows(server: &Server, id: &str) -> Vec<u64> {
    let bytes = server.client().get(&format!("/api/datasets/{id}/arrow")).body;
    ipc::rows(&bytes).iter().map(|row| row["n"].as_u64().unwrap()).collect()
}

/// What was acknowledged is there; what was not, is there whole or not at all.
#[track_caller]
fn expect_rows(server: &Server, id: &str, asked: &[(u64, bool)]) {
    let found = rows(server, id);
    let wanted: Vec<u64> = [0, 1, 2].into_iter().chain(asked.iter().filter(|(n, told)| *told || found.contains(n)).map(|(n, _)| *n)).collect();
    assert_eq!(found, wanted, "{asked:?}");
}

#[test]
fn a_disk_that_fails_to_sync_fails_the_commit_and_nothing_that_was_acknowledged_is_lost() {
    let mut failed = 0;
    for when in 1.. {
        let (mut server, id) = grown();
        let Some(traced) = Traced::attach(&server, &["-e", &format!("inject=fsync,fdatasync:error=EIO:when={when}")]) else { return };
        let reply = append(&server.client(), &id, 3);
        if !traced.end().contains("(INJECTED)") {
            reply.expect(200);
            break;
        }
        let is_told = reply.status == 200;
        if !is_told {
            reply.expect_problem(507, "not_writable");
            failed += 1;
        }
        append(&server.client(), &id, 4).expect(200);
        expect_rows(&server, &id, &[(3, is_told), (4, true)]);
        server.kill9();
        server.restart();
        expect_rows(&server, &id, &[(3, is_told), (4, true)]);
        server.expect_whole();
    }
    assert!(failed > 2, "{failed}");
}

/// Appends with a disk that does not keep the log's entry, and gives the file that it is now.
fn unsynced() -> Option<(Server, String, u64)> {
    let (server, id) = grown();
    let entry = log_entry(&table(&server, &id).canonicalize().unwrap(), 3);
    let traced = Traced::attach(&server, &["-P", &entry.display().to_string(), "-e", "inject=fsync:error=EIO"])?;
    append(&server.client(), &id, 3).expect_problem(507, "not_writable");
    assert!(traced.end().contains("(INJECTED)"));
    let inode = entry.metadata().unwrap().ino();
    Some((server, id, inode))
}

fn inode(server: &Server, id: &str) -> u64 {
    log_entry(&table(server, id), 3).metadata().unwrap().ino()
}

#[test]
fn an_entry_that_the_disk_failed_to_keep_is_written_anew_before_another_builds_on_it() {
    let Some((server, id, failed)) = unsynced() else { return };
    append(&server.client(), &id, 4).expect(200);
    assert_ne!(inode(&server, &id), failed, "syncing again would prove nothing");
    expect_rows(&server, &id, &[(3, true), (4, true)]);
    let Some((mut server, id, failed)) = unsynced() else { return };
    server.kill9();
    server.restart();
    assert_ne!(inode(&server, &id), failed);
    expect_rows(&server, &id, &[(3, true)]);
    server.expect_whole();
}

/// The place in the calls of the first that is so.
#[track_caller]
fn at(calls: &[Call], from: usize, what: &str, wanted: impl Fn(&Call) -> bool) -> usize {
    let found = calls.iter().enumerate().skip(from).find(|(_, call)| call.succeeded && wanted(call));
    found.unwrap_or_else(|| panic!("{what} is not there after {from} of {calls:#?}")).0
}

fn is_sync(call: &Call, of: impl Fn(&Path) -> bool) -> bool {
    ["fsync", "fdatasync"].contains(&call.name.as_str()) && of(call.paths.last().unwrap())
}

#[test]
fn what_is_acknowledged_was_synced_file_by_file_and_folder_by_folder() {
    let server = server();
    let Some(traced) = Traced::attach(&server, &["-e", "trace=fsync,fdatasync,rename,renameat,renameat2,link,linkat"]) else { return };
    let id = server.upload("n.csv", b"n\n0\n").id;
    let calls = calls(&traced.end());
    let data = server.data().canonicalize().unwrap();
    let table = data.join("datasets").join(&id);
    let placed: Vec<usize> = (0..calls.len())
        .filter(|&at| calls[at].name.starts_with("rename") && calls[at].paths.last().is_some_and(|to| to.parent() == Some(&table)))
        .collect();
    assert!(placed.len() > 1, "{calls:#?}");
    for &place in &placed {
        let from = &calls[place].paths[calls[place].paths.len() - 2];
        assert!(at(&calls, 0, "the file's sync", |call| is_sync(call, |path| path == from)) < place);
    }
    let folder = at(&calls, *placed.last().unwrap(), "the folder's sync", |call| is_sync(call, |path| path == table));
    let entry = at(&calls, folder, "the log entry's", |call| is_sync(call, |path| path == log_entry(&table, 0)));
    let log = at(&calls, entry, "the log's", |call| is_sync(call, |path| path == table.join("_delta_log")));
    let tables = at(&calls, log, "that of the tables' folder", |call| is_sync(call, |path| path == data.join("datasets")));
    let row = at(&calls, tables, "the catalog's", |call| is_sync(call, |path| path == data.join("catalog.sqlite-wal")));
    at(&calls, row, "the catalog's copy", |call| is_sync(call, |path| path.ends_with("staging/catalog.backup.sqlite")));
}

/// Ends the server at the first, the second, … of such calls, in ever larger steps, until it asks for all of them; `found` looks at what a restart finds, given
/// whether it was acknowledged.
fn ended_at_each(calls: &str, ask: fn(&Client, &str) -> bool, found: fn(&Server, &str, bool)) {
    let mut when = 1;
    loop {
        let (mut server, id) = grown();
        let Some(traced) = Traced::attach(&server, &["-e", &format!("inject={calls}:signal=SIGKILL:when={when}")]) else { return };
        let client = server.client();
        let told = catch_unwind(AssertUnwindSafe(|| ask(&client, &id))).unwrap_or(false);
        let is_over = !traced.end().contains("killed by SIGKILL");
        server.kill9();
        server.restart();
        found(&server, &id, told);
        server.expect_whole();
        if is_over {
            assert!(told && when > 1);
            return;
        }
        when += 1 + when / 2;
    }
}

/// Calls that change what is on the disk.
const CHANGES: [&str; 4] = ["fsync,fdatasync", "rename,renameat,renameat2,link,linkat", "unlink,unlinkat", "pwrite64"];

#[test]
fn rows_are_there_whole_or_not_at_all_at_whatever_call_the_server_ends() {
    for calls in CHANGES {
        ended_at_each(calls, |client, id| append(client, id, 3).status == 200, |server, id, told| expect_rows(server, id, &[(3, told)]));
    }
}

fn dashboards(server: &Server) -> Vec<Value> {
    server.client().get("/api/dashboards").expect(200)["dashboards"].as_array().unwrap().clone()
}

#[test]
fn a_dashboard_is_saved_whole_or_not_at_all_at_whatever_call_the_server_ends() {
    for calls in ["fsync,fdatasync", "rename,renameat,renameat2,link,linkat", "pwrite64"] {
        ended_at_each(
            calls,
            |client, id| {
                let made = client.post_json("/api/dashboards", &json!({ "dataset": id })).expect(201);
                let path = format!("/api/dashboards/{}", made["id"].as_str().unwrap());
                client.put_json(&path, "*", &json!({ "title": "After", "tiles": [] })).status == 200
            },
            |server, _, told| {
                let found = dashboards(server);
                let is_after = |found: &Value| found["title"] == "After" && found["tiles"] == json!([]) && found["version"] == 2;
                let is_before = |found: &Value| found["title"] == "n" && !found["tiles"].as_array().unwrap().is_empty() && found["version"] == 1;
                assert!(found.len() <= 1 && found.iter().all(|found| is_after(found) || (!told && is_before(found))), "{told} {found:?}");
                assert!(!told || found.len() == 1);
            },
        );
    }
}
