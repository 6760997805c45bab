//! Random filters, and random brushes with what they select on a cube's axes.

use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::select;

use super::rows::TEXTS;
use crate::engine::value::Value;
use crate::wire::query::{BinSpec, FilterSpec, GroupKey, Scalar};

/// A filter on the columns of [`super::rows`], up to three conditions deep.
pub(super) fn filter() -> impl Strategy<Value = FilterSpec> {
    let columns = || select(vec!["x", "y", "m", "f", "d", "t", "day", "g", "b"]).prop_map(str::to_owned);
    let end = || weighted(0.8, 0..7usize);
    let interval = (select(vec!["x", "f", "d", "t", "day"]), end(), end()).prop_map(|(column, lo, hi)| between(column, lo, hi));
    let set = (select(vec!["g", "m"]), vec(0..8usize, 0..4)).prop_map(|(column, places)| one_of(column, &places));
    let null = (columns(), any::<bool>()).prop_map(|(column, is_null)| FilterSpec { column, is_null: Some(is_null), ..FilterSpec::default() });
    let text = (select(vec!["a", "B", "é"]), 0..3, any::<bool>()).prop_map(|(part, test, ignore_case)| {
        let part = |of: i32| (test == of).then(|| part.to_owned());
        let (contains, starts_with, matches) = (part(0), part(1), part(2).map(|part| format!("^.?{part}$")));
        FilterSpec { column: "g".into(), contains, starts_with, matches, ignore_case, ..FilterSpec::default() }
    });
    prop_oneof![interval, set, null, text].prop_recursive(2, 6, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|not| FilterSpec { not: Some(Box::new(not)), ..FilterSpec::default() }),
            vec(inner.clone(), 1..3).prop_map(|all| FilterSpec { all: Some(all), ..FilterSpec::default() }),
            vec(inner, 1..3).prop_map(|any| FilterSpec { any: Some(any), ..FilterSpec::default() }),
        ]
    })
}

/// Seven places along a column, ascending.
fn cuts(column: &str) -> Vec<Scalar> {
    let cut = |k: i64| match column {
        "f" => Scalar::Float(0.5 + 300.0 * (k - 3) as f64),
        "d" => Scalar::Text(format!("{}.25", k - 3)),
        "t" => Scalar::Text(format!("1970-01-{:02}T06:00:00", 1 + 3 * k)),
        "day" => Scalar::Text(format!("1970-01-{:02}", 1 + 3 * k)),
        _ => Scalar::Int(6 * (k - 3)),
    };
    (0..7).map(cut).collect()
}

fn between(column: &str, lo: Option<usize>, hi: Option<usize>) -> FilterSpec {
    let end = |end: Option<usize>| end.map(|at| cuts(column)[at].clone());
    FilterSpec { column: column.into(), between: Some([end(lo), end(hi)]), ..FilterSpec::default() }
}

/// The values of a column of few values; null beyond them.
fn value(column: &str, place: usize) -> Value {
    match column {
        "g" => TEXTS.get(place).map_or(Value::Null, |text| Value::Text((*text).into())),
        _ => {
            if place < 7 {
                Value::Int(place as i128 - 3)
            } else {
                Value::Null
            }
        }
    }
}

fn one_of(column: &str, places: &[usize]) -> FilterSpec {
    let scalar = |place: &usize| match value(column, *place) {
        Value::Text(text) => Some(Scalar::Text(text)),
        Value::Int(n) => Some(Scalar::Int(n as i64)),
        _ => None,
    };
    FilterSpec { column: column.into(), one_of: Some(places.iter().map(scalar).collect()), ..FilterSpec::default() }
}

/// A brush along one axis of a chart.
#[derive(Clone, Debug)]
pub(super) enum Side {
    /// From cut to cut, or to an end that is open.
    Interval { column: &'static str, ends: [Option<usize>; 2] },
    /// Some values.
    Set { column: &'static str, places: Vec<usize> },
}

pub(super) fn side() -> impl Strategy<Value = Side> {
    let end = || weighted(0.8, 0..7usize);
    prop_oneof![
        (select(vec!["x", "f", "d", "t", "day"]), end(), end()).prop_map(|(column, lo, hi)| Side::Interval { column, ends: [lo, hi] }),
        (select(vec!["g", "m", "x"]), vec(0..8usize, 0..5)).prop_map(|(column, places)| Side::Set { column, places }),
    ]
}

impl Side {
    /// The axis.
    pub(super) fn key(&self) -> GroupKey {
        match self {
            Side::Interval { column, .. } => {
                GroupKey { column: (*column).into(), bin: Some(BinSpec { cuts: Some(cuts(column)), ..BinSpec::default() }) }
            }
            Side::Set { column, .. } => GroupKey::plain(*column),
        }
    }

    /// What the brush filters rows by.
    pub(super) fn filter(&self) -> FilterSpec {
        match self {
            Side::Interval { column, ends: [lo, hi] } => between(column, *lo, *hi),
            Side::Set { column, places } => one_of(column, places),
        }
    }

    /// Which values of the axis it selects.
    pub(super) fn passes(&self, key: &Value) -> bool {
        match (self, key) {
            // Bin k + 1 begins at cut k.
            (Side::Interval { ends: [lo, hi], .. }, Value::Int(bin)) => {
                (lo.map_or(0, |lo| lo as i128 + 1)..hi.map_or(8, |hi| hi as i128 + 1)).contains(bin)
            }
            (Side::Interval { .. }, _) => false,
            (Side::Set { column, places }, key) => places.iter().any(|place| value(column, *place) == *key),
        }
    }
}
