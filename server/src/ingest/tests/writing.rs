//! The files that an import leaves.

use std::sync::Arc;

use arrow_array::{Int64Array, RecordBatch};
use arrow_schema::DataType;
use parquet::file::reader::FileReader;
use parquet::file::serialized_reader::SerializedFileReader;

use super::super::write::PartWriter;
use super::{import_bytes, import_limited, refuse};
use crate::ingest::{IngestError, ParseLimits};
use crate::storage::field::StoredField;

#[test]
fn rows_fill_groups_and_files_of_fixed_sizes() {
    let folder = tempfile::tempdir().unwrap();
    let fields = StoredField::plan(&[("n".to_owned(), DataType::Int64, false)]).unwrap();
    let mut writer = PartWriter::new(folder.path(), &fields);
    let batch =
        |start: i64, rows: i64| RecordBatch::try_from_iter([("n", Arc::new(Int64Array::from_iter_values(start..start + rows)) as _)]).unwrap();
    writer.write(&batch(0, 2_000_000)).unwrap();
    writer.write(&batch(2_000_000, 200_000)).unwrap();
    let files = writer.finish().unwrap();
    let sizes: Vec<_> = files.iter().map(|f| (f.name.as_str(), f.rows)).collect();
    assert_eq!(sizes, [("part-00000.parquet", 2_097_152), ("part-00001.parquet", 102_848)]);
    let file = std::fs::File::open(folder.path().join("part-00000.parquet")).unwrap();
    assert_eq!(file.metadata().unwrap().len(), files[0].size_bytes);
    let metadata = SerializedFileReader::new(file).unwrap().metadata().clone();
    assert_eq!(metadata.num_row_groups(), 16);
    assert!(metadata.row_groups().iter().all(|group| group.num_rows() == 131_072), "groups are full");
}

#[test]
fn an_old_file_in_the_output_folder_is_not_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("part-00000.parquet"), "old").unwrap();
    let fields = StoredField::plan(&[("n".to_owned(), DataType::Int64, false)]).unwrap();
    let batch = RecordBatch::try_from_iter([("n", Arc::new(Int64Array::from(vec![1])) as _)]).unwrap();
    assert!(matches!(PartWriter::new(folder.path(), &fields).write(&batch), Err(IngestError::Internal { .. })));
}

#[test]
fn stored_names_are_plain_and_shown_names_are_kept() {
    let imported = import_bytes("x.csv", b"a b,a_b,\"<x, {y}>\",=1+1\n1,2,3,4\n").unwrap();
    let names: Vec<_> = imported.parsed.fields.iter().map(|f| (f.name.as_str(), f.physical.as_str())).collect();
    assert_eq!(names, [("a b", "a_b"), ("a_b", "a_b_2"), ("<x, {y}>", "_x___y__"), ("=1+1", "_1_1")]);
    assert!(imported.parsed.import.notices.is_empty());
}

#[test]
fn the_profile_names_columns_as_shown() {
    let imported = import_bytes("x.csv", b"a b,c\n1,x\n,x\n").unwrap();
    let columns: Vec<_> = imported.parsed.profile.columns.iter().map(|c| (c.name.as_str(), c.nulls, c.distinct)).collect();
    assert_eq!((imported.parsed.profile.rows, columns), (2, vec![("a b", 1, 1), ("c", 0, 1)]));
}

#[test]
fn files_that_are_no_tables_are_refused_in_words() {
    refuse("x.csv", b"", "The file is empty; send a file with a header and rows.");
    refuse("x.csv", b" \n\r\n\t ", "The file is empty; send a file with a header and rows.");
    let jpeg = b"\xFF\xD8\xFF\xE0\0\x10JFIF\0";
    refuse(
        "x.csv",
        jpeg,
        "The file looks like a JPEG picture, which can't be read as a table; send CSV, JSON, Excel, Parquet, Arrow or Avro, packed or not.",
    );
}

#[test]
fn two_thousand_columns_are_read_and_a_limit_holds_for_every_format() {
    let object: Vec<String> = (0..2_000).map(|n| format!("\"c{n}\":{n}")).collect();
    let line = format!("{{{}}}\n", object.join(","));
    assert_eq!(import_bytes("x.ndjson", line.as_bytes()).unwrap().parsed.fields.len(), 2_000);
    let limits = ParseLimits { columns: 1_999, ..ParseLimits::default() };
    let error = import_limited("x.ndjson", line.as_bytes(), limits).map(|_| ()).unwrap_err();
    assert_eq!(error, IngestError::TooManyColumns { columns: 2_000, limit: 1_999 });
    assert!(!error.params().is_empty());
}
