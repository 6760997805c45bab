//! Chinese names of measures.

use shared::wire::query::{Measure, Op};

use crate::i18n::whole_percent;

/// What a measure is called on a chart.
pub(super) fn measured(measure: &Measure) -> String {
    let column = measure.column.as_deref().unwrap_or_default();
    let with = measure.with.as_deref().unwrap_or_default();
    match measure.op {
        Op::Count => "行数".into(),
        Op::CountColumn => format!("“{column}”非空个数"),
        Op::Sum => format!("“{column}”总和"),
        Op::Mean => format!("“{column}”平均值"),
        Op::Min => format!("“{column}”最小值"),
        Op::Max => format!("“{column}”最大值"),
        Op::Variance => format!("“{column}”方差"),
        Op::Stddev => format!("“{column}”标准差"),
        Op::Median => format!("“{column}”中位数"),
        Op::Quantile => format!("“{column}”{}", quantile(measure)),
        Op::Distinct => format!("“{column}”去重个数"),
        Op::ApproxDistinct => format!("“{column}”去重个数（≈）"),
        Op::ApproxQuantile => format!("“{column}”{}（≈）", quantile(measure)),
        Op::First => format!("“{column}”首个值"),
        Op::Last => format!("“{column}”末个值"),
        Op::Mode => format!("“{column}”众数"),
        Op::Corr => format!("“{column}”与“{with}”的相关系数"),
        Op::Covar => format!("“{column}”与“{with}”的协方差"),
        Op::Skewness => format!("“{column}”偏度"),
        Op::Kurtosis => format!("“{column}”超额峰度"),
    }
}

/// People speak of percentiles; a share that is no whole percent stays a share.
fn quantile(measure: &Measure) -> String {
    let q = measure.q.unwrap_or_default();
    match whole_percent(q) {
        Some(percent) => format!("第 {percent} 百分位数"),
        None => format!("{q} 分位数"),
    }
}
