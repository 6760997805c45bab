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

/// The aggregates of a column that are read off one summary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    Count,
    Sum,
    Min,
    Max,
    Moments,
    Values,
    Distinct,
    ApproxDistinct,
    ApproxQuantile,
    First,
    Last,
}

/// What measures are read off: those that have the same one share it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    Rows,
    Column(Family, usize),
    Pair([usize; 2]),
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

    /// Whether it is one of the values.
    pub fn is_one_of_the_values(self) -> bool {
        use Aggregate as A;
        matches!(self, A::Min | A::Max | A::First | A::Last | A::Mode)
    }

    /// Whether it is a number of values.
    pub fn is_a_number_of_values(self) -> bool {
        use Aggregate as A;
        matches!(self, A::Count | A::Distinct | A::ApproxDistinct)
    }

    /// Whether it depends on the order of the rows.
    pub fn is_by_the_order(self) -> bool {
        matches!(self, Aggregate::First | Aggregate::Last)
    }

    fn family(self) -> Family {
        use Aggregate as A;
        match self {
            A::Count => Family::Count,
            A::Sum | A::Mean => Family::Sum,
            A::Min => Family::Min,
            A::Max => Family::Max,
            A::Variance | A::Stddev | A::Skewness | A::Kurtosis => Family::Moments,
            A::Quantile(_) | A::Mode => Family::Values,
            A::Distinct => Family::Distinct,
            A::ApproxDistinct => Family::ApproxDistinct,
            A::ApproxQuantile(_) => Family::ApproxQuantile,
            A::First => Family::First,
            A::Last => Family::Last,
        }
    }

    /// Whether it takes values of any kind, the opaque ones too.
    pub fn is_of_anything(self) -> bool {
        self == Aggregate::Count
    }
}

impl Measure {
    /// What it is read off.
    pub(super) fn source(self) -> Source {
        match self {
            Measure::Count => Source::Rows,
            Measure::Of { aggregate, column, .. } => Source::Column(aggregate.family(), column),
            Measure::OfPair { columns, .. } => Source::Pair(columns),
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
