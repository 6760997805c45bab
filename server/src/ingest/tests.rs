//! Whole files through [`import`] and back from the Parquet files that it wrote.
#![allow(clippy::unwrap_used)]

mod ahead;
mod binary;
mod fit;
mod guess;
mod mutated;
mod packed;
mod spawn;
mod workbooks;
mod writing;

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch};
use arrow_cast::cast;
use arrow_cast::display::{ArrayFormatter, FormatOptions};
use arrow_schema::DataType;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use shared::wire::column_type::type_word;

use super::import::import;
use super::{IngestError, ParseLimits, ParseRequest, Parsed};
use crate::storage::field::to_logical;

/// What came of a file: the report, and the rows as read back from storage.
pub(super) struct Imported {
    pub(super) parsed: Parsed,
    pub(super) batches: Vec<RecordBatch>,
}

/// Imports `bytes` under the default limits.
pub(super) fn import_bytes(file_name: &str, bytes: &[u8]) -> Result<Imported, IngestError> {
    import_limited(file_name, bytes, ParseLimits::default())
}

/// Imports `bytes` under `limits`.
pub(super) fn import_limited(file_name: &str, bytes: &[u8], limits: ParseLimits) -> Result<Imported, IngestError> {
    import_request(file_name, bytes, |request| request.limits = limits)
}

/// Imports `bytes` as a request that is changed first.
pub(super) fn import_request(file_name: &str, bytes: &[u8], change: impl FnOnce(&mut ParseRequest)) -> Result<Imported, IngestError> {
    let folder = tempfile::tempdir().unwrap();
    let (input, output) = (folder.path().join("input"), folder.path().join("output"));
    std::fs::write(&input, bytes).unwrap();
    std::fs::create_dir(&output).unwrap();
    let mut request = ParseRequest::new(input, file_name, output, ParseLimits::default());
    change(&mut request);
    let parsed = import(&request, &mut |_, _| {})?;
    let batches = parsed.files.iter().flat_map(|file| read_back(&request.output.join(&file.name), &parsed)).collect();
    Ok(Imported { parsed, batches })
}

fn read_back(path: &Path, parsed: &Parsed) -> Vec<RecordBatch> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap().build().unwrap();
    reader.map(|batch| to_logical(&batch.unwrap(), &parsed.fields).unwrap()).collect()
}

impl Imported {
    /// `name:type` of each column, blank between.
    pub(super) fn columns(&self) -> String {
        let column = |f: &crate::storage::field::StoredField| format!("{}:{}", f.name, type_word(&f.logical));
        self.parsed.fields.iter().map(column).collect::<Vec<_>>().join(" ")
    }

    /// The cells of each row with `|` between, null as `∅`.
    pub(super) fn rows(&self) -> Vec<String> {
        self.batches.iter().flat_map(rows).collect()
    }
}

fn rows(batch: &RecordBatch) -> Vec<String> {
    let options = FormatOptions::default().with_null("∅");
    let plain: Vec<_> = batch.columns().iter().map(without_zone_name).collect();
    let columns: Vec<_> = plain.iter().map(|c| ArrayFormatter::try_new(c.as_ref(), &options).unwrap()).collect();
    (0..batch.num_rows()).map(|row| columns.iter().map(|c| c.value(row).to_string()).collect::<Vec<_>>().join("|")).collect()
}

/// The formatter knows zones by their offsets only.
fn without_zone_name(array: &ArrayRef) -> ArrayRef {
    match array.data_type() {
        DataType::Timestamp(unit, Some(_)) => cast(array, &DataType::Timestamp(*unit, Some("+00:00".into()))).unwrap(),
        _ => Arc::clone(array),
    }
}

/// A file that is read: its columns and its rows.
#[track_caller]
pub(super) fn check(file_name: &str, bytes: &[u8], columns: &str, rows: &[&str]) {
    let imported = import_bytes(file_name, bytes).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(imported.columns(), columns);
    assert_eq!(imported.rows(), rows);
    assert_eq!(imported.parsed.rows, rows.len() as u64);
}

/// A file that is refused, and the sentence that a person reads.
#[track_caller]
pub(super) fn refuse(file_name: &str, bytes: &[u8], sentence: &str) {
    match import_bytes(file_name, bytes) {
        Ok(imported) => panic!("read as {}", imported.columns()),
        Err(error) => assert_eq!(error.to_string(), sentence),
    }
}
