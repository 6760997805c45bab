//! What is measured of the rows of a group.

use serde::{Deserialize, Serialize};

use crate::engine::kind::Kind;

/// A measure; a column is its position in the plan's schema.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Measure {
    /// Rows.
    Count,
    /// An aggregate of a column's values that are not null.
    Of {
        /// Which aggregate.
        aggregate: Aggregate,
        /// Of which column.
        column: usize,
        /// What that column holds.
        kind: Kind,
    },
    /// An aggregate of the rows that have a value in both of two numeric columns.
    OfPair {
        /// Which aggregate.
        aggregate: PairAggregate,
        /// Of which columns.
        columns: [usize; 2],
    },
}

/// The aggregates of a column.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Aggregate {
    /// The number of values.
    Count,
    /// Their sum.
    Sum,
    /// Their mean.
    Mean,
    /// The least.
    Min,
    /// The greatest.
    Max,
    /// The sample variance.
    Variance,
    /// Its square root.
    Stddev,
    /// The third standardised moment.
    Skewness,
    /// The fourth, less 3.
    Kurtosis,
    /// The value below which a share of them lies, exactly.
    Quantile(f64),
    /// The number of different values, exactly.
    Distinct,
    /// The number of different values, about.
    ApproxDistinct,
    /// The value below which a share of them lies, about.
    ApproxQuantile(f64),
    /// The first of them, in the order of the rows.
    First,
    /// The last of them, in the order of the rows.
    Last,
    /// The most frequent one, the least of several.
    Mode,
}

/// The aggregates of two columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PairAggregate {
    /// Pearson's correlation.
    Corr,
    /// The sample covariance.
    Covar,
}

impl Aggregate {
    /// Whether it needs numbers.
    pub fn is_of_numbers(self) -> bool {
        use Aggregate as A;
        matches!(self, A::Sum | A::Mean | A::Variance | A::Stddev | A::Skewness | A::Kurtosis)
    }

    /// Whether it needs numbers or times: values with others between them.
    pub fn is_of_a_scale(self) -> bool {
        matches!(self, Aggregate::Quantile(_) | Aggregate::ApproxQuantile(_))
    }

    /// One aggregate for all that are read off the same summary.
    fn family(self) -> Aggregate {
        use Aggregate as A;
        match self {
            A::Sum | A::Mean => A::Sum,
            A::Variance | A::Stddev | A::Skewness | A::Kurtosis => A::Variance,
            A::Quantile(_) | A::Mode => A::Mode,
            A::ApproxQuantile(_) => A::ApproxQuantile(0.5),
            other => other,
        }
    }

    /// Whether it takes values of any kind, the opaque ones too.
    pub fn is_of_anything(self) -> bool {
        self == Aggregate::Count
    }
}

impl Measure {
    /// One measure for all that are read off the same summary.
    pub(super) fn family(self) -> Measure {
        match self {
            Measure::Count => Measure::Count,
            Measure::Of { aggregate, column, kind } => Measure::Of { aggregate: aggregate.family(), column, kind },
            Measure::OfPair { columns, .. } => Measure::OfPair { aggregate: PairAggregate::Covar, columns },
        }
    }

    /// The columns it reads.
    pub fn columns(&self) -> Vec<usize> {
        match self {
            Measure::Count => Vec::new(),
            Measure::Of { column, .. } => vec![*column],
            Measure::OfPair { columns, .. } => columns.to_vec(),
        }
    }
}
