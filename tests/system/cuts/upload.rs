use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::{Value, json};
use tests::http::Client;
use tests::server::{FAULT, Server};
use tests::tus;

use super::{expect_swept, rows, start_after_the_cut, stepped};

pub(super) const POINTS: &[&str] = &[
    "upload.folder-made",
    "upload.note-written",
    "upload.begun",
    "upload.bytes-written",
    "upload.bytes-synced",
    "upload.offset-written",
    "upload.half-discarded",
    "commit.log-written",
    "commit.row-written",
];

const CSV: &[u8] = b"n\n0\n1\n2\n";
/// Bytes of the first part.
const FIRST: usize = 4;

/// How far the sender has come, as it was told.
#[derive(Default)]
struct Sender {
    path: Option<String>,
    offset: usize,
}

impl Sender {
    fn send(&mut self, client: &Client) {
        let path = self.path.insert(tus::begin(client, "n.csv", CSV.len())).clone();
        for part in [&CSV[..FIRST], &CSV[FIRST..]] {
            assert_eq!(tus::send(client, &path, self.offset, part, &[]).status, 204);
            self.offset += part.len();
        }
        import(client, &path);
    }
}

fn import(client: &Client, path: &str) -> Value {
    client.post(&format!("/api/datasets?upload={}", tus::id(path)), b"").expect(201)["id"].clone()
}

fn pending(client: &Client) -> Vec<Value> {
    client.get("/api/uploads").expect(200).as_array().unwrap().clone()
}

/// Goes on where the upload stands, or from the start if it never began.
fn go_on(client: &Client, sender: &Sender) -> String {
    let path = match (&sender.path, pending(client).first()) {
        (Some(path), Some(upload)) => {
            assert!(upload["offset_bytes"].as_u64() >= Some(sender.offset as u64), "{upload}: {} were acknowledged", sender.offset);
            path.clone()
        }
        // It is a dataset already.
        (Some(path), None) => return path.clone(),
        (None, Some(upload)) => format!("/api/uploads/{}", upload["id"].as_str().unwrap()),
        (None, None) => tus::begin(client, "n.csv", CSV.len()),
    };
    let offset = tus::offset(client, &path);
    assert_eq!(tus::send(client, &path, offset, &CSV[offset..], &[]).status, 204);
    path
}

fn cut(point: &str) {
    let mut server = Server::start();
    server.set(FAULT, Some(point));
    server.restart();
    let (client, mut sender) = (server.client(), Sender::default());
    let sent = catch_unwind(AssertUnwindSafe(|| sender.send(&client)));
    assert!(sent.is_err());
    start_after_the_cut(&mut server, point);
    let client = server.client();
    let path = go_on(&client, &sender);
    let id = import(&client, &path);
    assert_eq!(import(&client, &path), id);
    assert_eq!(rows(&server, id.as_str().unwrap()), [json!({ "n": 0 }), json!({ "n": 1 }), json!({ "n": 2 })]);
    assert_eq!((server.dataset_names(), pending(&client).len()), (vec!["n".to_owned()], 0));
    expect_swept(&server);
    server.expect_whole();
}

#[test]
fn an_upload_that_is_cut_goes_on_where_it_stands_and_becomes_one_dataset() {
    stepped(POINTS).for_each(cut);
}
