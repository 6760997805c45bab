//! What a version's columns look like, computed once when it is stored.

use serde::{Deserialize, Serialize};

use super::query::Scalar;
use crate::span::Span;

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
    /// Where the values lie, of integers, decimals and times; none for other types, for no values, for values beyond 64 bits, and where
    /// it was not kept yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
}

impl ColumnProfile {
    /// What the column's `rows` values take in a browser's workers, in bytes, at most: whole numbers are kept in the width that their range needs.
    pub fn packed_bytes(&self, rows: u64) -> u64 {
        let Some(span) = self.span else { return self.bytes };
        let width = match span.last_code() {
            0..=0xff => 1,
            0x100..=0xffff => 2,
            0x1_0000..=0xffff_ffff => 4,
            _ => 8,
        };
        // And a bit for null.
        rows.saturating_mul(width).saturating_add(rows / 8).min(self.bytes)
    }
}

/// Distinct values are counted exactly up to this many.
pub const DISTINCT_LIMIT: u64 = 100_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_count_as_they_are_packed() {
        let mut column = ColumnProfile {
            name: "year".into(),
            nulls: 0,
            distinct: 2,
            distinct_exact: true,
            distinct_at_most: Some(2),
            bytes: 640,
            min: Some(Scalar::Int(1_000)),
            max: Some(Scalar::Int(1_255)),
            span: Some(Span { least: 1_000, greatest: 1_255, step: 1 }),
        };
        assert_eq!(column.packed_bytes(80), 90);
        column.span = None;
        assert_eq!(column.packed_bytes(80), 640);
    }
}
