//! Between cells and filters.

use shared::engine::bin::calendar::Unit;
use shared::engine::bin::local::Local;
use shared::engine::value::Value;
use shared::wire::query::{FilterSpec, Scalar};

use super::{Marks, Quantity, bins};
use crate::figure::{clock, number, time};

/// The ends of a brush fall on steps not above this share of the axis.
const BRUSH_STEPS: f64 = 500.0;
/// Steps of 1, 2 and 5 make up to this many of an axis.
const MOST_DRAG_ENDS: f64 = BRUSH_STEPS * 2.5;

impl Marks {
    /// The filter that holds for the cells `a..=b` and no others.
    pub fn cells(&self, column: &str, a: usize, b: usize) -> FilterSpec {
        let (a, b) = (a.min(b), a.max(b));
        match self {
            Marks::Values(values) => {
                let set = values.iter().skip(a).take(b - a + 1).map(Value::to_scalar).collect();
                FilterSpec { column: column.into(), one_of: Some(set), ..FilterSpec::default() }
            }
            Marks::Bins(own) => bins::filter(own, a, b),
            _ => self.between(column, self.edges(a).0, self.edges(b).1),
        }
    }

    /// The filter for a free range of positions, its ends on round numbers; `None` for a range of nothing. Single values are taken whole.
    pub fn range(&self, column: &str, lo: f64, hi: f64) -> Option<FilterSpec> {
        let (least, greatest) = self.extent();
        let (lo, hi) = (lo.min(hi).max(least), hi.max(lo).min(greatest));
        match self {
            Marks::Values(_) | Marks::Bins(_) => Some(self.cells(column, self.cell_at(lo)?, self.cell_at(hi)?)),
            _ => {
                let (lo, hi) = (self.rounded(lo), self.rounded(hi));
                (lo < hi).then(|| self.between(column, lo, hi))
            }
        }
    }

    /// Whether both ends of a range are edges of cells: beyond the axis may be rows that it has no cells for, and of a part of a cell nothing is known. Of a set,
    /// whether its values are those of cells.
    pub fn takes_cells_whole(&self, filter: &FilterSpec) -> bool {
        if let Marks::Bins(own) = self {
            return bins::knows(own, filter);
        }
        let names_cells = filter.one_of.iter().flatten().all(|scalar| self.has(scalar.as_ref()));
        let is_edge = |at: f64| self.cell_at(at).is_some_and(|cell| self.edges(cell).0 == at || self.edges(cell).1 == at);
        let lies = |end: &Option<Scalar>| end.as_ref().and_then(|end| self.position(end)).is_some_and(is_edge);
        match &filter.between {
            // Nothing is after the end of a day.
            Some([lo, hi]) => lies(lo) && (lies(hi) || hi.is_none() && self.ends_closed(self.extent().1)),
            None => filter.one_of.is_some() && names_cells,
        }
    }

    /// The parts of the axis that filters on `column` select, as intervals of positions.
    pub fn selected(&self, column: &str, filters: &[FilterSpec]) -> Vec<(f64, f64)> {
        let (least, greatest) = self.extent();
        let mut intervals: Vec<(f64, f64)> = Vec::new();
        for filter in filters.iter().filter(|filter| filter.is_on(column)) {
            if let Marks::Bins(own) = self {
                runs(&bins::chosen(own, filter), &mut intervals);
                continue;
            }
            if let Some([lo, hi]) = &filter.between {
                let end = |bound: &Option<Scalar>, open: f64| bound.as_ref().map_or(Some(open), |s| self.position(s));
                if let (Some(lo), Some(hi)) = (end(lo, least), end(hi, greatest)) {
                    intervals.push((lo.max(least), hi.min(greatest)));
                }
            }
            if let (Some(set), Marks::Values(values)) = (&filter.one_of, self) {
                let chosen: Vec<usize> = (0..values.len()).filter(|i| set.iter().any(|s| is(&values[*i], s.as_ref()))).collect();
                runs(&chosen, &mut intervals);
            }
        }
        intervals.retain(|(lo, hi)| lo < hi);
        intervals
    }

    fn between(&self, column: &str, lo: f64, hi: f64) -> FilterSpec {
        let end = (!self.ends_closed(hi)).then(|| self.scalar(hi));
        FilterSpec { column: column.into(), between: Some([Some(self.scalar(lo)), end]), ..FilterSpec::default() }
    }

    /// The end of a brush at a position.
    pub(super) fn scalar(&self, position: f64) -> Scalar {
        match self {
            Marks::Calendar { dates, rule, .. } => Scalar::Text(clock::written(position as i64, &rule.zone, *dates)),
            Marks::Linear { quantity, .. } if let Some(time) = quantity.time(position) => Scalar::Text(time.text()),
            Marks::Linear { quantity: Quantity::Whole, .. } if position.fract() == 0.0 && position.abs() < 9e15 => Scalar::Int(position as i64),
            _ => Scalar::Float(position),
        }
    }

    /// The place of the nearest end that a drag may have.
    pub(super) fn rounded(&self, position: f64) -> f64 {
        match (self, self.stride()) {
            (_, Some(stride)) => {
                let Some(cell) = self.cell_at(position) else { return position };
                let before = cell / stride * stride;
                nearest(position, self.edges(before).0, self.stride_end(before, stride))
            }
            (Marks::Calendar { .. }, None) => match self.clock_steps() {
                Some(steps) => {
                    let start = steps.start(second(position));
                    nearest(position, start as f64 * 1_000.0, steps.next(start) as f64 * 1_000.0)
                }
                None => (position / self.step()).round() * self.step(),
            },
            _ => number::round_to(position, self.step()),
        }
    }

    /// All ends that a drag may have.
    pub(super) fn drag_ends(&self) -> Vec<f64> {
        let ((least, greatest), step) = (self.extent(), self.step());
        match self.stride() {
            Some(stride) => (0..self.len()).step_by(stride).map(|cell| self.edges(cell).0).chain([greatest]).collect(),
            None if let Some(steps) = self.clock_steps() => {
                let mut end = steps.start(second(least));
                let mut ends = vec![end as f64 * 1_000.0];
                while (end as f64) * 1_000.0 < greatest {
                    end = steps.next(end);
                    ends.push(end as f64 * 1_000.0);
                }
                ends
            }
            None => {
                let (first, last) = ((least / step).floor(), (greatest / step).ceil());
                // Between two floats that are whole.
                (0..=(last - first) as usize).map(|k| self.rounded((first + k as f64) * step)).collect()
            }
        }
    }

    /// Where the cells `before..before + stride` end.
    fn stride_end(&self, before: usize, stride: usize) -> f64 {
        let after = before + stride;
        if after < self.len() { self.edges(after).0 } else { self.extent().1 }
    }

    /// On a time axis for which days are too fine a drag ends at the edges of cells instead, of each so many.
    fn stride(&self) -> Option<usize> {
        let Marks::Calendar { .. } = self else { return None };
        let (lo, hi) = self.extent();
        let is_long = (hi - lo) / self.step() > MOST_DRAG_ENDS;
        is_long.then(|| (self.len() as f64 / BRUSH_STEPS).floor().max(1.0) as usize)
    }

    /// The steps of whole seconds by a clock that isn't UTC, where a drag ends at these.
    fn clock_steps(&self) -> Option<Local> {
        let Marks::Calendar { rule, .. } = self else { return None };
        let secs = self.step() as i64 / 1_000;
        (secs > 0 && !rule.zone.is_utc()).then(|| Local { unit: Unit::Seconds(secs), zone: rule.zone.clone() })
    }

    fn position(&self, scalar: &Scalar) -> Option<f64> {
        match scalar {
            _ if let Marks::Linear { quantity, .. } = self
                && let Some(place) = quantity.place(scalar) =>
            {
                Some(place)
            }
            Scalar::Int(i) => Some(*i as f64),
            Scalar::Float(f) => Some(*f),
            Scalar::Text(text) => match self {
                Marks::Calendar { .. } => time::parse(text).map(|ms| ms as f64),
                _ => text.parse().ok(),
            },
            Scalar::Bool(_) => None,
        }
    }

    /// Ends of a drag lie on multiples of this, where the axis has no [`Marks::stride`].
    fn step(&self) -> f64 {
        let (lo, hi) = self.extent();
        match self {
            Marks::Calendar { dates, .. } => time::step((hi - lo) / BRUSH_STEPS, *dates) as f64,
            Marks::Linear { quantity, .. } => match quantity.step((lo, hi), BRUSH_STEPS as u32) {
                Some(step) => step,
                None => number::nice_floor((hi - lo) / BRUSH_STEPS).max(if *quantity == Quantity::Whole { 1.0 } else { 0.0 }),
            },
            Marks::Values(_) | Marks::Bins(_) => 1.0,
        }
    }
}

fn second(ms: f64) -> i64 {
    (ms / 1_000.0).floor() as i64
}

fn nearest(position: f64, lo: f64, hi: f64) -> f64 {
    if position - lo < hi - position { lo } else { hi }
}

/// Whether a key is what a scalar of a set names; `None` names null.
pub(in crate::figure) fn is(key: &Value, scalar: Option<&Scalar>) -> bool {
    match (key.to_scalar(), scalar) {
        (Some(a), Some(b)) => equal(&a, b),
        (a, b) => a.is_none() && b.is_none(),
    }
}

/// Whether two scalars are the same value, whole numbers with and without a point.
pub(super) fn equal(a: &Scalar, b: &Scalar) -> bool {
    match (a, b) {
        (Scalar::Int(n), Scalar::Float(x)) | (Scalar::Float(x), Scalar::Int(n)) => *n as f64 == *x,
        _ => a == b,
    }
}

fn runs(chosen: &[usize], intervals: &mut Vec<(f64, f64)>) {
    for i in chosen {
        let (lo, hi) = (*i as f64 - 0.5, *i as f64 + 0.5);
        match intervals.last_mut() {
            Some(last) if last.1 == lo => last.1 = hi,
            _ => intervals.push((lo, hi)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_takes_cells_whole_that_begins_and_ends_at_their_edges() {
        let keys = [Value::Float(0.0), Value::Float(30.0)];
        let marks = Marks::linear(0.0, 10.0, &keys.iter().collect::<Vec<_>>(), true, 99);
        let range = |lo: Option<i64>, hi: Option<i64>| FilterSpec {
            column: "x".into(),
            between: Some([lo, hi].map(|end| end.map(Scalar::Int))),
            ..FilterSpec::default()
        };
        assert!(marks.takes_cells_whole(&range(Some(10), Some(40))) && marks.takes_cells_whole(&range(Some(0), Some(10))));
        for (lo, hi) in [(Some(10), Some(50)), (Some(-10), Some(20)), (None, Some(20)), (Some(10), None), (Some(10), Some(25)), (Some(4), Some(6))] {
            assert!(!marks.takes_cells_whole(&range(lo, hi)), "{lo:?} {hi:?}");
        }
    }
}
