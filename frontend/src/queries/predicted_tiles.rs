//! The dashboard of a model's predictions: examples, the confusion matrix, and how sure the model was.

use shared::wire::dashboard::{ChartSpec, Tile};
use shared::wire::dataset::Dataset;
use shared::wire::model::{Estimator, TrainSpec};
use shared::wire::query::GroupKey;

use super::confusion::is_written;

/// Its tiles; none for a model without classes, or a dataset that it was never applied to.
pub fn tiles(spec: &TrainSpec, dataset: &Dataset) -> Option<Vec<Tile>> {
    let target = spec.target.clone().filter(|target| dataset.columns.iter().any(|column| column.name == *target))?;
    let predicted = written(dataset, "predicted")?;
    let bar = |column: String| ChartSpec::Bar { column, top: 12, measure: None };
    let confidence = written(dataset, "confidence").map(|column| ChartSpec::Histogram { column, width: 0.05, origin: 0.0 });
    let confusion = ChartSpec::Heatmap { x: GroupKey::plain(&predicted), y: GroupKey::plain(&target) };
    let charts = [
        Some(("rows", 2, ChartSpec::Number)),
        written(dataset, "split").map(|column| ("split", 3, bar(column))),
        confidence.map(|chart| ("confidence", 4, chart)),
        Some(("truth", 3, bar(target.clone()))),
        Some(("confusion", 5, confusion)),
        Some(("examples", 7, examples(spec, dataset, vec![target, predicted]))),
    ];
    let tile = |(id, span, chart): (&str, u8, ChartSpec)| Tile { id: id.to_owned(), dataset: dataset.id.clone(), version: None, span, chart };
    Some(charts.into_iter().flatten().map(tile).collect())
}

/// What a person looks at to see where a model is wrong.
fn examples(spec: &TrainSpec, dataset: &Dataset, captions: Vec<String>) -> ChartSpec {
    let input = spec.inputs.first().cloned().unwrap_or_default();
    match spec.estimator {
        Estimator::ImageCnn => ChartSpec::Gallery { picture: input, captions },
        Estimator::TextLinear => ChartSpec::Sentences { text: input, words: written(dataset, "deciding_words"), captions },
        _ => ChartSpec::Table { columns: captions.into_iter().chain(spec.inputs.iter().take(10).cloned()).collect() },
    }
}

/// The column that the last model applied has added under this name or, where that was taken, with a number.
fn written(dataset: &Dataset, name: &str) -> Option<String> {
    dataset.columns.iter().rev().find(|column| is_written(&column.name, name)).map(|column| column.name.clone())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::confusion;
    use super::super::samples::dataset;
    use super::*;
    use shared::wire::dashboard::Dashboard;
    use shared::wire::dataset::Column;

    fn spec(estimator: Estimator) -> TrainSpec {
        let json = serde_json::json!({ "estimator": estimator, "dataset": "d1", "target": "carrier", "inputs": ["note"] });
        serde_json::from_value(json).unwrap()
    }

    fn predicted() -> Dataset {
        let mut dataset = dataset().dataset;
        let column = |name: &str, word: &str| Column { name: name.into(), r#type: word.into(), nullable: true };
        dataset.columns.extend([
            column("predicted", "string"),
            column("predicted_2", "string"),
            column("confidence", "float64"),
            column("split", "string"),
        ]);
        dataset
    }

    #[test]
    fn the_newest_predictions_are_drawn_and_found_again() {
        let tiles = tiles(&spec(Estimator::TextLinear), &predicted()).unwrap();
        let dashboard = Dashboard { id: "b".into(), title: String::new(), version: 1, tiles, created_at: String::new(), updated_at: String::new() };
        let found = confusion::matrix(&spec(Estimator::TextLinear), "d1", &[dashboard]).unwrap();
        assert_eq!((found.tile.as_str(), found.predicted.as_str()), ("confusion", "predicted_2"));
        assert_eq!(found.split, Some(("split".into(), "split".into())));
    }

    #[test]
    fn a_dataset_without_predictions_has_no_such_dashboard() {
        assert_eq!(tiles(&spec(Estimator::TextLinear), &dataset().dataset), None);
    }
}
