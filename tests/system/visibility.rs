use serde_json::Value;
use tests::archives::zip;
use tests::flights;
use tests::raw::Raw;
use tests::server::{Server, until};
use tests::workbook::{self, Sheet};

const IMPORT: &str = "0b8e9a6e-58a4-4b6e-9d4f-0d1c7c1f2a33";

#[test]
fn a_dataset_appears_only_when_it_is_whole() {
    let server = Server::start();
    let bytes = flights::csv(&flights::first(20_000));
    let half = bytes.len() / 2;
    let length = bytes.len().to_string();
    let headers = [("Host", server.address()), ("Content-Length", length.as_str())];
    let mut upload = Raw::connect(server.address()).head("POST /api/datasets?file_name=slow.csv", &headers);
    assert!(upload.send(&bytes[..half]));
    until("the first half has arrived", || server.files().iter().map(|(_, size)| size).sum::<u64>() > half as u64 / 2);
    assert!(server.dataset_names().is_empty());
    let waiting = std::thread::spawn(move || {
        upload.send(&bytes[half..]);
        upload.reply()
    });
    let mut seen = Vec::new();
    while !waiting.is_finished() {
        seen.extend(server.client().get("/api/datasets").expect(200)["datasets"].as_array().unwrap().iter().map(|d| d["rows"].clone()));
    }
    let dataset = waiting.join().unwrap().expect(201);
    assert_eq!(dataset["rows"], 20_000);
    assert!(seen.iter().all(|rows| rows == 20_000), "{seen:?}");
    assert_eq!(server.dataset_names(), ["slow"]);
}

#[test]
fn an_import_tells_how_far_it_is() {
    let server = Server::start();
    let bytes = b"a,b\n1,2\n3,4\n";
    let length = bytes.len().to_string();
    let headers = [("Host", server.address()), ("Content-Length", length.as_str())];
    let mut upload = Raw::connect(server.address()).head(&format!("POST /api/datasets?file_name=slow.csv&import={IMPORT}"), &headers);
    assert!(upload.send(&bytes[..6]));
    let progress = || server.client().get(&format!("/api/imports/{IMPORT}"));
    until("six bytes are counted", || progress().status == 200 && progress().json()["received_bytes"] == 6);
    assert_eq!(progress().json()["phase"], Value::from("receiving"));
    assert!(upload.send(&bytes[6..]));
    upload.reply().expect(201);
}

/// What is told of the bytes of a file while it is read: how many of how many.
fn shares(server: &Server, file_name: &str, bytes: Vec<u8>) -> Vec<(u64, u64)> {
    let (client, path) = (server.client(), format!("/api/datasets?file_name={file_name}&import={IMPORT}"));
    let sending = std::thread::spawn(move || client.post(&path, &bytes));
    let mut shares = Vec::new();
    while !sending.is_finished() {
        let reply = server.client().get(&format!("/api/imports/{IMPORT}"));
        if reply.status == 200 && ["inferring", "reading"].iter().any(|phase| reply.json()["phase"] == *phase) {
            shares.push((reply.json()["read_bytes"].as_u64().unwrap(), reply.json()["total_bytes"].as_u64().unwrap()));
        }
    }
    sending.join().unwrap().expect(201);
    shares.into_iter().filter(|(_, of)| *of > 0).collect()
}

#[test]
fn an_import_tells_how_much_of_the_file_is_read() {
    let server = Server::start();
    // A number that is none after the first rows: the file is read twice.
    let table = flights::first(150_000);
    let odd = vec!["x"; table.num_columns()].join(",") + "\n";
    let bytes = [flights::csv(&table), odd.into_bytes()].concat();
    let total = bytes.len() as u64;
    let told = shares(&server, "slow.csv", bytes);
    assert!(told.iter().all(|(read, of)| read <= of && (*of == total || *of == 2 * total)), "{total}: {told:?}");
    assert!(told.iter().any(|(read, of)| *of == 2 * total && *read > total), "{total}: {told:?}");
}

#[test]
fn an_import_of_any_other_format_tells_it_too() {
    let (server, table) = (Server::start(), flights::first(200_000));
    let files = [
        ("f.parquet", flights::parquet(&table)),
        ("f.arrow", flights::arrow_file(&table)),
        ("f.arrows", flights::arrow_stream(&table)),
        ("f.avro", flights::avro(&table)),
        ("n.xlsx", numbers(100_000)),
        ("t.zip", texts(&flights::csv(&flights::first(40_000)))),
    ];
    for (file_name, bytes) in files {
        let total = bytes.len() as u64;
        let told = shares(&server, file_name, bytes);
        assert!(told.is_sorted() && told.iter().all(|(read, of)| read <= of && *of == total), "{file_name}, {total}: {told:?}");
        assert!(told.iter().any(|(read, _)| (1..total).contains(read)), "{file_name}, {total}: {told:?}");
    }
}

/// An archive of texts, of more bytes than are read at once.
fn texts(text: &[u8]) -> Vec<u8> {
    zip(&[b"a/1.txt".as_slice(), b"a/2.txt", b"a/3.txt", b"b/4.txt", b"b/5.txt", b"b/6.txt"].map(|name| (name, text)))
}

/// A workbook of two columns, of more rows than are read at once.
fn numbers(rows: usize) -> Vec<u8> {
    let row = |at: usize| workbook::row(at, &[workbook::number(at as f64, 0), workbook::number(at as f64 / 8.0, 0)]);
    let rows: String = (1..=rows).map(row).collect();
    workbook::xlsx(&[Sheet { name: "n", rows: &rows, ..Sheet::default() }])
}

#[test]
fn an_import_that_nobody_began_has_no_progress() {
    let server = Server::start();
    server.client().get(&format!("/api/imports/{IMPORT}")).expect(204);
    let reply = server.client().post("/api/datasets?file_name=a.csv&import=7", b"a\n1\n");
    reply.expect_problem(400, "invalid_request");
}
