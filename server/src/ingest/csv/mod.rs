//! Delimited text. Two passes over the file: the first looks at every cell, so that the types of the second are sure.
//!
//! A record ends with LF, CR LF or CR; blank lines are skipped; an empty cell is null, quoted or not; every record has as many
//! fields as the first.

mod batches;
mod delimiter;
mod locate;
mod look;
mod records;
#[cfg(test)]
mod tests;

use std::path::Path;

use shared::wire::dataset::{ImportReport, Notice};

use super::encoding::TextFile;
use super::table::{OnProgress, Table};
use super::{IngestError, ParseLimits};
use batches::CsvBatches;
use look::{Look, look};
pub(super) use records::Records;

/// Opens the CSV file at `path`: finds its encoding, delimiter, header and types.
///
/// # Errors
/// `EmptyFile`, `UnknownEncoding`, `RaggedRows`, `UnclosedQuote`, `RecordTooLong`, `TooManyColumns`.
pub(super) fn read(path: &Path, limits: &ParseLimits, on_progress: OnProgress) -> Result<Table, IngestError> {
    let text = TextFile::detect(path)?;
    let dialect = Dialect::sniff(&text, limits)?;
    let Look { schema, header } = look(&text, dialect, limits.columns, on_progress)?;
    let report = ImportReport {
        encoding: Some(text.label()),
        delimiter: Some(char::from(dialect.delimiter).to_string()),
        header: Some(header),
        notices: if header { Vec::new() } else { vec![Notice::NoHeader] },
        ..ImportReport::default()
    };
    let batches = CsvBatches::open(&text, dialect, &schema, header)?;
    Ok(Table { schema, batches: Box::new(batches), report })
}

/// How records are cut.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dialect {
    /// Between fields.
    pub(super) delimiter: u8,
    /// The longest record.
    record_bytes: u64,
}

impl Dialect {
    /// The delimiter that the text's first records tell.
    pub(super) fn sniff(text: &TextFile, limits: &ParseLimits) -> Result<Self, IngestError> {
        Ok(Dialect { delimiter: delimiter::sniff(text.open()?)?, record_bytes: limits.record_bytes })
    }
}
