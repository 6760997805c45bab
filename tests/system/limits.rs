//! Limits: what is just within is taken, what is just beyond is refused, in words that say the limit.

use std::io::{Cursor, Write};
use std::sync::Arc;

use arrow_array::{ArrayRef, Int64Array, RecordBatch, StructArray};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use tests::http::Reply;
use tests::ipc;
use tests::process::children;
use tests::raw::Raw;
use tests::server::{Options, Server, until};
use tests::tus;

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

#[test]
fn a_file_that_takes_longer_to_read_than_it_may_is_refused_and_others_are_read() {
    let slow = "0.5,1.25,x,2024-01-01,7\n".repeat(2_000_000);
    for setting in ["SIGHTLINE_PARSE_CPU_SECS", "SIGHTLINE_PARSE_SECS"] {
        let server = Server::with(Options { environment: vec![(setting.to_owned(), "1".to_owned())], ..Options::default() });
        let reply = server.client().post("/api/datasets?file_name=slow.csv", slow.as_bytes());
        assert_eq!(reply.expect_problem(422, "too_complex")["params"]["limit"], "1 s", "{setting}");
        until("its reader is gone", || children(server.pid()).is_empty());
        assert_eq!(server.upload("quick.csv", &csv(1_000)).rows, 1);
        server.expect_well();
    }
}

#[test]
fn what_a_packed_file_may_become_is_a_setting() {
    let gzip = |bytes: &[u8]| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    };
    let with = |setting: &str, value: &str| Server::with(Options { environment: vec![(setting.to_owned(), value.to_owned())], ..Options::default() });
    let text = |bytes: usize| (0..bytes).map(|at| if at % 2 == 0 { b'1' } else { b'\n' }).collect::<Vec<_>>();
    let send = |server: &Server, bytes: usize| server.client().post("/api/datasets?file_name=x.csv.gz", &gzip(&text(bytes)));
    let server = with("SIGHTLINE_MAX_UNPACKED_BYTES", "1000");
    assert_eq!(send(&server, 1_000).expect(201)["rows"], 500);
    assert_eq!(send(&server, 1_001).expect_problem(422, "decompressed_too_large")["params"]["limit"], "1000 bytes unpacked");
    let server = with("SIGHTLINE_MAX_UNPACKED_RATIO", "2");
    send(&server, 10 << 20).expect(201);
    assert_eq!(send(&server, (10 << 20) + 1).expect_problem(422, "decompressed_too_large")["params"]["limit"], "2 times its packed size");
}

/// One column of so many structs in each other.
fn nested(levels: usize) -> RecordBatch {
    let within = |values: ArrayRef, _| Arc::new(StructArray::try_from(vec![("a", values)]).unwrap()) as ArrayRef;
    let column = (0..levels).fold(Arc::new(Int64Array::from(vec![1])) as ArrayRef, within);
    RecordBatch::try_from_iter([("a", column)]).unwrap()
}

/// What a request of the size `n` asks for, of a server with the dataset `id`, which has one tile.
struct Ask<'a> {
    server: &'a Server,
    id: &'a str,
    tile: &'a Value,
    n: usize,
}

impl Ask<'_> {
    fn json(&self, method: &str, path: &str, body: &Value) -> Reply {
        self.server.client().send(method, &path.replace("{id}", self.id), &[("content-type", "application/json")], Some(body.to_string().as_bytes()))
    }

    fn upload(&self, file_name: &str, bytes: &[u8]) -> Reply {
        self.server.client().post(&format!("/api/datasets?file_name={file_name}"), bytes)
    }

    fn rows(&self, key: &str, csv: &[u8]) -> Reply {
        self.server.client().send(
            "POST",
            &format!("/api/datasets/{}/rows", self.id),
            &[("content-type", "text/csv"), ("idempotency-key", key)],
            Some(csv),
        )
    }

    fn sql(&self, sql: &str) -> Reply {
        self.json("POST", "/api/sql", &json!({ "sql": sql }))
    }

    fn dashboard(&self, title: &str, tiles: usize) -> Reply {
        let tile =
            |at: usize| self.tile.as_object().unwrap().clone().into_iter().chain([("id".to_owned(), json!(format!("t{at}")))]).collect::<Value>();
        self.json("POST", "/api/dashboards", &json!({ "title": title, "tiles": (0..tiles).map(tile).collect::<Vec<_>>() }))
    }
}

/// What is limited, the most that is taken, the problem beyond it, and the request.
type Limit = (&'static str, usize, (u16, &'static str), fn(&Ask) -> Reply);

const LIMITS: &[Limit] = &[
    ("bytes of an upload", 1_000, (413, "payload_too_large"), |ask| ask.upload("a.csv", &csv(ask.n))),
    ("bytes of appended rows", 1_000, (413, "payload_too_large"), |ask| ask.rows("size", &csv(ask.n))),
    ("bytes of an upload in parts", 1_000, (413, "payload_too_large"), |ask| tus::create(&ask.server.client(), "a.csv", ask.n)),
    ("bytes of unfinished uploads", 1_500 - 1_000, (413, "payload_too_large"), |ask| {
        // After those of the row before.
        tus::create(&ask.server.client(), "a.csv", ask.n)
    }),
    ("bytes of JSON", 1 << 20, (413, "payload_too_large"), |ask| {
        let body = json!({ "dataset": ask.id }).to_string();
        let padded = body.clone() + &" ".repeat(ask.n - body.len());
        ask.server.client().send("POST", "/api/dashboards", &[("content-type", "application/json")], Some(padded.as_bytes()))
    }),
    ("bytes of a statement", 100 << 10, (400, "invalid_sql"), |ask| ask.sql(&format!("SELECT 1{}", " ".repeat(ask.n - 8)))),
    ("arms of a union", 200, (400, "invalid_sql"), |ask| ask.sql(&format!("SELECT 1{}", " UNION ALL SELECT 1".repeat(ask.n)))),
    ("items of lists", 10_000, (400, "invalid_sql"), |ask| ask.sql(&format!("SELECT 1 IN (0{})", ",1".repeat(ask.n)))),
    ("bytes of a dashboard's title", 1_000, (400, "invalid_request"), |ask| ask.dashboard(&"t".repeat(ask.n), 1)),
    ("tiles of a dashboard", 100, (400, "invalid_request"), |ask| ask.dashboard("t", ask.n)),
    ("bytes of a dataset's name", 1_000, (400, "invalid_request"), |ask| {
        ask.json("PATCH", "/api/datasets/{id}", &json!({ "name": "n".repeat(ask.n) }))
    }),
    ("characters of an idempotency key", 255, (400, "invalid_request"), |ask| ask.rows(&"k".repeat(ask.n), b"a\n1\n")),
    ("jobs of a list", 1_000, (400, "invalid_request"), |ask| ask.server.client().get(&format!("/api/jobs?limit={}", ask.n))),
    ("parts of a stream", 1_024, (400, "invalid_request"), |ask| {
        ask.server.client().get(&format!("/api/datasets/{}/arrow?part=0/{}", ask.id, ask.n))
    }),
    ("words for no value", 100, (400, "invalid_request"), |ask| {
        ask.json("POST", "/api/datasets/{id}/preview", &json!({ "null_words": vec!["x"; ask.n] }))
    }),
];

/// The same of files that are larger than the others may be.
const LIMITS_OF_FILES: &[Limit] = &[
    ("columns", 5_000, (422, "too_many_columns"), |ask| ask.upload("a.csv", ("a".to_owned() + &",a".repeat(ask.n - 1) + "\n").as_bytes())),
    ("levels of JSON", 40, (422, "invalid_json_line"), |ask| {
        ask.upload("a.ndjson", format!("{}1{}\n", "{\"a\":".repeat(ask.n), "}".repeat(ask.n)).as_bytes())
    }),
    ("levels of a column", 40, (422, "unsupported_type"), |ask| ask.upload("a.arrow", &ipc::stream(&nested(ask.n)))),
    ("bytes of a record", 16 << 20, (422, "record_too_long"), |ask| {
        ask.upload("a.csv", ("a\n".to_owned() + &"x".repeat(ask.n - 1) + "\nx\n").as_bytes())
    }),
];

/// Asks for one more than the limit first: what is refused must leave nothing that counts.
#[track_caller]
fn each_to_the_limit(server: &Server, limits: &[Limit]) {
    // Text, to which whatever is appended fits.
    let id = server.upload("t.csv", b"a\nx\n").id;
    let tile = server.dashboard(&id)["tiles"][0].clone();
    for (what, limit, (status, code), ask) in limits {
        let of = |n: usize| ask(&Ask { server, id: &id, tile: &tile, n });
        let reply = of(limit + 1);
        let problem = reply.expect_problem(*status, code);
        let words = (problem["detail"].to_string() + &problem["params"].to_string()).replace(',', "");
        assert!(words.contains(&limit.to_string()), "{what}: {reply}");
        let reply = of(*limit);
        assert!(reply.status < 300, "{what}: {reply}");
    }
    server.expect_well();
}

#[test]
fn just_the_limit_is_taken_and_one_more_is_refused_by_name() {
    let environment = vec![("SIGHTLINE_MAX_PENDING_BYTES".into(), "1500".into())];
    each_to_the_limit(&Server::with(Options { max_upload_bytes: Some(LIMIT), environment, ..Options::default() }), LIMITS);
    each_to_the_limit(&Server::start(), LIMITS_OF_FILES);
}

/// A server that waits for a second in which no million bytes come.
fn impatient() -> Server {
    let environment = vec![("SIGHTLINE_MIN_UPLOAD_BYTES_PER_SEC".into(), "1000000".into()), ("SIGHTLINE_SLOW_UPLOAD_SECS".into(), "1".into())];
    Server::with(Options { environment, ..Options::default() })
}

#[test]
fn a_body_that_comes_drop_by_drop_is_cut_off_and_leaves_nothing_while_others_are_served() {
    let server = impatient();
    let id = server.upload("n.csv", b"a\n1\n").id;
    let before = server.files();
    let rows = format!("/api/datasets/{id}/rows");
    let form = b"--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\na\n1";
    let bodies: [(&str, &str, &[u8]); 6] = [
        ("/api/datasets?file_name=a.csv", "text/csv", b"a\n1"),
        ("/api/datasets/preview?file_name=a.csv", "text/csv", b"a\n1"),
        (&rows, "text/csv", b"a\n1"),
        ("/api/datasets", "multipart/form-data; boundary=x", &form[..20]),
        ("/api/datasets", "multipart/form-data; boundary=x", form),
        ("/api/sql", "application/json", b"{\"sql\": \"sel"),
    ];
    let slow = bodies.map(|(path, kind, bytes)| {
        let headers = [("Host", server.address()), ("Content-Type", kind), ("Content-Length", "900")];
        let mut slow = Raw::connect(server.address()).head(&format!("POST {path}"), &headers);
        slow.send(bytes);
        slow
    });
    assert_eq!(server.client().get(&format!("/api/datasets/{id}/head")).expect(200)["rows"], json!([[1]]));
    for slow in slow {
        let problem = slow.reply().expect_problem(408, "upload_interrupted");
        assert!(problem["detail"].as_str().unwrap().contains("SIGHTLINE_MIN_UPLOAD_BYTES_PER_SEC"), "{problem}");
    }
    until("what had come is gone", || server.files().len() == before.len());
    server.expect_well();
}

#[test]
fn a_part_that_comes_drop_by_drop_is_cut_off_and_what_came_is_kept() {
    let server = impatient();
    let whole = csv(900);
    let path = tus::begin(&server.client(), "a.csv", whole.len());
    let headers = [("Host", server.address()), tus::VERSION, tus::PART, ("Upload-Offset", "0"), ("Content-Length", "900")];
    let mut slow = Raw::connect(server.address()).head(&format!("PATCH {path}"), &headers);
    slow.send(&whole[..7]);
    slow.reply().expect_problem(408, "upload_interrupted");
    assert_eq!(tus::offset(&server.client(), &path), 7);
    assert_eq!(tus::send(&server.client(), &path, 7, &whole[7..], &[]).status, 204);
}
