//! Packed files: what they may become, what unpacking may take, and how many an archive may have.

use std::io::{Cursor, Write};

use flate2::{Compression, GzBuilder};
use serde_json::json;
use tests::archives::{overlapping, zip};
use tests::http::encode;
use tests::server::{Options, Server};
use tests::workbook::{Sheet, number, row, text, xlsx};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::{answer, refused};

const RATIO: usize = 200;
/// So much any file may become.
const FREE: usize = 10 << 20;

/// Lines of two columns, so many bytes.
fn lines(bytes: usize) -> Vec<u8> {
    let line = |at: usize| format!("{},{}\n", if at == 0 { 'n' } else { '1' }, "t".repeat(97));
    let mut lines = (0..=bytes / 100).map(line).collect::<String>().into_bytes();
    lines.truncate(bytes);
    lines
}

/// Packed into just `length` bytes, by a field of the head that nobody reads; as short as it comes if that is 0.
fn gzip(bytes: &[u8], length: usize) -> Vec<u8> {
    let with = |extra: usize| {
        let mut encoder = GzBuilder::new().extra(vec![0; extra]).write(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    };
    let bare = with(0);
    if length == 0 { bare } else { with(length - bare.len()) }
}

fn archive(bytes: &[u8]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("a.csv", SimpleFileOptions::default().compression_level(Some(9))).unwrap();
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap().into_inner()
}

#[test]
fn a_packed_file_becomes_200_times_its_size_and_not_a_byte_more() {
    let server = Server::start();
    let whole = lines(RATIO * 60_000);
    refused(&server, "a.csv.gz", &gzip(&[&whole[..], b"\n"].concat(), 60_000), "decompressed_too_large", "200 times its packed size");
    assert_eq!(server.upload("a.csv.gz", &gzip(&whole, 60_000)).rows, 119_999);
    assert_eq!(answer(&server, "SELECT count(*), sum(n) FROM a"), json!([119_999, 119_999]));
    server.expect_well();
}

#[test]
fn a_file_that_becomes_10_mib_is_taken_however_small_it_was() {
    let server = Server::start();
    let (within, beyond) = (lines(FREE), lines(FREE + 1));
    for (name, within, beyond) in [("a.csv.gz", gzip(&within, 0), gzip(&beyond, 0)), ("a.zip", archive(&within), archive(&beyond))] {
        assert!(within.len() * RATIO < FREE, "it is packed well: {}", within.len());
        refused(&server, name, &beyond, "decompressed_too_large", "200 times its packed size");
        assert_eq!(server.upload(name, &within).rows, FREE as u64 / 100);
    }
}

#[test]
fn a_window_of_128_mib_is_given_and_no_larger_one() {
    let server = Server::start();
    // A frame without checksum and size; its window as exponent and eighths; one last block that repeats a byte 1,024 times.
    let frame = |window: u8| [&[0x28, 0xB5, 0x2F, 0xFD, 0, window][..], &((1_024_u32 << 3 | 0b011).to_le_bytes()[..3]), b"n"].concat();
    let of = |exponent: u8, eighths: u8| frame((exponent - 10) << 3 | eighths);
    refused(&server, "a.csv.zst", &of(27, 1), "decompressed_too_large", "128 MiB");
    assert_eq!(server.upload("a.csv.zst", &of(27, 0)).columns[0].name, "n".repeat(1_024));
}

#[test]
fn an_archive_of_100_000_files_is_looked_through_and_none_of_one_more() {
    let server = Server::start();
    let of = |count: usize| overlapping(&zip(&[(b"x", b"n\n7\n")]), count, |at| format!("{at}.csv"));
    let last = |count: usize| format!("many.zip&options={}", encode(&json!({ "entry": format!("{}.csv", count - 1) }).to_string()));
    refused(&server, &last(100_001), &of(100_001), "too_complex", "100000 entries");
    let dataset = server.client().post(&format!("/api/datasets?file_name={}", last(100_000)), &of(100_000)).expect(201);
    assert_eq!((&dataset["rows"], &dataset["import"]["entry"]), (&json!(1), &json!("99999.csv")));
}

#[test]
fn a_file_of_64_mib_in_an_archive_of_texts_is_a_row_and_none_is_larger() {
    let server = Server::start();
    let texts = |bytes: usize| zip(&[(b"a/1.txt", &vec![b't'; bytes]), (b"b/2.txt", b"two")]);
    refused(&server, "a.zip", &texts((64 << 20) + 1), "decompressed_too_large", "67108864 bytes for one file of the archive");
    server.upload("a.zip", &texts(64 << 20));
    assert_eq!(answer(&server, "SELECT count(*), max(length(text)), max(text) FROM a"), json!([2, 64 << 20, "two"]));
}

#[test]
fn the_parts_of_a_workbook_become_as_large_as_a_file_may() {
    let rows = row(1, &[text("n"), text("t")]) + &row(2, &[number(7.0, 0), text("x")]);
    let book = xlsx(&[Sheet { name: "s", rows: &rows, ..Sheet::default() }]);
    let mut parts = ZipArchive::new(Cursor::new(&book)).unwrap();
    let bytes: u64 = (0..parts.len()).map(|at| parts.by_index(at).unwrap().size()).sum();
    let with = |bytes: u64| {
        let environment = vec![("SIGHTLINE_MAX_UNPACKED_BYTES".into(), bytes.to_string())];
        Server::with(Options { environment, ..Options::default() })
    };
    refused(&with(bytes - 1), "a.xlsx", &book, "decompressed_too_large", &format!("{} bytes unpacked", bytes - 1));
    let server = with(bytes);
    server.upload("a.xlsx", &book);
    assert_eq!(answer(&server, "SELECT n, t FROM a"), json!([7, "x"]));
}
