//! Why a file can't be imported, in words for the person who sent it.

use std::error::Error;
use std::io;

use arrow_schema::ArrowError;
use serde::{Deserialize, Serialize};
use shared::wire::problem::Code;

use super::unpack::most_memory_bytes;
use crate::child::{ChildError, memory_text};
use crate::storage::reason::is_not_writable;

/// The reason that programs and the page know a file with a password by.
const LOCKED: &str = "password";

/// What zstd and xz say where a file asks for a larger window than they may give it.
const NO_MEMORY: [&str; 2] = ["too much memory", "memory limit reached"];

/// Why a file can't be imported. It crosses the process boundary, so it holds values and no causes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum IngestError {
    /// No bytes, or white space only.
    #[error("The file is empty; send a file with a header and rows.")]
    EmptyFile,
    /// Rows of nothing.
    #[error("The file has no columns; send a file with at least one.")]
    NoColumns,
    /// Bytes of another kind.
    #[error("The file looks like {}, which can't be read as a table; send CSV, JSON, Excel, Parquet, Arrow or Avro, packed or not.", kind(format))]
    UnknownFormat {
        /// What it looks like, such as `jpeg`.
        format: String,
    },
    /// An archive of several files.
    #[error("The archive holds several files ({}); choose one by the option `entry`.", entries.join(", "))]
    SeveralFiles {
        /// Their names, at most twenty.
        entries: Vec<String>,
    },
    /// An archive has no such file.
    #[error("The archive holds no \"{entry}\" but {}; choose one of its files by the option `entry`.", entries.join(", "))]
    NoSuchEntry {
        /// The one that was asked for, cut if long.
        entry: String,
        /// The names of its files, at most twenty.
        entries: Vec<String>,
    },
    /// Broken structure.
    #[error("The {} is damaged or cut off ({reason}); write or send it again.", noun(format))]
    DamagedFile {
        /// `parquet`, `arrow_file`, `arrow_stream` or a text format.
        format: String,
        /// What the reader said.
        reason: String,
    },
    /// Packed bytes that don't come out as they went in.
    #[error("The {} is damaged or cut off ({reason}); pack or send it again.", noun(format))]
    CorruptCompression {
        /// What it is packed as.
        format: String,
        /// What the reader said.
        reason: String,
    },
    /// A bomb, or a file that is too large for us.
    #[error("Unpacked, the file takes more than {limit}; unpack it, split it into smaller files and send these.")]
    DecompressedTooLarge {
        /// With its unit.
        limit: String,
    },
    /// Encrypted.
    #[error("The {} is protected by a password; take the password off and send it again.", noun(format))]
    Locked {
        /// `excel` or `zip`.
        format: String,
    },
    /// Records of different lengths.
    #[error("Line {} has {found} fields where the first record has {expected}; {}.", lines.first().unwrap_or(&1), ragged_advice(lines))]
    RaggedRows {
        /// The first lines, at most ten.
        lines: Vec<u64>,
        /// Fields of the first record.
        expected: u64,
        /// Fields of the first odd record.
        found: u64,
    },
    /// `"` without an end.
    #[error("The quote that opens in line {line} never closes; close it or write it as two quotes.")]
    UnclosedQuote {
        /// From 1.
        line: u64,
    },
    /// Bytes that are no text.
    #[error("The byte at offset {offset} fits no text encoding that fits the rest; save the file as UTF-8.")]
    UnknownEncoding {
        /// Bytes from the start.
        offset: u64,
    },
    /// A record without an end.
    #[error("The record that starts in line {line} is longer than {limit} bytes; check its line ends and quotes.")]
    RecordTooLong {
        /// From 1.
        line: u64,
        /// Bytes.
        limit: u64,
    },
    /// A line that is no JSON object.
    #[error("Line {line} is not a JSON object ({reason}); a table is made of objects, one a line or in an array.")]
    InvalidJsonLine {
        /// From 1.
        line: u64,
        /// What the reader said.
        reason: String,
    },
    /// JSON that is no table.
    #[error("This is JSON but not a table: row {row} is no object ({found}); a table is an array of objects, or one a line.")]
    NotATable {
        /// From 1.
        row: u64,
        /// JSON's word for what it is.
        found: String,
    },
    /// Too wide.
    #[error("The file has {columns} columns or more, the limit is {limit}; send fewer columns or turn them into rows.")]
    TooManyColumns {
        /// Found so far.
        columns: u64,
        /// Allowed.
        limit: u64,
    },
    /// A type with no place in a table.
    #[error("The column \"{column}\" has the type {type_word}, which can't be stored; leave it out or convert it.")]
    UnsupportedType {
        /// The column's name, cut if long.
        column: String,
        /// The type as the contract's word.
        type_word: String,
    },
    /// Numbers stored backwards.
    #[error("The Arrow file is big-endian; write it on a little-endian machine.")]
    UnsupportedEndianness,
    /// Appended rows have a column that the dataset has not, or lack one that must have a value.
    #[error("The column \"{column}\" is {}; nothing was added.", if *missing { "missing and must have a value" } else { "not one of the dataset's" })]
    ColumnMismatch {
        /// Its name, cut if long.
        column: String,
        /// Whether the rows lack it.
        missing: bool,
    },
    /// A cell of appended rows is not of its column's type.
    #[error("Row {row}: \"{value}\" does not fit the column \"{column}\", which is {type_word}; nothing was added. Change it or the column's type.")]
    RowsDontFit {
        /// The line for text formats, the row for others; from 1.
        row: u64,
        /// The column's name, cut if long.
        column: String,
        /// The column's type as the contract's word.
        type_word: String,
        /// The cell as text, cut if long.
        value: String,
    },
    /// Rows that were appended to a file don't fit it as it would be read now.
    #[error(
        "Rows were appended to the file that don't fit it so ({reason}). Have it read with their columns, choose types that their cells fit, or \
         restore the version before them."
    )]
    AppendedDontFit {
        /// Which, and why.
        reason: String,
    },
    /// Choices that are for delimited text.
    #[error("What is chosen is for delimited text; of this {} can be chosen: {}.", noun(format), choices(format))]
    UnsuitedOptions {
        /// What it is.
        format: String,
    },
    /// A part of a file that can only be read whole.
    #[error("Only delimited text can be looked at in part; send all of this {}, without `part`.", noun(format))]
    PartOfWhole {
        /// What it is.
        format: String,
    },
    /// A limit was hit.
    #[error("Reading the file takes more than {limit}; split it into smaller files.")]
    TooComplex {
        /// With its unit.
        limit: String,
    },
    /// The disk is full.
    #[error("The disk is full; make room and send the file again.")]
    NoSpace,
    /// The disk is read-only or fails.
    #[error("The server can't write to its disk, which is read-only or fails; nothing was stored.")]
    NotWritable,
    /// A bug of ours or of the machine's.
    #[error("The file could not be read because of an internal error.")]
    Internal {
        /// For the log only.
        reason: String,
    },
}

/// A format's word as people say it.
fn kind(word: &str) -> &str {
    match word {
        "csv" => "CSV",
        "json" => "JSON",
        "ndjson" => "NDJSON",
        "excel" => "a workbook",
        "parquet" => "Parquet",
        "arrow" | "arrow_file" => "Arrow",
        "arrow_stream" => "an Arrow stream",
        "avro" => "Avro",
        "jpeg" => "a JPEG picture",
        "png" => "a PNG picture",
        "gif" => "a GIF picture",
        "pdf" => "PDF",
        "html" => "HTML",
        "binary" => "binary data",
        other => other,
    }
}

/// What can be chosen of a format that is no delimited text.
fn choices(format: &str) -> &'static str {
    match format {
        "excel" => "the sheet, its header, its preamble and the types of columns",
        "pictures" | "texts" => "nothing",
        _ => "the types of columns",
    }
}

/// A file of that format.
fn noun(word: &str) -> String {
    match word {
        "excel" => "workbook".to_owned(),
        "arrow_stream" => "Arrow stream".to_owned(),
        "pictures" => "archive of pictures".to_owned(),
        "texts" => "archive of texts".to_owned(),
        "zip" => "archive".to_owned(),
        "data" => "file".to_owned(),
        word => format!("{} file", kind(word)),
    }
}

fn ragged_advice(lines: &[u64]) -> String {
    match lines {
        [] | [_] => "make it the same length".to_owned(),
        [_, rest @ ..] => format!("so have lines {}: make them the same length", joined(rest)),
    }
}

fn joined(lines: &[u64]) -> String {
    lines.iter().map(u64::to_string).collect::<Vec<_>>().join(", ")
}

impl IngestError {
    /// The stable code.
    pub(crate) fn code(&self) -> Code {
        match self {
            IngestError::EmptyFile => Code::EmptyFile,
            IngestError::NoColumns => Code::NoColumns,
            IngestError::UnknownFormat { .. } => Code::UnknownFormat,
            IngestError::SeveralFiles { .. } | IngestError::NoSuchEntry { .. } => Code::ChooseEntry,
            IngestError::Locked { format } if format == "excel" => Code::EncryptedWorkbook,
            // For programs a file that can't be read as it is; the reason tells them apart.
            IngestError::DamagedFile { .. } | IngestError::Locked { .. } => Code::DamagedFile,
            IngestError::CorruptCompression { .. } => Code::CorruptCompression,
            IngestError::DecompressedTooLarge { .. } => Code::DecompressedTooLarge,
            IngestError::RaggedRows { .. } => Code::RaggedRows,
            IngestError::UnclosedQuote { .. } => Code::UnclosedQuote,
            IngestError::UnknownEncoding { .. } => Code::UnknownEncoding,
            IngestError::RecordTooLong { .. } => Code::RecordTooLong,
            IngestError::InvalidJsonLine { .. } => Code::InvalidJsonLine,
            IngestError::NotATable { .. } => Code::NotATable,
            IngestError::TooManyColumns { .. } => Code::TooManyColumns,
            IngestError::UnsupportedType { .. } => Code::UnsupportedType,
            IngestError::UnsupportedEndianness => Code::UnsupportedEndianness,
            IngestError::ColumnMismatch { .. } => Code::ColumnMismatch,
            IngestError::RowsDontFit { .. } => Code::RowsDontFit,
            IngestError::AppendedDontFit { .. } => Code::RowsAdded,
            IngestError::UnsuitedOptions { .. } | IngestError::PartOfWhole { .. } => Code::InvalidRequest,
            IngestError::TooComplex { .. } => Code::TooComplex,
            IngestError::NoSpace => Code::NoSpace,
            IngestError::NotWritable => Code::NotWritable,
            IngestError::Internal { .. } => Code::Internal,
        }
    }

    /// The values in the sentence by name, for other languages.
    pub(crate) fn params(&self) -> Vec<(&'static str, String)> {
        match self {
            IngestError::UnknownFormat { format } => vec![("format", format.clone())],
            IngestError::SeveralFiles { entries } | IngestError::NoSuchEntry { entries, .. } => vec![("entries", entries.join(", "))],
            IngestError::DamagedFile { format, reason } | IngestError::CorruptCompression { format, reason } => {
                vec![("format", format.clone()), ("reason", reason.clone())]
            }
            IngestError::Locked { format } => vec![("format", format.clone()), ("reason", LOCKED.to_owned())],
            IngestError::RaggedRows { lines, expected, found } => {
                vec![("rows", joined(lines)), ("expected", expected.to_string()), ("found", found.to_string())]
            }
            IngestError::UnclosedQuote { line } => vec![("row", line.to_string())],
            IngestError::UnknownEncoding { offset } => vec![("offset", offset.to_string())],
            IngestError::RecordTooLong { line, limit } => vec![("row", line.to_string()), ("limit", limit.to_string())],
            IngestError::InvalidJsonLine { line, reason } => vec![("row", line.to_string()), ("reason", reason.clone())],
            IngestError::NotATable { row, found } => vec![("row", row.to_string()), ("found", found.clone())],
            IngestError::TooManyColumns { columns, limit } => vec![("columns", columns.to_string()), ("limit", limit.to_string())],
            IngestError::UnsupportedType { column, type_word } => vec![("column", column.clone()), ("type", type_word.clone())],
            IngestError::ColumnMismatch { column, .. } => vec![("column", column.clone())],
            IngestError::RowsDontFit { row, column, type_word, value } => {
                vec![("row", row.to_string()), ("column", column.clone()), ("type", type_word.clone()), ("value", value.clone())]
            }
            IngestError::AppendedDontFit { reason } => vec![("reason", reason.clone())],
            IngestError::UnsuitedOptions { .. } => vec![("field", "options".to_owned()), ("reason", self.to_string())],
            IngestError::PartOfWhole { .. } => vec![("field", "part".to_owned()), ("reason", self.to_string())],
            IngestError::TooComplex { limit } | IngestError::DecompressedTooLarge { limit } => vec![("limit", limit.clone())],
            _ => Vec::new(),
        }
    }

    /// An error of the reader of `format`: the disk's, or else a damaged file.
    pub(super) fn damaged(format: &str, error: &(dyn Error + 'static)) -> Self {
        let damaged = || IngestError::DamagedFile { format: format.to_owned(), reason: shortened(&error.to_string()) };
        disk_trouble(error).unwrap_or_else(damaged)
    }

    /// An error of the reader of packed bytes: the disk's, or else of bytes that need too much memory or are none of that packing.
    pub(super) fn unpacking(word: &str, error: &io::Error) -> Self {
        match IngestError::damaged(word, error) {
            IngestError::DamagedFile { format, reason } if NO_MEMORY.iter().any(|words| reason.contains(words)) => {
                IngestError::DecompressedTooLarge { limit: format!("{} MiB of memory at once ({reason})", most_memory_bytes(&format) >> 20) }
            }
            // A workbook is packed, but nobody packed it.
            IngestError::DamagedFile { format, reason } if format != "excel" => IngestError::CorruptCompression { format, reason },
            other => other,
        }
    }

    /// An error of the machine rather than the file.
    pub(crate) fn internal(error: &(dyn Error + 'static)) -> Self {
        disk_trouble(error).unwrap_or_else(|| IngestError::Internal { reason: error.to_string() })
    }
}

/// What the end of the parser's process means for the file.
impl From<ChildError> for IngestError {
    fn from(error: ChildError) -> Self {
        let broken = |reason: &str| IngestError::DamagedFile { format: "data".to_owned(), reason: reason.to_owned() };
        match error {
            ChildError::Time { secs } => IngestError::TooComplex { limit: format!("{secs} s") },
            ChildError::Memory { bytes } => IngestError::TooComplex { limit: memory_text(bytes) },
            ChildError::Stack => broken("it is nested too deeply"),
            ChildError::Broken => broken("its structure breaks the reader"),
            ChildError::Io(error) => error.into(),
            ChildError::Internal(reason) => IngestError::Internal { reason },
        }
    }
}

impl From<io::Error> for IngestError {
    fn from(error: io::Error) -> Self {
        IngestError::internal(&error)
    }
}

impl From<ArrowError> for IngestError {
    fn from(error: ArrowError) -> Self {
        IngestError::internal(&error)
    }
}

/// What is wrong with the disk, if that is behind an error.
fn disk_trouble(error: &(dyn Error + 'static)) -> Option<IngestError> {
    let mut cause = Some(error);
    while let Some(error) = cause {
        let io = match error.downcast_ref::<ArrowError>() {
            Some(ArrowError::IoError(_, io)) => Some(io),
            _ => error.downcast_ref::<io::Error>(),
        };
        if io.is_some_and(|e| e.kind() == io::ErrorKind::StorageFull || e.kind() == io::ErrorKind::QuotaExceeded) {
            return Some(IngestError::NoSpace);
        }
        if io.is_some_and(is_not_writable) {
            return Some(IngestError::NotWritable);
        }
        cause = error.source();
    }
    None
}

/// At most 200 characters of one line: what a person reads.
pub(super) fn shortened(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    match line.char_indices().nth(200) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}
