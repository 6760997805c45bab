//! Delimited text for columns that exist. The first record names the columns.

use std::path::Path;

use arrow_array::RecordBatch;
use csv::{ByteRecord, StringRecord};
use shared::wire::dataset::ImportReport;
use shared::wire::import::ImportOptions;

use super::super::csv::{Dialect, Records};
use super::super::encoding::TextFile;
use super::super::table::{BATCH_BYTES, BATCH_ROWS, Table};
use super::super::{IngestError, ParseLimits};
use super::cells::{Cell, of_text};
use super::rows::{Rows, logical_schema};
use super::{Misfit, positions};
use crate::storage::field::StoredField;

/// Opens the CSV file at `path`.
pub(super) fn read(path: &Path, limits: &ParseLimits, target: &[StoredField]) -> Result<Table, IngestError> {
    let text = TextFile::detect(path)?;
    let (dialect, _) = Dialect::of(&text, &ImportOptions::default(), limits)?;
    let mut records = Records::open(&text, dialect)?;
    let mut header = ByteRecord::new();
    if !records.next(&mut header)? {
        return Err(IngestError::EmptyFile);
    }
    let names = StringRecord::from_byte_record_lossy(header);
    let positions = positions(target, names.iter())?;
    let report = ImportReport {
        encoding: Some(text.label()),
        delimiter: Some(char::from(dialect.delimiter).to_string()),
        header: Some(true),
        ..ImportReport::default()
    };
    let batches = CsvRows { records, positions, width: names.len(), rows: Rows::new(target), target: target.to_vec() };
    Ok(Table { schema: logical_schema(target), batches: Box::new(batches), report })
}

struct CsvRows {
    records: Records,
    target: Vec<StoredField>,
    positions: Vec<Option<usize>>,
    width: usize,
    rows: Rows,
}

impl CsvRows {
    fn read(&mut self) -> Result<Option<RecordBatch>, IngestError> {
        let start = self.records.offset();
        let mut record = ByteRecord::new();
        while self.rows.len() < BATCH_ROWS && self.records.offset() - start < BATCH_BYTES as u64 {
            let at = self.records.offset();
            if !self.records.next(&mut record)? {
                break;
            }
            let text = StringRecord::from_byte_record(std::mem::take(&mut record))
                .map_err(|_| IngestError::Internal { reason: "the file changed while it was read".to_owned() })?;
            self.push(&text, at)?;
            record = text.into_byte_record();
        }
        if self.rows.len() == 0 { Ok(None) } else { self.rows.finish().map(Some) }
    }

    fn push(&mut self, record: &StringRecord, offset: u64) -> Result<(), IngestError> {
        let line = || Ok::<_, IngestError>(self.records.lines(&[offset])?[0]);
        if record.len() != self.width {
            return Err(IngestError::RaggedRows { lines: vec![line()?], expected: self.width as u64, found: record.len() as u64 });
        }
        let mut row = Vec::with_capacity(self.target.len());
        for (field, position) in self.target.iter().zip(&self.positions) {
            let text = position.map(|at| &record[at]);
            match text.map_or(Some(Cell::Null), |text| of_text(field, text)) {
                Some(cell) => row.push(cell),
                None => return Err(Misfit::new(field, text.unwrap_or_default()).at(line()?)),
            }
        }
        self.rows.push(&mut row);
        Ok(())
    }
}

impl Iterator for CsvRows {
    type Item = Result<RecordBatch, IngestError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}
