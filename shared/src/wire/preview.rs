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
    /// Rows that were read, all of those in the bytes that were looked at.
    pub rows_read: u64,
    /// How many bytes these are, where the file goes on after them: types and counts are of this part, and an import looks at all of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_bytes: Option<u64>,
    /// Of columns with a chosen type the number of cells that don't fit it, by name; columns whose cells all fit are left out.
    pub misfits: BTreeMap<String, u64>,
    /// These cells: all of the rows above, and the first of others, at most 50 of a column.
    pub rejected: Vec<RejectedCell>,
    /// The rows of the others. They have 50,000 cells together at most, or it is one row; cells of rows beyond that are not listed either.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub misfit_rows: Vec<MisfitRow>,
    /// How the bytes were read: what was found and what was chosen.
    pub import: ImportReport,
}

/// A row further on with a cell that doesn't fit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MisfitRow {
    /// Its number in the dataset, from 1.
    pub row: u64,
    /// Its cells, as those of the first rows.
    pub cells: Vec<Option<String>>,
    /// The same of delimited text as they are written in the file; none of other formats.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written: Option<Vec<Option<String>>>,
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
