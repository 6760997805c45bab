//! NDJSON for columns that exist. A line that doesn't fit is the file's error, or is left out and listed.

use std::collections::HashMap;
use std::path::Path;

use arrow_array::RecordBatch;
use serde_json::value::RawValue;
use shared::wire::column_type::type_word;
use shared::wire::dataset::ImportReport;

use super::super::error::shortened;
use super::super::json::{Entries, Fault, Lines, parsed};
use super::super::table::{BATCH_BYTES, Table, batch_rows};
use super::super::{IngestError, ParseLimits, Rejected};
use super::cells::{Cell, of_json};
use super::rows::{Rows, logical_schema};
use super::{Again, Misfit, Rejects, missing};
use crate::storage::field::StoredField;

/// Opens the NDJSON file at `path`; misfits go to `rejects` if there is such a list.
pub(super) fn read(
    path: &Path,
    limits: &ParseLimits,
    target: &[StoredField],
    (rejects, again): (Option<Rejects>, Option<Again>),
) -> Result<Table, IngestError> {
    let batches = JsonRows {
        lines: Lines::open(path, limits.record_bytes)?,
        columns: Columns { by_name: target.iter().enumerate().map(|(at, field)| (field.name.clone(), at)).collect(), target: target.to_vec(), again },
        rows: Rows::new(target),
        rejects,
        number: 0,
    };
    let report = ImportReport { encoding: Some("utf-8".to_owned()), ..ImportReport::default() };
    Ok(Table { schema: logical_schema(target), batches: Box::new(batches), report })
}

struct JsonRows {
    lines: Lines,
    columns: Columns,
    rows: Rows,
    rejects: Option<Rejects>,
    /// Lines so far.
    number: u64,
}

struct Columns {
    target: Vec<StoredField>,
    by_name: HashMap<String, usize>,
    again: Option<Again>,
}

impl JsonRows {
    fn read(&mut self) -> Result<Option<RecordBatch>, IngestError> {
        let mut bytes = 0;
        let most = batch_rows(self.columns.target.len());
        while self.rows.len() < most && bytes < BATCH_BYTES {
            if !self.lines.advance()? {
                break;
            }
            self.number += 1;
            let row = match self.lines.line() {
                Ok(line) => {
                    bytes += line.len();
                    self.columns.row(line, self.number)
                }
                Err(error) => Err(Refusal::Other(error)),
            };
            let number = self.lines.number();
            match (row, &self.rejects) {
                (Ok(mut row), _) => self.rows.push(&mut row),
                (Err(refusal), Some(list)) => list.borrow_mut().push(Rejected { row: number, reason: refusal.reason() }),
                (Err(refusal), None) => return Err(refusal.at(number)),
            }
        }
        if self.rows.len() == 0 { Ok(None) } else { self.rows.finish().map(Some) }
    }
}

impl Columns {
    fn row<'a>(&'a self, line: &'a str, row: u64) -> Result<Vec<Cell<'a>>, Refusal<'a>> {
        let entries: Entries = parsed(line, 0).map_err(Refusal::Line)?;
        let mut values: Vec<Option<&RawValue>> = vec![None; self.target.len()];
        for (key, value) in entries.0 {
            match self.by_name.get(key.as_ref()) {
                Some(&at) => values[at] = Some(value),
                None => return Err(Refusal::Other(IngestError::ColumnMismatch { column: shortened(&key), missing: false })),
            }
        }
        let cell = |(at, (field, value)): (usize, (&'a StoredField, Option<&'a RawValue>))| match (value, &self.again) {
            (Some(value), Some(again)) => Ok(again.json((at, field), value, row)),
            _ => cell(field, value),
        };
        self.target.iter().zip(values).enumerate().map(cell).collect()
    }
}

fn cell<'a>(field: &'a StoredField, value: Option<&'a RawValue>) -> Result<Cell<'a>, Refusal<'a>> {
    match value {
        Some(value) => of_json(field, value).ok_or_else(|| Refusal::Cell(Misfit::new(field, value.get()))),
        None if field.nullable => Ok(Cell::Null),
        None => Err(Refusal::Other(missing(field))),
    }
}

/// Why a line is refused.
enum Refusal<'a> {
    Line(Fault),
    Cell(Misfit<'a>),
    Other(IngestError),
}

impl Refusal<'_> {
    fn at(self, line: u64) -> IngestError {
        match self {
            Refusal::Line(fault) => IngestError::InvalidJsonLine { line, reason: shortened(&fault_text(fault)) },
            Refusal::Cell(misfit) => misfit.at(line),
            Refusal::Other(error) => error,
        }
    }

    /// One sentence without the line, which means nothing once the line is somewhere else.
    fn reason(self) -> String {
        match self {
            Refusal::Line(fault) => format!("It is not a JSON object: {}.", shortened(&fault_text(fault))),
            Refusal::Cell(Misfit { field, value }) => {
                format!("\"{value}\" does not fit the column \"{}\", which is {}.", shortened(&field.name), type_word(&field.logical))
            }
            Refusal::Other(IngestError::ColumnMismatch { column, missing: true }) => {
                format!("The column \"{column}\" is missing and must have a value.")
            }
            Refusal::Other(IngestError::ColumnMismatch { column, .. }) => format!("The column \"{column}\" is not one of the dataset's."),
            Refusal::Other(IngestError::UnknownEncoding { .. }) => "It is not UTF-8.".to_owned(),
            Refusal::Other(error) => error.to_string(),
        }
    }
}

fn fault_text(fault: Fault) -> String {
    match fault {
        Fault::Invalid(reason) => reason,
        Fault::TooManyKeys => "it has too many keys".to_owned(),
    }
}

impl Iterator for JsonRows {
    type Item = Result<RecordBatch, IngestError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}
