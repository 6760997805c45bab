//! From a cell of a model's confusion matrix to the same cell of a dashboard.

use shared::one_by_one::one_by_one;
use shared::wire::column_type::{Role, role};
use shared::wire::dashboard::{ChartSpec, Dashboard};
use shared::wire::dataset::Dataset;
use shared::wire::model::TrainSpec;
use shared::wire::query::{FilterSpec, GroupKey, Scalar};

use crate::state::dashboard::Brushes;

/// A tile that shows the target of a model by what was predicted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matrix {
    /// The dashboard's id.
    pub dashboard: String,
    /// The tile's id.
    pub tile: String,
    /// The column of the true classes.
    pub truth: String,
    /// The column of the predicted ones.
    pub predicted: String,
    /// The tile and its column that tell held-out rows from those that were learned from, so that a cell leads to the very rows
    /// that it counts.
    pub split: Option<(String, String)>,
}

/// What the column of the split says of rows that were not learned from.
const HELD_OUT: &str = "held out";

/// The newest such tile over a dataset: a heatmap of the target by a column that the model was not trained on.
pub fn matrix(spec: &TrainSpec, dataset: &str, dashboards: &[Dashboard]) -> Option<Matrix> {
    let target = spec.target.as_deref()?;
    let other = |x: &GroupKey, y: &GroupKey| {
        let plain = x.bin.is_none() && y.bin.is_none();
        let other = if x.column == target { &y.column } else { &x.column };
        let written = !spec.inputs.contains(other) && is_written(other, "predicted");
        (plain && written && (x.column == target || y.column == target)).then(|| other.clone())
    };
    dashboards.iter().find_map(|dashboard| {
        dashboard.tiles.iter().filter(|tile| tile.dataset == dataset).find_map(|tile| {
            let ChartSpec::Heatmap { x, y } = &tile.chart else { return None };
            let predicted = other(x, y)?;
            let split = split(dashboard, dataset);
            Some(Matrix { dashboard: dashboard.id.clone(), tile: tile.id.clone(), truth: target.to_owned(), predicted, split })
        })
    })
}

fn split(dashboard: &Dashboard, dataset: &str) -> Option<(String, String)> {
    let bars = dashboard.tiles.iter().filter(|tile| tile.dataset == dataset).filter_map(|tile| match &tile.chart {
        ChartSpec::Bar { column, .. } => Some((tile.id.clone(), column.clone())),
        _ => None,
    });
    bars.into_iter().find(|(_, column)| is_written(column, "split"))
}

/// Whether a column is one that predictions add: names that were taken got a number.
pub fn is_written(column: &str, name: &str) -> bool {
    column.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.strip_prefix('_').is_some_and(|n| n.parse::<u32>().is_ok()))
}

/// What a click on a cell of that tile selects.
pub fn brushes(matrix: &Matrix, dataset: &Dataset, truth: &str, predicted: &str) -> Brushes {
    let filter = |column: &str, class: &str| {
        let word = dataset.columns.iter().find(|known| known.name == column).map_or("string", |known| known.r#type.as_str());
        FilterSpec { column: column.to_owned(), one_of: Some(vec![Some(scalar(word, class))]), ..FilterSpec::default() }
    };
    let cell = (matrix.tile.clone(), vec![filter(&matrix.truth, truth), filter(&matrix.predicted, predicted)]);
    let held_out = matrix.split.as_ref().map(|(tile, column)| (tile.clone(), vec![filter(column, HELD_OUT)]));
    one_by_one(std::iter::once(cell).chain(held_out))
}

/// A class, which metrics name as text, as a value of its column.
fn scalar(word: &str, class: &str) -> Scalar {
    match role(word) {
        Role::Category if word == "bool" => class.parse().map_or_else(|_| Scalar::Text(class.to_owned()), Scalar::Bool),
        Role::Number => {
            let float = || class.parse().map_or_else(|_| Scalar::Text(class.to_owned()), Scalar::Float);
            class.parse().map_or_else(|_| float(), Scalar::Int)
        }
        _ => Scalar::Text(class.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::samples::{dashboard, dataset, tile};
    use super::*;
    use shared::wire::model::Estimator;

    fn spec() -> TrainSpec {
        TrainSpec {
            name: None,
            estimator: Estimator::TextLinear,
            dataset: "d1".into(),
            target: Some("carrier".into()),
            inputs: vec!["note".into()],
            held_out: 0.2,
            seed: 42,
            steps: None,
            clusters: None,
        }
    }

    fn heatmap(x: &str, y: &str) -> Dashboard {
        let mut dashboard = dashboard();
        dashboard.tiles.push(tile("t9", ChartSpec::Heatmap { x: GroupKey::plain(x), y: GroupKey::plain(y) }));
        dashboard
    }

    #[test]
    fn the_matrix_is_found_whichever_way_it_lies() {
        for (x, y) in [("carrier", "predicted"), ("predicted", "carrier")] {
            let found = matrix(&spec(), "d1", &[dashboard(), heatmap(x, y)]).unwrap();
            assert_eq!((found.tile.as_str(), found.truth.as_str(), found.predicted.as_str()), ("t9", "carrier", "predicted"));
        }
        assert_eq!(matrix(&spec(), "d2", &[heatmap("carrier", "predicted")]), None);
    }

    #[test]
    fn an_ordinary_heatmap_is_no_matrix() {
        assert_eq!(matrix(&spec(), "d1", &[dashboard()]), None);
    }

    #[test]
    fn a_class_becomes_a_value_of_its_column() {
        assert_eq!(scalar("int64", "7"), Scalar::Int(7));
        assert_eq!(scalar("string", "7"), Scalar::Text("7".into()));
        assert_eq!(scalar("bool", "true"), Scalar::Bool(true));
        let found = matrix(&spec(), "d1", &[heatmap("carrier", "predicted_2")]).unwrap();
        let brushes = brushes(&found, &dataset().dataset, "UA", "AA");
        assert_eq!(brushes["t9"].len(), 2);
        assert_eq!(brushes["t9"][0].one_of, Some(vec![Some(Scalar::Text("UA".into()))]));
        assert_eq!(brushes.len(), 1);
    }

    #[test]
    fn a_cell_leads_to_held_out_rows_where_the_dashboard_tells_them_apart() {
        let mut dashboard = heatmap("carrier", "predicted");
        dashboard.tiles.push(tile("t10", ChartSpec::Bar { column: "split".into(), top: 5, measure: None }));
        let found = matrix(&spec(), "d1", &[dashboard]).unwrap();
        let brushes = brushes(&found, &dataset().dataset, "UA", "AA");
        assert_eq!(brushes["t10"][0].one_of, Some(vec![Some(Scalar::Text("held out".into()))]));
    }

    #[test]
    fn names_that_predictions_get_are_known() {
        for (column, is) in [("predicted", true), ("predicted_12", true), ("predicted_by", false), ("predictedness", false), ("unpredicted", false)] {
            assert_eq!(is_written(column, "predicted"), is, "{column}");
        }
    }
}
