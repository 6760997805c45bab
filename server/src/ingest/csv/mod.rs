//! Delimited text. Two passes over the file: the first looks at every cell, so that the types of the second are sure. Between them some
//! columns of text are looked at again ([`survey`]). Where the first rows leave no doubt but what later cells may bring, the second pass begins at once and
//! every cell proves its column's type or ends it ([`super::guess`]).
//!
//! A record ends with LF, CR LF or CR; blank lines are skipped; an empty cell is null, quoted or not; every record has as many
//! fields as the first.

mod batches;
mod delimiter;
mod locate;
mod look;
mod marks;
mod preamble;
mod quoting;
mod records;
mod survey;
#[cfg(test)]
mod tests;
mod writing;

use std::path::Path;
use std::sync::Arc;

use arrow_schema::{Field, Schema};
use encoding_rs::Encoding;
use serde::{Deserialize, Serialize};
use shared::wire::dataset::{ImportReport, Notice};
use shared::wire::import::ImportOptions;

use super::encoding::TextFile;
use super::error::shortened;
use super::guess::{Guess, Guessing};
use super::rejected::Found;
use super::table::{OnProgress, Table};
use super::{IngestError, ParseLimits, ParseRequest, names};
use batches::CsvBatches;
#[cfg(test)]
pub(super) use look::GUESSED_BY;
use look::{Glance, Look, glance, look};
use marks::Marks;
use preamble::Preamble;
use quoting::Quoted;
pub(super) use records::Records;
use survey::{Reading, stays_text, survey};
pub(super) use writing::{meant, null_word, plain};

/// Opens the CSV file at `path`: finds its encoding, delimiter, header and types.
///
/// # Errors
/// `EmptyFile`, `UnknownEncoding`, `RaggedRows`, `UnclosedQuote`, `RecordTooLong`, `TooManyColumns`. Where a guess was wrong, any; the rows so far are of
/// no use then.
pub(super) fn read(path: &Path, request: &ParseRequest, (found, guess): (&Found, &Guess), on_progress: OnProgress) -> Result<Table, IngestError> {
    let ParseRequest { options, limits, is_part, ahead, .. } = request;
    let null_words = options.null_words.as_deref();
    let (text, Looked { dialect, preamble, look }, guess) = match ahead.as_deref().and_then(|ahead| ahead.delimited().map(|found| (ahead, found))) {
        Some((ahead, found)) => (ahead.text(path)?, found.clone(), None),
        None => {
            let text = match options.encoding.as_deref().and_then(|label| Encoding::for_label(label.as_bytes())) {
                Some(encoding) => TextFile::of(path, encoding)?,
                None => TextFile::detect(path)?,
            };
            let (dialect, preamble) = Dialect::of(&text, options, limits, *is_part)?;
            let asked = (options.header, null_words);
            let may_guess = guess.get() == Guessing::Allowed && !is_part;
            let glance = may_guess.then(|| glance(&text, dialect, asked, limits.columns)).flatten();
            // What is wrong with choices is told after what is wrong with the file.
            let is_settled = |glance: &Glance| {
                readings(&glance.look, options).is_ok_and(|(_, readings)| survey::is_settled(glance, &readings, null_words.is_none()))
            };
            match glance.filter(is_settled) {
                Some(glance) => (text, Looked { dialect, preamble, look: glance.look }, Some(guess)),
                None => {
                    let found = looked(&text, request, (dialect, preamble), on_progress)?;
                    (text, found, None)
                }
            }
        }
    };
    let (shown, mut readings) = readings(&look, options)?;
    let Look { names, header, remembered, mut odd, .. } = look;
    let mut notices = Vec::new();
    if dialect.preamble > 0 {
        notices.push(Notice::Preamble { lines: dialect.preamble, text: preamble });
    }
    if !header {
        notices.push(Notice::NoHeader);
    }
    if guess.is_none() {
        notices.extend(survey(&text, (dialect, header, null_words), &remembered, &shown, (&mut readings, &mut odd))?);
    }
    notices.extend(stays_text(&remembered, &odd, &shown, &readings));
    let fields = names.into_iter().zip(&readings).map(|(name, reading)| Field::new(name, reading.data_type.clone(), true));
    let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
    let (quote, escape) = dialect.marks.words();
    let report = ImportReport {
        encoding: Some(text.label()),
        delimiter: Some(char::from(dialect.marks.delimiter).to_string()),
        quote: Some(quote),
        escape: Some(escape),
        header: Some(header),
        notices,
        ..ImportReport::default()
    };
    let batches = CsvBatches::open(&text, (dialect, header, null_words), &schema, readings, (found, guess))?;
    Ok(Table { schema, batches: Box::new(batches), report })
}

/// What the first pass finds, all but what a person may choose.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Looked {
    dialect: Dialect,
    /// The text of the records before the table.
    preamble: String,
    look: Look,
}

/// The first pass over a text of which nothing is chosen.
pub(super) fn look_ahead(text: &TextFile, limits: &ParseLimits, on_progress: OnProgress) -> Result<Looked, IngestError> {
    let (dialect, preamble) = Dialect::of(text, &ImportOptions::default(), limits, false)?;
    Ok(Looked { dialect, preamble, look: look(text, dialect, (None, None), limits.columns, on_progress)? })
}

/// Looks at the whole text; with other quotes where only those read it.
fn looked(text: &TextFile, request: &ParseRequest, (dialect, preamble): (Dialect, String), on_progress: OnProgress) -> Result<Looked, IngestError> {
    let ParseRequest { options, limits, is_part, .. } = request;
    let asked = (options.header, options.null_words.as_deref());
    let refused = match look(text, dialect, asked, limits.columns, &mut *on_progress) {
        Ok(look) => return Ok(Looked { dialect, preamble, look }),
        Err(refused) => refused,
    };
    if dialect.is_only || !matches!(refused, IngestError::RaggedRows { .. } | IngestError::UnclosedQuote { .. } | IngestError::RecordTooLong { .. }) {
        return Err(refused);
    }
    let Some(marks) = (Quoted { text, options, is_part: *is_part }).other(true)? else { return Err(refused) };
    let (dialect, preamble) = Dialect::by((marks, true), text, options, limits, *is_part)?;
    Ok(Looked { dialect, preamble, look: look(text, dialect, asked, limits.columns, on_progress)? })
}

/// The columns' names as they are shown, and how each column is read: by the type that fits it or as it is chosen.
fn readings(look: &Look, options: &ImportOptions) -> Result<(Vec<String>, Vec<Reading>), IngestError> {
    let (shown, _) = names::shown(look.names.iter().map(String::as_str));
    let mut readings: Vec<Reading> = look.types.iter().cloned().map(Reading::plain).collect();
    for (name, chosen) in &options.columns {
        let column = shown.iter().position(|shown| shown == name);
        let column = column.ok_or_else(|| IngestError::ColumnMismatch { column: shortened(name), missing: false })?;
        readings[column] = Reading::chosen(chosen)?;
    }
    Ok((shown, readings))
}

/// How records are cut.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Dialect {
    /// Between and around fields.
    pub(super) marks: Marks,
    /// No other quotes can be told to be right.
    is_only: bool,
    /// Records before the table.
    preamble: u64,
    /// The longest record.
    record_bytes: u64,
    /// The file goes on after its last byte.
    is_part: bool,
}

impl Dialect {
    /// The marks that the text tells, and the text of the records before the table; what is chosen is not looked for.
    pub(super) fn of(text: &TextFile, options: &ImportOptions, limits: &ParseLimits, is_part: bool) -> Result<(Self, String), IngestError> {
        let marks = (Quoted { text, options, is_part }).sniff()?;
        Dialect::by(marks, text, options, limits, is_part)
    }

    fn by(
        (marks, is_only): (Marks, bool),
        text: &TextFile,
        options: &ImportOptions,
        limits: &ParseLimits,
        is_part: bool,
    ) -> Result<(Self, String), IngestError> {
        let preamble = match options.preamble {
            Some(records) => Preamble::first(text.open()?, marks, records)?,
            None => preamble::find(text.open()?, marks)?,
        };
        Ok((Dialect { marks, is_only, preamble: preamble.records, record_bytes: limits.record_bytes, is_part }, preamble.text))
    }
}
