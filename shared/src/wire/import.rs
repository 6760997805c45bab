//! How far an import is.

use serde::{Deserialize, Serialize};

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
}

/// The steps of an import, in order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ImportPhase {
    /// The body is arriving.
    #[default]
    Receiving,
    /// The types of all rows are being inferred.
    Inferring,
    /// Rows are being read and written as columns.
    Reading,
    /// The table is being committed.
    Storing,
}
