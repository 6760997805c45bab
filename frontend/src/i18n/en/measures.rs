//! English names of measures.

use shared::wire::query::{Measure, Op};

use crate::i18n::whole_percent;

/// What a measure is called on a chart.
pub(super) fn measured(measure: &Measure) -> String {
    let column = measure.column.as_deref().unwrap_or_default();
    let with = measure.with.as_deref().unwrap_or_default();
    match measure.op {
        Op::Count => "rows".into(),
        Op::CountColumn => format!("values of {column}"),
        Op::Sum => format!("sum of {column}"),
        Op::Mean => format!("mean {column}"),
        Op::Min => format!("least {column}"),
        Op::Max => format!("greatest {column}"),
        Op::Variance => format!("variance of {column}"),
        Op::Stddev => format!("standard deviation of {column}"),
        Op::Median => format!("median {column}"),
        Op::Quantile => format!("{} of {column}", quantile(measure)),
        Op::Distinct => format!("distinct values of {column}"),
        Op::ApproxDistinct => format!("≈ distinct values of {column}"),
        Op::ApproxQuantile => format!("≈ {} of {column}", quantile(measure)),
        Op::First => format!("first {column}"),
        Op::Last => format!("last {column}"),
        Op::Mode => format!("most frequent {column}"),
        Op::Corr => format!("correlation of {column} and {with}"),
        Op::Covar => format!("covariance of {column} and {with}"),
        Op::Skewness => format!("skewness of {column}"),
        Op::Kurtosis => format!("excess kurtosis of {column}"),
    }
}

/// People speak of percentiles; a share that is no whole percent stays a share.
fn quantile(measure: &Measure) -> String {
    let q = measure.q.unwrap_or_default();
    match whole_percent(q) {
        Some(percent) => format!("{percent}{} percentile", ordinal(percent)),
        None => format!("{q} quantile"),
    }
}

fn ordinal(n: u8) -> &'static str {
    match (n % 10, n) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    }
}
