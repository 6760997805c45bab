//! The cells that an answer's keys ask for.

use shared::engine::order::TotalOrder;
use shared::engine::value::Value;
use shared::wire::query::{CalendarUnit, GroupKey};

use super::{Marks, bin_number, same};
use crate::figure::time;

/// Cells along an axis are filled up to this many; beyond it only those that have rows are drawn.
const MOST_CELLS: usize = 5_000;

impl Marks {
    /// The cells that hold the keys of a group.
    pub fn of(group: &GroupKey, keys: &[&Value], integer: bool) -> Marks {
        match &group.bin {
            Some(bin) if bin.width.is_some() => Marks::linear(bin.origin.unwrap_or(0.0), bin.width.unwrap_or(1.0), keys, integer),
            Some(bin) if bin.every.is_some() => Marks::calendar(bin.every.unwrap_or(CalendarUnit::Day), keys),
            _ => Marks::values(keys),
        }
    }

    /// The bins from the least to the greatest finite key.
    pub fn linear(origin: f64, width: f64, keys: &[&Value], integer: bool) -> Marks {
        let numbers = keys.iter().filter_map(|key| bin_number(key, origin, width));
        let (first, last) = numbers.fold((i64::MAX, i64::MIN), |(lo, hi), k| (lo.min(k), hi.max(k)));
        let count = if first > last { 0 } else { usize::try_from(last - first + 1).unwrap_or(0) };
        Marks::Linear { origin, width, first: if count == 0 { 0 } else { first }, count, integer }
    }

    /// The units from the first to the last key, those without rows included.
    pub fn calendar(unit: CalendarUnit, keys: &[&Value]) -> Marks {
        let dates = keys.iter().any(|key| matches!(key, Value::Date(_)));
        let mut present: Vec<i64> = keys.iter().filter_map(|key| key.epoch_ms()).map(|ms| ms as i64).collect();
        present.sort_unstable();
        present.dedup();
        Marks::Calendar { starts: filled(&present, unit).unwrap_or(present), unit, dates }
    }

    /// Each key once, in ascending order, null last.
    pub fn values(keys: &[&Value]) -> Marks {
        let mut values: Vec<Value> = Vec::new();
        for key in keys {
            if !values.iter().any(|v| same(v, key)) {
                values.push((*key).clone());
            }
        }
        values.sort_by(Value::order);
        Marks::Values(values)
    }
}

fn filled(present: &[i64], unit: CalendarUnit) -> Option<Vec<i64>> {
    let (first, last) = (*present.first()?, *present.last()?);
    let mut starts = Vec::new();
    let mut start = first;
    while start <= last {
        starts.push(start);
        if starts.len() > MOST_CELLS {
            return None;
        }
        start = time::next(start, unit);
    }
    // Keys that are no starts of this unit would be lost: then draw what there is.
    present.iter().all(|ms| starts.binary_search(ms).is_ok()).then_some(starts)
}
