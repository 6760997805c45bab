//! A dataset's profile in, a dashboard out.

mod chart;
mod identifier;
mod layout;
mod pairs;
mod unit;
mod width;

#[cfg(test)]
mod tests;

use crate::wire::dashboard::{ChartSpec, Tile};
use crate::wire::dataset::{Column, Dataset};
use crate::wire::profile::{ColumnProfile, Profile};

/// Charts suggested at most.
const MAX_CHARTS: usize = 12;
/// Columns of the suggested table at most.
const MAX_TABLE_COLUMNS: usize = 100;

/// Suggests tiles: the row count, a chart per interesting column, pairs of columns with few values, and the table. Constants,
/// identifiers, columns without values and types that can't be charted are only in the table.
pub fn tiles(dataset: &Dataset, profile: &Profile) -> Vec<Tile> {
    let columns: Vec<(&Column, &ColumnProfile)> = dataset
        .columns
        .iter()
        .filter_map(|column| Some((column, profile.columns.iter().find(|p| p.name == column.name)?)))
        .filter(|(column, p)| is_interesting(column, p, profile.rows))
        .collect();
    let heatmaps = pairs::heatmaps(&columns);
    let mut charts: Vec<ChartSpec> = columns.iter().filter_map(|(column, p)| chart::of(column, p)).collect();
    charts.truncate(MAX_CHARTS - heatmaps.len());
    charts.extend(heatmaps);
    let table = dataset.columns.iter().take(MAX_TABLE_COLUMNS).map(|column| column.name.clone()).collect();
    let rows = [vec![(ChartSpec::Number, 12)], layout::rows(charts), vec![(ChartSpec::Table { columns: table }, 12)]].concat();
    let tile = |(i, (chart, span)): (usize, (ChartSpec, u8))| Tile { id: format!("t{}", i + 1), dataset: dataset.id.clone(), span, chart };
    rows.into_iter().enumerate().map(tile).collect()
}

fn is_interesting(column: &Column, profile: &ColumnProfile, rows: u64) -> bool {
    profile.distinct > 1 && !identifier::is_identifier(column, profile, rows.saturating_sub(profile.nulls))
}
