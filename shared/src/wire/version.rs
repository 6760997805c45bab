//! Versions: the commits of a dataset.

use serde::{Deserialize, Serialize};

/// One commit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Version {
    /// Its number.
    pub version: u64,
    /// What made it.
    pub change: Change,
    /// Rows afterwards.
    pub rows: u64,
    /// Rows that it brought.
    pub rows_added: u64,
    /// Rows that it took away.
    #[serde(default)]
    pub rows_removed: u64,
    /// Columns that it brought, by name. Those of the first version are not told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns_added: Vec<String>,
    /// Columns that it took away, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns_removed: Vec<String>,
    /// Columns that have another type since.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns_retyped: Vec<Retyped>,
    /// The name of the file that its rows were read from, for a first version or a replacement by a file; of a fetched one the address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_name: Option<String>,
    /// Cells that did not fit their types when its rows were read.
    #[serde(default)]
    pub rejected_cells: u64,
    /// The version whose rows it brought back, for a restore.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restored: Option<u64>,
    /// Whether its rows can be read still; files of old versions are removed in time.
    pub is_kept: bool,
    /// RFC 3339, UTC.
    pub created_at: String,
}

/// A column with another type than before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Retyped {
    /// The column.
    pub name: String,
    /// The type word of before.
    pub from: String,
    /// The type word of now.
    pub to: String,
}

/// What made a commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// The table's first rows.
    Import,
    /// Rows were added; those before are the same.
    Append,
    /// All rows were replaced.
    Replace,
    /// The rows were read again with other choices, such as other types.
    Retype,
    /// Columns were added; no row came or went.
    Columns,
    /// Files were merged; every row is the same, in the same order.
    Compaction,
    /// The rows and columns of an older version came back in place of those that were there.
    Restore,
    /// The dataset was deleted; what comes next brought it back.
    Delete,
}

/// What `POST /api/datasets/{id}/restore` takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct RestoreRequest {
    /// The version whose rows come back.
    pub version: u64,
}

/// The commits of a dataset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VersionList {
    /// Newest first.
    pub versions: Vec<Version>,
}
