//! Where the ends of a brush may lie: what an index of brushes is cut at.

use shared::wire::query::Scalar;

use super::Marks;

/// More cuts than a chart has pixels across gain nothing for a drag.
const MOST: usize = 2_000;

impl Marks {
    /// Whether a scalar names one of the values; `None` names null.
    pub fn has(&self, scalar: Option<&Scalar>) -> bool {
        matches!(self, Marks::Values(values) if values.iter().any(|value| super::is(value, scalar)))
    }

    /// All ends that a drag over these cells can have, ascending, and the cells' edges too if these aren't too many: a brush that ends at
    /// another one is counted anew. None where a brush is a set of values.
    pub fn cuts(&self) -> Option<Vec<Scalar>> {
        if matches!(self, Marks::Values(_) | Marks::Bins(_)) || self.is_empty() {
            return None;
        }
        let mut drags = self.drag_ends();
        let edges = (0..self.len()).flat_map(|cell| [self.edges(cell).0, self.edges(cell).1]);
        let mut positions: Vec<f64> = drags.iter().copied().chain(edges).collect();
        [&mut drags, &mut positions].into_iter().for_each(ascending);
        let cuts = if positions.len() > MOST { drags } else { positions };
        Some(cuts.into_iter().map(|position| self.scalar(position)).collect())
    }
}

fn ascending(positions: &mut Vec<f64>) {
    positions.sort_by(f64::total_cmp);
    positions.dedup();
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use shared::engine::bin::zone::Zone;
    use shared::engine::value::Value;
    use shared::wire::query::{CalendarUnit, FilterSpec};

    use super::*;

    /// Brushes by many drags, and every run of cells.
    fn every_end_is_a_cut(marks: &Marks) {
        every_drag_ends_at_cuts(marks);
        ends_are_cuts(marks, (0..marks.len()).map(|cell| marks.cells("x", cell, marks.len() - 1)));
    }

    fn every_drag_ends_at_cuts(marks: &Marks) {
        let (least, greatest) = marks.extent();
        let at = |share: f64| least + (greatest - least) * share;
        let drags = (0..200).filter_map(|k| marks.range("x", at(f64::from(k * 7 % 200) / 200.0), at(f64::from(k * 13 % 200) / 199.0)));
        ends_are_cuts(marks, drags.chain(marks.range("x", least, greatest)));
    }

    fn ends_are_cuts(marks: &Marks, brushes: impl Iterator<Item = FilterSpec>) {
        let cuts = marks.cuts().unwrap();
        let ends: Vec<Scalar> = brushes.flat_map(|filter| filter.between.unwrap()).flatten().collect();
        assert!(!ends.is_empty());
        ends.iter().for_each(|end| assert!(cuts.contains(end), "{end:?}"));
    }

    #[test]
    fn a_brush_over_bins_ends_at_cuts() {
        let keys = [Value::Float(-30.0), Value::Float(170.0)];
        let keys: Vec<&Value> = keys.iter().collect();
        every_end_is_a_cut(&Marks::linear(0.0, 10.0, &keys, true, 99));
        every_end_is_a_cut(&Marks::linear(0.0, 10.0, &keys, false, 99));
        let keys = [Value::Float(0.1), Value::Float(0.7)];
        every_end_is_a_cut(&Marks::linear(0.1, 0.1, &keys.iter().collect::<Vec<_>>(), false, 99));
    }

    #[test]
    fn a_brush_over_time_ends_at_cuts() {
        let days = [Value::Date(15_706), Value::Date(16_070)];
        every_end_is_a_cut(&Marks::calendar(CalendarUnit::Day, 1, Zone::utc(), &days.iter().collect::<Vec<_>>()));
        let months = [Value::Timestamp { ticks: 1_356_998_400, per_second: 1 }, Value::Timestamp { ticks: 1_385_856_000, per_second: 1 }];
        every_end_is_a_cut(&Marks::calendar(CalendarUnit::Month, 1, Zone::utc(), &months.iter().collect::<Vec<_>>()));
    }

    fn days(years: i32) -> Marks {
        let days = [Value::Date(0), Value::Date(years * 365)];
        Marks::calendar(CalendarUnit::Day, 1, Zone::utc(), &days.iter().collect::<Vec<_>>())
    }

    #[test]
    fn ten_years_of_days_have_fewer_cuts_than_pixels_and_a_drag_ends_at_whole_days() {
        let marks = days(10);
        every_drag_ends_at_cuts(&marks);
        let cuts = marks.cuts().unwrap();
        assert!((500..=1_250).contains(&cuts.len()), "{}", cuts.len());
        assert_eq!((cuts.first(), cuts.last()), (Some(&Scalar::Text("1970-01-01".into())), Some(&Scalar::Text("1979-12-31".into()))));
    }

    #[test]
    fn three_years_of_days_are_cut_at_each() {
        every_end_is_a_cut(&days(3));
        assert_eq!(days(3).cuts().unwrap().len(), 3 * 365 + 2);
    }

    #[test]
    fn a_century_of_months_is_cut_at_each() {
        let months = [Value::Date(0), Value::Date(36_160)];
        let marks = Marks::calendar(CalendarUnit::Month, 1, Zone::utc(), &months.iter().collect::<Vec<_>>());
        every_end_is_a_cut(&marks);
        assert_eq!(marks.cuts().unwrap().len(), 12 * 99 + 2);
    }

    /// New York from 2013 on; the clocks were changed on 10 March and 3 November.
    fn new_york() -> Zone {
        Zone::new(vec![[0, -18_000], [1_362_898_800, -14_400], [1_383_458_400, -18_000]]).unwrap()
    }

    #[test]
    fn a_brush_by_the_clock_of_a_zone_ends_at_cuts_where_clocks_are_changed_too() {
        let second = |ticks| Value::Timestamp { ticks, per_second: 1 };
        for (unit, [from, to]) in [
            (CalendarUnit::Day, [1_357_016_400, 1_388_466_000]),
            (CalendarUnit::Hour, [1_383_364_800, 1_383_541_200]),
            (CalendarUnit::Hour, [1_362_805_200, 1_362_974_400]),
            (CalendarUnit::Minute, [1_383_454_800, 1_383_462_000]),
            (CalendarUnit::Week, [1_357_534_800, 1_388_379_600]),
        ] {
            let keys = [second(from), second(to)];
            let marks = Marks::calendar(unit, 1, new_york(), &keys.iter().collect::<Vec<_>>());
            assert!(marks.len() > 40, "{unit:?}");
            every_end_is_a_cut(&marks);
        }
    }

    #[test]
    fn many_bins_are_cut_where_a_drag_may_end() {
        let keys = [Value::Float(0.0), Value::Float(3_999.0)];
        let marks = Marks::linear(0.0, 1.0, &keys.iter().collect::<Vec<_>>(), true, 5_000);
        every_drag_ends_at_cuts(&marks);
        assert!(marks.cuts().unwrap().len() < 1_250);
    }

    #[test]
    fn values_have_no_cuts() {
        let value = Value::Text("AA".into());
        let marks = Marks::values(&[&value]);
        assert_eq!(marks.cuts(), None);
        assert!(marks.has(Some(&Scalar::Text("AA".into()))) && !marks.has(None));
    }
}
