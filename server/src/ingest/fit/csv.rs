//! Delimited text for columns that exist. The first record names the columns. Marks around fields are those of the options, the usual
//! ones without: they are not looked for.

use std::path::Path;

use arrow_array::RecordBatch;
use csv::{ByteRecord, StringRecord};
use shared::wire::dataset::{ImportReport, Writing};
use shared::wire::import::ImportOptions;

use super::super::csv::{Dialect, Records, plain};
use super::super::encoding::TextFile;
use super::super::table::{BATCH_BYTES, Table, batch_rows};
use super::super::{IngestError, ParseLimits};
use super::cells::{Cell, of_text};
use super::rows::{Rows, logical_schema};
use super::{Again, Misfit, positions};
use crate::storage::field::StoredField;

/// Opens the CSV file at `path`.
pub(super) fn read(
    path: &Path,
    (options, limits): (&ImportOptions, &ParseLimits),
    target: &[StoredField],
    again: Option<Again>,
) -> Result<Table, IngestError> {
    let text = TextFile::detect(path)?;
    let mark = |known: &Option<String>, usual: &str| Some(known.clone().unwrap_or_else(|| usual.to_owned()));
    let (quote, escape) = (mark(&options.quote, "\""), mark(&options.escape, "none"));
    let (dialect, _) = Dialect::of(&text, &ImportOptions { quote, escape, preamble: Some(0), ..ImportOptions::default() }, limits, false)?;
    let mut records = Records::open(&text, dialect)?;
    let mut header = ByteRecord::new();
    if !records.next(&mut header)? {
        return Err(IngestError::EmptyFile);
    }
    let names = StringRecord::from_byte_record_lossy(header);
    let positions = positions(target, names.iter())?;
    let (quote, escape) = dialect.marks.words();
    let report = ImportReport {
        encoding: Some(text.label()),
        delimiter: Some(char::from(dialect.marks.delimiter).to_string()),
        quote: Some(quote),
        escape: Some(escape),
        header: Some(true),
        ..ImportReport::default()
    };
    let writings = target.iter().map(|field| options.columns.get(&field.name).map_or(Writing::Plain, |chosen| chosen.writing)).collect();
    let (width, rows, target) = (names.len(), Rows::new(target), target.to_vec());
    let schema = logical_schema(&target);
    let batches = CsvRows { records, positions, writings, width, rows, target, number: 0, again };
    Ok(Table { schema, batches: Box::new(batches), report })
}

struct CsvRows {
    records: Records,
    target: Vec<StoredField>,
    positions: Vec<Option<usize>>,
    /// How the columns were written in the file that they are from.
    writings: Vec<Writing>,
    width: usize,
    rows: Rows,
    /// Rows so far.
    number: u64,
    again: Option<Again>,
}

impl CsvRows {
    fn read(&mut self) -> Result<Option<RecordBatch>, IngestError> {
        let start = self.records.offset();
        let mut record = ByteRecord::new();
        let most = batch_rows(self.target.len());
        while self.rows.len() < most && self.records.offset() - start < BATCH_BYTES as u64 {
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
        self.number += 1;
        let mut row = Vec::with_capacity(self.target.len());
        for (at, ((field, position), writing)) in self.target.iter().zip(&self.positions).zip(&self.writings).enumerate() {
            let text = position.map(|at| &record[at]);
            let cell = match (text, &self.again) {
                (None, _) => Some(Cell::Null),
                (Some(text), None) => written(field, *writing, text),
                (Some(text), Some(again)) => Some(again.text((at, field), text, self.number)),
            };
            match cell {
                Some(cell) => row.push(cell),
                None => return Err(Misfit::new(field, text.unwrap_or_default()).at(line()?)),
            }
        }
        self.rows.push(&mut row);
        Ok(())
    }
}

/// The value of a cell in the column's writing or the plain one; none if it fits neither, or both with another meaning in each.
pub(super) fn written<'a>(field: &StoredField, writing: Writing, text: &'a str) -> Option<Cell<'a>> {
    let own = of_text(field, text);
    let mut other = String::new();
    if writing == Writing::Plain || !plain(writing, text.as_bytes(), &mut other) || other == text {
        return own;
    }
    match (own, of_text(field, &other)) {
        (own, None) => own,
        (None, Some(other)) => Some(other.into_owned()),
        (Some(_), Some(_)) => None,
    }
}

impl Iterator for CsvRows {
    type Item = Result<RecordBatch, IngestError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}
