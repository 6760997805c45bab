//! A small dashboard that the tests of this folder share.

use shared::wire::dashboard::{ChartSpec, Dashboard, ProfiledDataset, Tile};
use shared::wire::dataset::{Column, Dataset, ImportReport, Source};
use shared::wire::profile::Profile;
use shared::wire::query::{CalendarUnit, FilterSpec, GroupKey, Scalar};

pub(crate) fn tile(id: &str, chart: ChartSpec) -> Tile {
    Tile { id: id.into(), dataset: "d1".into(), version: None, span: 6, chart }
}

/// `t1` number, `t2` histogram of delay, `t3` bars of carrier, `t4` line of at, `t5` heatmap of carrier and origin, `t6` table.
pub(crate) fn dashboard() -> Dashboard {
    let tiles = vec![
        tile("t1", ChartSpec::Number),
        tile("t2", ChartSpec::Histogram { column: "delay".into(), width: 10.0, origin: 0.0 }),
        tile("t3", ChartSpec::Bar { column: "carrier".into(), top: 12, measure: None }),
        tile("t4", ChartSpec::Line { column: "at".into(), every: CalendarUnit::Day, measure: None }),
        tile("t5", ChartSpec::Heatmap { x: GroupKey::plain("carrier"), y: GroupKey::plain("origin") }),
        tile("t6", ChartSpec::Table { columns: ["at", "carrier", "origin", "delay", "note", "tail"].map(String::from).to_vec() }),
    ];
    Dashboard { id: "b1".into(), title: "Flights".into(), version: 1, tiles, created_at: String::new(), updated_at: String::new() }
}

/// The dataset `d1` that it draws.
pub(crate) fn dataset() -> ProfiledDataset {
    let column = |name: &str, word: &str| Column { name: name.into(), r#type: word.into(), nullable: true };
    let dataset = Dataset {
        id: "d1".into(),
        name: "flights".into(),
        version: 3,
        rows: 10,
        deleted_at: None,
        removed_at: None,
        size_bytes: 100,
        columns: vec![
            column("at", "timestamp"),
            column("carrier", "string"),
            column("origin", "string"),
            column("delay", "int64"),
            column("note", "string"),
            column("tail", "string"),
            column("ok", "bool"),
        ],
        created_at: String::new(),
        updated_at: String::new(),
        source: Source::Upload { file_name: "flights.csv".into() },
        import: ImportReport::default(),
    };
    ProfiledDataset { dataset, profile: Profile::default() }
}

pub(crate) fn between(column: &str, lo: i64, hi: i64) -> FilterSpec {
    FilterSpec { column: column.into(), between: Some([Some(Scalar::Int(lo)), Some(Scalar::Int(hi))]), ..FilterSpec::default() }
}

pub(crate) fn one_of(column: &str, values: &[&str]) -> FilterSpec {
    let values = values.iter().map(|text| Some(Scalar::Text((*text).into()))).collect();
    FilterSpec { column: column.into(), one_of: Some(values), ..FilterSpec::default() }
}
