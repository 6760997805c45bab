//! Density raster: how many rows fall into each cell of a grid, so that a scatter of any number of rows is drawn whole and no mark hides
//! another.
//!
//! The first step of Datashader's pipeline (J. A. Bednar et al., "Datashader: Revealing the Structure of Genuinely Big Data", SciPy 2016):
//! aggregate to the pixels of the picture, then colour (see [`super::image`]). Counts are exact; rows in the cells, outside and missing add
//! up to all rows.

use serde::{Deserialize, Serialize};

use super::axis::Axis;
use super::key::MISSING;

/// Rows per cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Density {
    /// Cells across.
    pub width: usize,
    /// `counts[row · width + column]`; row 0 has the least y.
    pub counts: Vec<u64>,
    /// Rows whose x or y lies outside its range.
    pub outside: u64,
    /// Rows that have no x or no y: null, NaN or infinite.
    pub missing: u64,
}

impl Density {
    /// Of no rows.
    pub(super) fn new(width: usize, height: usize) -> Density {
        Density { width, counts: vec![0; width * height], outside: 0, missing: 0 }
    }

    /// Takes a row in, by the keys of its x and y.
    pub(super) fn add(&mut self, axes: &[Axis; 2], [x, y]: [i128; 2]) {
        if x == MISSING || y == MISSING {
            self.missing += 1;
        } else if let (Some(column), Some(row)) = (axes[0].place(x), axes[1].place(y)) {
            self.counts[row * self.width + column] += 1;
        } else {
            self.outside += 1;
        }
    }

    /// Takes in the rows that `other` has seen, which are others on the same grid.
    pub fn merge(&mut self, other: &Density) {
        self.counts.iter_mut().zip(&other.counts).for_each(|(own, other)| *own += other);
        self.outside += other.outside;
        self.missing += other.missing;
    }

    /// Cells up.
    pub fn height(&self) -> usize {
        self.counts.len().checked_div(self.width).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    /// Of a grid 3 wide and 2 high over `[0, 5]` and `[0, 3]`.
    fn density(rows: &[[i128; 2]]) -> Density {
        let axes = [Axis::whole(0, 5, 3), Axis::whole(0, 3, 2)];
        let mut density = Density::new(3, 2);
        rows.iter().for_each(|row| density.add(&axes, *row));
        density
    }

    fn cell() -> impl Strategy<Value = i128> {
        prop_oneof![4 => -2i128..8, 1 => Just(MISSING)]
    }

    #[test]
    fn rows_are_counted_where_they_lie_the_least_y_first() {
        let density = density(&[[0, 0], [1, 1], [5, 0], [5, 3], [2, 2], [6, 0], [0, -1], [MISSING, 0], [9, MISSING]]);
        assert_eq!(density.counts, [2, 0, 1, 0, 1, 1]);
        assert_eq!((density.outside, density.missing, density.height()), (2, 2, 2));
    }

    proptest! {
        #[test]
        fn in_and_out_and_missing_are_all_rows(rows in vec([cell(), cell()], 0..60)) {
            let density = density(&rows);
            prop_assert_eq!(density.counts.iter().sum::<u64>() + density.outside + density.missing, rows.len() as u64);
        }

        #[test]
        fn shares_merge_in_any_order(rows in vec([cell(), cell()], 0..60), cut in 0usize..60) {
            let (a, b) = rows.split_at(cut.min(rows.len()));
            let (mut left, mut right) = (density(a), density(b));
            left.merge(&density(b));
            right.merge(&density(a));
            prop_assert_eq!(&left, &density(&rows));
            prop_assert_eq!(left, right);
        }
    }
}
