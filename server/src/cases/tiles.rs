//! The dashboards of the worked cases.

use shared::wire::dashboard::{ChartSpec, Tile, View};
use shared::wire::query::{CalendarUnit, FilterSpec, GroupKey, Measure, Op, Scalar};

/// The id of the tile that tells training rows from held-out ones.
const SPLIT: &str = "split";

/// What to select at first: the rows that the model has not seen.
pub(super) fn held_out() -> View {
    let filter = FilterSpec { column: "split".into(), one_of: Some(vec![Some(Scalar::Text("held out".into()))]), ..FilterSpec::default() };
    View { brushes: [(SPLIT.to_owned(), vec![filter])].into() }
}

/// Examples, confusion matrix, and how sure the model was.
pub(super) fn learned(key: &str, dataset: &str) -> Vec<Tile> {
    let text = |names: [&str; 2]| names.map(str::to_owned).to_vec();
    let (target, examples) = match key {
        "digits" => ("digit", ChartSpec::Gallery { picture: "picture".into(), captions: text(["digit", "predicted"]) }),
        _ => {
            let words = Some("deciding_words".to_owned());
            ("label", ChartSpec::Sentences { text: "text".into(), words, captions: text(["label", "predicted"]) })
        }
    };
    let confusion = ChartSpec::Heatmap { x: GroupKey::plain("predicted"), y: GroupKey::plain(target) };
    let bar = |column: &str| ChartSpec::Bar { column: column.into(), top: 12, measure: None };
    let sure = ChartSpec::Histogram { column: "confidence".into(), width: 0.05, origin: 0.0 };
    vec![
        tile("rows", dataset, 2, ChartSpec::Number),
        tile(SPLIT, dataset, 3, bar("split")),
        tile("confidence", dataset, 4, sure),
        tile("truth", dataset, 3, bar(target)),
        tile("confusion", dataset, 5, confusion),
        tile("examples", dataset, 7, examples),
    ]
}

/// The windows as lines, the rows that they are made of beside.
pub(super) fn live(rows: &str, hours: &str) -> Vec<Tile> {
    let sum = Some(Measure::of(Op::Sum, "count"));
    let late = Some(Measure::of(Op::Mean, "mean(dep_delay)"));
    let line = |measure| ChartSpec::Line { column: "departure".into(), every: CalendarUnit::Hour, measure };
    vec![
        tile("rows", rows, 2, ChartSpec::Number),
        tile("flights", hours, 10, line(sum.clone())),
        tile("delay", hours, 8, line(late)),
        tile("origin", hours, 4, ChartSpec::Bar { column: "origin".into(), top: 12, measure: sum }),
        tile("carrier", rows, 6, ChartSpec::Bar { column: "carrier".into(), top: 12, measure: None }),
        tile("distance", rows, 6, ChartSpec::Histogram { column: "distance".into(), width: 250.0, origin: 0.0 }),
    ]
}

fn tile(id: &str, dataset: &str, span: u8, chart: ChartSpec) -> Tile {
    Tile { id: id.into(), dataset: dataset.into(), version: None, span, chart }
}
