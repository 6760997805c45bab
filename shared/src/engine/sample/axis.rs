//! A range of a column's numbers or times cut into equal parts: the pixels or cells of one side of a picture.
//!
//! Part `k` of `n` over `[lo, hi]` holds `e(k) ≤ x < e(k + 1)` with `e(k) = lo + (hi - lo)·k/n`; the last part holds `hi` too. A whole cell
//! isn't below an edge just if it isn't below `lo + ⌈(hi - lo)·k/n⌉`, so whole cells are compared with whole numbers and none is rounded.
//! The edges of floats are the nearest floats. If `lo = hi`, all is in the last part.

use super::key;
use crate::engine::aggregate::shift::Shift;

/// A range in parts.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    lo: i128,
    hi: i128,
    /// Keys of `e(1)` to `e(n - 1)`.
    edges: Vec<i128>,
    /// `lo` where cells are floats.
    float: Option<f64>,
    /// `n / (hi - lo)`; not finite where that tells nothing about places.
    per: f64,
}

impl Axis {
    /// Of whole cells, as they are stored; `parts` is at least 1 and at most 2^32, so that nothing overflows.
    pub fn whole(lo: i128, hi: i128, parts: usize) -> Axis {
        let (span, n) = (hi.wrapping_sub(lo) as u128, parts as u128);
        let (quotient, rest) = (span / n, span % n);
        let edge = |k: u128| lo.wrapping_add((quotient * k + (rest * k).div_ceil(n)) as i128);
        Axis { lo, hi, edges: (1..n).map(edge).collect(), float: None, per: parts as f64 / span as f64 }
    }

    /// Of floats; both ends are finite.
    pub fn float(lo: f64, hi: f64, parts: usize) -> Axis {
        let span = hi - lo;
        let edge = |k: usize| {
            let share = k as f64 / parts as f64;
            // Both forms grow with the share; the second one doesn't overflow.
            key::of_float(if span.is_finite() { lo + span * share } else { lo * (1.0 - share) + hi * share })
        };
        let per = if span.is_finite() { parts as f64 / span } else { f64::NAN };
        Axis { lo: key::of_float(lo), hi: key::of_float(hi), edges: (1..parts).map(edge).collect(), float: Some(lo), per }
    }

    /// The parts of a range that holds nothing.
    pub fn nowhere(parts: usize) -> Axis {
        Axis { lo: 1, hi: 0, edges: vec![1; parts.saturating_sub(1)], float: None, per: f64::NAN }
    }

    /// How many parts there are.
    pub fn parts(&self) -> usize {
        self.edges.len() + 1
    }

    /// The part that a key lies in; none outside the range.
    #[inline(never)]
    pub(super) fn place(&self, key: i128) -> Option<usize> {
        (self.lo <= key && key <= self.hi).then(|| if self.per.is_finite() { self.near(key) } else { self.found(key) })
    }

    /// By a search.
    fn found(&self, key: i128) -> usize {
        self.edges.partition_point(|edge| *edge <= key)
    }

    /// The same by a multiplication, which is right but for a rounding at an edge.
    fn near(&self, key: i128) -> usize {
        let distance = self.float.map_or_else(|| key.distance(self.lo), |lo| key::float(key) - lo);
        let mut part = ((distance * self.per) as usize).min(self.edges.len());
        while self.edges.get(part).is_some_and(|edge| *edge <= key) {
            part += 1;
        }
        while part > 0 && self.edges[part - 1] > key {
            part -= 1;
        }
        part
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn places(axis: &Axis, keys: impl IntoIterator<Item = i128>) -> Vec<Option<usize>> {
        keys.into_iter().map(|key| axis.place(key)).collect()
    }

    #[test]
    fn parts_are_closed_below_and_the_last_one_above() {
        let expected = [None, Some(0), Some(0), Some(0), Some(1), Some(1), Some(2), Some(2), Some(2), None];
        assert_eq!(places(&Axis::whole(0, 7, 3), -1..9), expected);
        let axis = Axis::float(0.0, 1.0, 4);
        assert_eq!(
            places(&axis, [-0.1, 0.0, 0.2, 0.25, 0.99, 1.0, 1.1].map(key::of_float)),
            [None, Some(0), Some(0), Some(1), Some(3), Some(3), None]
        );
    }

    #[test]
    fn the_longest_ranges_overflow_nothing() {
        let axis = Axis::whole(i128::MIN + 1, i128::MAX, 4);
        assert_eq!(places(&axis, [i128::MIN + 1, -1, 1, i128::MAX]), [Some(0), Some(1), Some(2), Some(3)]);
        let axis = Axis::float(f64::MIN, f64::MAX, 4);
        assert_eq!(places(&axis, [f64::MIN, -1.0, 1.0, f64::MAX].map(key::of_float)), [Some(0), Some(1), Some(2), Some(3)]);
    }

    #[test]
    fn neighbours_beyond_what_floats_tell_apart_are_in_their_own_parts() {
        let lo = (1 << 60) + 1;
        assert_eq!(places(&Axis::whole(lo, lo + 3, 4), lo..lo + 4), [Some(0), Some(1), Some(2), Some(3)]);
    }

    #[test]
    fn a_range_of_one_value_is_in_the_last_part_and_no_range_holds_nothing() {
        assert_eq!(places(&Axis::whole(5, 5, 3), 4..7), [None, Some(2), None]);
        assert_eq!(places(&Axis::nowhere(3), [-1, 0, 1, key::MISSING]), [None; 4]);
        assert_eq!(Axis::nowhere(3).parts(), 3);
    }

    proptest! {
        #[test]
        fn a_place_is_what_a_search_finds(lo in any::<i64>(), span in 0i128..1 << 64, at in 0.0..=1.0f64, parts in 1usize..300, off in -2i128..3) {
            let axis = Axis::whole(lo.into(), i128::from(lo) + span, parts);
            let near = i128::from(lo) + (span as f64 * at) as i128;
            for key in axis.edges.iter().map(|edge| edge + off).chain([near]).filter(|key| axis.lo <= *key && *key <= axis.hi) {
                prop_assert_eq!(axis.place(key), Some(axis.found(key)));
            }
        }

        #[test]
        fn a_float_is_where_a_search_finds_it(a in -1e300..1e300, b in -1e300..1e300, small in any::<bool>(), at in 0.0..=1.0f64, parts in 1usize..300) {
            let (a, b) = if small { (a / 1e300, b / 1e300) } else { (a, b) };
            let axis = Axis::float(f64::min(a, b), f64::max(a, b), parts);
            let inside = key::of_float(a + (b - a) * at);
            let beside = axis.edges.iter().flat_map(|edge| [edge - 1, *edge, edge + 1]);
            for key in beside.chain([inside]).filter(|key| axis.lo <= *key && *key <= axis.hi) {
                prop_assert_eq!(axis.place(key), Some(axis.found(key)));
            }
        }

        #[test]
        fn a_whole_cell_is_where_the_formula_puts_it(lo in -1000i128..1000, span in 1i128..5000, at in 0.0..=1.0f64, parts in 1usize..300) {
            let x = lo + (span as f64 * at) as i128;
            let expected = ((x - lo) * parts as i128 / span).min(parts as i128 - 1);
            prop_assert_eq!(Axis::whole(lo, lo + span, parts).place(x), Some(expected as usize));
        }
    }
}
