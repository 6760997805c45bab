//! A server that is ended and started again and again while it is at work.

use std::net::TcpStream;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use serde_json::{Value, json};
use tests::http::Client;
use tests::ipc;
use tests::server::{Server, run_with, until};

const RESTARTS: usize = 50;

/// What asks for one thing after the other.
struct Load {
    /// The server's address.
    base: Mutex<String>,
    /// Answers so far.
    answers: AtomicU64,
    over: AtomicBool,
}

impl Load {
    /// Appends, saves and imports until it is told to end; servers that go meanwhile are got over. Gives the numbers that were acknowledged.
    fn run(&self, id: &str, dashboard: &str) -> Vec<u64> {
        let mut told = Vec::new();
        for n in 1.. {
            if self.over.load(Ordering::SeqCst) {
                break;
            }
            until("it is up again", || TcpStream::connect(self.base.lock().unwrap().trim_start_matches("http://")).is_ok());
            if catch_unwind(AssertUnwindSafe(|| self.ask(id, dashboard, n))).unwrap_or(false) {
                told.push(n);
            }
        }
        told
    }

    fn ask(&self, id: &str, dashboard: &str, n: u64) -> bool {
        let client = Client::new(&self.base.lock().unwrap());
        client.put_json(&format!("/api/dashboards/{dashboard}"), "*", &json!({ "title": n.to_string(), "tiles": [] }));
        self.answers.fetch_add(1, Ordering::SeqCst);
        let headers = [("content-type", "text/csv"), ("idempotency-key", &*n.to_string())];
        let appended = client.send("POST", &format!("/api/datasets/{id}/rows"), &headers, Some(format!("n\n{n}\n").as_bytes())).status == 200;
        self.answers.fetch_add(1, Ordering::SeqCst);
        if n.is_multiple_of(3) {
            let made = client.post("/api/datasets?file_name=passing.csv", b"a\n1\n").json();
            client.delete(&format!("/api/datasets/{}?purge=true", made["id"].as_str().unwrap_or_default()));
        }
        appended
    }
}

/// Ends the load, also where a check fails: a scope waits for it.
struct Ends<'a>(&'a AtomicBool);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

#[test]
fn fifty_restarts_under_load_lose_nothing_and_leave_nothing_behind() {
    let mut server = Server::start();
    let id = server.upload("n.csv", b"n\n0\n").id;
    let dashboard = server.dashboard(&id)["id"].as_str().unwrap().to_owned();
    let load = Load { base: Mutex::new(server.base().to_owned()), answers: AtomicU64::new(0), over: AtomicBool::new(false) };
    let told = std::thread::scope(|scope| {
        let loading = scope.spawn(|| load.run(&id, &dashboard));
        let ends = Ends(&load.over);
        for round in 0..RESTARTS {
            let before = load.answers.load(Ordering::SeqCst);
            until("it is at work", || load.answers.load(Ordering::SeqCst) > before + round as u64 % 4);
            match round % 3 {
                0 => assert_eq!(server.stop(), Some(0)),
                _ => server.kill9(),
            }
            server.restart();
            server.base().clone_into(&mut load.base.lock().unwrap());
        }
        drop(ends);
        loading.join().unwrap()
    });
    server.restart();
    let found = ipc::rows(&server.client().get(&format!("/api/datasets/{id}/arrow")).body);
    let found: Vec<u64> = found.iter().map(|row| row["n"].as_u64().unwrap()).collect();
    assert!(told.len() > RESTARTS / 5, "{} were acknowledged", told.len());
    assert!(told.iter().all(|n| found.iter().filter(|found| *found == n).count() == 1), "{told:?} {found:?}");
    let checked = run_with(&["check"], &server.settings());
    assert_eq!(checked.status.code(), Some(0), "{}", String::from_utf8_lossy(&checked.stdout));
    expect_nothing_left(&server);
    server.expect_well();
}

/// Where one server alone has the folder: the tables are those of datasets, staging is empty, and the catalog's journal has not grown beyond what is taken over.
fn expect_nothing_left(server: &Server) {
    if server.place().is_some() {
        return;
    }
    let names = |folder: &str| std::fs::read_dir(server.data().join(folder)).unwrap().count();
    let list: Vec<Value> = server.client().get("/api/datasets").expect(200)["datasets"].as_array().unwrap().clone();
    assert_eq!((names("datasets"), names("staging"), names("uploads")), (list.len(), 0, 0), "{:?}", server.files());
    let size = |name: &str| std::fs::metadata(server.data().join(name)).map_or(0, |about| about.len());
    assert!(size("catalog.sqlite-wal") < 8 << 20, "{}", size("catalog.sqlite-wal"));
    let top: Vec<_> = std::fs::read_dir(server.data()).unwrap().flatten().map(|entry| entry.file_name().into_string().unwrap()).collect();
    assert!(top.len() <= 9, "{top:?}");
}
