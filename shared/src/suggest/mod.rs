//! A dataset's profile in, a dashboard out.

mod chart;
mod confusion;
pub mod geo;
mod identifier;
mod layout;
mod pairs;
mod scatter;
mod series;
mod shown;
mod unit;
mod width;

#[cfg(test)]
mod tests;

use crate::wire::column_type::{Role, role};
use crate::wire::dashboard::{ChartSpec, Tile};
use crate::wire::dataset::{Column, Dataset, Source};
use crate::wire::profile::{ColumnProfile, Profile};
use crate::wire::query::{Measure, Op};

/// Charts suggested at most.
const MAX_CHARTS: usize = 12;
/// Columns of the suggested table at most.
const MAX_TABLE_COLUMNS: usize = 100;

/// Suggests tiles: the row count, a line of what was measured along time, a chart per interesting column, a scatter of two columns of numbers, pairs of columns with few values, and the table. Constants,
/// identifiers, columns without values and types that can't be charted are only in the table. Pictures and long texts are shown; windows
/// count for the rows that they stand for.
pub fn tiles<'a>(dataset: &'a Dataset, profile: &'a Profile) -> Vec<Tile> {
    let with_profile = |column: &'a Column| Some((column, profile.columns.iter().find(|p| p.name == column.name)?));
    let all: Vec<(&Column, &ColumnProfile)> = dataset.columns.iter().filter_map(with_profile).collect();
    let measure = weight(dataset, &all);
    let is_weight = |column: &Column| measure.as_ref().is_some_and(|measure| measure.column.as_ref() == Some(&column.name));
    let interesting = |(column, p): &&(&Column, &ColumnProfile)| is_interesting(column, p, profile.rows) && !is_weight(column);
    let columns: Vec<(&Column, &ColumnProfile)> = all.iter().filter(interesting).copied().collect();
    let matrix = confusion::matrix(&columns);
    let pairs: Vec<ChartSpec> = if matrix.is_some() || measure.is_some() {
        matrix.into_iter().collect()
    } else {
        scatter::of(&columns).into_iter().chain(pairs::heatmaps(&columns)).collect()
    };
    // Rows that stand for several are no measured values.
    let series = series::of(&columns, profile.rows).filter(|_| measure.is_none());
    let shown: Vec<ChartSpec> = shown::gallery(&all).into_iter().chain(shown::sentences(&all, profile)).collect();
    let mut charts: Vec<ChartSpec> = columns.iter().filter_map(|(column, p)| chart::of(column, p, measure.as_ref())).collect();
    charts.truncate(MAX_CHARTS - pairs.len() - usize::from(series.is_some()));
    let shown = shown.into_iter().map(|chart| (chart, 12)).collect();
    charts.extend(pairs);
    let is_heavy = |column: &Column| all.iter().any(|(c, p)| c.name == column.name && shown::is_heavy(c, p, profile.rows));
    let light = dataset.columns.iter().filter(|column| dataset.columns.len() == 1 || !is_heavy(column));
    let table = light.take(MAX_TABLE_COLUMNS).map(|column| column.name.clone()).collect();
    let first = [ChartSpec::Number].into_iter().chain(series).map(|chart| (chart, 12)).collect();
    let rows = [first, layout::rows(charts), shown, vec![(ChartSpec::Table { columns: table }, 12)]].concat();
    let tile =
        |(i, (chart, span)): (usize, (ChartSpec, u8))| Tile { id: format!("t{}", i + 1), dataset: dataset.id.clone(), version: None, span, chart };
    rows.into_iter().enumerate().map(tile).collect()
}

/// What the rows of windows count for: each has the number of rows that it stands for.
fn weight(dataset: &Dataset, columns: &[(&Column, &ColumnProfile)]) -> Option<Measure> {
    let has_time = columns.iter().any(|(column, _)| role(&column.r#type) == Role::Time);
    let is_stream = matches!(dataset.source, Source::Stream { .. });
    let (count, _) = columns.iter().find(|(column, _)| column.name == "count" && chart::is_integer(column))?;
    (is_stream && has_time).then(|| Measure::of(Op::Sum, count.name.clone()))
}

fn is_interesting(column: &Column, profile: &ColumnProfile, rows: u64) -> bool {
    profile.distinct > 1 && !identifier::is_identifier(column, profile, rows.saturating_sub(profile.nulls))
}
