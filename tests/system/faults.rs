//! `kill -9` while a dataset is restored, merged, vacuumed or deleted, and a folder that can't be written to: what was acknowledged is there,
//! nothing is there by half, and `sightline check` agrees.

use std::path::Path;
use std::process::Command;
use std::thread::JoinHandle;

use serde_json::{Value, json};
use tempfile::TempDir;
use tests::aged::age;
use tests::http::Client;
use tests::ipc;
use tests::process::is_root;
use tests::server::{Options, Server, run_with, until};

const CSV: &[(&str, &str)] = &[("content-type", "text/csv")];
const APPENDS: usize = 12;

/// A dataset of one row and twelve appends of one.
fn grown(server: &Server) -> String {
    let id = server.upload("n.csv", b"n\n0\n").id;
    for n in 1..=APPENDS {
        server.client().send("POST", &format!("/api/datasets/{id}/rows"), CSV, Some(format!("n\n{n}\n").as_bytes())).expect(200);
    }
    id
}

/// Asks in the background; whether it was acknowledged.
fn asked(server: &Server, method: &'static str, path: String, body: Value) -> JoinHandle<bool> {
    let client = Client::new(server.base());
    let send = move || client.send(method, &path, &[("content-type", "application/json")], Some(body.to_string().as_bytes())).status < 300;
    std::thread::spawn(move || std::panic::catch_unwind(std::panic::AssertUnwindSafe(send)).unwrap_or(false))
}

fn count(server: &Server, id: &str, is_one: impl Fn(&str) -> bool) -> usize {
    server.files().iter().filter(|(path, _)| path.contains(id) && is_one(path)).count()
}

fn entries(server: &Server, id: &str) -> usize {
    count(server, id, |path| path.contains("_delta_log") && path.ends_with(".json"))
}

fn data_files(server: &Server, id: &str) -> usize {
    count(server, id, |path| path.ends_with(".parquet") && !path.contains("_delta_log"))
}

fn rows(server: &Server, id: &str) -> Vec<Value> {
    ipc::rows(&server.client().get(&format!("/api/datasets/{id}/arrow")).body)
}

fn numbers(upto: usize) -> Vec<Value> {
    (0..=upto).map(|n| json!({ "n": n })).collect()
}

/// Kills it as soon as it holds, or when the request is over.
fn cut(server: &mut Server, asking: JoinHandle<bool>, mut now: impl FnMut(&Server) -> bool) -> bool {
    until("the moment has come", || now(server) || asking.is_finished());
    server.kill9();
    let acknowledged = asking.join().unwrap();
    server.restart();
    acknowledged
}

#[test]
fn a_restore_that_is_cut_is_whole_or_was_not() {
    for point in 0..4 {
        let mut server = Server::start();
        let id = grown(&server);
        let asking = asked(&server, "POST", format!("/api/datasets/{id}/restore"), json!({ "version": 2 }));
        let mut looks = 0;
        let acknowledged = cut(&mut server, asking, |server| {
            looks += 1;
            if point == 3 { entries(server, &id) > APPENDS + 1 } else { looks > point * 2 }
        });
        let found = rows(&server, &id);
        assert!(found == numbers(2) || (!acknowledged && found == numbers(APPENDS)), "{found:?}");
        server.expect_whole();
    }
}

#[test]
fn a_compaction_that_is_cut_changes_no_row_and_is_done_again() {
    let moments: [fn(&Server, &str) -> bool; 4] = [
        |_, _| true,
        |server, _| !tests::process::children(server.pid()).is_empty(),
        |server, id| data_files(server, id) > APPENDS + 1,
        |server, id| entries(server, id) > APPENDS + 1,
    ];
    for moment in moments {
        let mut server = Server::start();
        let id = grown(&server);
        assert!(asked(&server, "POST", format!("/api/datasets/{id}/compact"), json!({})).join().unwrap());
        until("the moment has come", || moment(&server, &id) || entries(&server, &id) > APPENDS + 1);
        server.kill9();
        server.restart();
        assert_eq!(rows(&server, &id), numbers(APPENDS));
        until("it is done again", || entries(&server, &id) > APPENDS + 1);
        until("the job is over", || {
            let jobs = server.client().get("/api/jobs").expect(200);
            jobs["jobs"].as_array().unwrap().iter().all(|job| job["state"] == "succeeded")
        });
        assert_eq!(rows(&server, &id), numbers(APPENDS));
        server.expect_whole();
    }
}

#[test]
fn a_vacuum_that_is_cut_goes_on_and_deletes_nothing_that_is_needed() {
    for left in [APPENDS + 1, APPENDS - 3, 2] {
        let mut server = Server::with(Options { environment: vec![("SIGHTLINE_RETENTION_DAYS".into(), "30".into())], ..Options::default() });
        let id = grown(&server);
        server.client().post(&format!("/api/datasets/{id}/compact"), b"").expect(202);
        until("files are merged", || entries(&server, &id) > APPENDS + 1);
        age(&mut server, 31);
        let gone = || server.client().get(&format!("/api/datasets/{id}/versions")).expect(200)["versions"][3]["is_kept"] == false;
        until("old versions are gone", gone);
        age(&mut server, 2);
        until("some are deleted", || data_files(&server, &id) <= left + 1);
        server.kill9();
        server.restart();
        assert_eq!(rows(&server, &id), numbers(APPENDS));
        until("the others are deleted too", || data_files(&server, &id) == 1);
        assert_eq!(rows(&server, &id), numbers(APPENDS));
        server.expect_whole();
    }
}

#[test]
fn a_dataset_whose_deletion_for_good_is_cut_is_there_whole_or_gone_with_all_its_files() {
    for files in [usize::MAX, 2 * APPENDS, APPENDS, 0] {
        let mut server = Server::start();
        let id = grown(&server);
        let asking = asked(&server, "DELETE", format!("/api/datasets/{id}?purge=true"), json!({}));
        let acknowledged = cut(&mut server, asking, |server| count(server, &id, |_| true) <= files);
        match server.dataset_names().as_slice() {
            [] => assert_eq!(count(&server, &id, |_| true), 0),
            _ => {
                assert!(!acknowledged);
                assert_eq!(rows(&server, &id), numbers(APPENDS));
            }
        }
        server.expect_whole();
    }
}

#[test]
fn a_folder_that_is_read_only_at_the_start_is_said() {
    let disk = TempDir::new().unwrap();
    let mount = |arguments: &[&str]| is_root() && Command::new("mount").args(arguments).arg(disk.path()).status().is_ok_and(|done| done.success());
    if !mount(&["-t", "tmpfs", "-o", "size=64m", "tmpfs"]) {
        eprintln!("skipped: only root can mount the folder that this test makes read-only");
        return;
    }
    let unmount = Unmount(disk.path().to_owned());
    drop(Server::with(Options { data: Some(disk.path().join("data")), ..Options::default() }));
    assert!(Command::new("mount").args(["-o", "remount,ro"]).arg(disk.path()).status().is_ok_and(|done| done.success()));
    let data = disk.path().join("data").display().to_string();
    let output = run_with(&["serve", "--listen", "127.0.0.1:0", "--data", &data], &[]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(2) && said.contains("SIGHTLINE_DATA") && said.contains("Read-only"), "{said}");
    drop(unmount);
}

/// Mounts a folder onto itself, so that it can be made read-only while files in it are open.
fn bound(folder: &Path) -> Option<Unmount> {
    let bind = |options: &[&str]| Command::new("mount").args(options).arg(folder).status().is_ok_and(|done| done.success());
    let folder_text = folder.display().to_string();
    let is_bound = is_root() && bind(&["--bind", &folder_text]) && bind(&["-o", "remount,bind,ro"]);
    if !is_bound {
        eprintln!("skipped: only root can mount the folder that this test makes read-only");
    }
    is_bound.then(|| Unmount(folder.to_owned()))
}

/// From several threads, many times.
fn at_once(ask: impl Fn() + Sync) {
    std::thread::scope(|scope| {
        for _ in 0..12 {
            scope.spawn(|| (0..4).for_each(|_| ask()));
        }
    });
}

#[test]
fn a_folder_that_becomes_read_only_is_said_by_its_code_and_what_is_there_can_be_read() {
    let server = Server::start();
    let id = grown(&server);
    let upload = tests::tus::begin(&server.client(), "b.csv", 4);
    let Some(read_only) = bound(&server.data()) else { return };
    let client = server.client();
    client.post("/api/datasets?file_name=b.csv", b"n\n1\n").expect_problem(507, "not_writable");
    client.send("POST", &format!("/api/datasets/{id}/rows"), CSV, Some(b"n\n13\n")).expect_problem(507, "not_writable");
    client.post_json(&format!("/api/datasets/{id}/restore"), &json!({ "version": 0 })).expect_problem(507, "not_writable");
    tests::tus::create(&client, "c.csv", 4).expect_problem(507, "not_writable");
    tests::tus::send(&client, &upload, 0, b"n\n1\n", &[]).expect_problem(507, "not_writable");
    // Connections to the catalog that are opened now can only read.
    at_once(|| assert_eq!(rows(&server, &id), numbers(APPENDS)));
    drop(read_only);
    at_once(|| assert_eq!(rows(&server, &id), numbers(APPENDS)));
    at_once(|| drop(server.dashboard(&id)));
    assert_eq!(tests::tus::send(&client, &upload, 0, b"n\n1\n", &[]).status, 204);
    client.send("POST", &format!("/api/datasets/{id}/rows"), CSV, Some(b"n\n13\n")).expect(200);
    assert_eq!(rows(&server, &id), numbers(APPENDS + 1));
    server.expect_whole();
}

struct Unmount(std::path::PathBuf);

impl Drop for Unmount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}
