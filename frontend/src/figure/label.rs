//! Values and filters as a person reads them.

use shared::engine::value::{Value, date_text, decimal_text, duration_text, time_text, timestamp_text};
use shared::wire::query::{FilterSpec, Scalar};

use super::{number, time};
use crate::i18n::Language;

/// Values of a set that a chip names; of longer sets it names the first and counts the others.
const NAMED: usize = 3;

/// A value on an axis. Not escaped: `escape` is the last step before Plotly.
pub(super) fn value(value: &Value, language: Language) -> String {
    match value {
        Value::Null => language.messages().board.null.into(),
        Value::Bool(b) => b.to_string(),
        Value::Int(i) => i.to_string(),
        Value::Float(f) => f.to_string(),
        Value::Decimal { unscaled, scale } => decimal_text(*unscaled, *scale),
        Value::Text(text) => text.clone(),
        Value::Date(days) => date_text(*days).unwrap_or_default(),
        Value::Timestamp { ticks, per_second } => timestamp_text(*ticks, *per_second).unwrap_or_default(),
        Value::Time { ticks, per_second } => time_text(*ticks, *per_second).unwrap_or_default(),
        Value::Duration { ticks, per_second } => duration_text(*ticks, *per_second).unwrap_or_default(),
    }
}

/// What a filter lets pass, without its column: for chips.
pub fn filter_label(filter: &FilterSpec, language: Language) -> String {
    let words = &language.messages().board;
    if let Some(ends) = &filter.between {
        return match ends.each_ref().map(|end| end.as_ref().map(|s| scalar(s, language))) {
            [Some(lo), Some(hi)] => format!("{lo} – {hi}"),
            [Some(lo), None] => (words.at_least)(&lo),
            [None, Some(hi)] => (words.below)(&hi),
            [None, None] => words.not_null.into(),
        };
    }
    if let Some(set) = &filter.one_of {
        let names: Vec<String> = set.iter().map(|s| s.as_ref().map_or_else(|| words.null.into(), plain)).collect();
        return match names.as_slice() {
            [first, rest @ ..] if names.len() > NAMED => (words.and_more)(first, &number::count(rest.len() as u64)),
            _ => names.join(", "),
        };
    }
    if filter.is_null == Some(true) { words.only_null.into() } else { words.not_null.into() }
}

/// An end of an interval: numbers grouped, instants by the language.
fn scalar(scalar: &Scalar, language: Language) -> String {
    match scalar {
        Scalar::Text(text) => time::shown(text).map_or_else(|| number::grouped(text), |ms| time::short_label(ms, language)),
        other => number::grouped(&plain(other)),
    }
}

fn plain(scalar: &Scalar) -> String {
    match scalar {
        Scalar::Bool(b) => b.to_string(),
        Scalar::Int(i) => i.to_string(),
        Scalar::Float(f) => f.to_string(),
        Scalar::Text(text) => text.clone(),
    }
}
