//! Files that are looked at while they arrive.

use serde_json::Value;
use tests::process::children;
use tests::server::{Server, until};
use tests::{http, tus};

/// More rows than are told at once, in more bytes than a look begins with.
const ROWS: usize = 200_000;

/// A table of which the first 5 MB look as if `v` were whole numbers.
fn table(end: &[u8]) -> Vec<u8> {
    let mut bytes = b"id,name,v\n".to_vec();
    (0..ROWS).for_each(|row| bytes.extend_from_slice(format!("{row},name of row {row},{}\n", row % 97).as_bytes()));
    bytes.extend_from_slice(end);
    bytes
}

/// Sends half of a file and waits until rows of it have been looked at.
fn half_sent(server: &Server, file_name: &str, bytes: &[u8]) -> String {
    let client = server.client();
    let path = tus::begin(&client, file_name, bytes.len());
    assert_eq!(tus::send(&client, &path, 0, &bytes[..bytes.len() / 2], &[]).status, 204);
    let rows = || client.get("/api/uploads").expect(200)[0]["rows_read"].as_u64();
    until("rows are looked at before all bytes are here", || rows().is_some_and(|rows| rows > 0 && rows < ROWS as u64));
    path
}

fn imported(server: &Server, path: &str, bytes: &[u8], options: &str) -> http::Reply {
    let (client, half) = (server.client(), bytes.len() / 2);
    assert_eq!(tus::send(&client, path, half, &bytes[half..], &[]).status, 204);
    client.post(&format!("/api/datasets?upload={}{options}", tus::id(path)), b"")
}

/// Sends a file by halves and whole, and tells what is the same of both.
fn both(file_name: &str, bytes: &[u8], options: &str) -> [(u16, Value); 2] {
    let server = Server::start();
    let path = half_sent(&server, file_name, bytes);
    let replies = [imported(&server, &path, bytes, options), server.client().post(&format!("/api/datasets?file_name={file_name}{options}"), bytes)];
    replies.map(|reply| {
        let body = reply.json();
        let same = ["rows", "columns", "import", "code", "detail", "params"].map(|field| body[field].clone());
        (reply.status, Value::from(same.to_vec()))
    })
}

#[test]
fn a_file_that_is_looked_at_while_it_arrives_is_the_dataset_that_it_is_sent_whole() {
    let [arrived, whole] = both("rows.csv", &table(b"x,last,none of the numbers\n"), "");
    assert_eq!(arrived, whole);
    assert_eq!((arrived.0, arrived.1[0].as_u64()), (201, Some(ROWS as u64 + 1)));
    assert_eq!(arrived.1[1][0]["type"], "string");
}

#[test]
fn an_end_in_another_encoding_is_found_as_in_a_file_sent_whole() {
    let (encoded, ..) = encoding_rs::GBK.encode("1,北京市朝阳区的名字,2\n");
    let [arrived, whole] = both("rows.csv", &table(&encoded.repeat(200)), "");
    assert_eq!(arrived, whole);
    assert_eq!((arrived.0, &arrived.1[2]["encoding"]), (201, &Value::from("gbk")));
}

#[test]
fn a_file_in_another_encoding_is_looked_at_while_it_arrives() {
    let text: String = (0..ROWS).map(|row| format!("{row},北京市朝阳区\n")).collect();
    let (encoded, ..) = encoding_rs::GBK.encode(&text);
    let [arrived, whole] = both("rows.csv", &encoded, "");
    assert_eq!(arrived, whole);
    assert_eq!((arrived.0, arrived.1[0].as_u64(), &arrived.1[2]["encoding"]), (201, Some(ROWS as u64), &Value::from("gbk")));
}

#[test]
fn lines_of_json_are_looked_at_while_they_arrive() {
    let mut lines: String = (0..ROWS).map(|row| format!("{{\"id\":{row},\"name\":\"name of row {row}\",\"v\":{}}}\n", row % 97)).collect();
    lines.push_str("{\"v\":\"none of the numbers\",\"late\":true}\n");
    let [arrived, whole] = both("rows.ndjson", lines.as_bytes(), "");
    assert_eq!(arrived, whole);
    let types: Vec<&str> = arrived.1[1].as_array().unwrap().iter().map(|column| column["type"].as_str().unwrap()).collect();
    assert_eq!((arrived.0, arrived.1[0].as_u64(), &types[..]), (201, Some(ROWS as u64 + 1), &["int64", "string", "string", "bool"][..]));
}

#[test]
fn a_broken_end_is_told_as_of_a_file_sent_whole() {
    let [arrived, whole] = both("rows.csv", &table(b"1,two\n"), "");
    assert_eq!(arrived, whole);
    assert_eq!(arrived.0, 422);
}

#[test]
fn what_was_found_gives_way_to_what_is_chosen() {
    let [arrived, whole] = both("rows.csv", &table(b""), "&options=%7B%22header%22%3Afalse%7D");
    assert_eq!(arrived, whole);
    assert_eq!(arrived.1[0].as_u64(), Some(ROWS as u64 + 1));
}

#[test]
fn nobody_looks_at_an_upload_that_is_given_up() {
    let server = Server::start();
    let path = half_sent(&server, "rows.csv", &table(b""));
    assert!(!children(server.pid()).is_empty());
    assert_eq!(server.client().send("DELETE", &path, &[tus::VERSION], None).status, 204);
    until("the look ends with its upload", || children(server.pid()).is_empty());
}
