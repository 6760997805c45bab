//! What each column of a version holds, beyond what an import counts: computed when it is first asked for, and kept.

use serde::{Deserialize, Serialize};

use super::query::Scalar;

/// The full profile of one version of a dataset.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FullProfile {
    /// The version.
    pub version: u64,
    /// Its rows.
    pub rows: u64,
    /// One entry per column, in the dataset's order.
    pub columns: Vec<FullColumn>,
}

/// What one column holds. Nothing here is rounded but means, and quantiles where `is_sketch`: integers beyond 64 bits and decimals are text, times ISO 8601
/// text. NaN counts as a value, but is left out of ends, mean, quantiles and bars.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct FullColumn {
    /// The column's name.
    pub name: String,
    /// Its type, as in the dataset.
    pub r#type: String,
    /// Null cells.
    pub nulls: u64,
    /// Cells that are NaN.
    pub nan: u64,
    /// Distinct values, nulls not counted; about, within 2.5 %, where `is_sketch`. None for types whose values aren't compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub distinct: Option<u64>,
    /// Whether there were too many distinct values to keep them all. Then `distinct` and the quantiles are approximate (the quantiles' ranks
    /// within 1 %), and `top` may lack a value.
    pub is_sketch: bool,
    /// The least value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<Scalar>,
    /// The greatest value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<Scalar>,
    /// The mean of numbers and times, that of times within a millionth of their range; none if an infinity is among them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mean: Option<Scalar>,
    /// A twentieth of the values lies below; between two values on the line between them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p05: Option<Scalar>,
    /// A quarter lies below.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p25: Option<Scalar>,
    /// Half lies below.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub median: Option<Scalar>,
    /// A quarter lies above.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p75: Option<Scalar>,
    /// A twentieth lies above.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p95: Option<Scalar>,
    /// The histogram's bars, exact counts; none for other than numbers and times, and for fewer than two values.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub bars: Vec<u64>,
    /// Where the bars begin, and last where the last one ends. A value on an edge is in the bar above it, the greatest in the last.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub edges: Vec<Scalar>,
    /// The most frequent values, most frequent first, at most ten; none where no value comes twice.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub top: Vec<Tally>,
    /// Characters of the shortest text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shortest_chars: Option<u64>,
    /// The first of the shortest texts. As every text here it ends with `…` after 100 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shortest: Option<String>,
    /// Characters of the longest text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub longest_chars: Option<u64>,
    /// The first of the longest texts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub longest: Option<String>,
}

/// How often a value occurs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Tally {
    /// The value.
    pub value: Scalar,
    /// So often at least.
    pub count: u64,
    /// And at most so many times more; 0 where the count is exact.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub missed: u64,
}

#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_zero(n: &u64) -> bool {
    *n == 0
}
