//! What the law measures: every op, of columns of each kind that it takes.

use crate::wire::query::{Measure, Op};

const NUMBERS: &[&str] = &["m", "f", "d"];
const VALUES: &[&str] = &["m", "f", "d", "t", "day", "time", "length", "g", "b"];

/// Each op and the columns that it is measured of. An op that has no line does not compile.
macro_rules! measures {
    ($($op:ident of $columns:expr;)+) => {
        pub(super) fn measures() -> Vec<Measure> {
            let columns: Vec<(Op, &[&str])> = vec![$((Op::$op, $columns)),+];
            columns.into_iter().flat_map(|(op, columns)| columns.iter().map(move |column| measure(op, column))).collect()
        }

        const _: fn(Op) = |op| match op {
            $(Op::$op => {})+
        };
    };
}

measures! {
    Count of &["m"];
    CountColumn of VALUES;
    Sum of NUMBERS;
    Mean of NUMBERS;
    Min of VALUES;
    Max of VALUES;
    Variance of NUMBERS;
    Stddev of NUMBERS;
    Skewness of NUMBERS;
    Kurtosis of NUMBERS;
    Median of NUMBERS;
    Quantile of NUMBERS;
    Mode of VALUES;
    Distinct of VALUES;
    ApproxDistinct of VALUES;
    ApproxQuantile of NUMBERS;
    First of VALUES;
    Last of VALUES;
    Corr of NUMBERS;
    Covar of NUMBERS;
}

fn measure(op: Op, column: &str) -> Measure {
    // Whole numbers with decimals, decimals with floats, floats with themselves: the three kinds of pairs.
    let other = if column == "m" { "d" } else { "f" };
    match op {
        Op::Count => Measure::count(),
        Op::Quantile | Op::ApproxQuantile => Measure { q: Some(0.3), ..Measure::of(op, column) },
        Op::Corr | Op::Covar => Measure { with: Some(other.into()), ..Measure::of(op, column) },
        _ => Measure::of(op, column),
    }
}
