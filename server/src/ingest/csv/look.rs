//! The first pass: is there a header, are the records even, which type fits each column.

use std::collections::BTreeSet;
use std::sync::mpsc::Receiver;

use arrow_schema::DataType;
use csv::ByteRecord;
use serde::{Deserialize, Serialize};
use shared::wire::import::ImportPhase;

use super::super::IngestError;
use super::super::beside::beside;
use super::super::cell;
use super::super::column::ColumnTypes;
use super::super::encoding::TextFile;
use super::super::table::{BATCH_ROWS, OnProgress};
use super::marks::is_word;
use super::records::Records;
use super::survey::{Remembered, told_as};
use super::{Dialect, writing};

/// Odd records that are named.
const RAGGED_LINES: usize = 10;

/// What the first pass found.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Look {
    /// The columns' names as in the file, empty without a header.
    pub(super) names: Vec<String>,
    /// The types that fit every cell.
    pub(super) types: Vec<DataType>,
    /// Whether the first record names the columns.
    pub(super) header: bool,
    /// Some cells of each column.
    pub(super) remembered: Vec<Remembered>,
    /// Of each column the first cell that is no date or time where the others are.
    pub(super) odd: Vec<Option<String>>,
}

/// Reads all of `text` once. Whether there is a `header` is found if it isn't given; cells that are a word of `nulls` are empty.
pub(super) fn look(text: &TextFile, dialect: Dialect, asked: Asked, max_columns: u64, on_progress: OnProgress) -> Result<Look, IngestError> {
    Ok(first(text, dialect, asked, max_columns, u64::MAX, on_progress)?.look)
}

/// Whether there is a header, and the words for no value.
type Asked<'a> = (Option<bool>, Option<&'a [String]>);

/// Rows that types are guessed by.
pub(in super::super) const GUESSED_BY: u64 = 16_384;

/// What the first rows say.
pub(super) struct Glance {
    pub(super) look: Look,
    /// Of each column, whether its type stays as it is as long as cells fit it.
    pub(super) sure: Vec<bool>,
}

/// Looks at the first rows of `text`; none where something is wrong with them, which a look at all of it can tell better.
pub(super) fn glance(text: &TextFile, dialect: Dialect, asked: Asked, max_columns: u64) -> Option<Glance> {
    first(text, dialect, asked, max_columns, GUESSED_BY, &mut |_, _| {}).ok()
}

fn first(
    text: &TextFile,
    dialect: Dialect,
    (header, nulls): Asked,
    max_columns: u64,
    most_rows: u64,
    on_progress: OnProgress,
) -> Result<Glance, IngestError> {
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
        add(&mut seen, record.iter(), nulls);
    }
    look_at_rows(&mut records, &mut seen, nulls, (most_rows, on_progress))?;
    let sure = seen.iter().map(|(types, _)| types.is_settled()).collect();
    let odd = seen.iter().map(|(types, _)| types.odd().map(told_as)).collect();
    let (types, remembered) = seen.into_iter().map(|(types, cells)| (types.data_type(), cells)).unzip();
    Ok(Glance { look: Look { names, types, header, remembered, odd }, sure })
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

fn look_at_rows(records: &mut Records, seen: &mut [Seen], nulls: Option<&[String]>, rows: (u64, OnProgress)) -> Result<(), IngestError> {
    let width = seen.len();
    let look = |blocks: Receiver<Cells>| blocks.iter().for_each(|block| block.rows(width).for_each(|row| add(seen, row, nulls)));
    let ((), ragged) = beside(WAITING, look, |hand_over| cut(records, width, rows, hand_over))?;
    match ragged? {
        Ragged { found: None, .. } => Ok(()),
        Ragged { found: Some(found), offsets } => Err(IngestError::RaggedRows { lines: records.lines(&offsets)?, expected: width as u64, found }),
    }
}

/// Cuts the rest of the file, or `most` rows of it, into cells; odd records are told instead.
fn cut(
    records: &mut Records,
    width: usize,
    (most, on_progress): (u64, OnProgress),
    hand_over: &mut dyn FnMut(Cells) -> bool,
) -> Result<Ragged, IngestError> {
    let (mut record, mut block, mut ragged, mut rows) = (ByteRecord::new(), Cells::default(), Ragged::default(), 0_u64);
    while ragged.offsets.len() < RAGGED_LINES && rows < most {
        let start = records.offset();
        if !records.next(&mut record)? {
            break;
        }
        rows += 1;
        if rows.is_multiple_of(BATCH_ROWS as u64) {
            on_progress(ImportPhase::Inferring, rows);
        }
        if record.len() != width {
            ragged.found.get_or_insert(record.len() as u64);
            ragged.offsets.push(start);
            continue;
        }
        block.push(&record);
        if block.size_bytes() >= BLOCK_BYTES && !hand_over(std::mem::take(&mut block)) {
            break;
        }
    }
    hand_over(block);
    on_progress(ImportPhase::Inferring, rows);
    Ok(ragged)
}

/// Bytes that are handed over at once, or one record more.
const BLOCK_BYTES: usize = 256 << 10;

/// Blocks that wait to be looked at.
const WAITING: usize = 2;

/// The cells of some records.
#[derive(Default)]
struct Cells {
    bytes: Vec<u8>,
    /// Where each cell ends, and the next begins.
    ends: Vec<usize>,
}

impl Cells {
    /// What it takes: where cells are empty, their ends are all of it.
    fn size_bytes(&self) -> usize {
        self.bytes.len() + size_of_val(self.ends.as_slice())
    }

    fn push(&mut self, record: &ByteRecord) {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(record.as_slice());
        let mut end = start;
        self.ends.extend(record.iter().map(|cell| {
            end += cell.len();
            end
        }));
    }

    /// The records' cells.
    fn rows(&self, width: usize) -> impl Iterator<Item = impl Iterator<Item = &[u8]>> {
        let mut start = 0;
        self.ends.chunks_exact(width).map(move |ends| {
            let first = std::mem::replace(&mut start, ends[width - 1]);
            ends.iter().scan(first, |start, end| Some(&self.bytes[std::mem::replace(start, *end)..*end]))
        })
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
fn add<'a>(seen: &mut [Seen], row: impl Iterator<Item = &'a [u8]>, nulls: Option<&[String]>) {
    for ((types, cells), cell) in seen.iter_mut().zip(row) {
        if !is_word(cell, nulls) {
            types.add(cell);
            cells.add(cell);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use shared::wire::import::ImportOptions;

    use super::*;
    use crate::ingest::ParseLimits;

    #[test]
    fn blocks_of_empty_cells_end_too() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), ",,\n".repeat(100_000)).unwrap();
        let text = TextFile::detect(file.path()).unwrap();
        let (dialect, _) = Dialect::of(&text, &ImportOptions::default(), &ParseLimits::default(), false).unwrap();
        let mut sizes = Vec::new();
        let mut hand_over = |block: Cells| {
            sizes.push(block.size_bytes());
            true
        };
        cut(&mut Records::open(&text, dialect).unwrap(), 3, (u64::MAX, &mut |_, _| {}), &mut hand_over).unwrap();
        assert!(sizes.len() > 2 && sizes.iter().all(|bytes| *bytes < BLOCK_BYTES + 100), "{sizes:?}");
    }
}
