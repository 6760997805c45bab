//! What a chart must show, asked of DataFusion over the original file.

use shared::engine::value::Value;
use shared::wire::dashboard::{ChartSpec, Dashboard, Tile, View};
use shared::wire::query::{BinSpec, FilterSpec, GroupKey, Measure, Order, QuerySpec};
use tests::oracle::Oracle;

use crate::chart::{Counts, NULL, Numbers, number_key};

/// The filters that hold for a tile: the brushes of all others.
pub(crate) fn filters(dashboard: &Dashboard, view: &View, tile: &Tile) -> Vec<FilterSpec> {
    let others = dashboard.tiles.iter().filter(|other| other.id != tile.id);
    others.filter_map(|other| view.brushes.get(&other.id)).flatten().cloned().collect()
}

/// The numbers of a chart.
pub(crate) fn numbers(oracle: &Oracle, chart: &ChartSpec, filters: Vec<FilterSpec>) -> Numbers {
    let all = oracle.answer(&question(chart, Vec::new(), true));
    let order: Vec<Vec<String>> = all.iter().filter_map(|row| key_of(chart, row)).collect();
    let total = counts(chart, &all);
    let mut filtered = counts(chart, &oracle.answer(&question(chart, filters, false)));
    filtered.retain(|key, _| total.contains_key(key));
    Numbers { order, total, filtered }
}

/// The rows that pass.
pub(crate) fn rows(oracle: &Oracle, filters: Vec<FilterSpec>) -> u64 {
    match oracle.answer(&QuerySpec::count(filters))[0][0] {
        Value::Int(rows) => u64::try_from(rows).unwrap(),
        ref other => panic!("{other:?}"),
    }
}

fn question(chart: &ChartSpec, filters: Vec<FilterSpec>, whole: bool) -> QuerySpec {
    let binned = |column: &String, bin: BinSpec| vec![GroupKey { column: column.clone(), bin: Some(bin) }];
    let group_by = match chart {
        ChartSpec::Histogram { column, width, origin } => {
            binned(column, BinSpec { width: Some(*width), origin: Some(*origin), ..BinSpec::default() })
        }
        ChartSpec::Line { column, every, .. } => binned(column, BinSpec { every: Some(*every), ..BinSpec::default() }),
        ChartSpec::Bar { column, .. } => vec![GroupKey::plain(column.clone())],
        ChartSpec::Heatmap { x, y } | ChartSpec::Scatter { x, y } => vec![x.clone(), y.clone()],
        ChartSpec::Series { .. } => panic!("{chart:?} groups no rows"),
        ChartSpec::Number | ChartSpec::Table { .. } | ChartSpec::Gallery { .. } | ChartSpec::Sentences { .. } => Vec::new(),
    };
    let spec = QuerySpec { group_by, measures: vec![Measure::count()], filters, ..QuerySpec::default() };
    match chart {
        ChartSpec::Bar { top, .. } if whole => {
            QuerySpec { order_by: vec![Order { measure: Some(0), key: None, descending: true }], limit: Some(*top), ..spec }
        }
        _ => spec,
    }
}

fn counts(chart: &ChartSpec, rows: &[Vec<Value>]) -> Counts {
    let count = |row: &[Value]| match row.last() {
        Some(Value::Int(count)) => u64::try_from(*count).unwrap(),
        other => panic!("{other:?}"),
    };
    rows.iter().filter_map(|row| Some((key_of(chart, row)?, count(row)))).collect()
}

/// A group's key as the chart has it; none for groups without a place on a continuous axis.
fn key_of(chart: &ChartSpec, row: &[Value]) -> Option<Vec<String>> {
    let continuous = |at: usize| match chart {
        ChartSpec::Histogram { .. } | ChartSpec::Line { .. } => true,
        ChartSpec::Heatmap { x, y } | ChartSpec::Scatter { x, y } => [x, y][at].bin.is_some(),
        _ => false,
    };
    let keys = &row[..row.len() - 1];
    keys.iter().enumerate().map(|(at, key)| part(key, continuous(at))).collect()
}

fn part(key: &Value, continuous: bool) -> Option<String> {
    match key {
        Value::Null => (!continuous).then(|| NULL.to_owned()),
        Value::Float(edge) => Some(number_key(*edge)),
        Value::Timestamp { ticks, per_second } => Some(number_key(*ticks as f64 * 1_000.0 / *per_second as f64)),
        Value::Date(days) => Some(number_key(f64::from(*days) * 86_400_000.0)),
        Value::Int(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Text(text) => Some(text.clone()),
        Value::Decimal { .. } | Value::Time { .. } | Value::Duration { .. } => panic!("no chart of the fixture has {key:?}"),
    }
}
