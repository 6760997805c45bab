//! What a parsing child gets, and what it gives back.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use shared::wire::dataset::ImportReport;
use shared::wire::import::{ImportOptions, ImportPhase};
use shared::wire::profile::Profile;

use super::import::import;
use super::write::PREFIX;
use super::{Ahead, AppendedRows, Format, IngestError, ParseLimits, counted};
use crate::child::{self, Reach, Work};
use crate::fault::{self, Point};
use crate::storage::field::StoredField;

/// What to read and where to put it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ParseRequest {
    /// The file's bytes.
    pub(crate) input: PathBuf,
    /// The name it was uploaded under; only its ending matters.
    pub(crate) file_name: String,
    /// An existing folder for the Parquet files.
    pub(crate) output: PathBuf,
    /// What reading may cost.
    pub(crate) limits: ParseLimits,
    /// The format, where the caller knows it; told by the bytes otherwise.
    pub(crate) format: Option<Format>,
    /// What is chosen of the file; the rest is found.
    #[serde(default)]
    pub(crate) options: ImportOptions,
    /// The file goes on after these bytes: a delimited record that they end in is left out.
    #[serde(default)]
    pub(crate) is_part: bool,
    /// Rows after which nothing more needs to be read; it may be some more.
    #[serde(default)]
    pub(crate) most_rows: Option<u64>,
    /// An existing folder for the Parquet files of cells that have no value of their column's type.
    #[serde(default)]
    pub(crate) rejected_cells: Option<PathBuf>,
    /// What was found of these very bytes while they arrived, where they are delimited text or lines of JSON; its encoding is not looked for again.
    #[serde(default)]
    pub(crate) ahead: Option<Box<Ahead>>,
    /// What was appended to the file since it was read first: its rows come after the file's.
    #[serde(default)]
    pub(crate) appended: Vec<AppendedRows>,
    /// The columns that the rows must fit, by name; found in the rows otherwise.
    pub(crate) target: Option<Vec<StoredField>>,
    /// What becomes of lines that don't fit.
    pub(crate) misfits: Misfits,
    /// What the Parquet files' names begin with, before their numbers.
    pub(crate) prefix: String,
}

/// What becomes of NDJSON lines that are no JSON objects or don't fit the columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Misfits {
    /// The first one is the file's error.
    #[default]
    Refuse,
    /// They are left out and listed.
    Collect,
}

/// A line that was left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Rejected {
    /// Its number, from 1, blank lines counted.
    pub(crate) row: u64,
    /// Why, in one sentence.
    pub(crate) reason: String,
}

/// What was read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Parsed {
    /// The columns in order.
    pub(crate) fields: Vec<StoredField>,
    /// The Parquet files in the order of their rows, all on stable storage. None for no rows.
    pub(crate) files: Vec<StoredFile>,
    /// Rows of all files.
    pub(crate) rows: u64,
    /// What the columns look like.
    pub(crate) profile: Profile,
    /// How the file was read.
    pub(crate) import: ImportReport,
    /// The lines that were left out, in order; none unless they were to be collected.
    #[serde(default)]
    pub(crate) rejected: Vec<Rejected>,
    /// The table of the cells that didn't fit the types that were chosen; none if all did.
    #[serde(default)]
    pub(crate) rejected_cells: Option<Box<Parsed>>,
}

/// One Parquet file in the output folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StoredFile {
    /// Its name in the output folder.
    pub(crate) name: String,
    /// Rows.
    pub(crate) rows: u64,
    /// Bytes.
    pub(crate) size_bytes: u64,
}

/// How far reading a file is. A phase may come again: where types that were taken from first rows turn out wrong, the file is looked at after all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ParseProgress {
    /// What is being done.
    pub(crate) phase: ImportPhase,
    /// Rows so far in this phase.
    pub(crate) rows: u64,
    /// Bytes read so far, those of an earlier pass too.
    #[serde(default)]
    pub(crate) read_bytes: u64,
    /// Bytes to read, the file's in each pass; 0 if that can't be told.
    #[serde(default)]
    pub(crate) total_bytes: u64,
}

impl ParseRequest {
    /// A file whose format, columns and types are found in it.
    pub(crate) fn new(input: PathBuf, file_name: impl Into<String>, output: PathBuf, limits: ParseLimits) -> Self {
        let prefix = PREFIX.to_owned();
        ParseRequest {
            input,
            file_name: file_name.into(),
            output,
            limits,
            format: None,
            options: ImportOptions::default(),
            is_part: false,
            most_rows: None,
            rejected_cells: None,
            ahead: None,
            appended: Vec::new(),
            target: None,
            misfits: Misfits::Refuse,
            prefix,
        }
    }
}

impl Work for ParseRequest {
    const WORD: &'static str = "parse";
    type Progress = ParseProgress;
    type Output = Parsed;
    type Error = IngestError;

    fn run(&self, say: &mut dyn FnMut(ParseProgress)) -> Result<Parsed, IngestError> {
        fault::point(Point::ParseBegun);
        let mut is_looked_at = false;
        let parsed = import(self, &mut |phase, rows| {
            let (read, total) = counted::told();
            // A workbook's sheet is looked at in memory.
            is_looked_at |= phase == ImportPhase::Inferring && total > 0;
            let before = if is_looked_at && phase != ImportPhase::Inferring { total } else { 0 };
            let passes = if is_looked_at { 2 } else { 1 };
            say(ParseProgress { phase, rows, read_bytes: before + read, total_bytes: total * passes });
        })?;
        fault::point(Point::ParseWritten);
        Ok(parsed)
    }

    fn reach(&self) -> Option<Reach> {
        // Not the files themselves: the kernel holds what a rule names for some moments longer, and with a file its room on the disk.
        let inputs = std::iter::once(&self.input).chain(self.appended.iter().map(|rows| &rows.input));
        let read = inputs.filter_map(|input| input.parent()).map(Path::to_owned).collect();
        let write = std::iter::once(self.output.clone()).chain(self.rejected_cells.clone()).collect();
        Some(Reach { read, write })
    }

    fn subject(&self) -> &str {
        &self.file_name
    }
}

/// Reads `request.input` in a child process of this program. Dropping the future kills the child.
///
/// # Errors
/// See [`IngestError`]; after an error the output folder may hold files of no use.
pub(crate) async fn parse(request: &ParseRequest, on_progress: impl FnMut(ParseProgress) + Send) -> Result<Parsed, IngestError> {
    child::run(request, &request.limits.child(), on_progress).await
}
