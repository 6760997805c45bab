use std::io::Write;

use shared::wire::problem::Code;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{check, import_bytes, import_limited, import_request, refuse};
use crate::ingest::{IngestError, ParseLimits};

const TABLE: &[u8] = b"id,name\n007,a\n010,b\n";
const COLUMNS: &str = "id:string name:string";
const ROWS: [&str; 2] = ["007|a", "010|b"];

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn bzip2(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn xz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = liblzma::write::XzEncoder::new(Vec::new(), 1);
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn a_packed_table_is_the_table_in_it() {
    let zstd = zstd::encode_all(TABLE, 3).unwrap();
    for (name, bytes, word) in [
        ("x.csv.gz", gzip(TABLE), "gzip"),
        ("x.csv.zst", zstd, "zstd"),
        ("x.csv.bz2", bzip2(TABLE), "bzip2"),
        ("x.csv.xz", xz(TABLE), "xz"),
        ("x.zip", archive(&[("folder/x.csv", TABLE)]), "zip"),
    ] {
        check(name, &bytes, COLUMNS, &ROWS);
        let import = import_bytes(name, &bytes).unwrap().parsed.import;
        assert_eq!((import.packing.as_deref(), import.notices.len()), (Some(word), 0), "{:?}", import.notices);
    }
}

#[test]
fn members_one_after_the_other_are_one_file() {
    check("x.csv.gz", &[gzip(&TABLE[..9]), gzip(&TABLE[9..])].concat(), COLUMNS, &ROWS);
    check("x.csv.bz2", &[bzip2(&TABLE[..9]), bzip2(&TABLE[9..])].concat(), COLUMNS, &ROWS);
    check("x.csv.xz", &[xz(&TABLE[..9]), xz(&TABLE[9..])].concat(), COLUMNS, &ROWS);
}

#[test]
fn an_archive_of_several_files_offers_them_and_paths_in_it_lead_nowhere() {
    let bytes = archive(&[("a.csv", TABLE), ("../../b.csv", b"n\n1\n"), ("__MACOSX/._a.csv", b"x"), (".DS_Store", b"x")]);
    refuse("x.zip", &bytes, "The archive holds several files (a.csv, ../../b.csv); choose one by the option `entry`.");
    let chosen = |entry: &str| import_request("x.zip", &bytes, |request| request.options.entry = Some(entry.into()));
    assert_eq!(chosen("../../b.csv").unwrap().rows(), ["1"]);
    assert_eq!(chosen("c.csv").map(|_| ()).unwrap_err().code(), Code::ChooseEntry);
}

#[test]
fn only_one_layer_is_taken_off() {
    let sentence = "The file looks like gzip in gzip, which can't be read as a table; send CSV, JSON, Excel, Parquet, Arrow or Avro, packed or not.";
    refuse("x.gz", &gzip(&gzip(TABLE)), sentence);
    let error = import_bytes("x.zip", &archive(&[("y.zip", &archive(&[("a.csv", TABLE)]))])).map(|_| ()).unwrap_err();
    assert_eq!(error, IngestError::UnknownFormat { format: "zip in zip".into() });
}

#[test]
fn a_bomb_is_stopped_while_it_unpacks() {
    let zeros = vec![b'0'; 12 << 20];
    for (name, bytes) in [
        ("x.csv.gz", gzip(&zeros)),
        ("x.csv.zst", zstd::encode_all(&zeros[..], 3).unwrap()),
        ("x.csv.bz2", bzip2(&zeros)),
        ("x.csv.xz", xz(&zeros)),
        ("x.zip", archive(&[("a", &zeros)])),
    ] {
        refuse(name, &bytes, "Unpacked, the file takes more than 200 times its packed size; unpack it, split it into smaller files and send these.");
    }
    let limits = ParseLimits { unpacked_bytes: TABLE.len() as u64 - 1, unpacked_ratio: u64::MAX, ..ParseLimits::default() };
    assert_eq!(import_limited("x.csv.gz", &gzip(TABLE), limits).map(|_| ()).unwrap_err().code(), Code::DecompressedTooLarge);
    let limits = ParseLimits { unpacked_bytes: TABLE.len() as u64, ..limits };
    assert_eq!(import_limited("x.csv.gz", &gzip(TABLE), limits).unwrap().rows(), ROWS);
}

#[test]
fn a_packed_file_that_is_cut_or_broken_is_refused() {
    let zstd = zstd::encode_all(TABLE, 3).unwrap();
    let corrupt = Code::CorruptCompression;
    let packed = [(gzip(TABLE), corrupt), (zstd, corrupt), (bzip2(TABLE), corrupt), (xz(TABLE), corrupt)];
    for (bytes, code) in packed.into_iter().chain([(archive(&[("a.csv", TABLE)]), Code::DamagedFile)]) {
        for end in [10, bytes.len() / 2, bytes.len() - 1] {
            let error = import_bytes("x", &bytes[..end]).map(|_| ()).unwrap_err();
            assert_eq!(error.code(), code, "cut at {end}: {error}");
        }
    }
    let mut bytes = gzip(TABLE);
    let check_sum = bytes.len() - 8;
    bytes[check_sum] ^= 1;
    assert_eq!(import_bytes("x", &bytes).map(|_| ()).unwrap_err().code(), corrupt);
}

#[test]
fn a_dictionary_larger_than_a_file_may_ask_for_is_refused() {
    let packed = |dictionary: u32| {
        let mut options = liblzma::stream::LzmaOptions::new_preset(0).unwrap();
        options.dict_size(dictionary);
        let mut filters = liblzma::stream::Filters::new();
        filters.lzma2(&options);
        let stream = liblzma::stream::Stream::new_stream_encoder(&filters, liblzma::stream::Check::Crc32).unwrap();
        let mut encoder = liblzma::write::XzEncoder::new_stream(Vec::new(), stream);
        encoder.write_all(TABLE).unwrap();
        encoder.finish().unwrap()
    };
    check("x.csv.xz", &packed(64 << 20), COLUMNS, &ROWS);
    let large = import_bytes("x.csv.xz", &packed(300 << 20)).map(|_| ()).unwrap_err();
    assert_eq!(large.code(), Code::DecompressedTooLarge, "{large}");
}
