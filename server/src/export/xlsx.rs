//! A workbook (.xlsx) of one sheet, with a header. Excel keeps 15 digits of a number and milliseconds of a time, and it knows no days before March 1900
//! for sure (it has a 29 February in that year). What that would change is text, exactly as in CSV, cell by cell:
//!
//! | value | cell |
//! | --- | --- |
//! | integer or decimal of up to 15 digits | number; a decimal is shown with all its places |
//! | float | number; NaN, infinities and subnormal numbers text |
//! | date, timestamp without a zone, time of the day; from 1900-03-01 to 9999-12-31, whole milliseconds | date or time |
//! | timestamp with a zone | text, ISO 8601 in UTC |
//! | text | text, never a formula |
//! | anything else | text as in CSV |
//! | null; empty text, which the writer can't tell from it | empty |
//!
//! The rows wait in a nameless file, packed once all of them are there, so nothing leaves before it is known that all fits.

#[cfg(test)]
mod tests;

use std::any::Any;
use std::collections::HashMap;
use std::fs::File;
use std::io::{BufWriter, Seek, Write};
use std::path::Path;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Decimal128Type, Float32Type, Float64Type, Time64MicrosecondType, Time64NanosecondType};
use arrow_array::{Array, RecordBatch};
use arrow_schema::{DataType, SchemaRef, TimeUnit};
use futures::stream::BoxStream;
use futures::{Stream, StreamExt};
use rust_xlsxwriter::{Format, Workbook, Worksheet};
use shared::wire::column_type::ticks_per_second;

use super::cell::{text, timestamp_ticks, value};
use super::error::ExportError;
use crate::storage::StorageError;
use crate::stream::StreamError;

/// Rows below the header.
pub(super) const MOST_ROWS: u64 = 1_048_575;
/// Columns of a sheet.
pub(super) const MOST_COLUMNS: usize = 16_384;
/// UTF-16 units of a cell.
pub(super) const MOST_UNITS: usize = 32_767;

/// Integers below this have no more than the digits that Excel keeps.
const WHOLE_BELOW: u64 = 1_000_000_000_000_000;
/// Decimal places that a number format can show.
const MOST_PLACES: i8 = 30;
const DAY_MILLIS: i64 = 86_400_000;
/// 1970-01-01 as Excel counts days.
const EPOCH_DAY: i64 = 25_569;
/// 1900-03-01 and 10000-01-01.
const DAYS: std::ops::Range<i64> = 61..2_958_466;
/// From here on the sheet may grow beyond what a plain archive holds, 4 GiB with all tags and escapes.
const LARGE_BYTES: u64 = 512 << 20;
/// What a cell's tags take.
const TAGS_BYTES: u64 = 48;

/// Writes all batches to a file in the folder `scratch`, which is gone once it is closed.
pub(super) async fn write(
    (schema, rows): (SchemaRef, u64),
    mut batches: BoxStream<'static, Result<RecordBatch, StreamError>>,
    scratch: &Path,
) -> Result<File, ExportError> {
    if rows > MOST_ROWS {
        return Err(ExportError::TooManyRows(rows));
    }
    if schema.fields().len() > MOST_COLUMNS {
        return Err(ExportError::TooManyColumns(schema.fields().len()));
    }
    let file = tempfile::tempfile_in(scratch).map_err(StorageError::from)?;
    let scratch = scratch.to_owned();
    let mut sheet = aside(move || Sheet::begin(schema, &scratch)).await?;
    while let Some(batch) = batches.next().await {
        let batch = batch?;
        sheet = aside(move || sheet.add(&batch)).await?;
    }
    aside(move || sheet.finish(file)).await
}

/// The bytes of an open file.
pub(super) fn stream(file: File) -> impl Stream<Item = Result<bytes::Bytes, StreamError>> {
    let chunks = tokio_util::io::ReaderStream::with_capacity(tokio::fs::File::from_std(file), 256 << 10);
    chunks.map(|chunk| Ok(chunk.map_err(StorageError::from)?))
}

/// Other requests shall not wait for it. The writer panics where its disk fails; that is this export's error only.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> Result<T, ExportError> + Send + 'static) -> Result<T, ExportError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => Err(match error.try_into_panic() {
            Ok(panic) => panicked(panic.as_ref()),
            Err(error) => ExportError::Workbook(error.to_string()),
        }),
    }
}

fn panicked(panic: &(dyn Any + Send)) -> ExportError {
    let words = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or_default();
    if words.contains("StorageFull") { StorageError::NoSpace.into() } else { ExportError::Workbook(words.to_owned()) }
}

/// A sheet that is being written, row after row.
struct Sheet {
    schema: SchemaRef,
    workbook: Workbook,
    formats: HashMap<Style, Format>,
    /// Rows below the header so far.
    rows: u32,
    /// About what they take.
    bytes: u64,
}

impl Sheet {
    /// With its header, which is text whatever it looks like.
    fn begin(schema: SchemaRef, scratch: &Path) -> Result<Self, ExportError> {
        let mut workbook = Workbook::new();
        workbook.set_tempdir(scratch)?;
        let sheet = workbook.add_worksheet_with_constant_memory()?;
        for (at, field) in (0_u16..).zip(schema.fields()) {
            fits(0, field.name(), field.name())?;
            sheet.write_string(0, at, field.name())?;
            if let Some(width) = width(field.data_type()) {
                sheet.set_column_width(at, width)?;
            }
        }
        Ok(Sheet { schema, workbook, formats: HashMap::new(), rows: 0, bytes: 0 })
    }

    fn add(mut self, batch: &RecordBatch) -> Result<Self, ExportError> {
        let schema = Arc::clone(&self.schema);
        for row in 0..batch.num_rows() {
            self.rows += 1;
            for ((at, column), field) in (0_u16..).zip(batch.columns()).zip(schema.fields()) {
                let cell = Cell::of(column.as_ref(), row);
                if let Cell::Text(text) = &cell {
                    fits(self.rows.into(), field.name(), text)?;
                    self.bytes += text.len() as u64;
                }
                self.bytes += TAGS_BYTES;
                put(self.workbook.worksheet_from_index(0)?, &mut self.formats, (self.rows, at), cell)?;
            }
        }
        Ok(self)
    }

    /// Packs all into `file`, which stands at its beginning then.
    fn finish(mut self, file: File) -> Result<File, ExportError> {
        self.workbook.use_zip_large_file(self.bytes > LARGE_BYTES);
        let mut file = packed(&mut self.workbook, file)?;
        file.rewind().map_err(StorageError::from)?;
        Ok(file)
    }
}

/// `out`, once the last byte has reached it.
fn packed<W: Write + Seek + Send>(workbook: &mut Workbook, out: W) -> Result<W, ExportError> {
    let mut out = BufWriter::new(out);
    workbook.save_to_writer(&mut out)?;
    Ok(out.into_inner().map_err(|error| StorageError::from(error.into_error()))?)
}

fn put(sheet: &mut Worksheet, formats: &mut HashMap<Style, Format>, (row, column): (u32, u16), cell: Cell) -> Result<(), ExportError> {
    match cell {
        Cell::Empty => {}
        Cell::Truth(truth) => drop(sheet.write_boolean(row, column, truth)?),
        Cell::Number(number) => drop(sheet.write_number(row, column, number)?),
        Cell::Styled(number, style) => {
            let format = formats.entry(style).or_insert_with(|| Format::new().set_num_format(style.code()));
            sheet.write_number_with_format(row, column, number, format)?;
        }
        Cell::Text(text) => drop(sheet.write_string(row, column, text)?),
    }
    Ok(())
}

fn fits(row: u64, column: &str, text: &str) -> Result<(), ExportError> {
    // No text has more units than bytes.
    let units = if text.len() > MOST_UNITS { text.encode_utf16().count() } else { 0 };
    if units > MOST_UNITS { Err(ExportError::TooLong { row, column: column.chars().take(100).collect(), units }) } else { Ok(()) }
}

/// Characters that the values of a type need, where it is more than a column has.
fn width(data_type: &DataType) -> Option<u32> {
    match data_type {
        DataType::Date32 => Some(11),
        DataType::Timestamp(..) => Some(24),
        DataType::Time64(_) => Some(13),
        _ => None,
    }
}

/// How a number is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Style {
    Date,
    /// A date and a time of the day, with milliseconds or without.
    Instant {
        millis: bool,
    },
    Time {
        millis: bool,
    },
    /// With so many decimal places.
    Places(i8),
}

impl Style {
    /// The code of the number format.
    fn code(self) -> String {
        let millis = |millis| if millis { ".000" } else { "" };
        match self {
            Style::Date => "yyyy-mm-dd".to_owned(),
            Style::Instant { millis: shown } => format!("yyyy-mm-dd hh:mm:ss{}", millis(shown)),
            Style::Time { millis: shown } => format!("hh:mm:ss{}", millis(shown)),
            Style::Places(places) => format!("0.{}", "0".repeat(places.unsigned_abs().into())),
        }
    }
}

/// What a value is in a sheet.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    Empty,
    Truth(bool),
    Number(f64),
    Styled(f64, Style),
    Text(String),
}

impl Cell {
    /// The cell that says exactly what the value is.
    pub(super) fn of(array: &dyn Array, row: usize) -> Cell {
        if array.is_null(row) {
            return Cell::Empty;
        }
        Cell::native(array, row).unwrap_or_else(|| match text(array, row) {
            text if text.is_empty() => Cell::Empty,
            text => Cell::Text(text),
        })
    }

    /// None where text must say it.
    fn native(array: &dyn Array, row: usize) -> Option<Cell> {
        match array.data_type() {
            DataType::Boolean => Some(Cell::Truth(array.as_boolean().value(row))),
            DataType::Float32 => float(array.as_primitive::<Float32Type>().value(row).into()),
            DataType::Float64 => float(array.as_primitive::<Float64Type>().value(row)),
            data_type if data_type.is_integer() => whole(value(array, row).as_i64()?.into()).map(Cell::Number),
            DataType::Decimal128(_, scale) => decimal(array, row, *scale),
            DataType::Date32 => {
                let day = i64::from(array.as_primitive::<Date32Type>().value(row)) + EPOCH_DAY;
                DAYS.contains(&day).then_some(Cell::Styled(day as f64, Style::Date))
            }
            DataType::Timestamp(unit, None) => instant(millis(timestamp_ticks(array, row, *unit), ticks_per_second(*unit))?),
            DataType::Time64(TimeUnit::Microsecond) => time(millis(array.as_primitive::<Time64MicrosecondType>().value(row), 1_000_000)?),
            DataType::Time64(_) => time(millis(array.as_primitive::<Time64NanosecondType>().value(row), 1_000_000_000)?),
            _ => None,
        }
    }
}

fn float(value: f64) -> Option<Cell> {
    (value.is_finite() && !value.is_subnormal()).then_some(Cell::Number(value))
}

fn whole(value: i128) -> Option<f64> {
    (value.unsigned_abs() < WHOLE_BELOW.into()).then_some(value as f64)
}

fn decimal(array: &dyn Array, row: usize, scale: i8) -> Option<Cell> {
    whole(array.as_primitive::<Decimal128Type>().value(row))?;
    // The nearest number of up to 15 digits gives the same digits back.
    let value = text(array, row).parse().ok()?;
    Some(if (1..=MOST_PLACES).contains(&scale) { Cell::Styled(value, Style::Places(scale)) } else { Cell::Number(value) })
}

/// None if there are parts of a millisecond.
fn millis(ticks: i64, per_second: i64) -> Option<i64> {
    let per_milli = (per_second / 1_000).max(1);
    let per_tick = (1_000 / per_second).max(1);
    (ticks % per_milli == 0).then(|| (ticks / per_milli).checked_mul(per_tick)).flatten()
}

fn instant(millis: i64) -> Option<Cell> {
    let millis = millis.checked_add(EPOCH_DAY * DAY_MILLIS)?;
    let style = Style::Instant { millis: millis % 1_000 != 0 };
    DAYS.contains(&millis.div_euclid(DAY_MILLIS)).then_some(Cell::Styled(millis as f64 / DAY_MILLIS as f64, style))
}

fn time(millis: i64) -> Option<Cell> {
    (0..DAY_MILLIS).contains(&millis).then_some(Cell::Styled(millis as f64 / DAY_MILLIS as f64, Style::Time { millis: millis % 1_000 != 0 }))
}
