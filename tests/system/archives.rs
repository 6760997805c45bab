//! Archives and packed files that lie, are locked, or have too much in them.

use std::io::{Cursor, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;
use tests::archives;
use tests::ipc;
use tests::peaks::Peaks;
use tests::server::Server;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const TABLE: &[u8] = b"id,name\n007,a\n010,b\n";
/// More than what an archive's list of a million files takes.
const CHILD_BYTES: f64 = 1.5e9;

#[track_caller]
fn refused(server: &Server, file_name: &str, bytes: &[u8], code: &str) -> Value {
    let before = server.files().len();
    let problem = server.client().post(&format!("/api/datasets?file_name={file_name}"), bytes).expect_problem(422, code);
    assert_eq!(server.files().len(), before, "{:?}", server.files());
    problem
}

#[track_caller]
fn is_the_table(server: &Server, file_name: &str, bytes: &[u8]) {
    let id = server.upload(file_name, bytes).id;
    let rows = ipc::rows(&server.client().get(&format!("/api/datasets/{id}/arrow")).body);
    assert_eq!(rows, [serde_json::json!({ "id": "007", "name": "a" }), serde_json::json!({ "id": "010", "name": "b" })]);
}

/// An archive of the table, changed at `offset` of its head and of its entry in the list of files.
fn changed(offset: usize, change: impl Fn(&mut u8)) -> Vec<u8> {
    let mut bytes = archives::zip(&[(b"a.csv", TABLE)]);
    let list = bytes.windows(4).position(|mark| mark == b"PK\x01\x02").unwrap();
    change(&mut bytes[offset]);
    change(&mut bytes[list + offset + 2]);
    bytes
}

#[test]
fn a_file_behind_a_password_is_told_as_such() {
    let server = Server::start();
    // The first of an entry's flags: it is encrypted.
    let problem = refused(&server, "a.zip", &changed(6, |flags| *flags |= 1), "damaged_file");
    assert_eq!((&problem["params"]["format"], &problem["params"]["reason"]), (&"zip".into(), &"password".into()));
    assert!(problem["detail"].as_str().unwrap().contains("take the password off"), "{problem}");
    is_the_table(&server, "a.zip", &changed(6, |_| {}));
}

#[test]
fn sizes_that_an_archive_lies_about_are_no_rows() {
    let server = Server::start();
    // What an entry says it is when unpacked: what is there counts, up to what it is in the archive.
    is_the_table(&server, "a.zip", &changed(22, |byte| *byte ^= 1));
    is_the_table(&server, "a.zip", &changed(25, |byte| *byte = 0x7F));
    // Its checksum; the same in the archive, less and more than it is.
    for (offset, change) in [(14, 1), (18, 1), (21, 0x40)] {
        refused(&server, "a.zip", &changed(offset, |byte| *byte ^= change), "corrupt_compression");
    }
    server.expect_well();
}

#[test]
fn an_archive_in_the_form_for_large_files_is_read() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("a.csv", SimpleFileOptions::default().large_file(true)).unwrap();
    writer.write_all(TABLE).unwrap();
    is_the_table(&Server::start(), "a.zip", &writer.finish().unwrap().into_inner());
}

#[test]
fn of_two_files_with_one_name_none_is_lost_in_silence() {
    let server = Server::start();
    let problem = refused(&server, "a.zip", &archives::zip(&[(b"a.csv", TABLE), (b"a.csv", b"n\n1\n")]), "damaged_file");
    assert!(problem["detail"].as_str().unwrap().contains("the same name"), "{problem}");
    let pictures: [(&[u8], &[u8]); 3] = [(b"x/1.png", b"1"), (b"x/1.png", b"2"), (b"x/2.png", b"3")];
    refused(&server, "a.zip", &archives::zip(&pictures), "damaged_file");
}

#[test]
fn an_archive_without_a_file_is_empty() {
    let server = Server::start();
    refused(&server, "a.zip", &archives::zip(&[]), "empty_file");
    refused(&server, "a.zip", &archives::zip(&[(b"folder/", b""), (b"__MACOSX/a.csv", b"x")]), "empty_file");
}

#[test]
fn a_million_files_are_refused_within_the_memory_that_reading_may_take() {
    let server = Server::start();
    let bytes = archives::overlapping(&archives::zip(&[(b"x", b"n\n1\n")]), 1_000_000, |at| at.to_string());
    let peaks = Peaks::of_children(server.pid());
    let problem = refused(&server, "many.zip", &bytes, "too_complex");
    let peak = peaks.end()[1];
    println!("a list of a million files: {:.0} MB", peak / 1e6);
    assert!(problem["params"]["limit"].as_str().unwrap().contains("100000 entries"), "{problem}");
    assert!(peak < CHILD_BYTES, "the child took {peak} bytes");
    server.expect_well();
}

#[test]
fn files_that_are_the_same_bytes_count_each_time_they_are_unpacked() {
    let server = Server::start();
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("n.txt", SimpleFileOptions::default()).unwrap();
    writer.write_all(&vec![b'n'; 1 << 20]).unwrap();
    let one = writer.finish().unwrap().into_inner();
    // Some kilobytes that would be 500 MB of texts, a row each.
    refused(&server, "bomb.zip", &archives::overlapping(&one, 500, |at| format!("x/{at}.txt")), "decompressed_too_large");
    server.expect_well();
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn members_of_a_packed_file_are_one_file_and_a_broken_one_is_no_short_one() {
    let server = Server::start();
    let line = |at: usize| format!("{at},x\n");
    let members: Vec<u8> = (0..100).flat_map(|at| gzip(if at == 0 { "n,t\n".to_owned() } else { line(at) }.as_bytes())).collect();
    assert_eq!(server.upload("a.csv.gz", &members).rows, 99);
    let mut broken = members.clone();
    let checksum = broken.len() - 8;
    broken[checksum] ^= 1;
    refused(&server, "a.csv.gz", &broken, "corrupt_compression");
    refused(&server, "a.csv.gz", &members[..members.len() - 5], "corrupt_compression");
}

#[test]
fn a_window_of_2_gib_is_refused_and_not_allocated() {
    let server = Server::start();
    // A frame without checksum and size, its window 2^31; one last block that repeats a byte 1,024 times.
    let window = |log: u8| [&[0x28, 0xB5, 0x2F, 0xFD, 0, (log - 10) << 3][..], &((1_024_u32 << 3 | 0b011).to_le_bytes()[..3]), b"n"].concat();
    let peaks = Peaks::of_children(server.pid());
    refused(&server, "a.csv.zst", &window(31), "decompressed_too_large");
    let peak = peaks.end()[1];
    assert!(peak < 256e6, "the child took {peak} bytes");
    assert_eq!(server.upload("a.csv.zst", &window(20)).columns[0].name.len(), 1_024);
}

#[test]
fn a_body_that_says_how_it_is_packed_is_unpacked_or_refused() {
    let server = Server::start();
    let id = server.upload("a.csv", b"id,name\n1,x\n").id;
    let send = |path: &str, encoding: &str, bytes: &[u8]| {
        server.client().send("POST", path, &[("content-encoding", encoding), ("content-type", "text/csv")], Some(bytes))
    };
    assert_eq!(send("/api/datasets?file_name=a.csv", "gzip", &gzip(TABLE)).expect(201)["rows"], 2);
    assert_eq!(send("/api/datasets?file_name=a.csv", "identity", TABLE).expect(201)["rows"], 2);
    let rows = format!("/api/datasets/{id}/rows");
    for (path, encoding) in [("/api/datasets", "br"), ("/api/datasets", "deflate, gzip"), ("/api/datasets/preview", "br"), (&rows, "gzip")] {
        let problem = send(path, encoding, &gzip(TABLE)).expect_problem(415, "unknown_format");
        assert!(problem["detail"].as_str().unwrap().contains("content encoding"), "{problem}");
    }
}
