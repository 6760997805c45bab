//! Rows for columns that exist: nothing is inferred, every cell must fit its column exactly.
//!
//! Columns are found by name. One that is missing is null where it may be; one too many is an error. A cell fits if its text, by
//! the one grammar of `cell`, is a value of the column's type: `5` and `5.0` fit int64, `5.5` doesn't; no digit is ever lost.

mod again;
mod batches;
mod cells;
mod csv;
mod json;
mod rows;

use std::collections::HashMap;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use arrow_schema::{DataType, FieldRef, Schema};
use shared::wire::column_type::type_word;

use super::error::shortened;
use super::rejected::Found;
use super::table::Table;
use super::{Format, IngestError, ParseRequest, Rejects, arrow, avro, days, excel, parquet};
use crate::storage::field::StoredField;
pub(super) use again::{Again, Reading, Unfit};

/// Opens `input`, which is the unpacked file of `request`, as rows of `target`. Those that are read `again` may have cells that don't fit.
///
/// # Errors
/// Those of the format; `ColumnMismatch`; and from the batches `RowsDontFit`.
pub(super) fn read(
    format: Format,
    input: &Path,
    request: &ParseRequest,
    target: &[StoredField],
    (rejects, again): (Option<&Rejects>, Option<Again>),
) -> Result<Table, IngestError> {
    match format {
        Format::Csv => csv::read(input, (&request.options, &request.limits), target, again),
        Format::Ndjson | Format::Json => json::read(input, &request.limits, target, (rejects.map(Rc::clone), again)),
        Format::Excel => {
            let table = excel::read(input, &request.options, &request.limits, &Found::default(), &mut |_, _| {})?;
            batches::read(table, target, again)
        }
        Format::Parquet => batches::read(days::with_times(|| parquet::read(input))?, target, again),
        Format::ArrowFile => batches::read(days::with_times(|| arrow::read_file(input))?, target, again),
        Format::ArrowStream => batches::read(days::with_times(|| arrow::read_stream(input))?, target, again),
        Format::Avro => batches::read(avro::read(input)?, target, again),
        // An archive is never what rows are appended from: their format is told.
        Format::Pictures | Format::Texts => Err(IngestError::UnknownFormat { format: "zip".to_owned() }),
    }
}

/// The rows of a table whose columns are `fields`, those columns that are chosen as `target` has them; what doesn't fit there is null, and listed in `found`.
///
/// # Errors
/// `RowsDontFit` for a column whose values can't be of another type: lists, bytes.
pub(super) fn chosen(table: Table, request: &ParseRequest, target: &[StoredField], found: &Found) -> Result<Table, IngestError> {
    let reading = |(field, from): (&StoredField, &FieldRef)| {
        // Numbers of a format that has numbers are written in one way only.
        let chosen = request.options.columns.get(&field.name);
        let is_text = matches!(from.data_type(), DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Dictionary(..));
        Reading {
            writing: chosen.filter(|_| is_text).map(|chosen| chosen.writing).unwrap_or_default(),
            is_chosen: chosen.is_some(),
            has_null_words: false,
            nulls: Vec::new(),
        }
    };
    let readings = target.iter().zip(table.schema.fields()).map(reading).collect();
    let again = Again { readings, found: Rc::clone(found), misfits: Rc::default(), rows: 0, has_numbers: true };
    let named = table.schema.fields().iter().zip(target).map(|(field, named)| field.as_ref().clone().with_name(&named.name));
    let schema = Arc::new(Schema::new(named.collect::<Vec<_>>()));
    batches::read(Table { schema, ..table }, target, Some(again))
}

/// A cell that isn't of its column's type.
struct Misfit<'a> {
    field: &'a StoredField,
    value: String,
}

impl<'a> Misfit<'a> {
    fn new(field: &'a StoredField, value: &str) -> Self {
        Misfit { field, value: shortened(value) }
    }

    fn at(self, row: u64) -> IngestError {
        IngestError::RowsDontFit { row, column: shortened(&self.field.name), type_word: type_word(&self.field.logical), value: self.value }
    }
}

/// For each target column where the rows have it, by the names that the rows give.
fn positions<'n>(target: &[StoredField], names: impl Iterator<Item = &'n str>) -> Result<Vec<Option<usize>>, IngestError> {
    let by_name: HashMap<&str, usize> = target.iter().enumerate().map(|(at, field)| (field.name.as_str(), at)).collect();
    let mut found = vec![None; target.len()];
    for (position, name) in names.enumerate() {
        match by_name.get(name) {
            Some(&at) if found[at].is_none() => found[at] = Some(position),
            _ => return Err(IngestError::ColumnMismatch { column: shortened(name), missing: false }),
        }
    }
    match target.iter().zip(&found).find(|(field, at)| at.is_none() && !field.nullable) {
        Some((field, _)) => Err(missing(field)),
        None => Ok(found),
    }
}

fn missing(field: &StoredField) -> IngestError {
    IngestError::ColumnMismatch { column: shortened(&field.name), missing: true }
}
