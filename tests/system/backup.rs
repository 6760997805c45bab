//! A backup is a copy of the folder, made while the server writes: whatever was acknowledged before the copy began is in it.

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::json;
use tempfile::TempDir;
use tests::http::Client;
use tests::server::{Options, Server, refusal, run_with, until};

/// What was acknowledged so far.
#[derive(Clone, Default)]
struct Acknowledged {
    /// Rows of the dataset that grows.
    rows: u64,
    datasets: Vec<String>,
    dashboards: Vec<String>,
    deleted: Vec<String>,
}

/// Copies like `cp -r`, in the order of the names or the other way round; what goes meanwhile is left out.
fn copy(from: &Path, to: &Path, backwards: bool) {
    let Ok(listed) = std::fs::read_dir(from) else { return };
    std::fs::create_dir_all(to).unwrap();
    let mut entries: Vec<_> = listed.flatten().map(|entry| entry.path()).collect();
    entries.sort();
    if backwards {
        entries.reverse();
    }
    for entry in entries {
        let target = to.join(entry.file_name().unwrap());
        match std::fs::symlink_metadata(&entry) {
            Ok(kind) if kind.is_dir() => copy(&entry, &target, backwards),
            Ok(_) => drop(std::fs::copy(&entry, &target)),
            Err(_) => {}
        }
    }
}

/// Ends the writers, also where a check fails: a scope waits for them.
struct Ends<'a>(&'a AtomicBool);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

fn append_always(client: &Client, id: &str, known: &Mutex<Acknowledged>, over: &AtomicBool) {
    while !over.load(Ordering::SeqCst) {
        let reply = client.send("POST", &format!("/api/datasets/{id}/rows"), &[("content-type", "text/csv")], Some(b"n\n1\n2\n3\n"));
        known.lock().unwrap().rows = reply.expect(200)["rows"].as_u64().unwrap();
    }
}

fn import_always(client: &Client, known: &Mutex<Acknowledged>, over: &AtomicBool) {
    let mut passing: Option<String> = None;
    while !over.load(Ordering::SeqCst) {
        let id = client.post("/api/datasets?file_name=new.csv", b"a,b\n1,x\n2,y\n").expect(201)["id"].as_str().unwrap().to_owned();
        let dashboard = client.post_json("/api/dashboards", &json!({ "dataset": id })).expect(201)["id"].as_str().unwrap().to_owned();
        if let Some(old) = passing.take() {
            assert_eq!(client.delete(&format!("/api/datasets/{old}")).status, 204);
            known.lock().unwrap().deleted.push(old);
        }
        let passes = client.post("/api/datasets?file_name=passing.csv", b"a\n1\n").expect(201)["id"].as_str().unwrap().to_owned();
        passing = Some(passes);
        let mut known = known.lock().unwrap();
        known.datasets.push(id);
        known.dashboards.push(dashboard);
    }
}

/// A copy is brought in order by the first server on it; until then there is nothing to check.
fn is_not_checked_yet(copy: &Path) {
    let output = run_with(&["check", "--data", &copy.display().to_string()], &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("is a copy"));
}

#[track_caller]
fn has_all(copy: &Path, growing: &str, known: &Acknowledged) {
    is_not_checked_yet(copy);
    let server = Server::with(Options { data: Some(copy.to_owned()), ..Options::default() });
    let client = server.client();
    let grown = client.get(&format!("/api/datasets/{growing}")).expect(200);
    assert!(grown["rows"].as_u64() >= Some(known.rows), "{grown}: {} were acknowledged", known.rows);
    for id in known.datasets.iter().map(String::as_str).chain([growing]) {
        let rows = client.get(&format!("/api/datasets/{id}")).expect(200)["rows"].as_u64().unwrap();
        let bytes = client.get(&format!("/api/datasets/{id}/arrow")).body;
        assert_eq!(tests::ipc::rows(&bytes).len() as u64, rows);
    }
    for id in &known.dashboards {
        client.get(&format!("/api/dashboards/{id}")).expect(200);
    }
    for id in &known.deleted {
        client.get(&format!("/api/datasets/{id}")).expect_problem(404, "not_found");
    }
    client.send("POST", &format!("/api/datasets/{growing}/rows"), &[("content-type", "text/csv")], Some(b"n\n9\n")).expect(200);
    server.expect_well();
    let checked = run_with(&["check"], &server.settings());
    assert_eq!(checked.status.code(), Some(0), "{}", String::from_utf8_lossy(&checked.stdout));
}

#[test]
fn a_copy_made_while_the_server_writes_has_every_commit_that_was_acknowledged_before() {
    let server = Server::start();
    let growing = server.upload("growing.csv", b"n\n0\n").id;
    let (known, over) = (Mutex::new(Acknowledged::default()), AtomicBool::new(false));
    let copies = TempDir::new().unwrap();
    let mut taken = Vec::new();
    std::thread::scope(|scope| {
        let _ends = Ends(&over);
        scope.spawn(|| append_always(&server.client(), &growing, &known, &over));
        scope.spawn(|| import_always(&server.client(), &known, &over));
        for round in 0..4 {
            let enough = 3 * (round + 1);
            until("there is more to copy", || known.lock().unwrap().datasets.len() >= enough);
            let before = known.lock().unwrap().clone();
            let target = copies.path().join(round.to_string());
            copy(&server.data(), &target, round % 2 == 1);
            taken.push((target, before));
        }
    });
    for (target, before) in &taken {
        has_all(target, &growing, before);
    }
}

#[test]
fn a_copy_of_a_folder_whose_server_was_killed_has_everything_too() {
    let mut server = Server::start();
    let id = server.upload("a.csv", b"n\n1\n").id;
    let dashboard = server.dashboard(&id)["id"].as_str().unwrap().to_owned();
    server.kill9();
    let copies = TempDir::new().unwrap();
    let target = copies.path().join("copy");
    copy(&server.data(), &target, false);
    has_all(&target, &id, &Acknowledged { rows: 1, datasets: vec![id.clone()], dashboards: vec![dashboard], deleted: Vec::new() });
    server.restart();
    assert_eq!(server.dataset_names(), ["a"]);
}

#[test]
fn a_catalog_that_was_emptied_is_refused_and_nothing_is_swept_away_until_the_kept_copy_is_taken() {
    let mut server = Server::start();
    let id = server.upload("kept.csv", b"n\n1\n2\n").id;
    server.kill9();
    let data = server.data();
    for left in ["catalog.sqlite-wal", "catalog.sqlite-shm"] {
        let _ = std::fs::remove_file(data.join(left));
    }
    std::fs::File::create(data.join("catalog.sqlite")).unwrap();
    for _ in 0..2 {
        let said = refusal(&data, &["--data", &data.display().to_string()], &[]);
        assert!(said.contains("was lost and is empty") && said.contains("catalog.backup.sqlite"), "{said}");
    }
    std::fs::remove_file(data.join("catalog.sqlite")).unwrap();
    server.restart();
    assert_eq!(server.client().get(&format!("/api/datasets/{id}")).expect(200)["rows"], 2);
    assert_eq!(server.client().get(&format!("/api/datasets/{id}/export?format=csv")).body, b"n\r\n1\r\n2\r\n");
}
