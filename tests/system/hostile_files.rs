//! Files that lie about their size, or mean harm: each is refused in time, within its memory, and the server is well after it.

use std::io::{Cursor, Read, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use parquet::file::metadata::{FileMetaData, ParquetMetaData, ParquetMetaDataReader, ParquetMetaDataWriter};
use parquet::file::reader::ChunkReader;
use serde_json::Value;
use tests::flights;
use tests::golden::shown;
use tests::server::Server;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

#[track_caller]
fn refused(server: &Server, file_name: &str, bytes: &[u8], status: u16, code: &str) -> Value {
    let before = server.files().len();
    let reply = server.client().post(&format!("/api/datasets?file_name={file_name}"), bytes);
    let problem = reply.expect_problem(status, code);
    assert_eq!(server.files().len(), before, "{:?}", server.files());
    problem
}

#[track_caller]
fn rows(server: &Server, file_name: &str, bytes: &[u8]) -> Vec<Vec<String>> {
    let id = server.upload(file_name, bytes).id;
    let stream = server.client().get(&format!("/api/datasets/{id}/arrow")).body;
    shown(&arrow_ipc::reader::StreamReader::try_new(stream.as_slice(), None).unwrap().map(Result::unwrap).collect::<Vec<_>>())
}

/// A Parquet file whose footer counts other rows than there are.
fn parquet_of(rows: i64) -> Vec<u8> {
    let mut bytes = flights::parquet(&flights::first(1_000));
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(&bytes).unwrap();
    assert!(file.get_read(0).is_ok());
    let metadata = ParquetMetaDataReader::new().parse_and_finish(&file).unwrap();
    let of = metadata.file_metadata();
    let file = FileMetaData::new(of.version(), rows, None, of.key_value_metadata().cloned(), of.schema_descr_ptr(), None);
    let groups = metadata.row_groups().iter().map(|group| group.clone().into_builder().set_num_rows(rows).build().unwrap()).collect();
    let mut footer = Vec::new();
    ParquetMetaDataWriter::new(&mut footer, &ParquetMetaData::new(file, groups)).finish().unwrap();
    let length = u32::from_le_bytes(bytes[bytes.len() - 8..bytes.len() - 4].try_into().unwrap()) as usize;
    bytes.truncate(bytes.len() - 8 - length);
    bytes.extend(footer);
    bytes
}

#[test]
fn a_parquet_footer_that_counts_rows_that_are_not_there_is_refused() {
    let server = Server::start();
    assert_eq!(server.upload("right.parquet", &parquet_of(1_000)).rows, 1_000);
    for rows in [1 << 60, i64::MAX, 1_001, 999, -1] {
        refused(&server, "lying.parquet", &parquet_of(rows), 422, "damaged_file");
    }
    server.expect_well();
}

/// Where the values of a stream are: behind the head of each message.
fn bodies(stream: &[u8]) -> Vec<std::ops::Range<usize>> {
    let (mut found, mut at) = (Vec::new(), 0);
    while at + 8 < stream.len() {
        let head = at + 8 + u32::from_le_bytes(stream[at + 4..at + 8].try_into().unwrap()) as usize;
        let message = arrow_ipc::root_as_message(&stream[at + 8..head]);
        at = head + message.map_or(0, |message| message.bodyLength() as usize);
        found.push(head..at);
    }
    found
}

#[test]
fn arrow_messages_with_lying_lengths_are_refused() {
    let server = Server::start();
    let good = flights::arrow_stream(&flights::first(100));
    let (right, buffers) = (tests::ipc::rows(&good), bodies(&good));
    // Every length that there may be: eight bytes that say a number of bytes within the stream.
    let lengths: Vec<usize> = (8..good.len().min(6_000) - 8)
        .step_by(8)
        .filter(|at| {
            let value = u64::from_le_bytes(good[*at..*at + 8].try_into().unwrap());
            (64..good.len() as u64).contains(&value)
        })
        .collect();
    assert!(lengths.len() > 5, "{lengths:?}");
    for at in lengths.into_iter().take(24) {
        let mut lying = good.clone();
        lying[at..at + 8].copy_from_slice(&(1_u64 << 41).to_le_bytes());
        let reply = server.client().post("/api/datasets?file_name=lying.arrows", &lying);
        if reply.status == 422 {
            continue;
        }
        // A number that is no length is a value in a buffer, and then that one is another, which nobody can know; or it is one that nobody reads.
        let stream = server.client().get(&format!("/api/datasets/{}/arrow", reply.expect(201)["id"].as_str().unwrap())).body;
        let arrived = tests::ipc::rows(&stream);
        let changed = arrived.iter().zip(&right).filter(|(arrived, right)| arrived != right).count();
        let most = if buffers.iter().any(|buffer| buffer.contains(&at)) { 8 } else { 0 };
        assert!(arrived.len() == right.len() && changed <= most, "{at}: {changed} rows are others");
    }
    for length in [0x7FFF_FFF0_u32, 0xFFFF_FFF0, 200 << 20] {
        let mut lying = good.clone();
        lying[4..8].copy_from_slice(&length.to_le_bytes());
        let reply = server.client().post("/api/datasets?file_name=lying.arrows", &lying);
        assert!(matches!(reply.status, 415 | 422), "{length}: {reply}");
    }
    server.expect_well();
}

#[test]
fn json_that_is_ten_thousand_deep_is_refused_in_every_form() {
    let server = Server::start();
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let deep = |inner: &str| format!("{}{inner}{}", open.repeat(10_000), close.repeat(10_000));
        let array = format!("[{{\"a\":{}}}]", deep("1"));
        let reply = server.client().post("/api/datasets?file_name=deep.json", array.as_bytes());
        assert_eq!(reply.status, 422, "{reply}");
        let reply = server.client().post("/api/datasets?file_name=deep.json", deep("1").as_bytes());
        assert_eq!(reply.status, 422, "{reply}");
    }
    server.expect_well();
}

#[test]
fn lone_surrogates_are_refused_and_never_replaced() {
    let server = Server::start();
    refused(&server, "lone.ndjson", b"{\"a\":\"x\"}\n{\"a\":\"\\ud800\"}\n", 422, "invalid_json_line");
    refused(&server, "lone.json", b"[{\"a\":\"\\udc00\"}]", 422, "damaged_file");
    refused(&server, "lone.csv", b"\xFF\xFEa\0\n\0\0\xD8\n\0", 422, "unknown_encoding");
}

#[test]
fn nuls_and_mixed_line_ends_are_data_and_line_ends() {
    let server = Server::start();
    assert_eq!(rows(&server, "nul.csv", b"a,b\nx\0y,1\n\0,2\n"), [["x\0y", "1"], ["\0", "2"]]);
    assert_eq!(rows(&server, "ends.csv", b"a,b\r\n1,x\n2,y\r3,\"z\r\nz\"\r\n"), [["1", "x"], ["2", "y"], ["3", "z\r\nz"]]);
}

/// The same byte, over and over, and one of another before it.
fn field(length: u64) -> impl Read {
    Cursor::new(b"a,b\n1,\"".to_vec()).chain(std::io::repeat(b'x').take(length)).chain(Cursor::new(b"\"\n2,y\n".to_vec()))
}

#[test]
fn a_field_of_a_gigabyte_is_refused_without_being_held() {
    let server = Server::start();
    let before = tests::process::rss_bytes(server.pid());
    let reply = server.client().post_chunked("/api/datasets?file_name=field.csv", field(1 << 30)).unwrap();
    assert_eq!(reply.expect_problem(422, "record_too_long")["params"]["row"], "2");
    let grown = tests::process::rss_bytes(server.pid()).saturating_sub(before);
    assert!(grown < 64 << 20, "the server grew by {grown} bytes");
    let reply = server.client().post_chunked("/api/datasets?file_name=field.csv", field(15 << 20)).unwrap();
    assert_eq!(reply.expect(201)["rows"], 2);
    server.expect_well();
}

#[test]
fn a_quote_that_is_open_to_the_end_of_a_large_file_is_refused_with_its_line() {
    let server = Server::start();
    let text = format!("a,b\n1,2\n3,\"4\n{}", "5,6\n".repeat(200_000));
    assert_eq!(refused(&server, "open.csv", text.as_bytes(), 422, "unclosed_quote")["params"]["row"], "3");
    let text = format!("a,b\n1,2\n3,\"4\n{}", "5,6\n".repeat(6_000_000));
    assert_eq!(refused(&server, "open.csv", text.as_bytes(), 422, "record_too_long")["params"]["row"], "3");
    server.expect_well();
}

fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A workbook with these files in the place of some of its own.
fn workbook(sheet: &str, strings: &str) -> Vec<u8> {
    let types = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#;
    let book = r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="s" sheetId="1" r:id="r1"/></sheets></workbook>"#;
    let root = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
    let links = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;
    archive(&[
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", links.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        ("xl/sharedStrings.xml", strings.as_bytes()),
    ])
}

const MAIN: &str = r#"xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main""#;

#[test]
fn entities_of_a_workbook_are_never_expanded() {
    let server = Server::start();
    let sheet = format!(
        r#"<?xml version="1.0"?><worksheet {MAIN}><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" t="s"><v>1</v></c></row></sheetData></worksheet>"#
    );
    let plain = format!(r#"<?xml version="1.0"?><sst {MAIN}><si><t>name</t></si><si><t>value</t></si></sst>"#);
    assert_eq!(rows(&server, "plain.xlsx", &workbook(&sheet, &plain)), [["value"]]);
    let laughs: String = (1..10).map(|at| format!(r#"<!ENTITY l{at} "{}">"#, format!("&l{};", at - 1).repeat(10))).collect();
    for definition in [format!(r#"<!ENTITY l0 "lol">{laughs}"#), r#"<!ENTITY l9 SYSTEM "file:///etc/passwd">"#.to_owned()] {
        let strings = format!(r#"<?xml version="1.0"?><!DOCTYPE sst [{definition}]><sst {MAIN}><si><t>name</t></si><si><t>&l9;</t></si></sst>"#);
        let reply = server.client().post("/api/datasets?file_name=laughs.xlsx", &workbook(&sheet, &strings));
        if reply.status == 201 {
            let stream = server.client().get(&format!("/api/datasets/{}/arrow", reply.json()["id"].as_str().unwrap())).body;
            assert!(stream.len() < 10_000 && !String::from_utf8_lossy(&stream).contains("root:"), "an entity was expanded");
        } else {
            reply.expect_problem(422, "damaged_file");
        }
    }
    server.expect_well();
}

fn gzip(chunk: &[u8], times: usize) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    (0..times).for_each(|_| encoder.write_all(chunk).unwrap());
    encoder.finish().unwrap()
}

#[test]
fn bombs_are_stopped_and_packing_in_packing_is_refused() {
    let server = Server::start();
    let zeros = vec![b'0'; 1 << 20];
    refused(&server, "bomb.csv.gz", &gzip(&zeros, 48), 422, "decompressed_too_large");
    refused(&server, "bomb.zip", &archive(&[("a.csv", &zeros.repeat(48))]), 422, "decompressed_too_large");
    let corner = r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#;
    let sheet = format!(r#"<?xml version="1.0"?><worksheet {MAIN}><dimension ref="A1:XFD1048576"/><sheetData>{corner}</sheetData></worksheet>"#);
    refused(&server, "corners.xlsx", &workbook(&sheet, "<sst/>"), 422, "too_complex");
    refused(&server, "twice.csv.gz", &gzip(&gzip(b"a\n1\n", 1), 1), 415, "unknown_format");
    refused(&server, "nested.zip", &archive(&[("inner.zip", &archive(&[("a.csv", b"a\n1\n")]))]), 415, "unknown_format");
    server.expect_well();
}

#[test]
fn names_in_an_archive_are_no_paths() {
    let server = Server::start();
    for name in ["../../escape.csv", "/etc/escape.csv", "..\\..\\escape.csv", "C:\\escape.csv", "a/../../escape.csv"] {
        assert_eq!(rows(&server, "paths.zip", &archive(&[(name, b"a,b\n1,x\n")])), [["1", "x"]], "{name}");
    }
    let root = server.data().parent().unwrap().to_owned();
    let stray: Vec<_> = tests::process::files_below(&root).into_iter().filter(|(path, _)| path.contains("escape")).collect();
    assert!(stray.is_empty(), "{stray:?}");
}
