//! `QuerySpec`: one question, one meaning, whichever executor answers it.
//!
//! SQL's rules for nulls: ignored by measures, a group of their own in `group_by`. NaN is a value, greater than all others.

use std::fmt;

use serde::{Deserialize, Serialize};

pub use super::bin::{BinSpec, CalendarUnit};

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

/// One measure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// The aggregate.
    pub op: Op,
    /// The measured column; only `count` goes without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// Of `quantile` and `approx_quantile`: the share of values below it, 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub q: Option<f64>,
    /// Of `corr` and `covar`: the other column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with: Option<String>,
}

/// The aggregates. Undefined ones, such as the mean of no values, are null.
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
    /// The sample variance (n - 1), null for fewer than two values.
    Variance,
    /// The square root of the variance.
    Stddev,
    /// The middle value; of an even number the mean of the two. As for every quantile, an integer or a decimal that is hit stays what it is where a float would
    /// lose digits; what lies between two is a float.
    Median,
    /// The value below which a share `q` lies, exactly, interpolated between neighbours as SQL's `percentile_cont`.
    Quantile,
    /// The number of different values, exactly.
    Distinct,
    /// The number of different values by HyperLogLog; `approx_distinct.rs` states the error.
    ApproxDistinct,
    /// A quantile by a sketch; `approx_quantile.rs` states the error.
    ApproxQuantile,
    /// The first value in the order of the rows.
    First,
    /// The last value in the order of the rows.
    Last,
    /// The most frequent value, the least of several.
    Mode,
    /// Pearson's correlation with the column `with`, over rows that have both values.
    Corr,
    /// The sample covariance with the column `with`, over rows that have both values.
    Covar,
    /// The skewness of the population.
    Skewness,
    /// The excess kurtosis of the population.
    Kurtosis,
}

impl Op {
    /// All of them.
    pub const ALL: [Op; 20] = [
        Op::Count,
        Op::CountColumn,
        Op::Sum,
        Op::Mean,
        Op::Min,
        Op::Max,
        Op::Variance,
        Op::Stddev,
        Op::Median,
        Op::Quantile,
        Op::Distinct,
        Op::ApproxDistinct,
        Op::ApproxQuantile,
        Op::First,
        Op::Last,
        Op::Mode,
        Op::Corr,
        Op::Covar,
        Op::Skewness,
        Op::Kurtosis,
    ];

    /// Whether it is a value of its column, or one between two of them: of times it is a time.
    pub fn is_a_value(self) -> bool {
        matches!(self, Op::Min | Op::Max | Op::First | Op::Last | Op::Mode | Op::Median | Op::Quantile | Op::ApproxQuantile)
    }
}

/// As queries name it.
impl fmt::Display for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}

/// A filter: a condition on one column (`between`, `in`, `is_null`, `contains`, `starts_with` or `matches`) or one made of others (`not`,
/// `all` or `any`). Exactly one condition is given. As in SQL, a null cell passes neither a condition nor its opposite, but for `is_null` and
/// an `in` with null.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(no_recursion))]
#[serde(deny_unknown_fields)]
pub struct FilterSpec {
    /// The column's name; none beside `not`, `all` and `any`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
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
    /// The text contains this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contains: Option<String>,
    /// The text begins with this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_with: Option<String>,
    /// This pattern is found in the text: a regular expression without look-around and back-references.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matches: Option<String>,
    /// Capital letters are as good as small ones, for the three above.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ignore_case: bool,
    /// The opposite of this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not: Option<Box<FilterSpec>>,
    /// All of these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub all: Option<Vec<FilterSpec>>,
    /// At least one of these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub any: Option<Vec<FilterSpec>>,
}

impl FilterSpec {
    /// How many conditions are given; a filter has one.
    pub fn conditions(&self) -> usize {
        let leaves = [self.between.is_some(), self.one_of.is_some(), self.is_null.is_some(), self.contains.is_some(), self.starts_with.is_some()];
        let others = [self.matches.is_some(), self.not.is_some(), self.all.is_some(), self.any.is_some()];
        leaves.into_iter().chain(others).filter(|given| *given).count()
    }

    /// Whether it is a condition on this column, or the opposite of one.
    pub fn is_on(&self, column: &str) -> bool {
        self.column == column || self.not.as_ref().is_some_and(|not| not.is_on(column))
    }

    /// The columns that it reads.
    pub fn columns(&self) -> Vec<&str> {
        let parts = self.not.as_deref().into_iter().chain(self.all.iter().flatten()).chain(self.any.iter().flatten());
        let own = Some(self.column.as_str()).filter(|column| !column.is_empty());
        own.into_iter().chain(parts.flat_map(FilterSpec::columns)).collect()
    }
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
    Float(#[serde(serialize_with = "number_or_text")] f64),
    /// text; also times (ISO 8601), decimals, large integers, and `NaN`, `inf` and `-inf`, which JSON has no numbers for
    Text(String),
}

fn number_or_text<S: serde::Serializer>(x: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    if x.is_finite() { serializer.serialize_f64(*x) } else { serializer.collect_str(x) }
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
        Measure { op: Op::Count, column: None, q: None, with: None }
    }

    /// An aggregate of a column.
    pub fn of(op: Op, column: impl Into<String>) -> Self {
        Measure { op, column: Some(column.into()), q: None, with: None }
    }
}

impl GroupKey {
    /// Each value of `column` is a group.
    pub fn plain(column: impl Into<String>) -> Self {
        GroupKey { column: column.into(), bin: None }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn heard(scalar: &Scalar) -> Scalar {
        serde_json::from_str(&serde_json::to_string(scalar).unwrap()).unwrap()
    }

    #[test]
    fn all_ops_are_those_that_a_query_may_name() {
        // Who names another is told all of them.
        let refusal = serde_json::from_str::<Op>("\"?\"").unwrap_err().to_string();
        let named: Vec<&str> = refusal.split('`').skip(3).step_by(2).collect();
        assert_eq!(Op::ALL.map(|op| op.to_string()).to_vec(), named, "{refusal}");
    }

    #[test]
    fn floats_arrive_to_the_bit() {
        let numbers = (1..2_000).map(|i| f64::from(i) * 0.1 + 1.0 / f64::from(i));
        for scalar in numbers.chain([0.5, -1.25, 1e300, f64::MIN_POSITIVE, f64::MAX]).map(Scalar::Float) {
            assert_eq!(heard(&scalar), scalar);
        }
    }

    #[test]
    fn what_json_has_no_number_for_arrives_as_text() {
        let heard = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY].map(|x| heard(&Scalar::Float(x)));
        assert_eq!(heard, ["NaN", "inf", "-inf"].map(|text| Scalar::Text(text.into())));
    }
}
