//! NDJSON: one JSON object a line. Two passes: the first looks at every value, so that the types of the second are sure.
//!
//! | values of a key | column |
//! | --- | --- |
//! | only bools; only integers of 64 bits; only numbers that a float64 gives back | bool; int64; float64 |
//! | only strings, all of them dates or timestamps as in CSV | date, timestamp |
//! | other scalars, also numbers with more digits | string, digits as written |
//! | objects; arrays | struct; list |
//! | objects or arrays mixed with anything else, or objects without keys | string of JSON text |

mod batches;
mod lines;
mod look;
mod shape;
#[cfg(test)]
mod tests;

use std::path::Path;

use shared::wire::dataset::ImportReport;

use super::table::{OnProgress, Table};
use super::{IngestError, ParseLimits};
use batches::JsonBatches;
use look::look;

/// Opens the NDJSON file at `path`.
///
/// # Errors
/// `UnknownEncoding` unless it is UTF-8, `InvalidJsonLine`, `RecordTooLong`, `TooManyColumns`.
pub(super) fn read(path: &Path, limits: &ParseLimits, on_progress: OnProgress) -> Result<Table, IngestError> {
    let columns = look(path, limits, on_progress)?;
    let batches = JsonBatches::open(path, limits, columns)?;
    let report = ImportReport { encoding: Some("utf-8".to_owned()), ..ImportReport::default() };
    Ok(Table { schema: batches.schema(), batches: Box::new(batches), report })
}
