//! What was measured along time: where each row has a time of its own, its values are a line.

use super::chart::is_integer;
use super::unit;
use crate::wire::column_type::{Role, role};
use crate::wire::dashboard::ChartSpec;
use crate::wire::dataset::Column;
use crate::wire::profile::ColumnProfile;
use crate::wire::query::{BinSpec, GroupKey};

/// With fewer rows there is no line to see, and with fewer values a column of whole numbers names something.
const LEAST: u64 = 13;

/// The first column of measured numbers along the first one of times that are nearly all different.
pub(super) fn of(columns: &[(&Column, &ColumnProfile)], rows: u64) -> Option<ChartSpec> {
    let (at, profile) = columns.iter().find(|(column, profile)| role(&column.r#type) == Role::Time && is_of_each_row(profile, rows))?;
    let is_measured =
        |(column, profile): &&(&Column, &ColumnProfile)| role(&column.r#type) == Role::Number && (profile.distinct >= LEAST || !is_integer(column));
    let (measured, _) = columns.iter().find(is_measured)?;
    let bin = BinSpec { every: Some(unit::of(at, profile)?), ..BinSpec::default() };
    Some(ChartSpec::Series { x: GroupKey { column: at.name.clone(), bin: Some(bin) }, y: measured.name.clone() })
}

/// Whether at least nine rows in ten have a time of their own. Of more times than were counted it is known only where they are as many as a clock tells.
fn is_of_each_row(profile: &ColumnProfile, rows: u64) -> bool {
    let ticks = || profile.span.map_or(0, |span| span.steps());
    let distinct = if profile.distinct_exact || ticks() > rows / 10 * 11 { profile.distinct } else { ticks() };
    profile.distinct >= LEAST && distinct.saturating_mul(10) >= rows.saturating_mul(9)
}
