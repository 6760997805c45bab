//! Callers who leave.

use tests::flights;
use tests::process::children;
use tests::raw::Raw;
use tests::server::{Server, until};

#[track_caller]
fn leaves_nothing(server: &Server, before: usize) {
    until("the half file is gone", || server.files().len() == before);
    assert!(server.dataset_names().is_empty());
    server.expect_well();
}

#[test]
fn a_caller_who_leaves_in_the_middle_of_an_upload_leaves_nothing() {
    let server = Server::start();
    let before = server.files().len();
    let headers = [("Host", server.address()), ("Content-Length", "9000000")];
    let mut upload = Raw::connect(server.address()).head("POST /api/datasets?file_name=half.csv", &headers);
    assert!(upload.send(&flights::csv(&flights::first(10_000))));
    until("something has arrived", || server.files().len() > before);
    drop(upload);
    leaves_nothing(&server, before);
}

#[test]
fn an_upload_without_its_last_chunk_is_not_taken_for_whole() {
    let server = Server::start();
    let before = server.files().len();
    let headers = [("Host", server.address()), ("Transfer-Encoding", "chunked")];
    let mut upload = Raw::connect(server.address()).head("POST /api/datasets?file_name=half.csv", &headers);
    assert!(upload.send_chunk(b"a,b\n1,2\n3,4\n"));
    until("something has arrived", || server.files().len() > before);
    drop(upload);
    leaves_nothing(&server, before);
}

#[test]
fn a_caller_who_leaves_while_the_file_is_read_stops_the_reading() {
    let server = Server::start();
    let bytes = flights::csv(&flights::first(150_000));
    let before = server.files().len();
    let length = bytes.len().to_string();
    let headers = [("Host", server.address()), ("Content-Length", length.as_str())];
    let mut upload = Raw::connect(server.address()).head("POST /api/datasets?file_name=left.csv", &headers);
    assert!(upload.send(&bytes));
    until("the file is being read", || !children(server.pid()).is_empty());
    drop(upload);
    until("nobody reads any more", || children(server.pid()).is_empty());
    leaves_nothing(&server, before);
}

#[test]
fn a_caller_who_leaves_a_preview_ends_it_and_gives_its_turn_back() {
    let server = Server::start();
    let id = server.upload("left.csv", &flights::csv(&flights::first(150_000))).id;
    until("nobody reads yet", || children(server.pid()).is_empty());
    let path = format!("/api/datasets/{id}/preview");
    // More often than there are turns.
    for _ in 0..6 {
        let headers = [("Host", server.address()), ("Content-Type", "application/json"), ("Content-Length", "17")];
        let mut look = Raw::connect(server.address()).head(&format!("POST {path}"), &headers);
        assert!(look.send(b"{\"delimiter\":\",\"}"));
        until("the file is being read", || !children(server.pid()).is_empty());
        drop(look);
        until("nobody reads any more", || children(server.pid()).is_empty());
    }
    assert_eq!(server.client().post_json(&path, &serde_json::json!({})).expect(200)["rows_read"], 150_000);
}
