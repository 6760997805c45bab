//! The first pass: is there a header, are the records even, which type fits each column.

use std::collections::BTreeSet;

use arrow_schema::DataType;
use csv::ByteRecord;
use shared::wire::import::ImportPhase;

use super::super::IngestError;
use super::super::cell;
use super::super::column::ColumnTypes;
use super::super::encoding::TextFile;
use super::super::table::{BATCH_ROWS, OnProgress};
use super::marks::is_word;
use super::records::Records;
use super::survey::Remembered;
use super::{Dialect, writing};

/// Odd records that are named.
const RAGGED_LINES: usize = 10;

/// What the first pass found.
pub(super) struct Look {
    /// The columns' names as in the file, empty without a header.
    pub(super) names: Vec<String>,
    /// The types that fit every cell.
    pub(super) types: Vec<DataType>,
    /// Whether the first record names the columns.
    pub(super) header: bool,
    /// Some cells of each column.
    pub(super) remembered: Vec<Remembered>,
}

/// Reads all of `text` once. Whether there is a `header` is found if it isn't given; cells that are a word of `nulls` are empty.
pub(super) fn look(
    text: &TextFile,
    dialect: Dialect,
    (header, nulls): (Option<bool>, Option<&[String]>),
    max_columns: u64,
    on_progress: OnProgress,
) -> Result<Look, IngestError> {
    let mut records = Records::open(text, dialect)?;
    let mut record = ByteRecord::new();
    if !records.next(&mut record)? {
        return Err(IngestError::EmptyFile);
    }
    let columns = record.len() as u64;
    if columns > max_columns {
        return Err(IngestError::TooManyColumns { columns, limit: max_columns });
    }
    let header = header.unwrap_or_else(|| is_header(&record));
    let names =
        if header { record.iter().map(|name| String::from_utf8_lossy(name).into_owned()).collect() } else { vec![String::new(); record.len()] };
    let mut seen = vec![(ColumnTypes::default(), Remembered::default()); record.len()];
    if !header {
        add(&mut seen, &record, nulls);
    }
    look_at_rows(&mut records, &mut seen, nulls, on_progress)?;
    let (types, remembered) = seen.into_iter().map(|(types, cells)| (types.data_type(), cells)).unzip();
    Ok(Look { names, types, header, remembered })
}

/// The first record is a header when it has a text cell and no cell of it is a number, a date or a truth value. Cells may be
/// empty: many programs leave the name of an index column out. Years are names too where a table has a column for each: two or
/// more of them, each another, beside a text.
pub(super) fn is_header(first: &ByteRecord) -> bool {
    let cells = || first.iter().filter(|cell| !cell.is_empty());
    let years: Vec<&[u8]> = cells().filter(|cell| is_year(cell)).collect();
    let distinct = years.iter().collect::<BTreeSet<_>>().len() == years.len();
    let names = cells().filter(|cell| !is_year(cell));
    let only_names = names.clone().all(|cell| cell::classify(cell) == 0 && !cell.iter().all(u8::is_ascii_digit) && !writing::is_value(cell));
    names.count() > 0 && only_names && (years.is_empty() || (years.len() > 1 && distinct))
}

/// 1000 to 2999.
fn is_year(cell: &[u8]) -> bool {
    matches!(cell, [b'1' | b'2', rest @ ..] if rest.len() == 3 && rest.iter().all(u8::is_ascii_digit))
}

fn look_at_rows(records: &mut Records, seen: &mut [Seen], nulls: Option<&[String]>, on_progress: OnProgress) -> Result<(), IngestError> {
    let mut record = ByteRecord::new();
    let mut ragged = Ragged::default();
    let mut rows: u64 = 0;
    loop {
        let start = records.offset();
        if !records.next(&mut record)? {
            break;
        }
        rows += 1;
        if rows.is_multiple_of(BATCH_ROWS as u64) {
            on_progress(ImportPhase::Inferring, rows);
        }
        if record.len() != seen.len() {
            ragged.found.get_or_insert(record.len() as u64);
            ragged.offsets.push(start);
            if ragged.offsets.len() == RAGGED_LINES {
                break;
            }
        }
        add(seen, &record, nulls);
    }
    on_progress(ImportPhase::Inferring, rows);
    match ragged.found {
        None => Ok(()),
        Some(found) => Err(IngestError::RaggedRows { lines: records.lines(&ragged.offsets)?, expected: seen.len() as u64, found }),
    }
}

/// What is known of a column.
type Seen = (ColumnTypes, Remembered);

/// Records with another number of fields than the first.
#[derive(Default)]
struct Ragged {
    offsets: Vec<u64>,
    found: Option<u64>,
}

#[inline]
fn add(seen: &mut [Seen], record: &ByteRecord, nulls: Option<&[String]>) {
    for ((types, cells), cell) in seen.iter_mut().zip(record) {
        if !is_word(cell, nulls) {
            types.add(cell);
            cells.add(cell);
        }
    }
}
