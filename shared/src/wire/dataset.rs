//! A dataset: a versioned table.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::dataset_fields::{NoticeFields, SourceFields};
use super::import::{ColumnOptions, ImportOptions};
use super::job::Refresh;

/// A versioned table as the API shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Dataset {
    /// A UUID.
    pub id: String,
    /// The name that people gave it; any text.
    pub name: String,
    /// The number of its latest commit, from 0.
    pub version: u64,
    /// Rows of that version.
    pub rows: u64,
    /// Bytes that the version's data files take in storage.
    pub size_bytes: u64,
    /// The columns in order.
    pub columns: Vec<Column>,
    /// RFC 3339, UTC.
    pub created_at: String,
    /// RFC 3339, UTC.
    pub updated_at: String,
    /// Where it came from.
    pub source: Source,
    /// How its file was read.
    pub import: ImportReport,
    /// When it was deleted (RFC 3339, UTC); only of one that can be brought back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted_at: Option<String>,
    /// When its files are removed for good (RFC 3339, UTC); none if they are kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub removed_at: Option<String>,
}

/// What `PATCH /api/datasets/{id}` takes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DatasetEdit {
    /// A new name; any text.
    #[serde(default)]
    pub name: Option<String>,
    /// Other types for some columns, by name: the kept file is read again with these and the choices of before.
    #[serde(default)]
    pub columns: BTreeMap<String, ColumnOptions>,
}

/// One column of a dataset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Column {
    /// Unique in its dataset (compared without case); any text.
    pub name: String,
    /// One of the contract's type words, see [`super::column_type`].
    pub r#type: String,
    /// Whether a cell may be null.
    pub nullable: bool,
}

/// Where a dataset came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case", try_from = "SourceFields")]
pub enum Source {
    /// A file that somebody uploaded.
    Upload {
        /// The file's name as the browser or the caller gave it.
        file_name: String,
    },
    /// A file that the server fetched.
    Url {
        /// Its address without the query, which may hold a secret.
        url: String,
    },
    /// A data set that ships with the program.
    Sample {
        /// The sample's key, such as `flights`.
        key: String,
    },
    /// A saved SQL result.
    Sql {
        /// The query.
        sql: String,
        /// The ids of the datasets that it reads.
        inputs: Vec<String>,
        /// When it is computed again.
        refresh: Refresh,
    },
    /// The cells of another dataset's file that don't fit the types that somebody chose.
    Rejected {
        /// The id of that dataset.
        dataset: String,
    },
    /// What a stream stores: rows, windows, predictions or dead letters.
    Stream {
        /// The stream's id.
        stream: String,
    },
}

impl Source {
    /// Whether it was made of a file, which can be read again with other choices.
    pub fn is_file(&self) -> bool {
        matches!(self, Source::Upload { .. } | Source::Url { .. } | Source::Sample { .. })
    }
}

/// How a file was read: the sniffed choices, so that nothing is guessed in secret.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportReport {
    /// `csv`, `ndjson`, `json`, `excel`, `parquet`, `arrow_file`, `arrow_stream` or `avro`; `pictures` or `texts` for an archive of them.
    pub format: String,
    /// What the file was packed by: `gzip`, `zstd`, `bzip2`, `xz` or `zip`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub packing: Option<String>,
    /// The file that was read, of a zip archive; the others are told by a notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<String>,
    /// The text encoding by its WHATWG label, for text formats.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// The field separator, for CSV.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<String>,
    /// The mark around fields, for CSV; `none` where quotes are text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
    /// The mark that makes the next one between quotes a plain one, for CSV; `none` without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub escape: Option<String>,
    /// The sheet that was read, of a workbook.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Whether the first record was taken as the header, for CSV and workbooks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<bool>,
    /// Cells that did not fit their column's type, and cells of a workbook that hold an error; they are null.
    pub rejected_cells: u64,
    /// The id of the dataset that keeps them with row and column, if there are any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rejected: Option<String>,
    /// What was chosen; none if everything was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<ImportOptions>,
    /// What a person should know, one sentence each: renamed columns, widened types.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<Notice>,
}

/// Something about an import that a person should know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case", try_from = "NoticeFields")]
pub enum Notice {
    /// A column was renamed because its name was empty or taken.
    Renamed {
        /// Its position, from 0.
        position: u64,
        /// The name in the file.
        from: String,
        /// The name in the dataset.
        to: String,
    },
    /// The file has a header and no rows.
    NoRows,
    /// The file's ending names another format than its bytes.
    OtherFormat {
        /// The ending in the file's name, without the dot.
        ending: String,
    },
    /// The workbook has more sheets than the one that was read.
    OtherSheets {
        /// Their names.
        sheets: Vec<String>,
        /// Those of them that the workbook hides.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        hidden: Vec<String>,
    },
    /// Files of an archive that are not read: of one of pictures or texts those that are neither, of one of tables the other ones.
    OtherFiles {
        /// How many.
        files: u64,
        /// The first of their names, of tables 100.
        names: Vec<String>,
    },
    /// Files of an archive that are rows but can't be made out as pictures or texts.
    Unread {
        /// How many.
        files: u64,
        /// The first of their names.
        names: Vec<String>,
    },
    /// The file had no header, so columns are named by their position.
    NoHeader,
    /// Lines before the table, which are no rows.
    Preamble {
        /// How many, blank ones left out.
        lines: u64,
        /// What they say, cut if it is long.
        text: String,
    },
    /// The cells of a column are numbers or dates in another writing than the plain one.
    Written {
        /// The column's name.
        column: String,
        /// How they are written.
        writing: Writing,
    },
    /// Some cells of a column of numbers or times are words for no value; they are null.
    NullWords {
        /// The column's name.
        column: String,
        /// The words.
        words: Vec<String>,
        /// How many cells.
        cells: u64,
    },
    /// A column looks like dates or times, but not all of its cells are such as the others are, so they stay text.
    NotADate {
        /// The column's name.
        column: String,
        /// The first such cell, cut if it is long.
        text: String,
    },
    /// The cells of a column can be read in two ways that mean different values, so they stay text.
    Ambiguous {
        /// The column's name.
        column: String,
        /// One way.
        first: Writing,
        /// The other.
        second: Writing,
    },
}

/// How numbers and dates are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Writing {
    /// `1234.5`, `2024-05-03`.
    #[default]
    Plain,
    /// `1.234,5`
    DecimalComma,
    /// `1,234.5`
    ThousandsMark,
    /// `3/5/2024` is the third of May.
    DayFirst,
    /// `5/3/2024` is the third of May.
    MonthFirst,
    /// `2024/5/3`, `2024年5月3日`.
    YearFirst,
}

/// A list of datasets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DatasetList {
    /// Newest first.
    pub datasets: Vec<Dataset>,
    /// Where there may be more: what the next page is asked for with, as `after`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// A data set that ships with the program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Sample {
    /// Its key in `POST /api/samples/{key}`.
    pub key: String,
    /// Its file's name.
    pub file_name: String,
    /// Rows.
    pub rows: u64,
    /// Who made it and under which licence.
    pub licence: String,
}
