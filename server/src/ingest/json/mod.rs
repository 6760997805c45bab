//! JSON, one object a line; what is written otherwise is brought into lines first (`whole`). Two passes over the lines: the first looks at every value, so that the types of the second are sure.
//!
//! | values of a key | column |
//! | --- | --- |
//! | only bools; only integers of 64 bits; only numbers that a float64 gives back | bool; int64; float64 |
//! | only numbers of as many digits after the point, two or more, and some of these end in a zero, as `12.50`; not in lists and objects, nor of a stream, of which the first messages choose the columns | decimal |
//! | only strings, all of them dates or timestamps as in CSV | date, timestamp |
//! | other scalars, also numbers with more digits | string, digits as written |
//! | objects; arrays | struct; list |
//! | objects or arrays mixed with anything else, or objects without keys | string of JSON text |

mod batches;
mod lines;
mod look;
mod pairs;
mod shape;
#[cfg(test)]
mod tests;
mod whole;

use std::path::Path;

use super::encoding::TextFile;
use super::table::{OnProgress, Table};
use super::{Ahead, IngestError, ParseLimits, ParseRequest, Rejects, names};
use arrow_schema::DataType;
use batches::JsonBatches;
pub(super) use lines::Lines;
pub(super) use look::JsonColumn;
use look::look;
pub(super) use pairs::with_whole_pairs;
pub(super) use shape::{Entries, Fault, parsed, string};
use shared::wire::dataset::ImportReport;
pub(super) use whole::{is_value, of_row, to_lines};

/// Opens the NDJSON file at `path`. Lines that are no objects go to `rejects`, if there is such a list.
///
/// # Errors
/// `UnknownEncoding` unless it is UTF-8, `InvalidJsonLine`, `NotATable`, `RecordTooLong`, `TooManyColumns`.
pub(super) fn read(path: &Path, request: &ParseRequest, rejects: Option<&Rejects>, on_progress: OnProgress) -> Result<Table, IngestError> {
    let ParseRequest { options, limits, ahead, .. } = request;
    let mut columns = match ahead.as_deref().and_then(Ahead::lines) {
        Some(columns) => columns.to_vec(),
        None => look(Lines::open(path, limits.record_bytes)?, limits, rejects, on_progress)?,
    };
    let (shown, _) = names::shown(columns.iter().map(|column| column.name.as_str()));
    // Values whose type is chosen are read as they are written: 2.50 and the offset of a time would be others by the type that they have here.
    for (column, _) in columns.iter_mut().zip(shown).filter(|(column, name)| options.columns.contains_key(name) && !column.data_type.is_nested()) {
        column.data_type = DataType::Utf8;
    }
    // The first messages of a stream are not all that it brings: digits that these happen to have would be asked of all others.
    for column in columns.iter_mut().filter(|column| rejects.is_some() && matches!(column.data_type, DataType::Decimal128(..))) {
        column.data_type = DataType::Float64;
    }
    let skip = rejects.map(|list| list.borrow().iter().map(|rejected| rejected.row).collect()).unwrap_or_default();
    let batches = JsonBatches::open(path, limits, columns, skip)?;
    let report = ImportReport { encoding: Some("utf-8".to_owned()), ..ImportReport::default() };
    Ok(Table { schema: batches.schema(), batches: Box::new(batches), report })
}

/// The first pass over a text of which nothing is chosen.
pub(super) fn look_ahead(text: &TextFile, limits: &ParseLimits, on_progress: OnProgress) -> Result<Vec<JsonColumn>, IngestError> {
    look(Lines::of(text.open()?, limits.record_bytes)?, limits, None, on_progress)
}
