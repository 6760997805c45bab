//! What a version's columns look like, computed once when it is stored.

use serde::{Deserialize, Serialize};

use super::query::Scalar;

/// The profile of one version of a dataset.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Profile {
    /// Rows.
    pub rows: u64,
    /// One entry per column, in the dataset's order.
    pub columns: Vec<ColumnProfile>,
    /// Rows per batch of the dataset's streams. Set with the first rows and kept by appends, so that streams of one version line
    /// up whenever they were opened; 0 for none yet.
    #[serde(default)]
    pub batch_rows: u64,
}

/// The profile of one column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ColumnProfile {
    /// The column's name.
    pub name: String,
    /// Null cells.
    pub nulls: u64,
    /// Distinct values, nulls not counted. A lower bound where `distinct_exact` is false.
    pub distinct: u64,
    /// Whether `distinct` is exact; counting stops at [`DISTINCT_LIMIT`], and appended rows are counted by themselves.
    pub distinct_exact: bool,
    /// Not more distinct values than this; none where nothing is known. Equal to `distinct` where that is exact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distinct_at_most: Option<u64>,
    /// Bytes that the values take in memory, in Arrow's form.
    #[serde(default)]
    pub bytes: u64,
    /// The least value (NaN left out); numbers as numbers, times as ISO 8601 text; none for other types and for no values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<Scalar>,
    /// The greatest value (NaN left out).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<Scalar>,
}

/// Distinct values are counted exactly up to this many.
pub const DISTINCT_LIMIT: u64 = 100_000;
