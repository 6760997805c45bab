//! The cells that an answer's keys ask for.

use shared::engine::bin::linear::Linear;
use shared::engine::bin::local::Local;
use shared::engine::bin::zone::Zone;
use shared::engine::order::{TotalOrder, arranged};
use shared::engine::plan;
use shared::engine::value::Value;
use shared::wire::query::{CalendarUnit, GroupKey};

use super::{Marks, Quantity, bin_number, bins, next, same};
use crate::figure::clock;

/// Cells along an axis are filled up to this many. Beyond it bins are drawn several in one, and only the calendar units that have rows.
pub(in crate::figure) const MOST_CELLS: usize = 5_000;

/// The same for each of two axes whose cells are drawn in pairs: each is a pixel at least.
pub(super) const MOST_OF_PAIR: usize = 150;

impl Marks {
    /// The cells of one of two axes that hold the keys of a group.
    pub fn of(group: &GroupKey, keys: &[&Value], integer: bool) -> Marks {
        match &group.bin {
            Some(bin) if bin.width.is_some() => Marks::linear(bin.origin.unwrap_or(0.0), bin.width.unwrap_or(1.0), keys, integer, MOST_OF_PAIR),
            Some(bin) if let Some(every) = bin.every => Marks::calendar(every, bin.n.unwrap_or(1), clock::of(Some(group)), keys),
            _ => bins::of(group, keys).map_or_else(|| Marks::values(keys), Marks::Bins),
        }
    }

    /// The bins from the least to the greatest finite key. Where these are more than `most`, because a row has come that lies far off, say,
    /// each cell holds several.
    pub fn linear(origin: f64, width: f64, keys: &[&Value], integer: bool, most: usize) -> Marks {
        let (rule, quantity) = (Linear::new(origin, width), Quantity::of(keys, integer));
        let numbers = keys.iter().filter_map(|key| bin_number(key, &rule));
        let (first, last) = numbers.fold((i64::MAX, i64::MIN), |(lo, hi), k| (lo.min(k), hi.max(k)));
        if first > last {
            return Marks::Linear { rule, holds: 1, first: 0, count: 0, quantity };
        }
        // Cells begin at multiples of what they hold, so that one more than `most` of them may be touched.
        let holds = if last - first < most as i64 { 1 } else { (last - first + 1) / (most as i64 - 1) + 1 };
        let (first, last) = (first.div_euclid(holds), last.div_euclid(holds));
        Marks::Linear { rule, holds, first, count: (last - first + 1) as usize, quantity }
    }

    /// The times `n` units from the first to the last key, those without rows included.
    pub fn calendar(unit: CalendarUnit, n: u32, zone: Zone, keys: &[&Value]) -> Marks {
        let rule = Local { unit: plan::unit(unit, n), zone };
        let dates = keys.iter().any(|key| matches!(key, Value::Date(_)));
        let mut present: Vec<i64> = keys.iter().filter_map(|key| key.epoch_ms()).map(|ms| ms as i64).collect();
        present.sort_unstable();
        present.dedup();
        Marks::Calendar { starts: filled(&present, &rule).unwrap_or(present), unit, rule, dates }
    }

    /// The cells between the ends of an axis, both included, by the bins of its key; none if there are no ends. Where units of a calendar are very many, cells
    /// are of several.
    pub fn over(key: &GroupKey, ends: Option<(f64, f64)>, dates: bool, integer: bool) -> Marks {
        let bin = key.bin.as_ref();
        if let Some(unit) = bin.and_then(|bin| bin.every) {
            let zone = clock::of(Some(key));
            let n = bin.and_then(|bin| bin.n).unwrap_or(1);
            let (starts, rule) = ends.map_or_else(|| (Vec::new(), local(unit, n, &zone)), |ends| units(ends, unit, n, &zone));
            return Marks::Calendar { starts, unit, rule, dates };
        }
        let (origin, width) = bin.map_or((0.0, 1.0), |bin| (bin.origin.unwrap_or(0.0), bin.width.unwrap_or(1.0)));
        let rule = Linear::new(origin, width);
        let keys: Vec<Value> = ends.into_iter().flat_map(|(lo, hi)| [lo, hi]).map(|end| Value::Float(rule.edge(rule.bin(end)))).collect();
        Marks::linear(origin, width, &keys.iter().collect::<Vec<_>>(), integer, MOST_CELLS)
    }

    /// Each key once, in ascending order, null last.
    pub fn values(keys: &[&Value]) -> Marks {
        let mut values: Vec<Value> = Vec::new();
        for at in arranged(keys.len(), &|a, b| keys[a].order(keys[b])) {
            if !values.last().is_some_and(|last| same(last, keys[at])) {
                values.push(keys[at].clone());
            }
        }
        Marks::Values(values)
    }
}

fn local(unit: CalendarUnit, n: u32, zone: &Zone) -> Local {
    Local { unit: plan::unit(unit, n), zone: zone.clone() }
}

/// The starts of the units from one instant to another: of `n` units of the calendar each, or of as many times more as it takes for them to be cells.
fn units((lo, hi): (f64, f64), unit: CalendarUnit, n: u32, zone: &Zone) -> (Vec<i64>, Local) {
    let mut n = n;
    loop {
        let rule = local(unit, n, zone);
        let [first, last] = [lo, hi].map(|end| rule.start((end / 1_000.0).floor() as i64).saturating_mul(1_000));
        let cells = (last - first) / (next(first, &rule) - first).max(1);
        let most = n.saturating_mul((cells / MOST_CELLS as i64 + 1).try_into().unwrap_or(u32::MAX));
        if most == n {
            match filled(&[first, last], &rule) {
                Some(starts) => return (starts, rule),
                None if n > 1 << 24 => return (vec![first], rule),
                None => n *= 2,
            }
        } else {
            n = most;
        }
    }
}

fn filled(present: &[i64], rule: &Local) -> Option<Vec<i64>> {
    let (first, last) = (*present.first()?, *present.last()?);
    let mut starts = Vec::new();
    let mut start = first;
    while start <= last {
        starts.push(start);
        if starts.len() > MOST_CELLS {
            return None;
        }
        start = next(start, rule);
    }
    // Keys that are no starts of this unit would be lost: then draw what there is.
    present.iter().all(|ms| starts.binary_search(ms).is_ok()).then_some(starts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn linear(last: f64, most: usize) -> Marks {
        let keys = [Value::Float(-20.0), Value::Float(30.0), Value::Float(last)];
        Marks::linear(0.0, 10.0, &keys.iter().collect::<Vec<_>>(), true, most)
    }

    #[test]
    fn up_to_the_most_each_bin_is_a_cell() {
        assert_eq!((linear(970.0, 100).len(), linear(970.0, 100).width()), (100, 10.0));
    }

    #[test]
    fn a_row_far_off_makes_the_cells_wider_and_not_more() {
        for (last, most) in [(980.0, 100), (1e12, 100), (8e16, 5_000)] {
            let marks = linear(last, most);
            assert!((most / 2 - 1..=most).contains(&marks.len()), "{last} {most}: {}", marks.len());
            assert_eq!(marks.place(&Value::Float(last)), Some(marks.len() - 1));
            let near = marks.place(&Value::Float(-20.0)).into_iter().chain(marks.place(&Value::Float(30.0)));
            for (cell, key) in near.zip([-20.0, 30.0]) {
                let (from, to) = marks.edges(cell);
                assert!(from <= key && key < to, "{key} lies in [{from}, {to})");
            }
        }
    }
}
