//! What a file would become: it is read as for an import, into a folder that nobody keeps, and its first rows are looked at.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};

use ::parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use ::parquet::errors::ParquetError;
use arrow_array::RecordBatch;
use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use serde::{Deserialize, Serialize};
use shared::engine::store::Column as Packed;
use shared::wire::column_type::type_word;
use shared::wire::dataset::{Column, Writing};
use shared::wire::import::{ColumnOptions, ImportOptions};
use shared::wire::preview::{Preview, RejectedCell};
use shared::worker::cells;

use super::import::import;
use super::{Format, IngestError, ParseRequest, Parsed, StoredFile, sniff};
use crate::child::{self, Work};
use crate::storage::field::{StoredField, to_logical};

/// Rows and rejected cells that are shown.
const SHOWN: usize = 50;
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
        let is_csv = parsed.import.format == Format::Csv.word();
        let has_written = is_csv || !request.parse.options.columns.is_empty();
        let written = has_written.then(|| request.written(&parsed, is_csv)).transpose()?;
        let cells = parsed.rejected_cells.as_deref().zip(request.parse.rejected_cells.as_deref());
        let (misfits, rejected) = cells.map(|(table, folder)| rejected(folder, table)).transpose()?.unwrap_or_default();
        let column = |field: &StoredField| Column { name: field.name.clone(), r#type: type_word(&field.logical), nullable: field.nullable };
        Ok(Preview {
            columns: parsed.fields.iter().map(column).collect(),
            rows: shown_rows(&request.parse.output, &parsed)?,
            written,
            rows_read: parsed.rows,
            misfits,
            rejected,
            import: parsed.import,
        })
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

    /// The first rows as they are written: read once more, every column as text, or of the types that the file says.
    fn written(&self, parsed: &Parsed, is_text: bool) -> Result<Vec<Vec<Option<String>>>, IngestError> {
        let text = || ColumnOptions { r#type: "string".to_owned(), writing: Writing::Plain };
        let columns = parsed.fields.iter().filter(|_| is_text).map(|field| (field.name.clone(), text())).collect();
        let options = ImportOptions { columns, null_words: None, ..self.parse.options.clone() };
        let request = ParseRequest { options, output: self.written.clone(), rejected_cells: None, ..self.parse.clone() };
        shown_rows(&self.written, &read(&request)?)
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

/// The first rows of a table, as the page shows cells.
fn shown_rows(folder: &Path, table: &Parsed) -> Result<Vec<Vec<Option<String>>>, IngestError> {
    let Some(batch) = head(folder, table.files.first())? else { return Ok(Vec::new()) };
    let batch = to_logical(&batch, &table.fields)?;
    let rows: Vec<usize> = (0..batch.num_rows()).collect();
    let columns: Vec<Vec<Option<String>>> = batch
        .columns()
        .iter()
        .map(|array| {
            let column = Packed::of(array);
            cells::format(&column, &column.chunks[0], &rows, false).into_iter().map(|cell| cell.map(shortened)).collect()
        })
        .collect();
    Ok(rows.iter().map(|&row| columns.iter().map(|column| column[row].clone()).collect()).collect())
}

/// A cell, cut where it is long.
fn shortened(mut cell: String) -> String {
    if let Some((end, _)) = cell.char_indices().nth(CELL_CHARS) {
        cell.truncate(end);
        cell.push('…');
    }
    cell
}

/// The first rows of a Parquet file; none without a file.
fn head(folder: &Path, file: Option<&StoredFile>) -> Result<Option<RecordBatch>, IngestError> {
    let Some(file) = file else { return Ok(None) };
    Ok(batches(folder, file, SHOWN)?.next().transpose()?)
}

/// The first rows of a Parquet file that this process has written, `most` of them.
fn batches(folder: &Path, file: &StoredFile, most: usize) -> Result<ParquetRecordBatchReader, IngestError> {
    let internal = |error: ParquetError| IngestError::Internal { reason: error.to_string() };
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(folder.join(&file.name))?).map_err(internal)?;
    reader.with_limit(most).build().map_err(internal)
}

/// How many cells of each column don't fit, and the first of them.
fn rejected(folder: &Path, table: &Parsed) -> Result<(BTreeMap<String, u64>, Vec<RejectedCell>), IngestError> {
    let mut misfits = BTreeMap::new();
    let mut first = Vec::new();
    for file in &table.files {
        for batch in batches(folder, file, usize::MAX)? {
            let batch = to_logical(&batch?, &table.fields)?;
            let (rows, names, cells) =
                (batch.column(0).as_primitive::<Int64Type>(), batch.column(1).as_string::<i32>(), batch.column(2).as_string::<i32>());
            for at in 0..batch.num_rows() {
                *misfits.entry(names.value(at).to_owned()).or_default() += 1;
                let row = rows.value(at).unsigned_abs();
                // Those of the rows that are shown, and some more.
                if first.len() < SHOWN || row <= SHOWN as u64 {
                    first.push(RejectedCell { row, column: names.value(at).to_owned(), cell: shortened(cells.value(at).to_owned()) });
                }
            }
        }
    }
    Ok((misfits, first))
}
