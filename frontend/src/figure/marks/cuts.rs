//! Where the ends of a brush may lie: what an index of brushes is cut at.

use shared::wire::query::Scalar;

use super::Marks;

/// A brush that ends elsewhere is counted anew, so more cuts than this gain nothing.
const MOST: usize = 2_000;

impl Marks {
    /// Whether a scalar names one of the values; `None` names null.
    pub fn has(&self, scalar: Option<&Scalar>) -> bool {
        matches!(self, Marks::Values(values) if values.iter().any(|value| super::is(value, scalar)))
    }

    /// All ends that a brush over these cells can have, ascending; none where it is a set of values.
    pub fn cuts(&self) -> Option<Vec<Scalar>> {
        if matches!(self, Marks::Values(_)) || self.is_empty() {
            return None;
        }
        let ((least, greatest), step) = (self.extent(), self.step());
        let (first, last) = ((least / step).floor(), (greatest / step).ceil());
        // Between two floats that are whole.
        let steps = (last - first) as usize + 1;
        if steps + self.len() > MOST {
            return None;
        }
        let grid = (0..steps).map(|k| self.rounded((first + k as f64) * step));
        let edges = (0..self.len()).flat_map(|cell| [self.edges(cell).0, self.edges(cell).1]);
        let mut positions: Vec<f64> = grid.chain(edges).collect();
        positions.sort_by(f64::total_cmp);
        positions.dedup();
        Some(positions.into_iter().map(|position| self.scalar(position)).collect())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use shared::engine::value::Value;
    use shared::wire::query::CalendarUnit;

    use super::*;

    /// Brushes by many drags, and every run of cells.
    fn every_end_is_a_cut(marks: &Marks) {
        let (cuts, (least, greatest)) = (marks.cuts().unwrap(), marks.extent());
        let at = |share: f64| least + (greatest - least) * share;
        let drags = (0..200).filter_map(|k| marks.range("x", at(f64::from(k * 7 % 200) / 200.0), at(f64::from(k * 13 % 200) / 199.0)));
        let cells = (0..marks.len()).map(|cell| marks.cells("x", cell, marks.len() - 1));
        for filter in drags.chain(cells) {
            let ends = filter.between.unwrap();
            assert!(ends.iter().flatten().all(|end| cuts.contains(end)), "{ends:?}");
        }
    }

    #[test]
    fn a_brush_over_bins_ends_at_cuts() {
        let keys = [Value::Float(-30.0), Value::Float(170.0)];
        let keys: Vec<&Value> = keys.iter().collect();
        every_end_is_a_cut(&Marks::linear(0.0, 10.0, &keys, true));
        every_end_is_a_cut(&Marks::linear(0.0, 10.0, &keys, false));
        let keys = [Value::Float(0.1), Value::Float(0.7)];
        every_end_is_a_cut(&Marks::linear(0.1, 0.1, &keys.iter().collect::<Vec<_>>(), false));
    }

    #[test]
    fn a_brush_over_time_ends_at_cuts() {
        let days = [Value::Date(15_706), Value::Date(16_070)];
        every_end_is_a_cut(&Marks::calendar(CalendarUnit::Day, &days.iter().collect::<Vec<_>>()));
        let months = [Value::Timestamp { ticks: 1_356_998_400, per_second: 1 }, Value::Timestamp { ticks: 1_385_856_000, per_second: 1 }];
        every_end_is_a_cut(&Marks::calendar(CalendarUnit::Month, &months.iter().collect::<Vec<_>>()));
    }

    #[test]
    fn values_have_no_cuts() {
        let value = Value::Text("AA".into());
        let marks = Marks::values(&[&value]);
        assert_eq!(marks.cuts(), None);
        assert!(marks.has(Some(&Scalar::Text("AA".into()))) && !marks.has(None));
    }
}
