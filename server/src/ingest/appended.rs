//! Rows that were appended to a file, read again after it, into the columns that the file has by its new reading. In a column whose type is chosen, cells
//! that don't fit are null and listed, as those of the file are. A column whose type was only found in the file is text if an appended cell doesn't
//! fit it, or float64 if it is a decimal and these are numbers too, so that nothing is lost. Columns go by their names; where none of these is there now and there are as many as then, by their positions.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::rc::Rc;

use arrow_array::RecordBatch;
use arrow_schema::DataType;
use serde::{Deserialize, Serialize};
use shared::wire::column_type::type_word;
use shared::wire::dataset::{ImportReport, Notice, Writing};
use shared::wire::import::{ColumnOptions, ImportOptions};

use super::error::shortened;
use super::fit::{self, Again, Reading, Unfit};
use super::rejected::Found;
use super::unpack::Unpacked;
use super::{Format, IngestError, ParseRequest};
use crate::storage::field::StoredField;

/// Rows as they were sent, and how they were read.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct AppendedRows {
    /// The version of the dataset that they made.
    pub(crate) version: u64,
    pub(crate) input: PathBuf,
    pub(crate) format: Format,
    pub(crate) options: ImportOptions,
    /// The columns that the dataset had.
    pub(crate) columns: Vec<String>,
}

/// The cells that don't fit the columns that were found, by the column's position.
type Misfits = BTreeMap<usize, Unfit>;

/// Refuses rows that have no place in `fields`, the columns of the file; tells its columns that can't hold all of their cells.
///
/// # Errors
/// `AppendedDontFit`.
pub(super) fn misfits(
    (request, options): (&ParseRequest, &ImportOptions),
    fields: &[StoredField],
    report: &ImportReport,
) -> Result<Misfits, IngestError> {
    // What was only widened for them was not chosen.
    let readings = readings(options, fields, report);
    let misfits = Rc::<RefCell<Misfits>>::default();
    for appended in &request.appended {
        let again = Again { readings: readings.clone(), found: Found::default(), misfits: Rc::clone(&misfits), rows: 0, has_numbers: false };
        appended.each(request, fields, again, |_| Ok(true))?;
    }
    Ok(misfits.take())
}

/// The options by which the file's columns are text or floats where appended cells ask for it.
///
/// # Errors
/// `AppendedDontFit`: of a file that is no delimited text, the types can't be others, but for decimals of JSON, which may be floats.
pub(super) fn widened(
    request: &ParseRequest,
    format: Format,
    (fields, report): (&[StoredField], &ImportReport),
    misfits: &Misfits,
) -> Result<ImportOptions, IngestError> {
    let mut options = request.options.clone();
    for (&at, Unfit { first, are_numbers }) in misfits {
        let StoredField { name, logical, .. } = &fields[at];
        let are_floats = matches!(logical, DataType::Decimal128(..)) && *are_numbers;
        if format != Format::Csv && !(are_floats && matches!(format, Format::Json | Format::Ndjson)) {
            let reason = format!("\"{first}\" does not fit the column \"{}\", which is {}", shortened(name), type_word(logical));
            return Err(IngestError::AppendedDontFit { reason });
        }
        // In another writing the same digits would mean another number, and words for no value would be cells that don't fit a choice.
        let has_words = |notice: &Notice| matches!(notice, Notice::NullWords { column, .. } if column == name);
        let is_plain = !report.notices.iter().any(|notice| written(notice, name).is_some() || has_words(notice));
        let wider = if are_floats && is_plain { "float64" } else { "string" };
        options.columns.insert(name.clone(), ColumnOptions { r#type: wider.to_owned(), writing: Writing::Plain });
    }
    Ok(options)
}

/// Reads them all into `fields`, after `rows` rows of the file; ends early when `write` says so.
pub(super) fn read(
    request: &ParseRequest,
    (fields, report): (&[StoredField], &ImportReport),
    (found, mut rows): (&Found, u64),
    mut write: impl FnMut(RecordBatch) -> Result<bool, IngestError>,
) -> Result<(), IngestError> {
    let readings = readings(&request.options, fields, report);
    for appended in &request.appended {
        let again = Again { readings: readings.clone(), found: Rc::clone(found), misfits: Rc::default(), rows, has_numbers: false };
        appended.each(request, fields, again, |batch| {
            rows += batch.num_rows() as u64;
            write(batch)
        })?;
    }
    Ok(())
}

impl AppendedRows {
    fn each(
        &self,
        request: &ParseRequest,
        fields: &[StoredField],
        again: Again,
        mut take: impl FnMut(RecordBatch) -> Result<bool, IngestError>,
    ) -> Result<(), IngestError> {
        let (input, options) = (self.input.clone(), self.options.clone());
        let own = ParseRequest { options, ..ParseRequest::new(input, "", request.output.clone(), request.limits) };
        let unpacked = Unpacked::of(&own)?;
        let table = fit::read(self.format, unpacked.path(), &own, &self.named(fields), (None, Some(again))).map_err(|error| self.refused(&error))?;
        for batch in table.batches {
            if !take(batch.map_err(|error| self.refused(&error))?)? {
                break;
            }
        }
        Ok(())
    }

    /// The file's columns by the names that they have in the rows.
    fn named(&self, fields: &[StoredField]) -> Vec<StoredField> {
        let is_there = |name: &String| fields.iter().any(|field| field.name == *name);
        if fields.len() != self.columns.len() || self.columns.iter().any(is_there) {
            return fields.to_vec();
        }
        fields.iter().zip(&self.columns).map(|(field, name)| StoredField { name: name.clone(), ..field.clone() }).collect()
    }

    /// They were read once, so what is wrong is how the file is read now.
    fn refused(&self, error: &IngestError) -> IngestError {
        let reason = match error {
            IngestError::ColumnMismatch { column, missing: false } => format!("the column \"{column}\" is not in the file"),
            IngestError::ColumnMismatch { column, .. } => format!("they have no column \"{column}\", which must have a value"),
            IngestError::RowsDontFit { column, type_word, value, .. } => {
                format!("\"{value}\" does not fit the column \"{column}\", which is {type_word}")
            }
            other => return other.clone(),
        };
        IngestError::AppendedDontFit { reason: format!("version {}: {reason}", self.version) }
    }
}

/// How the cells of a column were found to be written.
fn written(notice: &Notice, name: &str) -> Option<Writing> {
    match notice {
        Notice::Written { column, writing } if column == name => Some(*writing),
        _ => None,
    }
}

/// How the file's columns are read: as is chosen, or as was found.
fn readings(options: &ImportOptions, fields: &[StoredField], report: &ImportReport) -> Vec<Reading> {
    let reading = |field: &StoredField| {
        let chosen = options.columns.get(&field.name);
        let found = report.notices.iter().find_map(|notice| written(notice, &field.name));
        let words = |notice: &Notice| matches!(notice, Notice::NullWords { column, .. } if *column == field.name);
        Reading {
            writing: chosen.map(|chosen| chosen.writing).or(found).unwrap_or_default(),
            is_chosen: chosen.is_some(),
            has_null_words: report.notices.iter().any(words),
            nulls: options.null_words.clone().unwrap_or_default(),
        }
    };
    fields.iter().map(reading).collect()
}
