//! A full profile as CSV: one row per column of the dataset, lists as JSON.

use serde::Serialize;
use shared::wire::full_profile::{FullColumn, FullProfile};
use shared::wire::query::Scalar;

const HEAD: [&str; 22] = [
    "name",
    "type",
    "rows",
    "nulls",
    "nan",
    "distinct",
    "is_sketch",
    "min",
    "max",
    "mean",
    "p05",
    "p25",
    "median",
    "p75",
    "p95",
    "shortest_chars",
    "shortest",
    "longest_chars",
    "longest",
    "top",
    "edges",
    "bars",
];

/// The text of the file.
pub(crate) fn text(profile: &FullProfile) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(HEAD)?;
    for column in &profile.columns {
        writer.write_record(record(column, profile.rows))?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

fn record(c: &FullColumn, rows: u64) -> [String; 22] {
    let [rows, nulls, nan] = [rows, c.nulls, c.nan].map(|n| n.to_string());
    let [min, max, mean, p05, p25] = [&c.min, &c.max, &c.mean, &c.p05, &c.p25].map(scalar);
    let [median, p75, p95] = [&c.median, &c.p75, &c.p95].map(scalar);
    let [distinct, shortest_chars, longest_chars] =
        [c.distinct, c.shortest_chars, c.longest_chars].map(|n| n.map_or(String::new(), |n| n.to_string()));
    let [shortest, longest] = [&c.shortest, &c.longest].map(|text| text.clone().unwrap_or_default());
    let is_sketch = c.is_sketch.to_string();
    let (name, r#type, top, edges, bars) = (c.name.clone(), c.r#type.clone(), list(&c.top), list(&c.edges), list(&c.bars));
    [
        name,
        r#type,
        rows,
        nulls,
        nan,
        distinct,
        is_sketch,
        min,
        max,
        mean,
        p05,
        p25,
        median,
        p75,
        p95,
        shortest_chars,
        shortest,
        longest_chars,
        longest,
        top,
        edges,
        bars,
    ]
}

fn scalar(scalar: &Option<Scalar>) -> String {
    match scalar {
        None => String::new(),
        Some(Scalar::Text(text)) => text.clone(),
        Some(Scalar::Bool(b)) => b.to_string(),
        Some(Scalar::Int(n)) => n.to_string(),
        Some(Scalar::Float(x)) => x.to_string(),
    }
}

fn list<T: Serialize>(list: &[T]) -> String {
    if list.is_empty() { String::new() } else { serde_json::to_string(list).unwrap_or_default() }
}
