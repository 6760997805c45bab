//! What a file would become: it is read as for an import, into a folder that nobody keeps, and its first rows are looked at.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};

use ::parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder, RowSelection};
use ::parquet::errors::ParquetError;
use arrow_array::RecordBatch;
use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use serde::{Deserialize, Serialize};
use shared::engine::store::Column as Packed;
use shared::wire::column_type::type_word;
use shared::wire::dataset::{Column, ImportReport, Writing};
use shared::wire::import::{ColumnOptions, ImportOptions};
use shared::wire::preview::{MisfitRow, Preview, RejectedCell};
use shared::worker::cells;

use super::import::import;
use super::{Format, IngestError, ParseRequest, Parsed, StoredFile, sniff};
use crate::child::{self, Reach, Work};
use crate::storage::field::{StoredField, to_logical};

/// First rows that are shown; the first cells of a column that don't fit, so many that all of these rows are among them.
const SHOWN: usize = 50;
/// Cells of the rows that these are in, all together.
const FAR_CELLS: usize = 50_000;
/// Files of an archive that are tried where none is chosen.
const MOST_TRIES: usize = 5;
/// Characters of a cell that are shown.
const CELL_CHARS: usize = 1_000;

/// Which bytes to look at. Its folders are the caller's to remove.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct PreviewRequest {
    /// How they are read.
    pub(crate) parse: ParseRequest,
    /// An existing folder for the rows as they are written.
    pub(crate) written: PathBuf,
}

impl Work for PreviewRequest {
    const WORD: &'static str = "preview";
    type Progress = ();
    type Output = Preview;
    type Error = IngestError;

    fn run(&self, _: &mut dyn FnMut(())) -> Result<Preview, IngestError> {
        let (request, parsed) = self.decided()?;
        let cells = parsed.rejected_cells.as_deref().zip(request.parse.rejected_cells.as_deref());
        let most = FAR_CELLS / parsed.fields.len().max(1);
        let Misfits { counts, cells: rejected, far } = cells.map(|(table, folder)| Misfits::of(folder, table, most)).transpose()?.unwrap_or_default();
        let wanted: Vec<u64> = (1..=parsed.rows.min(SHOWN as u64)).chain(far.iter().copied()).collect();
        let mut rows = rows_of(&request.parse.output, &parsed, &wanted)?;
        let is_text = parsed.import.format == Format::Csv.word();
        let has_written = is_text || !request.parse.options.columns.is_empty();
        let mut written = has_written.then(|| request.written(&parsed, is_text, &wanted)).transpose()?;
        let shown = wanted.len() - far.len();
        let far_written = written.as_mut().map(|written| written.split_off(shown));
        let far_row = |(at, (row, cells)): (usize, _)| MisfitRow { row, cells, written: far_written.as_ref().map(|rows| rows[at].clone()) };
        let misfit_rows = far.into_iter().zip(rows.split_off(shown)).enumerate().map(far_row).collect();
        let column = |field: &StoredField| Column { name: field.name.clone(), r#type: type_word(&field.logical), nullable: field.nullable };
        Ok(Preview {
            columns: parsed.fields.iter().map(column).collect(),
            rows,
            written,
            rows_read: parsed.rows,
            part_bytes: None,
            misfits: counts,
            rejected,
            misfit_rows,
            import: parsed.import,
        })
    }

    fn reach(&self) -> Option<Reach> {
        let mut reach = self.parse.reach()?;
        reach.write.push(self.written.clone());
        // A part is cut where its last whole record ends; by its folder, as the files that are read are.
        reach.write.extend(self.parse.input.parent().filter(|_| self.parse.is_part).map(Path::to_owned));
        Some(reach)
    }

    fn subject(&self) -> &str {
        &self.parse.file_name
    }
}

impl PreviewRequest {
    /// Reads the file. Of an archive of several files of which none is chosen, the first that can be read, those that are named as tables before the
    /// others; what is told then says which it is and that it was chosen.
    fn decided(&self) -> Result<(PreviewRequest, Parsed), IngestError> {
        let refused = match self.read() {
            Ok(parsed) => return Ok((self.clone(), parsed)),
            Err(refused) => refused,
        };
        let IngestError::SeveralFiles { entries } = &refused else { return Err(refused) };
        let (tables, others): (Vec<_>, Vec<_>) = entries.iter().partition(|name| sniff::is_table_name(name));
        for (nth, entry) in tables.into_iter().chain(others).take(MOST_TRIES).enumerate() {
            let mut request = self.clone();
            request.parse.options.entry = Some(entry.clone());
            for folder in [Some(&mut request.parse.output), request.parse.rejected_cells.as_mut()].into_iter().flatten() {
                folder.push(nth.to_string());
                fs::create_dir(folder)?;
            }
            if let Ok(parsed) = request.read() {
                return Ok((request, parsed));
            }
        }
        Err(refused)
    }

    fn read(&self) -> Result<Parsed, IngestError> {
        if self.parse.is_part { self.read_part() } else { read(&self.parse) }
    }

    /// Reads the records that are whole.
    fn read_part(&self) -> Result<Parsed, IngestError> {
        let bytes = fs::read(&self.parse.input)?;
        let is_json = bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
        let lines = bytes.iter().rposition(|byte| *byte == b'\n').filter(|_| is_json);
        let length = lines.map_or(bytes.len(), |end| end + 1);
        drop(bytes);
        // The last character may be cut: of four bytes at most.
        let mut outcome = Err(IngestError::EmptyFile);
        for cut_off in 0..4.min(length) {
            OpenOptions::new().write(true).open(&self.parse.input)?.set_len((length - cut_off) as u64)?;
            outcome = read(&self.parse);
            if !matches!(outcome, Err(IngestError::UnknownEncoding { .. })) {
                break;
            }
        }
        outcome.map_err(|error| match error {
            IngestError::DamagedFile { format, .. } => IngestError::PartOfWhole { format },
            other => other,
        })
    }

    /// Rows as they are written: read once more, every column as text, or of the types that the file says, cut as before, and no further than these rows.
    fn written(&self, parsed: &Parsed, is_text: bool, wanted: &[u64]) -> Result<Vec<Vec<Option<String>>>, IngestError> {
        let text = || ColumnOptions { r#type: "string".to_owned(), writing: Writing::Plain };
        let columns = parsed.fields.iter().filter(|_| is_text).map(|field| (field.name.clone(), text())).collect();
        let ImportReport { delimiter, quote, escape, header, .. } = parsed.import.clone();
        let options = ImportOptions { columns, null_words: None, delimiter, quote, escape, header, ..self.parse.options.clone() };
        let most_rows = wanted.last().copied();
        // By the types that the file says, what was appended to it need not fit.
        let appended = if is_text { self.parse.appended.clone() } else { Vec::new() };
        let request = ParseRequest { options, most_rows, appended, output: self.written.clone(), rejected_cells: None, ..self.parse.clone() };
        let read = read(&request)?;
        let there: Vec<u64> = wanted.iter().copied().take_while(|row| *row <= read.rows).collect();
        let mut rows = rows_of(&self.written, &read, &there)?;
        rows.resize(wanted.len(), Vec::new());
        Ok(rows)
    }
}

/// Looks at the bytes in a child process of this program.
///
/// # Errors
/// Those of reading, and `PartOfWhole` for a part of a format that is read from its end.
pub(crate) async fn preview(request: &PreviewRequest) -> Result<Preview, IngestError> {
    child::run(request, &request.parse.limits.child(), |()| {}).await
}

fn read(request: &ParseRequest) -> Result<Parsed, IngestError> {
    import(request, &mut |_, _| {})
}

/// Rows of a table by their numbers, which ascend, as the page shows cells.
fn rows_of(folder: &Path, table: &Parsed, wanted: &[u64]) -> Result<Vec<Vec<Option<String>>>, IngestError> {
    let (mut shown, mut before) = (Vec::with_capacity(wanted.len()), 0);
    for file in &table.files {
        let inside = |row: &&u64| (before + 1..=before + file.rows).contains(*row);
        let places = wanted.iter().filter(inside).map(|row| (row - before - 1) as usize).map(|at| at..at + 1);
        let selected = RowSelection::from_consecutive_ranges(places, file.rows as usize);
        before += file.rows;
        if selected.selects_any() {
            for batch in opened(folder, file)?.with_row_selection(selected).build().map_err(internal)? {
                push_rows(&to_logical(&batch?, &table.fields)?, &mut shown);
            }
        }
    }
    Ok(shown)
}

/// Adds the rows of a batch as the page shows cells.
fn push_rows(batch: &RecordBatch, shown: &mut Vec<Vec<Option<String>>>) {
    let rows: Vec<usize> = (0..batch.num_rows()).collect();
    let columns: Vec<Vec<Option<String>>> = batch
        .columns()
        .iter()
        .map(|array| {
            let column = Packed::of(array);
            cells::format(&column, &column.chunks[0], &rows, false).into_iter().map(|cell| cell.map(shortened)).collect()
        })
        .collect();
    shown.extend(rows.iter().map(|&row| columns.iter().map(|column| column[row].clone()).collect()));
}

/// A cell, cut where it is long.
fn shortened(mut cell: String) -> String {
    if let Some((end, _)) = cell.char_indices().nth(CELL_CHARS) {
        cell.truncate(end);
        cell.push('…');
    }
    cell
}

/// A Parquet file that this process has written.
fn opened(folder: &Path, file: &StoredFile) -> Result<ParquetRecordBatchReaderBuilder<File>, IngestError> {
    ParquetRecordBatchReaderBuilder::try_new(File::open(folder.join(&file.name))?).map_err(internal)
}

#[allow(clippy::needless_pass_by_value)]
fn internal(error: ParquetError) -> IngestError {
    IngestError::Internal { reason: error.to_string() }
}

/// The cells that don't fit.
#[derive(Default)]
struct Misfits {
    /// How many of each column.
    counts: BTreeMap<String, u64>,
    /// Those of the first rows, and some of others.
    cells: Vec<RejectedCell>,
    /// The rows of the others.
    far: Vec<u64>,
}

impl Misfits {
    /// Counts them; of the rows after the first, `most` at most, those come before others that have a column's first such cell.
    fn of(folder: &Path, table: &Parsed, most: usize) -> Result<Misfits, IngestError> {
        let mut misfits = Misfits::default();
        let mut far = BTreeMap::new();
        for file in &table.files {
            let batches: ParquetRecordBatchReader = opened(folder, file)?.build().map_err(internal)?;
            for batch in batches {
                misfits.add(&to_logical(&batch?, &table.fields)?, &mut far);
            }
        }
        let mut ranked: Vec<(u64, u64)> = far.into_iter().map(|(row, rank)| (rank, row)).collect();
        ranked.sort_unstable();
        misfits.far = ranked.into_iter().take(most.max(1)).map(|(_, row)| row).collect();
        misfits.far.sort_unstable();
        let Misfits { cells, far, .. } = &mut misfits;
        cells.retain(|cell| cell.row <= SHOWN as u64 || far.binary_search(&cell.row).is_ok());
        Ok(misfits)
    }

    /// Adds a batch of the table of rejected cells. A row's rank in `far` is the least place of a cell of it among its column's.
    fn add(&mut self, batch: &RecordBatch, far: &mut BTreeMap<u64, u64>) {
        let (rows, names, cells) =
            (batch.column(0).as_primitive::<Int64Type>(), batch.column(1).as_string::<i32>(), batch.column(2).as_string::<i32>());
        for at in 0..batch.num_rows() {
            let (row, name) = (rows.value(at).unsigned_abs(), names.value(at));
            let rank = self.counts.entry(name.to_owned()).or_default();
            *rank += 1;
            let is_shown = row <= SHOWN as u64;
            if is_shown || *rank <= SHOWN as u64 {
                self.cells.push(RejectedCell { row, column: name.to_owned(), cell: shortened(cells.value(at).to_owned()) });
            }
            if !is_shown && *rank <= SHOWN as u64 {
                far.entry(row).and_modify(|least| *least = (*least).min(*rank)).or_insert(*rank);
            }
        }
    }
}
