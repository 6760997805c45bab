//! Spans in the grid of twelve, so that every row is full.

use crate::wire::dashboard::ChartSpec;

const GRID: u8 = 12;

/// Charts in reading order with their spans: lines first, a small chart beside each, pairs of columns last.
pub(super) fn rows(charts: Vec<ChartSpec>) -> Vec<(ChartSpec, u8)> {
    let mut row: Vec<(ChartSpec, u8)> = Vec::new();
    let mut rows = Vec::new();
    for chart in ordered(charts) {
        let span = preferred(&chart);
        if used(&row) + span > GRID {
            rows.append(&mut stretched(std::mem::take(&mut row)));
        }
        row.push((chart, span));
    }
    rows.append(&mut stretched(row));
    rows
}

fn ordered(charts: Vec<ChartSpec>) -> Vec<ChartSpec> {
    let is_pair = |chart: &ChartSpec| matches!(chart, ChartSpec::Heatmap { .. } | ChartSpec::Scatter { .. });
    let (pairs, charts): (Vec<_>, Vec<_>) = charts.into_iter().partition(is_pair);
    let (lines, small): (Vec<_>, Vec<_>) = charts.into_iter().partition(|chart| matches!(chart, ChartSpec::Line { .. }));
    let mut small = small.into_iter();
    let mut ordered = Vec::new();
    for line in lines {
        ordered.push(line);
        ordered.extend(small.next());
    }
    ordered.extend(small);
    ordered.extend(pairs);
    ordered
}

fn preferred(chart: &ChartSpec) -> u8 {
    match chart {
        ChartSpec::Line { .. } => 8,
        ChartSpec::Heatmap { .. } | ChartSpec::Scatter { .. } => 6,
        _ => 4,
    }
}

fn used(row: &[(ChartSpec, u8)]) -> u8 {
    row.iter().map(|(_, span)| span).sum()
}

/// Widens the narrowest charts of a row until it is full.
fn stretched(mut row: Vec<(ChartSpec, u8)>) -> Vec<(ChartSpec, u8)> {
    while used(&row) < GRID {
        match row.iter_mut().min_by_key(|(_, span)| *span) {
            Some((_, span)) => *span += 1,
            None => break,
        }
    }
    row
}
