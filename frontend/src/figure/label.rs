//! Values and filters as a person reads them.

use shared::engine::value::Value;
use shared::wire::query::{FilterSpec, Scalar};

use super::marks::length;
use super::{number, time};
use crate::i18n::Language;

/// Values of a set that a chip names; of longer sets it names the first and counts the others.
const NAMED: usize = 3;

/// A value on an axis. Not escaped: `escape` is the last step before Plotly.
pub(super) fn value(value: &Value, language: Language) -> String {
    if *value == Value::Null { language.messages().board.null.into() } else { value.text() }
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
    if let Some(opposite) = &filter.not {
        return (words.except)(&filter_label(opposite, language));
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
pub(super) fn scalar(scalar: &Scalar, language: Language) -> String {
    match scalar {
        Scalar::Text(text) => match time::shown(text) {
            Some(ms) => time::short_label(ms, language),
            None => length(text).unwrap_or_else(|| number::grouped(text)),
        },
        other => number::grouped(&plain(other)),
    }
}

/// The same on an axis: large numbers in the language's units.
pub(super) fn short(edge: &Scalar, language: Language) -> String {
    match edge {
        Scalar::Int(n) => number::compact(*n as f64, *n as f64, *n as f64, language),
        Scalar::Float(x) => number::compact(*x, *x, *x, language),
        other => scalar(other, language),
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
