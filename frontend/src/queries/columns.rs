//! Which columns a dashboard needs of a dataset, and in which order they are fetched.

use shared::wire::dashboard::{ChartSpec, Dashboard};
use shared::wire::dataset::Dataset;

use super::chart_query;

/// Up to this many columns come in one load: a second one would cost more than it brings the first chart forward.
const FEW: usize = 4;

/// The loads: first the columns that charts group by or measure, then those that only tables show; each column once, in the dataset's order.
/// A dashboard without either (a row count alone) loads one column, so that there are rows to count.
pub fn loads(dashboard: &Dashboard, dataset: &Dataset) -> Vec<Vec<String>> {
    let tiles = || dashboard.tiles.iter().filter(|tile| tile.dataset == dataset.id);
    let charted: Vec<&str> = tiles().flat_map(|tile| charted_by(&tile.chart)).collect();
    let shown: Vec<&str> = tiles().flat_map(|tile| shown_by(&tile.chart)).collect();
    let named = |wanted: &dyn Fn(&str) -> bool| -> Vec<String> {
        dataset.columns.iter().map(|column| &column.name).filter(|name| wanted(name)).cloned().collect()
    };
    let first = named(&|name| charted.contains(&name));
    let second = named(&|name| shown.contains(&name) && !charted.contains(&name));
    if first.len() + second.len() <= FEW {
        let all = named(&|name| charted.contains(&name) || shown.contains(&name));
        return vec![if all.is_empty() { dataset.columns.iter().take(1).map(|column| column.name.clone()).collect() } else { all }];
    }
    [first, second].into_iter().filter(|load| !load.is_empty()).collect()
}

/// What a chart groups by and what it measures.
fn charted_by(chart: &ChartSpec) -> Vec<&str> {
    if chart_query::shows_rows(chart) { Vec::new() } else { chart.columns() }
}

fn shown_by(chart: &ChartSpec) -> Vec<&str> {
    if chart_query::shows_rows(chart) { chart.columns() } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use shared::wire::query::{Measure, Op};

    use super::super::samples::{dashboard, dataset};
    use super::*;

    #[test]
    fn charts_first_then_tables_each_column_once() {
        assert_eq!(loads(&dashboard(), &dataset().dataset), [vec!["at", "carrier", "origin", "delay"], vec!["note", "tail"]]);
    }

    #[test]
    fn what_a_chart_measures_comes_with_what_it_groups_by() {
        let mut dashboard = dashboard();
        let measure = Some(Measure::of(Op::Sum, "tail"));
        dashboard.tiles[2].chart = ChartSpec::Bar { column: "carrier".into(), top: 12, measure };
        assert!(loads(&dashboard, &dataset().dataset)[0].contains(&"tail".to_owned()));
    }

    #[test]
    fn few_columns_come_in_one_load() {
        let mut dashboard = dashboard();
        dashboard.tiles.retain(|tile| tile.id == "t2" || tile.id == "t6");
        dashboard.tiles[1].chart = ChartSpec::Table { columns: vec!["note".into(), "delay".into()] };
        assert_eq!(loads(&dashboard, &dataset().dataset), [vec!["delay", "note"]]);
    }

    #[test]
    fn a_row_count_alone_loads_one_column() {
        let mut dashboard = dashboard();
        dashboard.tiles.truncate(1);
        assert_eq!(loads(&dashboard, &dataset().dataset), [vec!["at"]]);
    }

    #[test]
    fn columns_that_the_dataset_lost_are_left_out() {
        let mut dataset = dataset().dataset;
        dataset.columns.retain(|column| column.name != "delay");
        assert_eq!(loads(&dashboard(), &dataset)[0], ["at", "carrier", "origin"]);
    }
}
