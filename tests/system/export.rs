//! A whole dataset as a file.

use std::io::Read;

use serde_json::{Value, json};
use tests::flights;
use tests::process::{peak_rss_bytes, rss_bytes};
use tests::server::Server;

/// What the profile says of each column's values.
fn values(server: &Server, id: &str) -> Vec<Value> {
    let profile = server.client().get(&format!("/api/datasets/{id}/profile")).expect(200);
    let of = |column: &Value| json!([column["name"], column["nulls"], column["distinct"], column["min"], column["max"]]);
    profile["columns"].as_array().unwrap().iter().map(of).collect()
}

#[test]
fn an_exported_file_of_any_format_is_the_same_dataset_again() {
    let server = Server::start();
    let dataset = server.upload("flights.parquet", &flights::parquet(&flights::first(150_000)));
    for (format, media, read_as) in [
        ("csv", "text/csv; charset=utf-8; header=present", "csv"),
        ("ndjson", "application/x-ndjson", "ndjson"),
        ("parquet", "application/vnd.apache.parquet", "parquet"),
        ("arrow", "application/vnd.apache.arrow.file", "arrow_file"),
    ] {
        let reply = server.client().get(&format!("/api/datasets/{}/export?format={format}", dataset.id));
        assert_eq!((reply.status, reply.header("content-type")), (200, media), "{format}");
        assert_eq!(reply.header("content-disposition"), format!("attachment; filename=\"flights.{format}\"; filename*=UTF-8''flights.{format}"));
        let again = server.upload(&format!("again.{format}"), &reply.body);
        assert_eq!((again.import.format.as_str(), again.rows), (read_as, 150_000));
        let types = |columns: &[shared::wire::dataset::Column]| columns.iter().map(|c| (c.name.clone(), c.r#type.clone())).collect::<Vec<_>>();
        assert_eq!(types(&again.columns), types(&dataset.columns), "{format}");
        assert_eq!(values(&server, &again.id), values(&server, &dataset.id), "{format}");
    }
}

#[test]
fn a_workbook_says_what_the_csv_says() {
    let server = Server::start();
    let dataset = server.upload("flights.parquet", &flights::parquet(&flights::first(20_000)));
    let exported = |id: &str, format: &str| server.client().get(&format!("/api/datasets/{id}/export?format={format}"));
    let workbook = exported(&dataset.id, "xlsx");
    let media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    assert_eq!((workbook.status, workbook.header("content-type")), (200, media));
    assert_eq!(workbook.header("content-disposition"), "attachment; filename=\"flights.xlsx\"; filename*=UTF-8''flights.xlsx");
    let again = server.upload("again.xlsx", &workbook.body);
    assert_eq!((again.import.format.as_str(), again.rows), ("excel", 20_000));
    assert!(exported(&again.id, "csv").body == exported(&dataset.id, "csv").body, "another CSV");
    assert_eq!(std::fs::read_dir(server.data().join("staging")).unwrap().count(), 0, "files are left");
}

#[test]
fn an_earlier_version_is_exported_as_it_was() {
    let server = Server::start();
    let id = server.upload("a.csv", b"a\n1\n").id;
    let csv = [("content-type", "text/csv")];
    assert_eq!(server.client().send("POST", &format!("/api/datasets/{id}/rows"), &csv, Some(b"a\n2\n")).status, 200);
    let exported = |query: &str| String::from_utf8(server.client().get(&format!("/api/datasets/{id}/export?format=csv{query}")).body).unwrap();
    assert_eq!(exported(""), "a\r\n1\r\n2\r\n");
    assert_eq!(exported("&version=0"), "a\r\n1\r\n");
}

#[test]
fn texts_are_exact_and_for_a_spreadsheet_no_formulas() {
    let server = Server::start();
    let id = server.upload("cells.csv", b"note,n\n=1+1,-1\n@x,2\n").id;
    let exported = |query: &str| String::from_utf8(server.client().get(&format!("/api/datasets/{id}/export?format=csv{query}")).body).unwrap();
    assert_eq!(exported(""), "note,n\r\n=1+1,-1\r\n@x,2\r\n");
    assert_eq!(exported("&spreadsheet=true"), "\u{feff}note,n\r\n'=1+1,-1\r\n'@x,2\r\n");
}

#[test]
fn what_cant_be_exported_is_told() {
    let server = Server::start();
    let id = server.upload("a.csv", b"a\n1\n").id;
    for query in ["", "?format=pdf", "?format=csv&colums=a"] {
        server.client().get(&format!("/api/datasets/{id}/export{query}")).expect_problem(400, "invalid_request");
    }
    server.client().get(&format!("/api/datasets/{id}/export?format=csv&version=9")).expect_problem(404, "not_found");
    server.client().get("/api/datasets/6f1d2c3b-0000-4000-8000-000000000000/export?format=csv").expect_problem(404, "not_found");
}

#[test]
fn a_dataset_too_large_for_a_workbook_is_told_before_the_first_byte() {
    let server = Server::start();
    let told = |file: Vec<u8>| {
        let id = server.upload("large.csv", &file).id;
        let reply = server.client().get(&format!("/api/datasets/{id}/export?format=xlsx"));
        let problem = reply.expect_problem(400, "invalid_request");
        (problem["params"]["field"].as_str().unwrap().to_owned(), problem["params"]["reason"].as_str().unwrap().to_owned())
    };
    let rows = told(format!("n\n{}", "1\n".repeat(1_048_576)).into_bytes());
    assert_eq!(rows, ("format".into(), "a workbook holds 1048575 rows and a header, and this dataset has 1048576 rows; take csv or parquet".into()));
    let cell = told(format!("n,note\n1,x\n2,{}\n", "x".repeat(32_768)).into_bytes());
    let reason = "a cell of a workbook holds 32767 characters, and row 2 has 32768 in column `note`; take csv or parquet";
    assert_eq!(cell, ("format".into(), reason.into()));
}

#[test]
fn a_slow_reader_of_an_export_costs_no_memory() {
    let server = Server::start();
    let id = server.upload("flights.parquet", &flights::parquet_repeated(flights::table(), 3)).id;
    let path = |format: &str| format!("/api/datasets/{id}/export?format={format}");
    let length = std::io::copy(&mut server.client().open(&path("arrow")), &mut std::io::sink()).unwrap();
    let before = rss_bytes(server.pid());
    let mut readers: Vec<_> = ["csv", "ndjson", "arrow", "parquet"].map(|format| server.client().open(&path(format))).into();
    readers.iter_mut().for_each(|reader| reader.read_exact(&mut [0; 1_000]).unwrap());
    let grown = rss_bytes(server.pid()).saturating_sub(before);
    assert!(grown < length, "four readers that stopped early cost {grown} bytes, one file has {length}");
}

#[test]
fn rows_of_a_workbook_wait_on_disk() {
    let server = Server::start();
    let id = server.upload("flights.parquet", &flights::parquet(&flights::first(100_000))).id;
    let exported = |format: &str| server.client().get(&format!("/api/datasets/{id}/export?format={format}"));
    exported("csv");
    let before = peak_rss_bytes(server.pid()).unwrap();
    assert_eq!(exported("xlsx").status, 200);
    let grown = peak_rss_bytes(server.pid()).unwrap() - before;
    assert!(grown < 16 << 20, "a million cells cost {grown} bytes");
}
