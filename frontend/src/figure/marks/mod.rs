//! The cells along an axis: linear bins, calendar units, single values, or bins of any other kind. Each cell is what one group of the answer draws.

mod bins;
mod brush;
mod cuts;
mod make;
mod quantity;

use shared::engine::bin::linear::Linear;
use shared::engine::bin::local::Local;
use shared::engine::value::Value;
use shared::wire::query::CalendarUnit;

use super::{clock, number, time};
use crate::i18n::Language;
pub(super) use bins::Bin;
use brush::equal;
pub(super) use brush::is;
pub(super) use make::MOST_CELLS;
use make::MOST_OF_PAIR;
pub(in crate::figure) use quantity::Quantity;
pub(super) use quantity::{clock as time_text, length};

/// The cells of one axis. Positions are values for linear bins, of times in seconds, milliseconds for units, and 0, 1, … for single values and other bins.
#[derive(Clone, Debug, PartialEq)]
pub enum Marks {
    /// Cell k holds the bins from number `(first + k) · holds` on.
    Linear {
        /// The bins of the answer.
        rule: Linear,
        /// How many of them each cell holds.
        holds: i64,
        /// The number of the first cell, counted from the origin.
        first: i64,
        /// Cells.
        count: usize,
        /// What they are of.
        quantity: Quantity,
    },
    /// Calendar units.
    Calendar {
        /// Where each starts, ascending.
        starts: Vec<i64>,
        /// The unit.
        unit: CalendarUnit,
        /// The same by the clock of a zone.
        rule: Local,
        /// The column holds dates, not instants.
        dates: bool,
    },
    /// Single values, in order.
    Values(Vec<Value>),
    /// Bins that are brushed whole.
    Bins(Vec<Bin>),
}

impl Marks {
    /// The number of cells.
    pub fn len(&self) -> usize {
        match self {
            Marks::Linear { count, .. } => *count,
            Marks::Calendar { starts, .. } => starts.len(),
            Marks::Values(values) => values.len(),
            Marks::Bins(bins) => bins.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Where a cell begins and ends.
    pub fn edges(&self, cell: usize) -> (f64, f64) {
        match self {
            Marks::Linear { rule, holds, first, quantity, .. } => {
                // No bin goes beyond its day.
                let most = if quantity.is_of_day() { quantity::DAY } else { f64::INFINITY };
                let edge = |k: i64| rule.edge(k as f64 * *holds as f64).min(most);
                (edge(first + cell as i64), edge(first + cell as i64 + 1))
            }
            Marks::Calendar { starts, rule, .. } => {
                let start = starts.get(cell).copied().unwrap_or(0);
                (start as f64, next(start, rule) as f64)
            }
            Marks::Values(_) | Marks::Bins(_) => (cell as f64 - 0.5, cell as f64 + 0.5),
        }
    }

    /// Where the first cell begins and the last one ends.
    pub fn extent(&self) -> (f64, f64) {
        if self.is_empty() { (0.0, 1.0) } else { (self.edges(0).0, self.edges(self.len() - 1).1) }
    }

    /// The cell at a position; beyond the ends the nearest one.
    pub fn cell_at(&self, position: f64) -> Option<usize> {
        let last = self.len().checked_sub(1)?;
        let cell = match self {
            Marks::Linear { rule, first, .. } => ((position - rule.origin) / self.width()).floor() - *first as f64,
            Marks::Calendar { starts, .. } => starts.partition_point(|s| *s as f64 <= position) as f64 - 1.0,
            Marks::Values(_) | Marks::Bins(_) => position.round(),
        };
        Some((cell.max(0.0) as usize).min(last))
    }

    /// The cell that a key of an answer belongs to; none for keys without a place (null in bins, not finite).
    pub fn place(&self, key: &Value) -> Option<usize> {
        match self {
            Marks::Linear { rule, holds, first, count, .. } => {
                let bin = bin_number(key, rule)?;
                let cell = usize::try_from(bin.div_euclid(*holds) - first).ok()?;
                (cell < *count).then_some(cell)
            }
            Marks::Calendar { starts, .. } => starts.binary_search(&(key.epoch_ms()? as i64)).ok(),
            Marks::Values(values) => values.iter().position(|v| same(v, key)),
            Marks::Bins(bins) => bins::place(bins, key),
        }
    }

    /// Whether they are read from the top, as text is; numbers and times grow upwards.
    pub(in crate::figure) fn reads_down(&self) -> bool {
        match self {
            Marks::Values(values) => values.iter().any(|value| matches!(value, Value::Text(_) | Value::Bool(_))),
            Marks::Bins(bins) => bins.iter().any(|bin| bin.edges().is_none()),
            Marks::Linear { .. } | Marks::Calendar { .. } => false,
        }
    }

    /// Ticks of times of day or lengths of time, about so many, and what is written at them; none of others.
    pub(in crate::figure) fn clock_ticks(&self, count: u32) -> Option<(Vec<f64>, Vec<String>)> {
        let (Marks::Linear { quantity, .. }, (lo, hi)) = (self, self.extent()) else { return None };
        let step = quantity.step((lo, hi), count)?;
        let places = ((lo / step).ceil() as i64..=(hi / step).floor() as i64).map(|k| k as f64 * step);
        Some(places.filter_map(|at| Some((at, time_text(&quantity.time(at)?)?))).unzip())
    }

    /// Whether cells that end here hold the end too: the end of a day is in its last bin.
    fn ends_closed(&self, end: f64) -> bool {
        matches!(self, Marks::Linear { quantity, .. } if quantity.is_of_day()) && end >= quantity::DAY
    }

    /// How wide each cell is; calendar units differ.
    pub(in crate::figure) fn width(&self) -> f64 {
        if let Marks::Linear { rule, holds, .. } = self { rule.width * *holds as f64 } else { 1.0 }
    }

    /// Whether each bin holds a single whole number.
    pub(in crate::figure) fn is_one_number_each(&self) -> bool {
        matches!(self, Marks::Linear { rule, holds: 1, quantity: Quantity::Whole, .. } if rule.width == 1.0 && rule.origin.fract() == 0.0)
    }

    /// A cell as a person reads it.
    pub fn label(&self, cell: usize, language: Language) -> String {
        match self {
            Marks::Linear { rule, quantity, .. } => {
                let (lo, hi) = self.edges(cell);
                let number = |edge| number::label(edge, number_step(rule.width, edge));
                let text = |edge| quantity.time(edge).and_then(|time| time_text(&time)).unwrap_or_else(|| number(edge));
                if self.is_one_number_each() {
                    return text(lo);
                }
                format!("[{}, {}{}", text(lo), text(hi), if self.ends_closed(hi) { ']' } else { ')' })
            }
            Marks::Calendar { starts, unit, rule, .. } => {
                time::label(clock::shown(starts.get(cell).copied().unwrap_or(0), &rule.zone), *unit, language)
            }
            Marks::Values(values) => values.get(cell).map_or_else(String::new, |value| super::label::value(value, language)),
            Marks::Bins(bins) => bins.get(cell).map_or_else(String::new, |bin| bin.label(language)),
        }
    }
}

/// The start of the unit after the one that starts at `start`.
fn next(start: i64, rule: &Local) -> i64 {
    rule.next(start.div_euclid(1_000)).saturating_mul(1_000)
}

fn bin_number(key: &Value, rule: &Linear) -> Option<i64> {
    let k = ((key.on_scale()? - rule.origin) / rule.width).round();
    (k.is_finite() && k.abs() < 9e15).then_some(k as i64)
}

/// The finer of two numbers' steps, so that both print in full.
fn number_step(width: f64, other: f64) -> f64 {
    if text_decimals(other) > text_decimals(width) && text_decimals(other) <= 6 { other } else { width }
}

fn text_decimals(x: f64) -> usize {
    format!("{}", x.abs()).split_once('.').map_or(0, |(_, fraction)| fraction.len()).min(12)
}

fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Float(a), Value::Float(b)) => a == b || (a.is_nan() && b.is_nan()),
        _ => a == b,
    }
}
