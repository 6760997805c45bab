//! Parquet: how large a page, a footer, how many row groups.

use std::sync::Arc;

use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use bytes::Bytes;
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::metadata::{FileMetaData, KeyValue, ParquetMetaData, ParquetMetaDataReader, ParquetMetaDataWriter};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use serde_json::json;
use tests::server::Server;

use super::{answer, refused};

const PAGE: usize = 256 << 20;
const FOOTER: usize = 64 << 20;
const GROUPS: usize = 32_768;

fn file(column: ArrayRef, note: usize) -> Vec<u8> {
    let batch = RecordBatch::try_from_iter([("a", column)]).unwrap();
    let properties = WriterProperties::builder()
        .set_dictionary_enabled(false)
        .set_statistics_enabled(EnabledStatistics::None)
        .set_offset_index_disabled(true)
        .set_compression(Compression::SNAPPY)
        .set_key_value_metadata(Some(vec![KeyValue::new("note".to_owned(), "x".repeat(note))]));
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties.build())).unwrap();
    writer.write(&batch).unwrap();
    writer.into_inner().unwrap()
}

fn numbers() -> ArrayRef {
    Arc::new(Int64Array::from(vec![7, 8]))
}

fn footer_bytes(file: &[u8]) -> usize {
    u32::from_le_bytes(file[file.len() - 8..file.len() - 4].try_into().unwrap()) as usize
}

#[test]
fn a_page_of_256_mib_is_read_and_none_of_a_byte_more() {
    let server = Server::start();
    // A page has four bytes of length before each text.
    let page = |bytes: usize| file(Arc::new(StringArray::from(vec!["x".repeat(bytes - 4)])), 1);
    refused(&server, "a.parquet", &page(PAGE + 1), "too_complex", "268435456 bytes for a page");
    assert_eq!(server.upload("a.parquet", &page(PAGE)).rows, 1);
    assert_eq!(answer(&server, "SELECT length(a) FROM a"), json!([PAGE - 4]));
    server.expect_well();
}

#[test]
fn a_footer_of_64_mib_is_read_and_none_of_a_byte_more() {
    let server = Server::start();
    // The note's length takes as many bytes for a little less, so the rest of the footer is as long as here.
    let rest = footer_bytes(&file(numbers(), FOOTER - 10_000)) - (FOOTER - 10_000);
    let footer = |bytes: usize| file(numbers(), bytes - rest);
    assert_eq!([FOOTER, FOOTER + 1].map(|bytes| footer_bytes(&footer(bytes))), [FOOTER, FOOTER + 1]);
    refused(&server, "a.parquet", &footer(FOOTER + 1), "too_complex", "67108864 bytes for its footer");
    server.upload("a.parquet", &footer(FOOTER));
    assert_eq!(answer(&server, "SELECT count(*), sum(a) FROM a"), json!([2, 15]));
    server.expect_well();
}

/// A file whose footer lists its only row group so many times.
fn groups(count: usize) -> Vec<u8> {
    let mut bytes = file(numbers(), 1);
    let metadata = ParquetMetaDataReader::new().parse_and_finish(&Bytes::from(bytes.clone())).unwrap();
    let of = metadata.file_metadata();
    let rows = of.num_rows() * count as i64;
    let told = FileMetaData::new(of.version(), rows, None, of.key_value_metadata().cloned(), of.schema_descr_ptr(), None);
    let mut footer = Vec::new();
    ParquetMetaDataWriter::new(&mut footer, &ParquetMetaData::new(told, vec![metadata.row_group(0).clone(); count])).finish().unwrap();
    bytes.truncate(bytes.len() - 8 - footer_bytes(&bytes));
    bytes.extend(footer);
    bytes
}

#[test]
fn a_file_of_32_768_row_groups_is_read_and_none_of_one_more() {
    let server = Server::start();
    refused(&server, "a.parquet", &groups(GROUPS + 1), "too_complex", "32768 row groups");
    assert_eq!(server.upload("a.parquet", &groups(GROUPS)).rows, 2 * GROUPS as u64);
    assert_eq!(answer(&server, "SELECT count(*), sum(a) FROM a"), json!([2 * GROUPS, 15 * GROUPS]));
    server.expect_well();
}
