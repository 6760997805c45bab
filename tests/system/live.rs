//! `GET /api/datasets/{id}/live`: appends as they land, to one reader or fifty.

use serde_json::{Value, json};
use tests::ipc::Live;
use tests::process::rss_bytes;
use tests::server::{Server, until};

const READERS: usize = 50;
const COMMITS: usize = 10;

fn append(server: &Server, id: &str, csv: &str) {
    server.client().send("POST", &format!("/api/datasets/{id}/rows"), &[("content-type", "text/csv")], Some(csv.as_bytes())).expect(200);
}

fn metric(server: &Server, name: &str) -> u64 {
    let text = String::from_utf8(server.client().get("/metrics").body).unwrap();
    let line = text.lines().find_map(|line| line.strip_prefix(&format!("{name} "))).unwrap();
    line.parse().unwrap()
}

#[test]
fn a_reader_gets_the_commits_after_its_version_and_then_those_to_come() {
    let server = Server::start();
    let id = server.upload("a.csv", b"n,t\n0,zero\n").id;
    append(&server, &id, "n,t\n1,one\n");
    let mut live = Live::new(server.client().open(&format!("/api/datasets/{id}/live?after=0&columns=t,n")));
    assert_eq!(live.batch().unwrap(), [json!({ "t": "one", "n": 1 })]);
    append(&server, &id, "n,t\n2,two\n3,three\n");
    assert_eq!(live.batch().unwrap(), [json!({ "t": "two", "n": 2 }), json!({ "t": "three", "n": 3 })]);
    let mut later = Live::new(server.client().open(&format!("/api/datasets/{id}/live?after=0&skip=1&columns=n")));
    assert_eq!(later.batch().unwrap(), [json!({ "n": 2 }), json!({ "n": 3 })]);
}

#[test]
fn the_tail_ends_whole_when_its_dataset_goes_or_the_server_stops() {
    let server = Server::start();
    let id = server.upload("a.csv", b"n\n0\n").id;
    let mut live = Live::new(server.client().open(&format!("/api/datasets/{id}/live")));
    server.client().delete(&format!("/api/datasets/{id}"));
    assert_eq!(live.batch(), None);
    let id = server.upload("a.csv", b"n\n0\n").id;
    let mut live = Live::new(server.client().open(&format!("/api/datasets/{id}/live")));
    tests::process::terminate(server.pid());
    assert_eq!(live.batch(), None);
}

#[test]
fn what_can_not_be_followed_is_refused() {
    let server = Server::start();
    let id = server.upload("a.csv", b"n\n0\n").id;
    let live = |query: &str| server.client().get(&format!("/api/datasets/{id}/live?{query}"));
    live("columns=m").expect_problem(400, "invalid_request");
    live("after=1").expect_problem(400, "invalid_request");
    live("after=-1").expect_problem(400, "invalid_request");
    live("from=1").expect_problem(400, "invalid_request");
}

#[test]
fn a_revoked_link_stops_its_live_stream() {
    let server = Server::start();
    let id = server.upload("a.csv", b"n\n0\n1\n2\n").id;
    let tiles = json!([{ "id": "t1", "dataset": id, "span": 4, "chart": { "kind": "table", "columns": ["n"] } }]);
    let dashboard = server.client().post_json("/api/dashboards", &json!({ "title": "a", "tiles": tiles })).expect(201);
    let links = format!("/api/dashboards/{}/links", dashboard["id"].as_str().unwrap());
    let link = server.client().post_json(&links, &json!({})).expect(201);
    let token = link["token"].as_str().unwrap();
    let mut live = Live::new(server.stranger().open(&format!("/api/links/{token}/datasets/{id}/live?after=0")));
    append(&server, &id, "n\n7\n");
    assert_eq!(live.batch().unwrap(), [json!({ "n": 7 })]);
    assert_eq!(server.client().delete(&format!("{links}/{}", link["id"].as_str().unwrap())).status, 204);
    assert_eq!(live.batch(), None);
}

#[test]
fn fifty_readers_cost_one_encoding_per_commit_and_no_memory() {
    let server = Server::start();
    let id = server.upload("a.csv", b"n,t\n0,zero\n").id;
    let open = |_| Live::new(server.client().open(&format!("/api/datasets/{id}/live?after=0")));
    let mut readers: Vec<_> = (0..READERS).map(open).collect();
    assert_eq!(metric(&server, "sightline_live_readers"), READERS as u64);
    let rows: String = (0..500).map(|n| format!("{n},text {n}\n")).collect();
    append(&server, &id, &format!("n,t\n{rows}"));
    let one: Vec<Value> = readers[0].batch().unwrap();
    for reader in &mut readers[1..] {
        assert_eq!(reader.batch().unwrap(), one);
    }
    let before = rss_bytes(server.pid());
    for _ in 1..COMMITS {
        append(&server, &id, &format!("n,t\n{rows}"));
        assert!(readers.iter_mut().all(|reader| reader.batch().unwrap() == one));
    }
    let grown = rss_bytes(server.pid()).saturating_sub(before);
    assert_eq!(metric(&server, "sightline_live_encodings_total"), COMMITS as u64);
    assert!(grown < 64 << 20, "{grown} bytes for {READERS} readers of {COMMITS} commits");
    drop(readers);
    until("gone readers are not counted", || metric(&server, "sightline_live_readers") == 0);
}
