use std::io::Cursor;

use tests::raw::Raw;
use tests::server::{Options, Server};

const LIMIT: u64 = 1_000;

fn server() -> Server {
    Server::with(Options { max_upload_bytes: Some(LIMIT), ..Options::default() })
}

fn csv(bytes: usize) -> Vec<u8> {
    let mut csv = b"a\n".to_vec();
    csv.resize(bytes - 1, b'1');
    csv.push(b'\n');
    csv
}

#[test]
fn a_file_of_just_the_limit_is_taken() {
    assert_eq!(server().upload("just.csv", &csv(1_000)).rows, 1);
}

#[test]
fn a_file_over_the_limit_is_refused_before_its_body_is_read() {
    let server = server();
    let headers = [("Host", server.address()), ("Content-Length", "1001")];
    let reply = Raw::connect(server.address()).head("POST /api/datasets?file_name=big.csv", &headers).reply();
    assert_eq!(reply.expect_problem(413, "payload_too_large")["params"]["limit"], "1000");
    server.expect_well();
}

#[test]
fn a_file_of_unknown_length_is_refused_when_it_passes_the_limit() {
    let server = server();
    let before = server.files().len();
    let headers = [("Host", server.address()), ("Transfer-Encoding", "chunked")];
    let mut upload = Raw::connect(server.address()).head("POST /api/datasets?file_name=big.csv", &headers);
    upload.send_chunk(&csv(900));
    upload.send_chunk(&csv(101));
    upload.reply().expect_problem(413, "payload_too_large");
    assert_eq!(server.files().len(), before, "{:?}", server.files());
    server.expect_well();
}

#[test]
fn a_file_of_unknown_length_below_the_limit_is_taken() {
    let server = server();
    let reply = server.client().post_chunked("/api/datasets?file_name=small.csv", Cursor::new(csv(999))).unwrap();
    assert_eq!(reply.expect(201)["rows"], 1);
}

#[test]
fn json_has_a_limit_of_its_own() {
    let server = Server::start();
    let title = "x".repeat(2_000_000);
    let reply = server.client().post_json("/api/dashboards", &serde_json::json!({ "title": title, "tiles": [] }));
    reply.expect_problem(413, "payload_too_large");
    server.expect_well();
}
