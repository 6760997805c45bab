//! A disk that fills up: a small file system in memory, where we may mount one.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;
use tempfile::TempDir;
use tests::http::Reply;
use tests::jobs::ended;
use tests::process::is_root;
use tests::raw::ask;
use tests::server::{Options, Server, run_with, until};
use tests::tus;

struct SmallDisk(TempDir);

impl SmallDisk {
    /// Nothing, said aloud, where mounting is not allowed.
    fn mount(megabytes: u32) -> Option<SmallDisk> {
        let folder = TempDir::new().unwrap();
        let size = format!("size={megabytes}m");
        let mounted =
            is_root() && Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(folder.path()).status().is_ok_and(|s| s.success());
        if !mounted {
            eprintln!("skipped: only root can mount the small disk that this test fills");
        }
        mounted.then_some(SmallDisk(folder))
    }

    fn data(&self) -> PathBuf {
        self.0.path().join("data")
    }

    /// A server on it with a dataset of a few megabytes.
    fn server(&self) -> (Server, String) {
        let server = Server::with(Options { data: Some(self.data()), ..Options::default() });
        let id = server.upload("kept.csv", &noise(PART)).id;
        (server, id)
    }

    /// Takes its room until no more than a megabyte is left; gives it back when dropped.
    fn fill(&self) -> Ballast {
        self.fill_but(1 << 20)
    }

    fn fill_but(&self, left_bytes: u64) -> Ballast {
        let ballast = Ballast(self.0.path().join("ballast"));
        let mut file = File::create(&ballast.0).unwrap();
        let mut bytes = 0;
        while let Ok(written) = file.write(&[0; 1 << 16]) {
            bytes += written as u64;
        }
        file.set_len(bytes - left_bytes).unwrap();
        ballast
    }
}

struct Ballast(PathBuf);

impl Drop for Ballast {
    fn drop(&mut self) {
        std::fs::remove_file(&self.0).unwrap();
    }
}

/// Bytes of a file whose rows are a small file of a table, and more than a full disk takes.
const PART: usize = 4_000_000;

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0.path()).status();
    }
}

/// A CSV that packs badly.
fn noise(bytes: usize) -> Vec<u8> {
    let mut csv = b"id,text\n".to_vec();
    let mut state = 88_172_645_463_325_252_u64;
    while csv.len() < bytes {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        csv.extend_from_slice(format!("{},k{state:016x}{:016x}\n", csv.len(), state.rotate_left(21).wrapping_mul(0x9e37_79b9_7f4a_7c15)).as_bytes());
    }
    csv
}

#[track_caller]
fn refused_then_well(bytes: &[u8]) {
    let Some(disk) = SmallDisk::mount(24) else { return };
    let server = Server::with(Options { data: Some(disk.data()), ..Options::default() });
    let kept = server.upload("kept.csv", b"a,b\n1,2\n");
    let before = server.files();
    post(&server, bytes).expect_problem(507, "no_space");
    until("what was half written is gone", || paths(&server.data()) == before.iter().map(|(path, _)| path.clone()).collect::<Vec<_>>());
    assert_eq!(server.dataset_names(), ["kept"]);
    assert_eq!(server.client().get(&format!("/api/datasets/{}/arrow", kept.id)).status, 200);
    server.expect_well();
    drop(server);
}

fn post(server: &Server, bytes: &[u8]) -> Reply {
    send(server, "POST /api/datasets?file_name=noise.csv", &[], bytes)
}

fn append(server: &Server, id: &str) -> Reply {
    send(server, &format!("POST /api/datasets/{id}/rows"), &[("Content-Type", "text/csv")], &noise(PART))
}

/// The server may answer before it has all of it, so the body's end may find nobody listening.
fn send(server: &Server, line: &str, more: &[(&str, &str)], bytes: &[u8]) -> Reply {
    ask(server.address(), line, more, bytes)
}

fn rows(server: &Server, id: &str) -> u64 {
    server.client().get(&format!("/api/datasets/{id}")).expect(200)["rows"].as_u64().unwrap()
}

#[track_caller]
fn expect_whole(server: &Server) {
    let checked = run_with(&["check"], &server.settings());
    assert_eq!((checked.status.code(), String::from_utf8_lossy(&checked.stdout).lines().count()), (Some(0), 1), "{checked:?}");
    server.expect_well();
}

fn paths(folder: &Path) -> Vec<String> {
    tests::process::files_below(folder).into_iter().map(|(path, _)| path).collect()
}

#[test]
fn a_file_that_does_not_fit_on_the_disk_leaves_nothing_and_the_next_one_is_taken() {
    refused_then_well(&noise(40_000_000));
}

#[test]
fn a_file_that_fits_but_whose_table_does_not_leaves_nothing() {
    refused_then_well(&noise(18_000_000));
}

#[test]
fn a_workbook_that_does_not_fit_on_the_disk_is_told_and_leaves_nothing() {
    let Some(disk) = SmallDisk::mount(24) else { return };
    let server = Server::with(Options { data: Some(disk.data()), ..Options::default() });
    let id = server.upload("kept.csv", &noise(7_000_000)).id;
    let before = paths(&server.data());
    let exported = |format: &str| server.client().get(&format!("/api/datasets/{id}/export?format={format}"));
    exported("xlsx").expect_problem(507, "no_space");
    assert_eq!(paths(&server.data()), before);
    assert_eq!(exported("csv").status, 200);
    server.expect_well();
}

#[test]
fn rows_that_do_not_fit_on_the_disk_are_not_appended_and_are_once_there_is_room() {
    let Some(disk) = SmallDisk::mount(32) else { return };
    let (server, id) = disk.server();
    let before = rows(&server, &id);
    let ballast = disk.fill();
    append(&server, &id).expect_problem(507, "no_space");
    assert_eq!(rows(&server, &id), before);
    drop(ballast);
    append(&server, &id).expect(200);
    assert_eq!(rows(&server, &id), 2 * before);
    expect_whole(&server);
}

#[test]
fn a_part_that_does_not_fit_on_the_disk_is_told_and_the_upload_goes_on_once_there_is_room() {
    let Some(disk) = SmallDisk::mount(32) else { return };
    let (server, id) = disk.server();
    let (client, bytes) = (server.client(), noise(PART));
    let path = tus::begin(&client, "part.csv", bytes.len());
    let ballast = disk.fill();
    let part = [tus::VERSION, tus::PART, ("Upload-Offset", "0")];
    send(&server, &format!("PATCH {path}"), &part, &bytes).expect_problem(507, "no_space");
    drop(ballast);
    let at = tus::offset(&client, &path);
    assert_eq!(tus::send(&client, &path, at, &bytes[at..], &[]).status, 204);
    let made = client.post(&format!("/api/datasets?upload={}", tus::id(&path)), b"").expect(201);
    assert_eq!(made["rows"], rows(&server, &id));
    expect_whole(&server);
}

#[test]
fn files_whose_merger_does_not_fit_on_the_disk_stay_as_they_are_and_are_merged_once_there_is_room() {
    let Some(disk) = SmallDisk::mount(32) else { return };
    let (server, id) = disk.server();
    append(&server, &id).expect(200);
    let before = rows(&server, &id);
    let compacted = || {
        let job = server.client().post(&format!("/api/datasets/{id}/compact"), b"").expect(202);
        ended(&server.client(), job["id"].as_str().unwrap())
    };
    let ballast = disk.fill();
    let job = compacted();
    assert_eq!((&job["state"], &job["problem"]["code"]), (&json!("failed"), &json!("no_space")), "{job}");
    assert_eq!(server.client().get(&format!("/api/datasets/{id}/arrow")).status, 200);
    drop(ballast);
    assert_eq!(compacted()["state"], "succeeded");
    assert_eq!(rows(&server, &id), before);
    expect_whole(&server);
}

#[test]
fn a_query_whose_sorted_rows_do_not_fit_on_the_disk_is_told_and_the_next_one_is_answered() {
    let Some(disk) = SmallDisk::mount(48) else { return };
    let environment = vec![("SIGHTLINE_MEMORY_BYTES".to_owned(), (256 << 20).to_string())];
    let server = Server::with(Options { data: Some(disk.data()), environment, ..Options::default() });
    server.upload("kept.csv", &noise(PART));
    let ask = |sql: &str| server.client().post_json("/api/sql", &json!({ "sql": sql }));
    let before = paths(&server.data());
    let twenty = (0..20).map(|n| format!("('{n}')")).collect::<Vec<_>>().join(", ");
    let texts = format!("SELECT kept.text || more.column1 AS t FROM kept CROSS JOIN (VALUES {twenty}) more");
    let sorted = format!("SELECT max(place) FROM (SELECT row_number() OVER (ORDER BY t) AS place FROM ({texts}))");
    ask(&sorted).expect_problem(507, "no_space");
    until("what was put aside is gone", || paths(&server.data()) == before);
    assert_eq!(ask("SELECT count(*) > 0 FROM kept").expect(200)["rows"], json!([[true]]));
    expect_whole(&server);
}

#[test]
fn a_dashboard_that_does_not_fit_on_the_disk_is_not_saved_and_is_once_there_is_room() {
    let Some(disk) = SmallDisk::mount(32) else { return };
    let (server, id) = disk.server();
    let client = server.client();
    let before = server.dashboard(&id);
    let path = format!("/api/dashboards/{}", before["id"].as_str().unwrap());
    let save = || client.put_json(&path, "*", &json!({ "title": "t".repeat(1_000), "tiles": before["tiles"] }));
    let ballast = disk.fill_but(0);
    // As long as the catalog's journal has room of its own, it is taken.
    let mut version = 1;
    let refused = loop {
        let reply = save();
        match reply.status {
            200 => version += 1,
            _ => break reply,
        }
    };
    refused.expect_problem(507, "no_space");
    assert_eq!(client.get(&path).expect(200)["version"], version);
    drop(ballast);
    assert_eq!(save().expect(200)["version"], version + 1);
    expect_whole(&server);
}

#[test]
fn a_log_that_can_not_be_written_ends_nothing() {
    let server = Server::with(Options { log: Some("/dev/full".into()), ..Options::default() });
    let id = server.upload("n.csv", b"n\n1\n").id;
    let table = tests::damage::table(&server, &id);
    std::fs::remove_file(tests::damage::data_file(&table, "part-")).unwrap();
    // It has something to say of that.
    server.client().get(&format!("/api/datasets/{id}/arrow")).expect_problem(500, "storage_damaged");
    server.expect_well();
}
