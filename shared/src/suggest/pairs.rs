//! Pairs of columns with few values, as heatmaps.

use super::chart::{is_category, is_integer};
use crate::wire::column_type::{Role, role};
use crate::wire::dashboard::ChartSpec;
use crate::wire::dataset::Column;
use crate::wire::profile::ColumnProfile;
use crate::wire::query::GroupKey;

/// Values that an axis of a heatmap has room for.
const MAX_VALUES: u64 = 30;
/// Heatmaps at most.
const MAX_PAIRS: usize = 2;

/// The columns with the most values that fit an axis, in pairs: the one with more values across.
pub(super) fn heatmaps(columns: &[(&Column, &ColumnProfile)]) -> Vec<ChartSpec> {
    let mut few: Vec<_> = columns.iter().filter(|(column, profile)| fits(column, profile)).collect();
    few.sort_by_key(|(_, profile)| std::cmp::Reverse(profile.distinct));
    let heatmap = |pair: &[&(&Column, &ColumnProfile)]| ChartSpec::Heatmap { x: key(pair[0].0), y: key(pair[1].0) };
    few.chunks_exact(2).take(MAX_PAIRS).map(heatmap).collect()
}

fn fits(column: &Column, profile: &ColumnProfile) -> bool {
    is_category(profile, MAX_VALUES) && (role(&column.r#type) == Role::Category || is_integer(column))
}

fn key(column: &Column) -> GroupKey {
    GroupKey::plain(column.name.as_str())
}
