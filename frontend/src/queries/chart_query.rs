//! What a chart asks. Every chart asks twice: over all rows, and over those that pass the other tiles' brushes.

use shared::engine::answer::Answer;
use shared::engine::value::Value;
use shared::wire::dashboard::ChartSpec;
use shared::wire::query::{BinSpec, FilterSpec, GroupKey, Measure, Order, QuerySpec};
use shared::wire::sample::M4Spec;

/// Over all rows; none for a tile of rows, which reads them instead. Bars are chosen here: the greatest first.
pub fn total(chart: &ChartSpec) -> Option<QuerySpec> {
    let mut spec = filtered(chart, Vec::new())?;
    if let ChartSpec::Bar { top, .. } = chart {
        spec.order_by = vec![Order { measure: Some(0), key: None, descending: true }];
        spec.limit = Some(*top);
    }
    Some(spec)
}

/// Over the rows that pass `filters`; none for what groups no rows. Bars have no limit here: those of [`total`] must all be in it.
pub fn filtered(chart: &ChartSpec, filters: Vec<FilterSpec>) -> Option<QuerySpec> {
    let group_by = keys(chart).filter(|_| line(chart, 1).is_none())?;
    Some(QuerySpec { group_by, measures: vec![measure(chart)], filters, ..QuerySpec::default() })
}

/// The filtered answer in the total's bars and order; other charts keep all their groups.
pub fn like_total(chart: &ChartSpec, total: &Answer, filtered: Answer) -> Answer {
    if !matches!(chart, ChartSpec::Bar { .. }) {
        return filtered;
    }
    let row_of = |bar: &[Value]| filtered.rows.iter().find(|row| bar.first().zip(row.first()).is_some_and(|(a, b)| same(a, b))).cloned();
    Answer { keys: filtered.keys, rows: total.rows.iter().filter_map(|bar| row_of(bar)).collect() }
}

/// Whether it is drawn by Plotly: all but numbers and tables.
pub fn is_plotted(chart: &ChartSpec) -> bool {
    !columns(chart).is_empty()
}

/// The columns that a chart groups by, or is brushed by.
pub fn columns(chart: &ChartSpec) -> Vec<&str> {
    match chart {
        ChartSpec::Number | ChartSpec::Table { .. } | ChartSpec::Gallery { .. } | ChartSpec::Sentences { .. } => Vec::new(),
        ChartSpec::Histogram { column, .. } | ChartSpec::Bar { column, .. } | ChartSpec::Line { column, .. } => vec![column],
        ChartSpec::Heatmap { x, y } | ChartSpec::Scatter { x, y } => vec![&x.column, &y.column],
        ChartSpec::Series { x, .. } => vec![&x.column],
    }
}

/// Whether it shows rows one by one.
pub fn shows_rows(chart: &ChartSpec) -> bool {
    matches!(chart, ChartSpec::Table { .. } | ChartSpec::Gallery { .. } | ChartSpec::Sentences { .. })
}

/// The columns of the cells that a tile of rows shows, in order: a gallery's picture first, a text and its words first.
pub fn cells(chart: &ChartSpec) -> Vec<String> {
    if shows_rows(chart) { chart.columns().into_iter().map(str::to_owned).collect() } else { Vec::new() }
}

/// The column whose cells are pictures.
pub fn picture(chart: &ChartSpec) -> Option<String> {
    match chart {
        ChartSpec::Gallery { picture, .. } => Some(picture.clone()),
        _ => None,
    }
}

/// What a chart shows: rows, if it names nothing else.
pub fn measure(chart: &ChartSpec) -> Measure {
    match chart {
        ChartSpec::Bar { measure: Some(measure), .. } | ChartSpec::Line { measure: Some(measure), .. } => measure.clone(),
        _ => Measure::count(),
    }
}

/// The line that a chart draws through single rows, on a plot so many pixels wide: at all of its rows.
pub fn line(chart: &ChartSpec, width: usize) -> Option<M4Spec> {
    let ChartSpec::Series { x, y } = chart else { return None };
    Some(M4Spec { x: x.column.clone(), y: y.clone(), width, x_range: None, filters: Vec::new() })
}

/// What a chart groups by, or is brushed by where it groups nothing; none for a tile of rows.
pub fn keys(chart: &ChartSpec) -> Option<Vec<GroupKey>> {
    let binned = |column: &String, bin| vec![GroupKey { column: column.clone(), bin: Some(bin) }];
    match chart {
        ChartSpec::Number => Some(Vec::new()),
        ChartSpec::Histogram { column, width, origin } => {
            Some(binned(column, BinSpec { width: Some(*width), origin: Some(*origin), ..BinSpec::default() }))
        }
        ChartSpec::Bar { column, .. } => Some(vec![GroupKey::plain(column.clone())]),
        ChartSpec::Line { column, every, .. } => Some(binned(column, BinSpec { every: Some(*every), ..BinSpec::default() })),
        ChartSpec::Heatmap { x, y } | ChartSpec::Scatter { x, y } => Some(vec![x.clone(), y.clone()]),
        ChartSpec::Series { x, .. } => Some(vec![x.clone()]),
        ChartSpec::Table { .. } | ChartSpec::Gallery { .. } | ChartSpec::Sentences { .. } => None,
    }
}

/// Whether what it groups by depends on its rows, all of them: then its bins are settled before it is asked.
pub fn depends_on_rows(chart: &ChartSpec) -> bool {
    let is_open = |key: &GroupKey| key.bin.as_ref().is_some_and(BinSpec::depends_on_rows);
    matches!(chart, ChartSpec::Heatmap { x, y } if is_open(x) || is_open(y))
}

/// Equal, with NaN equal to itself.
fn same(a: &Value, b: &Value) -> bool {
    a == b || matches!((a, b), (Value::Float(a), Value::Float(b)) if a.is_nan() && b.is_nan())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::samples::{between, dashboard};
    use super::*;

    fn chart(id: &str) -> ChartSpec {
        dashboard().tiles.into_iter().find(|tile| tile.id == id).unwrap().chart
    }

    fn bars(rows: &[(&str, i128)]) -> Answer {
        Answer { keys: 1, rows: rows.iter().map(|(key, n)| vec![Value::Text((*key).into()), Value::Int(*n)]).collect() }
    }

    #[test]
    fn a_number_counts_rows() {
        assert_eq!(filtered(&chart("t1"), vec![between("delay", 0, 9)]), Some(QuerySpec::count(vec![between("delay", 0, 9)])));
    }

    #[test]
    fn a_histogram_counts_rows_per_bin() {
        let spec = total(&chart("t2")).unwrap();
        assert_eq!(spec.group_by[0].bin, Some(BinSpec { width: Some(10.0), origin: Some(0.0), ..BinSpec::default() }));
        assert_eq!((spec.measures, spec.limit, spec.order_by.len()), (vec![Measure::count()], None, 0));
    }

    #[test]
    fn only_the_total_of_bars_is_limited() {
        let spec = total(&chart("t3")).unwrap();
        assert_eq!((spec.limit, spec.order_by[0].measure, spec.order_by[0].descending), (Some(12), Some(0), true));
        assert_eq!(filtered(&chart("t3"), vec![]).unwrap().limit, None);
    }

    #[test]
    fn a_heatmap_groups_by_both_keys_and_a_table_asks_nothing() {
        assert_eq!(total(&chart("t5")).unwrap().group_by.len(), 2);
        assert_eq!(total(&chart("t6")), None);
    }

    #[test]
    fn filtered_bars_are_those_of_the_total() {
        let total = bars(&[("UA", 9), ("AA", 5)]);
        let filtered = bars(&[("AA", 3), ("B6", 2), ("UA", 1)]);
        assert_eq!(like_total(&chart("t3"), &total, filtered), bars(&[("UA", 1), ("AA", 3)]));
    }

    #[test]
    fn the_bar_of_nan_is_found() {
        let of = |n| Answer { keys: 1, rows: vec![vec![Value::Float(f64::NAN), Value::Int(n)]] };
        assert_eq!(like_total(&chart("t3"), &of(9), of(4)).rows[0][1], Value::Int(4));
    }
}
