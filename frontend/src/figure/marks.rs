//! The cells along an axis: linear bins, calendar units or single values. Each cell is what one group of the answer draws.

use shared::engine::value::Value;
use shared::wire::query::{CalendarUnit, FilterSpec, GroupKey, Scalar};

use super::{number, time};
use crate::i18n::Language;

/// Cells along an axis are filled up to this many; beyond it only those that have rows are drawn.
const MOST_CELLS: usize = 5_000;

/// The ends of a brush fall on steps not above this share of the axis.
const BRUSH_STEPS: f64 = 500.0;

/// The cells of one axis. Positions are values for bins, milliseconds for units, and 0, 1, … for single values.
#[derive(Clone, Debug, PartialEq)]
pub enum Marks {
    /// Bin k holds `[origin + (first + k) * width, … + width)`.
    Linear {
        /// An edge of the bins.
        origin: f64,
        /// Their width.
        width: f64,
        /// The number of the first bin, counted from the origin.
        first: i64,
        /// Bins.
        count: usize,
        /// Brushes end at whole numbers.
        integer: bool,
    },
    /// Calendar units.
    Calendar {
        /// Where each starts, ascending.
        starts: Vec<i64>,
        /// The unit.
        unit: CalendarUnit,
        /// The column holds dates, not instants.
        dates: bool,
    },
    /// Single values, in order.
    Values(Vec<Value>),
}

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
        values.sort_by(ascending);
        Marks::Values(values)
    }

    /// The number of cells.
    pub fn len(&self) -> usize {
        match self {
            Marks::Linear { count, .. } => *count,
            Marks::Calendar { starts, .. } => starts.len(),
            Marks::Values(values) => values.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Where a cell begins and ends.
    pub fn edges(&self, cell: usize) -> (f64, f64) {
        match self {
            Marks::Linear { origin, width, first, .. } => {
                let edge = |k: i64| clean(origin + k as f64 * width, *width, *origin);
                (edge(first + cell as i64), edge(first + cell as i64 + 1))
            }
            Marks::Calendar { starts, unit, .. } => {
                let start = starts.get(cell).copied().unwrap_or(0);
                (start as f64, time::next(start, *unit) as f64)
            }
            Marks::Values(_) => (cell as f64 - 0.5, cell as f64 + 0.5),
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
            Marks::Linear { origin, width, first, .. } => ((position - origin) / width).floor() - *first as f64,
            Marks::Calendar { starts, .. } => starts.partition_point(|s| *s as f64 <= position) as f64 - 1.0,
            Marks::Values(_) => position.round(),
        };
        Some((cell.max(0.0) as usize).min(last))
    }

    /// The cell that a key of an answer belongs to; none for keys without a place (null in bins, not finite).
    pub fn place(&self, key: &Value) -> Option<usize> {
        match self {
            Marks::Linear { origin, width, first, count, .. } => {
                let cell = usize::try_from(bin_number(key, *origin, *width)? - first).ok()?;
                (cell < *count).then_some(cell)
            }
            Marks::Calendar { starts, .. } => starts.binary_search(&(key.epoch_ms()? as i64)).ok(),
            Marks::Values(values) => values.iter().position(|v| same(v, key)),
        }
    }

    /// The filter that holds for the cells `a..=b` and no others.
    pub fn cells(&self, column: &str, a: usize, b: usize) -> FilterSpec {
        let (a, b) = (a.min(b), a.max(b));
        match self {
            Marks::Values(values) => {
                let set = values.iter().skip(a).take(b - a + 1).map(Value::to_scalar).collect();
                FilterSpec { column: column.into(), one_of: Some(set), ..FilterSpec::default() }
            }
            _ => self.between(column, self.edges(a).0, self.edges(b).1),
        }
    }

    /// The filter for a free range of positions, its ends on round numbers; `None` for a range of nothing. Single values are taken whole.
    pub fn range(&self, column: &str, lo: f64, hi: f64) -> Option<FilterSpec> {
        let (least, greatest) = self.extent();
        let (lo, hi) = (lo.min(hi).max(least), hi.max(lo).min(greatest));
        let step = self.step();
        let round = |position: f64| match self {
            Marks::Calendar { .. } => (position / step).round() * step,
            _ => number::round_to(position, step),
        };
        match self {
            Marks::Values(_) => Some(self.cells(column, self.cell_at(lo)?, self.cell_at(hi)?)),
            _ => {
                let (lo, hi) = (round(lo), round(hi));
                (lo < hi).then(|| self.between(column, lo, hi))
            }
        }
    }

    /// The parts of the axis that filters on `column` select, as intervals of positions.
    pub fn selected(&self, column: &str, filters: &[FilterSpec]) -> Vec<(f64, f64)> {
        let (least, greatest) = self.extent();
        let mut intervals = Vec::new();
        for filter in filters.iter().filter(|f| f.column == column) {
            if let Some([lo, hi]) = &filter.between {
                let end = |bound: &Option<Scalar>, open: f64| bound.as_ref().map_or(Some(open), |s| self.position(s));
                if let (Some(lo), Some(hi)) = (end(lo, least), end(hi, greatest)) {
                    intervals.push((lo.max(least), hi.min(greatest)));
                }
            }
            if let (Some(set), Marks::Values(values)) = (&filter.one_of, self) {
                let chosen = (0..values.len()).filter(|i| set.iter().any(|s| is(&values[*i], s.as_ref())));
                runs(chosen, &mut intervals);
            }
        }
        intervals.retain(|(lo, hi)| lo < hi);
        intervals
    }

    /// A cell as a person reads it.
    pub fn label(&self, cell: usize, language: Language) -> String {
        match self {
            Marks::Linear { width, .. } => {
                let (lo, hi) = self.edges(cell);
                let text = |edge| number::label(edge, number_step(*width, edge));
                if self.is_one_number_each() {
                    return text(lo);
                }
                format!("[{}, {})", text(lo), text(hi))
            }
            Marks::Calendar { starts, unit, .. } => time::label(starts.get(cell).copied().unwrap_or(0), *unit, language),
            Marks::Values(values) => values.get(cell).map_or_else(String::new, |value| super::label::value(value, language)),
        }
    }

    /// Whether each bin holds a single whole number.
    pub(super) fn is_one_number_each(&self) -> bool {
        matches!(self, Marks::Linear { width, origin, integer: true, .. } if *width == 1.0 && origin.fract() == 0.0)
    }

    fn between(&self, column: &str, lo: f64, hi: f64) -> FilterSpec {
        let end = |position: f64| match self {
            Marks::Calendar { dates, .. } => Scalar::Text(time::iso(position as i64, *dates)),
            Marks::Linear { integer: true, .. } if position.fract() == 0.0 && position.abs() < 9e15 => Scalar::Int(position as i64),
            _ => Scalar::Float(position),
        };
        FilterSpec { column: column.into(), between: Some([Some(end(lo)), Some(end(hi))]), ..FilterSpec::default() }
    }

    fn position(&self, scalar: &Scalar) -> Option<f64> {
        match scalar {
            Scalar::Int(i) => Some(*i as f64),
            Scalar::Float(f) => Some(*f),
            Scalar::Text(text) => match self {
                Marks::Calendar { .. } => time::parse(text).map(|ms| ms as f64),
                _ => text.parse().ok(),
            },
            Scalar::Bool(_) => None,
        }
    }

    fn step(&self) -> f64 {
        let (lo, hi) = self.extent();
        match self {
            Marks::Calendar { dates, .. } => time::step((hi - lo) / BRUSH_STEPS, *dates) as f64,
            Marks::Linear { integer, .. } => {
                let step = number::nice_floor((hi - lo) / BRUSH_STEPS);
                if *integer { step.max(1.0) } else { step }
            }
            Marks::Values(_) => 1.0,
        }
    }
}

/// Whether a key is what a scalar of a set names; `None` names null.
pub(super) fn is(key: &Value, scalar: Option<&Scalar>) -> bool {
    match (key.to_scalar(), scalar) {
        (None, None) => true,
        (Some(Scalar::Int(a)), Some(Scalar::Float(b))) => a as f64 == *b,
        (Some(Scalar::Float(a)), Some(Scalar::Int(b))) => a == *b as f64,
        (Some(a), Some(b)) => a == *b,
        _ => false,
    }
}

fn bin_number(key: &Value, origin: f64, width: f64) -> Option<i64> {
    let k = ((key.as_f64()? - origin) / width).round();
    (k.is_finite() && k.abs() < 9e15).then_some(k as i64)
}

fn clean(edge: f64, width: f64, origin: f64) -> f64 {
    let step = if origin == 0.0 { width } else { number_step(width, origin) };
    let rounded = format!("{edge:.*}", text_decimals(step)).parse().unwrap_or(edge);
    if (rounded - edge).abs() < width * 1e-6 { rounded } else { edge }
}

/// The finer of two numbers' steps, so that both print in full.
fn number_step(width: f64, other: f64) -> f64 {
    if text_decimals(other) > text_decimals(width) && text_decimals(other) <= 6 { other } else { width }
}

fn text_decimals(x: f64) -> usize {
    format!("{}", x.abs()).split_once('.').map_or(0, |(_, fraction)| fraction.len()).min(12)
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

fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Float(a), Value::Float(b)) => a == b || (a.is_nan() && b.is_nan()),
        _ => a == b,
    }
}

fn ascending(a: &Value, b: &Value) -> std::cmp::Ordering {
    match (a, b) {
        (Value::Null, Value::Null) => std::cmp::Ordering::Equal,
        (Value::Null, _) => std::cmp::Ordering::Greater,
        (_, Value::Null) => std::cmp::Ordering::Less,
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        _ => {
            let number = |v: &Value| v.as_f64().or_else(|| v.epoch_ms()).unwrap_or(f64::NAN);
            number(a).total_cmp(&number(b))
        }
    }
}

fn runs(chosen: impl Iterator<Item = usize>, intervals: &mut Vec<(f64, f64)>) {
    for i in chosen {
        let (lo, hi) = (i as f64 - 0.5, i as f64 + 0.5);
        match intervals.last_mut() {
            Some(last) if last.1 == lo => last.1 = hi,
            _ => intervals.push((lo, hi)),
        }
    }
}
