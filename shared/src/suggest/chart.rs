//! The chart that shows one column.

use super::{unit, width};
use crate::engine::kind::Kind;
use crate::engine::plan::{nice, scalar};
use crate::engine::value::Value;
use crate::wire::column_type::{Role, role};
use crate::wire::dashboard::ChartSpec;
use crate::wire::dataset::Column;
use crate::wire::profile::ColumnProfile;
use crate::wire::query::{Measure, Scalar};

/// Bars of a bar chart.
const TOP: usize = 12;
/// Bins that a histogram should have, roughly.
const BINS: f64 = 35.0;
/// A category with more values says little in twelve bars.
const MAX_CATEGORIES: u64 = 1_000;

/// The chart of a column; none if no chart shows it well. Bars and lines show `measure`, or rows.
pub(super) fn of(column: &Column, profile: &ColumnProfile, measure: Option<&Measure>) -> Option<ChartSpec> {
    let (name, measure) = (column.name.clone(), measure.cloned());
    match role(&column.r#type) {
        Role::Category => is_category(profile, MAX_CATEGORIES).then_some(ChartSpec::Bar { column: name, top: TOP, measure }),
        Role::Number if is_integer(column) && is_category(profile, TOP as u64) => Some(ChartSpec::Bar { column: name, top: TOP, measure }),
        Role::Number => {
            let (min, max) = (width::number(&profile.min)?, width::number(&profile.max)?);
            let width = width::nice(max - min, is_integer(column), BINS)?;
            Some(ChartSpec::Histogram { column: name, width, origin: 0.0 })
        }
        Role::Time => Some(ChartSpec::Line { column: name, every: unit::of(column, profile)?, measure }),
        Role::Opaque => {
            // A bin is of whole ticks of its column, which a profile doesn't tell.
            let per_second = 10i64.pow(decimals(&profile.min).max(decimals(&profile.max)).min(9));
            let [min, max] = [&profile.min, &profile.max].map(|end| time(&column.r#type, per_second, end));
            let width = nice::width(&min?, &max?, BINS as u32)?;
            Some(ChartSpec::Histogram { column: name, width, origin: 0.0 })
        }
    }
}

/// A time of day or a length of time, as a profile has it.
fn time(word: &str, per_second: i64, end: &Option<Scalar>) -> Option<Value> {
    let kind = match word {
        "time" => Kind::Time { per_second },
        "duration" => Kind::Duration { per_second },
        _ => return None,
    };
    Some(kind.value(scalar::whole(end.as_ref()?, kind).ok()?.ceil()))
}

/// Digits behind the point of a time: it has no finer ticks for all that is known.
fn decimals(end: &Option<Scalar>) -> u32 {
    let Some(Scalar::Text(text)) = end else { return 0 };
    text.split_once('.').map_or(0, |(_, part)| part.bytes().filter(u8::is_ascii_digit).count() as u32)
}

/// Whether a column has at most `limit` values.
pub(super) fn is_category(profile: &ColumnProfile, limit: u64) -> bool {
    profile.distinct_exact && profile.distinct <= limit
}

/// Whether a column holds whole numbers.
pub(super) fn is_integer(column: &Column) -> bool {
    column.r#type.starts_with("int") || column.r#type.starts_with("uint")
}
