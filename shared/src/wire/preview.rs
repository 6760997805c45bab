//! What a file would become, before it is stored.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::dataset::{Column, ImportReport};

/// What `POST /api/datasets/preview` tells of a file, or of its first bytes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Preview {
    /// The columns that the dataset would have.
    pub columns: Vec<Column>,
    /// Its first rows, at most 50, as the page would show them: rows times columns, null for no value. A cell of more than 1,000 characters is cut
    /// and ends in `…`, also below.
    pub rows: Vec<Vec<Option<String>>>,
    /// The same rows of delimited text as they are written in the file; none of other formats.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written: Option<Vec<Vec<Option<String>>>>,
    /// Rows that were read, all of those in the bytes that were sent.
    pub rows_read: u64,
    /// Of columns with a chosen type the number of cells that don't fit it, by name; columns whose cells all fit are left out.
    pub misfits: BTreeMap<String, u64>,
    /// These cells: all of the rows above, and the first of others, at most 50.
    pub rejected: Vec<RejectedCell>,
    /// How the bytes were read: what was found and what was chosen.
    pub import: ImportReport,
}

/// A cell that doesn't fit the type that was chosen for its column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RejectedCell {
    /// Its row in the dataset, from 1.
    pub row: u64,
    /// Its column.
    pub column: String,
    /// What is written there.
    pub cell: String,
}
