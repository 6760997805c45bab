//! How far an import is.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::dataset::Writing;

/// What is chosen of a file before it is read: `POST /api/datasets?options={"sheet":"2024"}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ImportOptions {
    /// Of an archive of several files the one to read, by its name there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<String>,
    /// Of a workbook the sheet to read; the first that has cells if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Of delimited text the encoding by its WHATWG label; told by the bytes if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// Of delimited text the one ASCII character between fields; found if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<String>,
    /// Of delimited text the one ASCII mark around fields, or `none`; found if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
    /// Of delimited text the one ASCII mark that, between quotes, makes the next character a plain one, such as `\`, or `none`; found if not
    /// given. A quote that is written twice is one in either case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub escape: Option<String>,
    /// Of delimited text the words that stand for no value, in columns of text too, at most 100. If not given some usual ones do (`NA`, `NULL`, `-`, …), but
    /// not in columns of text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub null_words: Option<Vec<String>>,
    /// Of delimited text the number of records before the table, at most 1,000; found if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preamble: Option<u64>,
    /// Of delimited text whether the table's first record names the columns; found if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<bool>,
    /// Of delimited text how columns are read, by their names in the dataset; the others are found. Cells that don't fit are null and kept in a
    /// dataset of their own.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, ColumnOptions>,
}

/// A file that the server fetches: `POST /api/datasets/from-url`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct UrlImport {
    /// Its address, http or https, without user name and password.
    pub url: String,
    /// The dataset's name; the file's name without its ending if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What is chosen of the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<ImportOptions>,
    /// A UUID under which `GET /api/imports/{id}` tells the progress.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub import: Option<String>,
}

/// How the cells of a column are read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ColumnOptions {
    /// `string`, `bool` (also `1`, `yes`, `是`, …), `int64` (also `007`, `+1`), `float64`, `decimal(p,s)`, `date`, `time`, `timestamp`, `timestamp(UTC)` or `timestamp(±HH:MM)`.
    pub r#type: String,
    /// How numbers and dates are written.
    #[serde(default)]
    pub writing: Writing,
}

/// The progress of one import, asked by the id that the uploader chose (`POST /api/datasets?import=ID`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportProgress {
    /// What is being done now.
    pub phase: ImportPhase,
    /// Bytes received so far.
    pub received_bytes: u64,
    /// Rows read so far.
    pub rows: u64,
    /// Bytes of the file, unpacked, that were read so far; those of the look at it, where it is read twice, too.
    #[serde(default)]
    pub read_bytes: u64,
    /// How many these will be; 0 if that can't be told.
    #[serde(default)]
    pub total_bytes: u64,
}

/// The steps of an import, in order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ImportPhase {
    /// The body is arriving.
    #[default]
    Receiving,
    /// All of it is here; other files are being read before it.
    Waiting,
    /// The types of all rows are being inferred.
    Inferring,
    /// Rows are being read and written as columns.
    Reading,
    /// The table is being committed.
    Storing,
}
