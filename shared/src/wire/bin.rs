//! How a column's values fall into groups.

use serde::{Deserialize, Serialize};

use super::query::Scalar;

/// A bin rule, exactly one of: `width` (numbers, times of day and lengths of time), `log` (numbers), `every` (dates and timestamps), `prefix` (text), `cuts`,
/// `among`, and those that depend on the rows that pass the question's own filters, `count` (what has a width), `quantiles` (numbers and times) and `top`. The latter are settled before they are asked: as a width, cuts
/// or `among`, which come with the answer; so is a `zone`, as its offsets. Null is a group of its own.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct BinSpec {
    /// Width of a linear bin, in the column's unit, of times in seconds; positive. Bin k holds `[origin + k*width, origin + (k+1)*width)`, its key is its
    /// lower edge. Of times it is whole ticks of the column; those of times of day begin at midnight and end with the day, at `24:00:00`, which is in the last of them.
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
    /// Of `every`: the IANA name of a time zone, such as `Asia/Shanghai`, or an offset, such as `+08:00`, for timestamps with a zone. The units are those
    /// of its calendar; a day has 23 or 25 hours where clocks are changed, and an hour that occurs twice is two groups. The key stays an instant. The
    /// column's own zone if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// What `zone` is settled as: ascending pairs of the second since 1970 from which on an offset from UTC holds, and the offset in seconds. The first
    /// holds before, too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offsets: Option<Vec<[i64; 2]>>,
    /// Ascending bounds, as in `between`; the key of a bin is how many of them are at or below its values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cuts: Option<Vec<Scalar>>,
    /// Characters of text that count, at least 1; a character is a Unicode scalar value. The key is the text's first ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<u32>,
    /// Some values, each a group; the key is its position here, that of all other values is the number of these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub among: Option<Vec<Scalar>>,
    /// About so many linear bins, 1 to 10,000: of the width of 1, 2, 2.5 or 5 times a power of ten that comes nearest to it between the least and
    /// the greatest finite value, whole for integers; of times also so many minutes or hours as divide a day. Settled as `width`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    /// So many bins with about as many rows each, 2 to 100: cut at the quantiles i/n of the finite values, each once, but not at the least value.
    /// Settled as `cuts`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantiles: Option<u32>,
    /// The so many most frequent values, 1 to 10,000, of equally frequent ones the least; then all others. Settled as `among`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub top: Option<u32>,
}

/// A group key as it was answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KeyBins {
    /// The column's name.
    pub column: String,
    /// The rule, settled: it asks for the same groups of any rows.
    pub bin: Option<BinSpec>,
    /// Ascending: bin k holds `[edges[k], edges[k+1])`. Of `cuts`, whose keys are positions k, all of them, and null for the open ends; of `width`, `log`
    /// and `every`, whose keys are lower edges, from the least key to the upper edge of the greatest, if these are 10,000 at most. Instants are told by the
    /// clock of the zone that `offsets` are of, with their offset, or in UTC with `Z`.
    pub edges: Option<Vec<Option<Scalar>>>,
    /// A short text for each bin between edges, and for each position of `among`; null for what is not among the values. Keys that are values, or beginnings of
    /// them, need none.
    pub labels: Option<Vec<Option<String>>>,
}

impl BinSpec {
    /// Whether the rows that pass tell its bins.
    pub fn depends_on_rows(&self) -> bool {
        self.count.is_some() || self.quantiles.is_some() || self.top.is_some()
    }

    /// The rules that are given, by name; a bin has one.
    pub fn rules(&self) -> Vec<&'static str> {
        let rules = [
            ("width", self.width.is_some()),
            ("log", self.log.is_some()),
            ("every", self.every.is_some()),
            ("cuts", self.cuts.is_some()),
            ("prefix", self.prefix.is_some()),
            ("among", self.among.is_some()),
            ("count", self.count.is_some()),
            ("quantiles", self.quantiles.is_some()),
            ("top", self.top.is_some()),
        ];
        rules.into_iter().filter(|(_, given)| *given).map(|(rule, _)| rule).collect()
    }
}

/// Calendar units. Weeks start on Monday.
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
