//! One table, seven formats, one dataset.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;
use shared::wire::dataset::Dataset;
use shared::wire::profile::Profile;
use tests::flights;
use tests::http::encode;
use tests::oracle::Oracle;
use tests::server::Server;

const ROWS: usize = 60_000;

const COLUMNS: [(&str, &str); 10] = [
    ("departure", "timestamp(UTC)"),
    ("carrier", "string"),
    ("flight", "int64"),
    ("tailnum", "string"),
    ("origin", "string"),
    ("dest", "string"),
    ("dep_delay", "int64"),
    ("arr_delay", "int64"),
    ("air_time", "int64"),
    ("distance", "int64"),
];

#[track_caller]
fn check(format: &str, file_name: &str, bytes: &[u8]) {
    let server = Server::start();
    let dataset = server.upload(file_name, bytes);
    assert_eq!(dataset.rows, ROWS as u64);
    assert_eq!(dataset.name, "flights");
    assert_eq!(dataset.import.format, format);
    let columns: Vec<(&str, &str)> = dataset.columns.iter().map(|column| (column.name.as_str(), column.r#type.as_str())).collect();
    assert_eq!(columns, COLUMNS);
    expect_profile(&server, &dataset);
}

#[track_caller]
fn expect_profile(server: &Server, dataset: &Dataset) {
    let reply = server.client().get(&format!("/api/datasets/{}/profile", dataset.id)).expect(200);
    let profile: Profile = serde_json::from_value(reply.clone()).unwrap();
    let oracle = Oracle::of_batch(&flights::first(ROWS));
    assert_eq!(profile.rows, ROWS as u64);
    for (at, (name, kind)) in COLUMNS.into_iter().enumerate() {
        let column = &profile.columns[at];
        assert_eq!(column.name, name);
        assert_eq!(column.nulls, oracle.int(&format!("SELECT count(*) FROM t WHERE {name} IS NULL")).unsigned_abs(), "{name}");
        assert_eq!(column.distinct, oracle.int(&format!("SELECT count(DISTINCT {name}) FROM t")).unsigned_abs(), "{name}");
        assert!(column.distinct_exact, "{name}");
        if kind == "int64" {
            assert_eq!(reply["columns"][at]["min"], oracle.int(&format!("SELECT min({name}) FROM t")), "{name}");
            assert_eq!(reply["columns"][at]["max"], oracle.int(&format!("SELECT max({name}) FROM t")), "{name}");
        }
    }
    let first = &reply["columns"][0]["min"];
    assert!(matches!(first, Value::String(text) if text.starts_with("2013-01-01")), "{first}");
}

#[test]
fn csv_is_read_with_its_types() {
    check("csv", "flights.csv", &flights::csv(&flights::first(ROWS)));
}

#[test]
fn parquet_is_read_as_it_is() {
    check("parquet", "flights.parquet", &flights::parquet(&flights::first(ROWS)));
}

#[test]
fn an_arrow_file_is_read_as_it_is() {
    check("arrow_file", "flights.arrow", &flights::arrow_file(&flights::first(ROWS)));
}

#[test]
fn an_arrow_stream_is_read_as_it_is() {
    check("arrow_stream", "flights.arrows", &flights::arrow_stream(&flights::first(ROWS)));
}

#[test]
fn ndjson_is_read_with_its_types() {
    check("ndjson", "flights.ndjson", &flights::ndjson(&flights::first(ROWS)));
}

#[test]
fn a_json_array_is_read_with_its_types() {
    let lines = String::from_utf8(flights::ndjson(&flights::first(ROWS))).unwrap();
    let objects: Vec<&str> = lines.lines().collect();
    check("json", "flights.json", format!("[{}]", objects.join(",\n  ")).as_bytes());
}

#[test]
fn a_compressed_file_is_the_file_in_it() {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(&flights::csv(&flights::first(ROWS))).unwrap();
    check("csv", "flights.csv.gz", &encoder.finish().unwrap());
}

#[test]
fn a_sheet_of_a_workbook_is_chosen_by_an_option() {
    let server = Server::start();
    let workbook = include_bytes!("../fixtures/workbooks/kinds.xlsx");
    let dataset = server.upload("kinds.xlsx", workbook);
    assert_eq!((dataset.import.format.as_str(), dataset.import.sheet.as_deref(), dataset.rows), ("excel", Some("数据"), 3));
    let chosen = |options: &str| server.client().post(&format!("/api/datasets?file_name=kinds.xlsx&options={}", encode(options)), workbook);
    assert_eq!(chosen(r#"{"sheet":"more"}"#).expect(201)["rows"], 1);
    let problem = chosen(r#"{"sheet":"none"}"#).expect_problem(422, "choose_entry");
    assert_eq!(problem["params"]["entries"], "empty, 数据, more");
    assert_eq!(chosen(r#"{"shet":"more"}"#).expect_problem(400, "invalid_request")["params"]["field"], "options");
}

#[test]
fn the_bytes_decide_the_format_and_a_wrong_ending_is_noticed() {
    let server = Server::start();
    let dataset = server.upload("flights.csv", &flights::parquet(&flights::first(100)));
    assert_eq!(dataset.import.format, "parquet");
    assert_eq!(serde_json::to_value(&dataset.import).unwrap()["notices"][0]["kind"], "other_format");
}

#[test]
fn a_form_with_a_file_is_taken_as_well() {
    let server = Server::start();
    let form = b"--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"two.csv\"\r\n\r\na,b\n1,x\n2,y\n\r\n--edge--\r\n";
    let kind = [("content-type", "multipart/form-data; boundary=edge")];
    let dataset = server.client().send("POST", "/api/datasets", &kind, Some(form)).expect(201);
    assert_eq!(dataset["name"], "two");
    assert_eq!(dataset["rows"], 2);
}

#[test]
fn codes_and_long_numbers_stay_what_they_are() {
    let server = Server::start();
    let csv = b"zip,id,flag,big\n00501,12345678901234567,1,9223372036854775807\n10001,12345678901234568,0,1\n";
    let dataset = server.upload("codes.csv", csv);
    let types: Vec<&str> = dataset.columns.iter().map(|column| column.r#type.as_str()).collect();
    assert_eq!(types, ["string", "int64", "int64", "int64"]);
    let profile = server.client().get(&format!("/api/datasets/{}/profile", dataset.id)).expect(200);
    assert_eq!(profile["columns"][1]["max"], 12_345_678_901_234_568_u64);
    assert_eq!(profile["columns"][3]["max"], i64::MAX);
}

#[test]
fn text_in_other_encodings_is_read_or_refused_but_never_damaged() {
    let server = Server::start();
    let utf16: Vec<u8> = "\u{feff}name,n\nÅse,1\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let dataset = server.upload("utf16.csv", &utf16);
    assert_eq!(dataset.import.encoding.as_deref(), Some("utf-16le"));
    let with_mark = server.upload("mark.csv", "\u{feff}name,n\nÅse,1\n".as_bytes());
    assert_eq!(with_mark.columns[0].name, "name");
}
