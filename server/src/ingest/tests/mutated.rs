//! Files that chance made (`tests::mutate`), through the very functions that the child runs, but for the readers of Arrow and Parquet, which may break: those
//! are asked in the child (`tests/system/mutated`). Nothing may panic, and each file is a table or refused with a reason that is not our own fault.

use std::io::{Cursor, Write};
use std::thread;

use ::tests::archives::zip;
use ::tests::golden;
use ::tests::mutate::{Mutations, fixtures, json_tables};
use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader};
use shared::wire::problem::Code;

use super::super::unpack::Unpacked;
use super::super::{IngestError, ParseLimits, ParseRequest, arrow, pages, sniff};
use super::import_bytes;
use crate::child::STACK_BYTES;

/// As large a stack as the child's.
fn with_room(what: &'static str, mutations: Mutations, check: fn(&[u8])) {
    let asked = thread::Builder::new().stack_size(STACK_BYTES).spawn(move || mutations.each(what, check)).unwrap();
    if let Err(panic) = asked.join() {
        std::panic::resume_unwind(panic);
    }
}

/// An error, if it is one, is the file's.
fn is_told<T>(outcome: Result<T, IngestError>) {
    if let Err(error) = outcome {
        assert_ne!(error.code(), Code::Internal, "{error:?}");
        assert!(!error.to_string().contains("/tmp"), "{error}");
    }
}

#[test]
fn delimited_text_that_chance_made_is_a_table_or_refused() {
    let seeds = golden::all().into_iter().map(|case| case.bytes).chain(fixtures("corpora/csv-spectrum", ".csv")).collect();
    let words =
        &["\"\"", "\r\n", ";", "\t", "\u{FEFF}", "1e309", "-0", "007", "9223372036854775808", "2024-02-30", "12:00:00+08:00", "\\\"", "'", "\u{1F}"];
    with_room("delimited text", Mutations::of(seeds, 300).with_words(words), |bytes| is_told(import_bytes("x.csv", bytes)));
}

#[test]
fn json_that_chance_made_is_a_table_or_refused() {
    // As many tables as there are files of single values.
    let tables = json_tables().into_iter().flat_map(|table| vec![table; 100]);
    let seeds = tables.chain(fixtures("corpora/JSONTestSuite", ".json")).collect();
    let words = &["{\"a\":", "[[", "]}", "null", "1e400", "\\ud800", "\\u0000", "\"\":", "-", "{}", "true", "\n", ",{\"a\":[]}"];
    with_room("JSON", Mutations::of(seeds, 400).with_words(words), |bytes| {
        is_told(import_bytes("x.json", bytes));
        is_told(import_bytes("x.ndjson", bytes));
    });
}

#[test]
fn arrow_that_chance_made_breaks_nothing_that_looks_at_it_before_it_is_read() {
    let seeds = [".stream", ".arrow_file"].into_iter().flat_map(|ending| fixtures("corpora/arrow-testing", ending)).collect();
    with_room("Arrow", Mutations::of(seeds, 3_000), |bytes| {
        is_told(sniff::format(bytes, "x"));
        is_told(arrow::check_stream_endianness(&mut Cursor::new(bytes)));
        is_told(arrow::check_file_endianness(&mut kept(bytes)));
    });
}

fn kept(bytes: &[u8]) -> std::fs::File {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    file
}

/// What the footer of a file says, of a file whose pages are others.
fn metadata(file: &[u8]) -> ParquetMetaData {
    ParquetMetaDataReader::new().parse_and_finish(&bytes::Bytes::copy_from_slice(file)).unwrap()
}

#[test]
fn parquet_that_chance_made_breaks_nothing_that_looks_at_it_before_it_is_read() {
    let whole: Vec<Vec<u8>> = fixtures("corpora/parquet-testing/data", ".parquet");
    let known: Vec<ParquetMetaData> = whole.iter().map(|file| metadata(file)).collect();
    let mutations = Mutations::of(whole, 1_000);
    mutations.each("Parquet", |bytes| {
        let file = kept(bytes);
        is_told(sniff::format(bytes, "x.parquet"));
        is_told(pages::check_footer(&file));
        known.iter().for_each(|metadata| is_told(pages::check(&file, metadata)));
    });
}

#[test]
fn archives_that_chance_made_are_walked_to_their_end_or_refused() {
    let mut seeds = fixtures("workbooks", ".xlsx");
    seeds.extend(fixtures("workbooks", ".ods"));
    seeds.push(zip(&[(b"a.csv", b"a,b\n1,2\n")]));
    seeds.push(zip(&[(b"a/1.txt", b"one"), (b"b/2.txt", b"two"), (b"../../c.txt", b"three")]));
    seeds.push(zip(&[(b"a.csv", b"a\n1\n"), ("\u{540D}.csv".as_bytes(), b"a\n2\n"), (b"\xC3\xFB.csv", b"a\n3\n")]));
    let words = &["PK\u{1}\u{2}", "PK\u{3}\u{4}", "PK\u{5}\u{6}", "PK\u{6}\u{6}", "PK\u{6}\u{7}", "../", "\\", "a.csv"];
    with_room("archives", Mutations::of(seeds, 1_000).with_words(words), |bytes| {
        let folder = tempfile::tempdir().unwrap();
        let input = folder.path().join("input");
        std::fs::write(&input, bytes).unwrap();
        let request = ParseRequest::new(input, "x.zip", folder.path().to_owned(), ParseLimits::default());
        is_told(Unpacked::of(&request));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    });
}
