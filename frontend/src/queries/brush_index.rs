//! The index of a chart's brush: what is asked for it, and which part of it a brush selects.
//!
//! Each other tile is asked once, its groups split by every place at which a brush may begin or end ([`Marks::cuts`]) or by the cells that
//! it may take whole. A step of the brush then adds up parts of that answer.

use shared::engine::cube::{Cube, Selected};
use shared::engine::value::Value;
use shared::wire::dashboard::ChartSpec;
use shared::wire::query::{BinSpec, FilterSpec, GroupKey, Measure, Op, QuerySpec, Scalar};

use super::chart_query;
use crate::figure::{Frame, Marks};

/// Groups of one tile's index at most.
const MOST_GROUPS: u64 = 1 << 21;

/// Whether a tile's index comes sooner than a brush is drawn: not where places times groups are very many, as of a scatter's cells, and the rows too. Such a
/// tile is counted at each step instead.
pub fn is_worth_it(places: u64, groups: u64, rows: u64) -> bool {
    places.saturating_mul(groups).min(rows) <= MOST_GROUPS
}

/// The axes of the chart that is brushed.
#[derive(Clone, Debug, PartialEq)]
pub struct ActiveAxes {
    axes: Vec<Active>,
}

#[derive(Clone, Debug, PartialEq)]
struct Active {
    key: GroupKey,
    marks: Marks,
    /// Where a brush may begin and end; none where it takes cells whole.
    cuts: Option<Vec<Scalar>>,
}

impl ActiveAxes {
    /// The axes of a chart as it is drawn, by the keys of what it shows; none where a brush can't be indexed.
    pub fn of(keys: Vec<GroupKey>, frame: &Frame) -> Option<ActiveAxes> {
        let marks: Vec<&(String, Marks)> = [&frame.x, &frame.y].into_iter().filter_map(|axis| axis.marks.as_ref()).collect();
        let one = keys.len() == 1;
        let active = |(key, (_, marks)): (GroupKey, &&(String, Marks))| {
            // A brush over two axes takes cells whole.
            let cuts = if one { marks.cuts() } else { None };
            let key = match &cuts {
                Some(cuts) => GroupKey { bin: Some(BinSpec { cuts: Some(cuts.clone()), ..BinSpec::default() }), ..key },
                None => key,
            };
            Active { key, marks: marks.clone(), cuts }
        };
        let axes: Vec<Active> = (keys.len() == marks.len()).then(|| keys.into_iter().zip(&marks).map(active).collect())?;
        let indexed = axes.iter().all(|axis| axis.cuts.is_some() || !one || matches!(axis.marks, Marks::Values(_)));
        (!axes.is_empty() && indexed).then_some(ActiveAxes { axes })
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.axes.len()
    }

    /// How many places with rows a brush may take, where `cells` of the chart have rows, and its column so many `values`.
    pub fn places(&self, cells: u64, values: u64) -> u64 {
        self.axes.iter().find_map(|axis| axis.cuts.as_ref()).map_or(cells, |cuts| cuts.len() as u64 + 1).min(values)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.axes.is_empty()
    }

    /// What a tile that shows `keys` is asked, under the brushes of the tiles but the brushed one and itself; none for a tile of rows or a line through rows.
    pub fn spec(&self, chart: &ChartSpec, keys: Vec<GroupKey>, filters: Vec<FilterSpec>) -> Option<QuerySpec> {
        let view = QuerySpec { group_by: keys, ..chart_query::filtered(chart, filters)? };
        let group_by = self.axes.iter().map(|axis| axis.key.clone()).chain(view.group_by).collect();
        let measures = [Measure::count()].into_iter().chain(view.measures.iter().map(instant)).collect();
        Some(QuerySpec { group_by, measures, filters: view.filters, ..QuerySpec::default() })
    }

    /// The part of a tile's index that a brush selects; none where it ends where no cut is, or names what is not drawn.
    pub fn select(&self, cube: &Cube, brush: &[FilterSpec]) -> Option<Selected> {
        let runs: Vec<Passes> = self.axes.iter().map(|axis| axis.passes(brush)).collect::<Option<_>>()?;
        Some(cube.select(|axis, value| runs[axis].holds(&self.axes[axis], value)))
    }
}

/// What stands for a measure while a brush moves. Exact medians, quantiles and numbers of distinct values are made of all values, so each step would merge
/// these; sketches merge as quickly whatever they are of.
fn instant(measure: &Measure) -> Measure {
    let (op, q) = match measure.op {
        Op::Median => (Op::ApproxQuantile, Some(0.5)),
        Op::Quantile => (Op::ApproxQuantile, measure.q),
        Op::Distinct => (Op::ApproxDistinct, None),
        _ => return measure.clone(),
    };
    Measure { op, q, ..measure.clone() }
}

/// Whether an index answers a chart with approximate values.
pub fn is_approximate(chart: &ChartSpec) -> bool {
    let measure = chart_query::measure(chart);
    instant(&measure) != measure
}

/// Which values of an axis a brush lets pass.
enum Passes {
    /// Bins between cuts.
    Bins(i128, i128),
    /// Intervals of positions.
    Positions(Vec<(f64, f64)>),
}

impl Active {
    fn passes(&self, brush: &[FilterSpec]) -> Option<Passes> {
        let mut own = brush.iter().filter(|filter| filter.is_on(&self.key.column));
        let Some(cuts) = &self.cuts else {
            return own.all(|filter| self.marks.takes_cells_whole(filter)).then(|| Passes::Positions(self.marks.selected(&self.key.column, brush)));
        };
        let (filter, None) = (own.next()?, own.next()) else { return None };
        let [lo, hi] = filter.between.as_ref()?;
        // Bin k holds what k cuts are at or below.
        let bin = |end: &Scalar| cuts.iter().position(|cut| cut == end).map(|cut| cut as i128 + 1);
        let first = lo.as_ref().map_or(Some(0), bin)?;
        let end = hi.as_ref().map_or(Some(cuts.len() as i128 + 1), bin)?;
        Some(Passes::Bins(first, end))
    }
}

impl Passes {
    fn holds(&self, axis: &Active, value: &Value) -> bool {
        match (self, value) {
            (Passes::Bins(first, end), Value::Int(bin)) => (first..end).contains(&bin),
            (Passes::Bins(..), _) => false,
            (Passes::Positions(intervals), value) => axis.marks.place(value).is_some_and(|cell| {
                let (start, end) = axis.marks.edges(cell);
                let middle = f64::midpoint(start, end);
                intervals.iter().any(|(lo, hi)| (*lo..*hi).contains(&middle))
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use shared::wire::query::CalendarUnit;

    use super::super::samples::dashboard;
    use super::*;

    #[test]
    fn an_index_of_very_many_groups_is_not_made_unless_there_are_few_rows() {
        assert!(is_worth_it(500, 1_200, 3_000_000) && is_worth_it(1_250, 4_000, 2_000_000));
        assert!(!is_worth_it(1_250, 4_000, 3_000_000));
        assert!(is_worth_it(u64::MAX, 2, 100_000) && !is_worth_it(u64::MAX, 2, 3_000_000), "what is not known counts as many");
    }

    #[test]
    fn places_with_rows_are_not_more_than_the_values_that_there_are() {
        let key = GroupKey::plain("distance");
        let cuts = Some((0..500).map(Scalar::Int).collect());
        let axes = ActiveAxes { axes: vec![Active { key, marks: Marks::values(&[]), cuts }] };
        assert_eq!([axes.places(50, u64::MAX), axes.places(50, 215)], [501, 215]);
    }

    #[test]
    fn exact_medians_quantiles_and_distinct_counts_are_approximate_while_a_brush_moves() {
        let bars = |measure| ChartSpec::Bar { column: "carrier".into(), top: 12, measure };
        let line = |measure| ChartSpec::Line { column: "at".into(), every: CalendarUnit::Day, measure };
        let quantile = |op, q| Measure { q, ..Measure::of(op, "delay") };
        for (exact, sketch) in [
            (Measure::of(Op::Median, "delay"), quantile(Op::ApproxQuantile, Some(0.5))),
            (quantile(Op::Quantile, Some(0.95)), quantile(Op::ApproxQuantile, Some(0.95))),
            (Measure::of(Op::Distinct, "delay"), Measure::of(Op::ApproxDistinct, "delay")),
        ] {
            assert_eq!(instant(&exact), sketch);
            assert!([bars(Some(exact.clone())), line(Some(exact))].iter().all(is_approximate));
            assert!(![bars(Some(sketch.clone())), line(Some(sketch))].iter().any(is_approximate));
        }
        let mean = Some(Measure::of(Op::Mean, "delay"));
        assert!(![bars(mean.clone()), line(mean), bars(None), line(None)].iter().any(is_approximate));
    }

    #[test]
    fn whatever_counts_rows_or_shows_them_is_never_approximate_so_only_bars_and_lines_are() {
        let (x, y) = (GroupKey::plain("delay"), GroupKey::plain("distance"));
        let others = [
            ChartSpec::Scatter { x, y },
            ChartSpec::Gallery { picture: "picture".into(), captions: Vec::new() },
            ChartSpec::Sentences { text: "note".into(), words: None, captions: Vec::new() },
        ];
        let charts = dashboard().tiles.into_iter().map(|tile| tile.chart).chain(others);
        // A new kind of chart is asked for here.
        let (measured, counted): (Vec<_>, Vec<_>) = charts.partition(|chart| match chart {
            ChartSpec::Bar { .. } | ChartSpec::Line { .. } => true,
            ChartSpec::Number | ChartSpec::Histogram { .. } | ChartSpec::Heatmap { .. } | ChartSpec::Scatter { .. } | ChartSpec::Series { .. } => {
                false
            }
            ChartSpec::Table { .. } | ChartSpec::Gallery { .. } | ChartSpec::Sentences { .. } => false,
        });
        assert_eq!((measured.len(), counted.len()), (2, 7));
        assert!(!counted.iter().any(is_approximate));
    }
}
