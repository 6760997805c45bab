//! The second pass: records into batches of the types that the first pass found.

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, SchemaRef};
use csv::{ByteRecord, StringRecord};
use shared::wire::dataset::Writing;

use super::super::IngestError;
use super::super::cell::{FLOAT, classify, scale};
use super::super::column::{ColumnBuilder, is_fractional};
use super::super::encoding::TextFile;
use super::super::guess::{Guess, Guessing};
use super::super::rejected::{Found, RejectedCell};
use super::super::table::{BATCH_BYTES, batch_rows};
use super::Dialect;
use super::marks::is_word;
use super::records::Records;
use super::survey::Reading;
use super::writing::{meant, null_word, plain};

/// Batches of a CSV file.
pub(super) struct CsvBatches {
    records: Records,
    schema: SchemaRef,
    columns: Vec<Column>,
    record: ByteRecord,
    rows: u64,
    rejected: Found,
    /// The words for no value that were chosen.
    nulls: Option<Vec<String>>,
    /// Where the types are only those of the first rows.
    guess: Option<Guess>,
}

struct Column {
    builder: ColumnBuilder,
    reading: Reading,
    /// A cell in the plain form.
    plain: String,
    /// Where the type is only a guess: not all that a value can be made of is one. `1.` and digits that a float can't give back are text, and in a decimal
    /// column `1.5` is none of `0.00`.
    is_strict: bool,
}

impl Column {
    /// Appends one cell; false if it doesn't fit.
    #[inline]
    fn append(&mut self, cell: &str) -> bool {
        let Reading { writing, null_words, is_chosen, ref data_type } = self.reading;
        if cell.is_empty() || (null_words && null_word(cell.as_bytes()).is_some()) {
            self.builder.append_null();
            return true;
        }
        if (writing == Writing::Plain && !is_chosen) || *data_type == DataType::Utf8 {
            return (!self.is_strict || is_written_as(data_type, cell.as_bytes())) && self.builder.append(cell);
        }
        if !plain(writing, cell.as_bytes(), &mut self.plain) {
            return false;
        }
        if is_chosen {
            meant(data_type, &mut self.plain);
        }
        // What is left of blanks and a sign is no value, and no null either.
        !self.plain.is_empty() && self.builder.append(&self.plain)
    }
}

impl CsvBatches {
    /// From the first row on. Cells that are a word of `nulls` are null.
    pub(super) fn open(
        text: &TextFile,
        (dialect, header, nulls): (Dialect, bool, Option<&[String]>),
        schema: &SchemaRef,
        readings: Vec<Reading>,
        (found, guess): (&Found, Option<&Guess>),
    ) -> Result<Self, IngestError> {
        let mut records = Records::open(text, dialect)?;
        let mut record = ByteRecord::new();
        if header {
            records.next(&mut record)?;
        }
        let column = |reading: Reading| Column {
            builder: ColumnBuilder::new(&reading.data_type),
            is_strict: guess.is_some() && is_fractional(&reading.data_type),
            reading,
            plain: String::new(),
        };
        Ok(CsvBatches {
            records,
            schema: Arc::clone(schema),
            columns: readings.into_iter().map(column).collect(),
            record,
            rows: 0,
            rejected: Found::clone(found),
            nulls: nulls.map(<[String]>::to_vec),
            guess: guess.map(Guess::clone),
        })
    }

    fn read(&mut self) -> Result<Option<RecordBatch>, IngestError> {
        let start = self.records.offset();
        let mut rows = 0;
        let most = batch_rows(self.columns.len());
        while rows < most && self.records.offset() - start < BATCH_BYTES as u64 && self.next_record()? {
            self.append()?;
            rows += 1;
        }
        if rows == 0 {
            return Ok(None);
        }
        let columns: Vec<ArrayRef> = self.columns.iter_mut().map(|column| column.builder.finish()).collect();
        Ok(Some(RecordBatch::try_new(Arc::clone(&self.schema), columns)?))
    }

    /// A record without an end may be one that other quotes end, which only a look at all of the text tells.
    fn next_record(&mut self) -> Result<bool, IngestError> {
        let read = self.records.next(&mut self.record);
        if matches!(read, Err(IngestError::UnclosedQuote { .. } | IngestError::RecordTooLong { .. })) {
            self.end_guess();
        }
        read
    }

    /// The types of the first rows, or the marks, are not those of the file.
    fn end_guess(&self) {
        if let Some(guess) = &self.guess {
            guess.set(Guessing::Wrong);
        }
    }

    fn append(&mut self) -> Result<(), IngestError> {
        // One check for the whole record instead of one per cell.
        let record = StringRecord::from_byte_record(std::mem::take(&mut self.record)).map_err(|_| changed())?;
        let mut fits = record.len() == self.columns.len();
        self.rows += 1;
        for (at, (column, cell)) in self.columns.iter_mut().zip(&record).enumerate() {
            let cell_or_null = if is_word(cell.as_bytes(), self.nulls.as_deref()) { "" } else { cell };
            if column.append(cell_or_null) {
                continue;
            }
            if column.reading.is_chosen {
                column.builder.append_null();
                self.rejected.borrow_mut().push(RejectedCell { row: self.rows, column: at, cell: cell.to_owned() });
            } else {
                fits = false;
            }
        }
        self.record = record.into_byte_record();
        if fits {
            return Ok(());
        }
        self.end_guess();
        Err(changed())
    }
}

impl Iterator for CsvBatches {
    type Item = Result<RecordBatch, IngestError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}

/// Whether a look at the cell would leave the column of numbers as it is.
fn is_written_as(data_type: &DataType, cell: &[u8]) -> bool {
    let is_number = classify(cell) & FLOAT != 0;
    match data_type {
        DataType::Decimal128(_, digits) => is_number && scale(cell) == Some(*digits),
        _ => is_number,
    }
}

/// Where a first pass has seen every cell, only a file that was written to in between gets here.
fn changed() -> IngestError {
    IngestError::Internal { reason: "the file changed while it was read".to_owned() }
}
