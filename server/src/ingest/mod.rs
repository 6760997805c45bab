//! Bytes on disk -> Parquet files, their columns and their profile, in a disposable child process.
//!
//! A file from outside can make a reader panic, abort, or eat all memory; in a child of its own that is the file's error and
//! nobody else's. [`parse`] runs in the server, [`child`] in the child; [`message`] is what they say to each other.
//! Inside the child: [`sniff`] names the format, [`encoding`] the text encoding, one module per format reads a [`table::Table`],
//! and [`import`] writes it while it is profiled.

mod arrow;
mod cell;
pub(crate) mod child;
mod column;
mod csv;
mod days;
mod encoding;
mod error;
mod import;
mod int96;
mod json;
mod limits;
mod magic;
mod message;
mod names;
mod outcome;
mod parquet;
mod process;
mod profile;
mod sniff;
mod table;
#[cfg(test)]
mod tests;
mod write;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use shared::wire::dataset::ImportReport;
use shared::wire::profile::Profile;

pub(crate) use error::IngestError;
pub(crate) use limits::ParseLimits;
pub(crate) use process::parse;

use crate::storage::field::StoredField;

/// What to read and where to put it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ParseRequest {
    /// The file's bytes.
    pub(crate) input: PathBuf,
    /// The name it was uploaded under; only its ending matters.
    pub(crate) file_name: String,
    /// An existing, empty folder for the Parquet files.
    pub(crate) output: PathBuf,
    /// What reading may cost.
    pub(crate) limits: ParseLimits,
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
