//! `QuerySpec`: one question, one meaning, whichever executor answers it.
//!
//! SQL's rules for nulls: ignored by measures, a group of their own in `group_by`. NaN is a value, greater than all others.

use serde::{Deserialize, Serialize};

/// Group by binned columns, measure, filter, order, limit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct QuerySpec {
    /// The group keys; none means one group of all rows.
    #[serde(default)]
    pub group_by: Vec<GroupKey>,
    /// What is computed per group, at least one.
    pub measures: Vec<Measure>,
    /// All of them must hold for a row to count.
    #[serde(default)]
    pub filters: Vec<FilterSpec>,
    /// The order of the answer's rows; ties and no order: by the keys, ascending, null last.
    #[serde(default)]
    pub order_by: Vec<Order>,
    /// The answer's first rows only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<usize>,
}

/// A group key: a column, as it is or binned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct GroupKey {
    /// The column's name.
    pub column: String,
    /// How values fall into groups; without it each value is its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bin: Option<BinSpec>,
}

/// A bin rule: either `width` (and `origin`) for numbers or `every` for times.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct BinSpec {
    /// Width of a linear bin, in the column's unit; positive. Bin k holds `[origin + k*width, origin + (k+1)*width)`, its key is its lower edge.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<f64>,
    /// An edge of the linear bins, 0 if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<f64>,
    /// The calendar unit of a time bin; its key is the instant the unit starts at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every: Option<CalendarUnit>,
}

/// Calendar units. Weeks start on Monday. Times with a zone are binned in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CalendarUnit {
    /// 1 s
    Second,
    /// 60 s
    Minute,
    /// 3,600 s
    Hour,
    /// 86,400 s
    Day,
    /// 7 days from Monday
    Week,
    /// a calendar month
    Month,
    /// three calendar months from January
    Quarter,
    /// a calendar year
    Year,
}

/// One measure.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// The aggregate.
    pub op: Op,
    /// The measured column; only `count` goes without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
}

/// The aggregates that exist today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Op {
    /// Rows.
    Count,
    /// Rows whose value is not null.
    CountColumn,
    /// The sum; exact for integers, compensated for floats; null for no values.
    Sum,
    /// The arithmetic mean, null for no values.
    Mean,
    /// The least value, null for no values.
    Min,
    /// The greatest value, null for no values.
    Max,
}

/// A filter on one column; exactly one of `between`, `in` and `is_null` is given.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct FilterSpec {
    /// The column's name.
    pub column: String,
    /// `[lo, hi)`: closed below, open above; `null` is an open end. Null cells never pass. Times as ISO 8601 text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub between: Option<[Option<Scalar>; 2]>,
    /// One of these values; a `null` among them lets null cells pass.
    #[serde(default, rename = "in", skip_serializing_if = "Option::is_none")]
    pub one_of: Option<Vec<Option<Scalar>>>,
    /// `true`: only null cells; `false`: none of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_null: Option<bool>,
}

/// Order by a measure or by a group key, by position.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// Position in `measures`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<usize>,
    /// Position in `group_by`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<usize>,
    /// Greatest first.
    #[serde(default)]
    pub descending: bool,
}

/// A JSON scalar. Integers beyond 64 bits and decimals are given as text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(untagged)]
pub enum Scalar {
    /// true or false
    Bool(bool),
    /// a whole number of 64 bits
    Int(i64),
    /// any other number
    Float(f64),
    /// text; also times (ISO 8601), decimals and large integers
    Text(String),
}

impl QuerySpec {
    /// The number of rows that pass `filters`.
    pub fn count(filters: Vec<FilterSpec>) -> Self {
        QuerySpec { measures: vec![Measure::count()], filters, ..QuerySpec::default() }
    }
}

impl Measure {
    /// The number of rows.
    pub fn count() -> Self {
        Measure { op: Op::Count, column: None }
    }
}

impl GroupKey {
    /// Each value of `column` is a group.
    pub fn plain(column: impl Into<String>) -> Self {
        GroupKey { column: column.into(), bin: None }
    }
}
