//! Files in binary formats that say what isn't so: sizes, counts, places, statistics. Each is refused, and takes no memory for what it claims; what is only a
//! hint is not believed.

use std::io::{Cursor, Read};
use std::sync::Arc;

use arrow_array::{ArrayRef, DictionaryArray, Int32Array, Int64Array, RecordBatch, StringArray};
use arrow_ipc::CompressionType;
use arrow_ipc::writer::{IpcWriteOptions, StreamWriter};
use bytes::Bytes;
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::metadata::{ColumnChunkMetaData, ColumnChunkMetaDataBuilder, ParquetMetaData, ParquetMetaDataReader, ParquetMetaDataWriter};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::statistics::Statistics;
use serde_json::json;
use tests::http::Reply;
use tests::ipc;
use tests::peaks::Peaks;
use tests::server::Server;

/// More than any of these files is worth, and what reading one may take in all.
const CHILD_BYTES: f64 = 300e6;
const USUAL: f64 = 2_147_483_648.0;

/// What becomes of a file, within bounds.
#[track_caller]
fn bounded(server: &Server, file_name: &str, bytes: &[u8]) -> Reply {
    let peaks = Peaks::of_children(server.pid());
    let reply = server.client().post(&format!("/api/datasets?file_name={file_name}"), bytes);
    let peak = peaks.end()[1];
    assert!(peak < CHILD_BYTES, "{file_name}: the child took {peak} bytes: {reply}");
    reply
}

#[track_caller]
fn refused(server: &Server, file_name: &str, bytes: &[u8], codes: &[&str]) {
    let reply = bounded(server, file_name, bytes);
    let code = reply.json()["code"].as_str().unwrap_or_default().to_owned();
    assert!(codes.contains(&code.as_str()), "{file_name}: {reply}");
    reply.expect_problem(422, &code);
}

fn batch() -> RecordBatch {
    let texts: ArrayRef = Arc::new(StringArray::from_iter_values((0..500).map(|at| format!("text{at:04}"))));
    let keys = Int32Array::from_iter_values((0..500).map(|at| at % 2));
    let words: ArrayRef = Arc::new(DictionaryArray::new(keys, Arc::new(StringArray::from(vec!["no", "yes"]))));
    RecordBatch::try_from_iter([("t", texts), ("w", words)]).unwrap()
}

/// Where these bytes are last.
fn place(bytes: &[u8], of: &[u8]) -> usize {
    bytes.windows(of.len()).rposition(|found| found == of).unwrap()
}

fn with(bytes: &[u8], at: usize, other: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[at..at + other.len()].copy_from_slice(other);
    bytes
}

#[test]
fn texts_that_are_none_and_words_that_a_dictionary_has_not_are_refused() {
    let server = Server::start();
    let good = ipc::stream(&batch());
    assert_eq!(server.upload("good.arrows", &good).rows, 500);
    refused(&server, "text.arrows", &with(&good, place(&good, b"text0077"), b"\xFF\xFE"), &["damaged_file"]);
    let keys: Vec<u8> = [0_i32, 1, 0, 1, 0, 1].iter().flat_map(|key| key.to_le_bytes()).collect();
    for key in [2_i32, 99, i32::MAX, -1] {
        refused(&server, "key.arrows", &with(&good, place(&good, &keys), &key.to_le_bytes()), &["damaged_file"]);
    }
    server.expect_well();
}

/// The messages of a stream, with what is before and behind them.
fn messages(stream: &[u8]) -> Vec<&[u8]> {
    let (mut found, mut rest) = (Vec::new(), stream);
    while rest.len() > 8 {
        let length = u32::from_le_bytes(rest[4..8].try_into().unwrap()) as usize;
        let body = if length == 0 { 0 } else { arrow_ipc::root_as_message(&rest[8..8 + length]).unwrap().bodyLength() as usize };
        let (message, others) = rest.split_at(8 + length + body);
        found.push(message);
        rest = others;
    }
    found
}

#[test]
fn messages_in_another_order_than_they_must_have_are_refused() {
    let server = Server::start();
    let good = ipc::stream(&batch());
    let [schema, dictionary, rows] = messages(&good)[..] else { panic!("other messages") };
    let end = [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0];
    assert_eq!(server.upload("good.arrows", &[schema, dictionary, rows, &end].concat()).rows, 500);
    for wrong in [[dictionary, schema, rows], [rows, schema, dictionary], [schema, rows, dictionary], [schema, schema, rows]] {
        refused(&server, "order.arrows", &[wrong.concat(), end.to_vec()].concat(), &["damaged_file", "unknown_format"]);
    }
    server.expect_well();
}

#[test]
fn packed_buffers_that_lie_about_their_size_are_refused() {
    let server = Server::start();
    let options = IpcWriteOptions::default().try_with_compression(Some(CompressionType::ZSTD)).unwrap();
    let mut writer = StreamWriter::try_new_with_options(Vec::new(), &batch().schema(), options).unwrap();
    writer.write(&batch()).unwrap();
    let good = writer.into_inner().unwrap();
    assert_eq!(server.upload("good.arrows", &good).rows, 500);
    let length = place(&good, &[0x28, 0xB5, 0x2F, 0xFD]) - 8;
    let said = i64::from_le_bytes(good[length..length + 8].try_into().unwrap());
    for lie in [1 << 41, i64::MAX, said - 1, -2, i64::MIN] {
        refused(&server, "size.arrows", &with(&good, length, &lie.to_le_bytes()), &["damaged_file", "too_complex"]);
    }
    server.expect_well();
}

/// A Parquet file of one column with the numbers 1 to 1,000 in one page.
fn numbers() -> Vec<u8> {
    let values: ArrayRef = Arc::new(Int64Array::from_iter_values(1..=1_000));
    let batch = RecordBatch::try_from_iter([("n", values)]).unwrap();
    let properties = WriterProperties::builder()
        .set_dictionary_enabled(false)
        .set_statistics_enabled(EnabledStatistics::None)
        .set_offset_index_disabled(true)
        .set_compression(Compression::SNAPPY);
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties.build())).unwrap();
    writer.write(&batch).unwrap();
    writer.into_inner().unwrap()
}

/// The same with other words about its column.
fn told(bytes: &[u8], change: impl Fn(&ColumnChunkMetaData, ColumnChunkMetaDataBuilder) -> ColumnChunkMetaDataBuilder, original: &[u8]) -> Vec<u8> {
    let metadata = ParquetMetaDataReader::new().parse_and_finish(&Bytes::from(original.to_vec())).unwrap();
    let group = metadata.row_group(0);
    let column = group.column(0);
    let changed = change(column, column.clone().into_builder()).build().unwrap();
    let group = group.clone().into_builder().set_column_metadata(vec![changed]).build().unwrap();
    let mut footer = Vec::new();
    ParquetMetaDataWriter::new(&mut footer, &ParquetMetaData::new(metadata.file_metadata().clone(), vec![group])).finish().unwrap();
    let length = u32::from_le_bytes(bytes[bytes.len() - 8..bytes.len() - 4].try_into().unwrap()) as usize;
    [&bytes[..bytes.len() - 8 - length], &footer].concat()
}

/// A number of the footer's format, of seven bits a byte.
fn varint(mut number: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number > 0x7F {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
    bytes
}

#[test]
fn a_page_that_claims_more_than_its_column_is_refused_before_it_takes_memory() {
    let server = Server::start();
    let good = numbers();
    assert_eq!(server.upload("good.parquet", &told(&good, |_, column| column, &good)).rows, 1_000);
    // Its head: the kind of the page in two bytes, then how large it is when unpacked.
    assert_eq!(good[4..7], [0x15, 0x00, 0x15]);
    let end = 7 + good[7..].iter().position(|byte| byte & 0x80 == 0).unwrap() + 1;
    for (claimed, code) in [(i32::MAX as u64, "too_complex"), (1 << 30, "too_complex"), (100 << 20, "damaged_file")] {
        let claim = varint(claimed << 1);
        let lying = [&good[..7], &claim, &good[end..]].concat();
        let longer = (claim.len() - (end - 7)) as i64;
        let lying = told(&lying, |of, column| column.set_total_compressed_size(of.compressed_size() + longer), &good);
        refused(&server, "page.parquet", &lying, &[code]);
    }
    server.expect_well();
}

#[test]
fn two_gigabytes_of_text_in_4_kilobytes_are_refused() {
    let server = Server::start();
    let bytes = include_bytes!("../fixtures/corpora/parquet-testing/data/large_string_map.brotli.parquet");
    refused(&server, "map.parquet", bytes, &["too_complex", "damaged_file"]);
    server.expect_well();
}

#[test]
fn a_footer_of_billions_of_columns_or_row_groups_is_refused() {
    let server = Server::start();
    let file = |footer: &[u8]| [b"PAR1", footer, &(footer.len() as u32).to_le_bytes(), b"PAR1"].concat();
    let list = |field: u8, length: u64| [vec![field, 0xFC], varint(length)].concat();
    // Version 1; one element of the schema, named "s", without children; no rows.
    let (version, schema, rows) = ([0x15, 0x02], [0x19, 0x1C, 0x48, 0x01, b's', 0x15, 0x00, 0x00], [0x16, 0x00]);
    for length in [1 << 31, (1 << 32) - 1, (1 << 31) - 1, 1 << 40] {
        refused(&server, "columns.parquet", &file(&[&version[..], &list(0x19, length)].concat()), &["damaged_file", "too_complex"]);
        refused(&server, "groups.parquet", &file(&[&version[..], &schema, &rows, &list(0x19, length)].concat()), &["damaged_file", "too_complex"]);
    }
    server.expect_well();
}

#[test]
fn statistics_that_are_wrong_change_no_answer() {
    let server = Server::start();
    let good = numbers();
    let lying = told(&good, |_, column| column.set_statistics(Statistics::int64(Some(500), Some(501), Some(1), Some(900), false)), &good);
    let id = server.upload("numbers.parquet", &lying).id;
    let sql = json!({ "sql": "SELECT count(*), min(n), max(n), count(n) FILTER (WHERE n > 900) FROM numbers WHERE n > 100" });
    assert_eq!(server.client().post_json("/api/sql", &sql).expect(200)["rows"], json!([[900, 101, 1_000, 100]]));
    let profile = server.client().get(&format!("/api/datasets/{id}/profile")).expect(200)["columns"][0].clone();
    assert_eq!([&profile["min"], &profile["max"], &profile["nulls"]], [&json!(1), &json!(1_000), &json!(0)]);
    assert_eq!(ipc::rows(&server.client().get(&format!("/api/datasets/{id}/arrow")).body).len(), 1_000);
}

#[test]
fn json_without_end_is_refused_before_it_fills_the_memory() {
    let server = Server::start();
    let unclosed = "[{\"\":".repeat(50_000);
    refused(&server, "deep.json", unclosed.as_bytes(), &["damaged_file", "invalid_json_line"]);
    let keys = |count: usize| (0..count).map(|at| format!("{{\"k{at}\":{at}}}")).collect::<Vec<_>>();
    refused(&server, "keys.json", format!("[{}]", keys(20_000).join(",")).as_bytes(), &["too_many_columns"]);
    refused(&server, "keys.ndjson", keys(20_000).join("\n").as_bytes(), &["too_many_columns"]);
    // A line has a limit of its own; a value over many lines has the one that reading has.
    for (name, open, most) in [("text.ndjson", "{\"a\":1}\n{\"a\":\"", CHILD_BYTES), ("text.json", "[{\"a\":\"", USUAL)] {
        let peaks = Peaks::of_children(server.pid());
        let endless = Cursor::new(open.as_bytes().to_vec()).chain(std::io::repeat(b'x').take(1 << 30));
        let reply = server.client().post_chunked(&format!("/api/datasets?file_name={name}"), endless).unwrap();
        let peak = peaks.end()[1];
        assert!(reply.status == 422 && peak < most, "{name}: {peak} bytes, {reply}");
    }
    server.expect_well();
}

#[test]
fn a_million_columns_are_refused() {
    let server = Server::start();
    for columns in [100_000, 1_000_000] {
        refused(&server, "wide.csv", ("c,".repeat(columns - 1) + "c\n").as_bytes(), &["too_many_columns"]);
    }
}
