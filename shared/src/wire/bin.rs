//! How a column's values fall into groups.

use serde::{Deserialize, Serialize};

use super::query::Scalar;

/// A bin rule: exactly one of `width`, `log`, `cuts` (numbers; `cuts` for text and times too), `every` (times), `prefix` (text) and `among`, or
/// one whose edges depend on the rows: `count`, `quantiles` or `top`. Null is a group of its own.
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
    /// The base of logarithmic bins, at least 1.1. Bin k holds `[base^k, base^(k+1))`, its key is its lower edge; what is not positive is in the
    /// group of null, ∞ and NaN are groups of their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log: Option<f64>,
    /// The calendar unit of a time bin; its key is the instant the unit starts at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every: Option<CalendarUnit>,
    /// Of `every`: units of a bin, 1 if not given, 10,000 at most. Seconds to days are counted from 1970-01-01, weeks from Monday 1969-12-29,
    /// months to years from January of the year 0; so no bin straddles a day, a year or a decade that a number of bins fills.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub n: Option<u32>,
    /// Ascending bounds, as in `between`; the key of a bin is how many of them are at or below its values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cuts: Option<Vec<Scalar>>,
    /// Characters of text that count, at least 1; a character is a Unicode scalar value. The key is the text's first ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<u32>,
}

impl BinSpec {
    /// The rules that are given, by name; a bin has one.
    pub fn rules(&self) -> Vec<&'static str> {
        let rules = [
            ("width", self.width.is_some()),
            ("log", self.log.is_some()),
            ("every", self.every.is_some()),
            ("cuts", self.cuts.is_some()),
            ("prefix", self.prefix.is_some()),
        ];
        rules.into_iter().filter(|(_, given)| *given).map(|(rule, _)| rule).collect()
    }
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
