//! Prefix sums of what can be subtracted: a dense table.

use std::ops::Range;

use super::layer::Layer;
use super::places::Places;
use crate::engine::aggregate::Invertible;
use crate::engine::aggregate::states::Summaries;

/// `prefix[y][x][g]` is the sum over all positions left of `x` and below `y`.
pub(super) struct PrefixSums<S> {
    prefix: Vec<S>,
    width: usize,
    groups: usize,
    wrap: fn(Vec<S>) -> Summaries,
}

impl<S: Invertible + 'static> PrefixSums<S> {
    /// None if the table would take more than `most_bytes`, or if what is in it can't be subtracted.
    pub(super) fn of(summaries: &[S], places: &Places, most_bytes: usize, wrap: fn(Vec<S>) -> Summaries) -> Option<Box<dyn Layer>> {
        if places.size().saturating_mul(size_of::<S>()) > most_bytes {
            return None;
        }
        let (width, groups) = (places.width + 1, places.groups);
        let mut prefix = vec![S::default(); places.size()];
        let at = |x: usize, y: usize| (y * width + x) * groups;
        for ((x, y, group), summary) in places.cells.iter().zip(summaries) {
            prefix[at(*x as usize + 1, *y as usize + 1) + *group as usize].merge(summary);
        }
        let mut add = |into: usize, from: usize| {
            let (before, after) = prefix.split_at_mut(into);
            after[..groups].iter_mut().zip(&before[from..from + groups]).for_each(|(sum, left)| sum.merge(left));
        };
        for y in 1..=places.height {
            (2..width).for_each(|x| add(at(x, y), at(x - 1, y)));
        }
        for y in 2..=places.height {
            (1..width).for_each(|x| add(at(x, y), at(x, y - 1)));
        }
        // Sums of finite floats may pass what is finite, so the table is looked at, not what it is made of.
        if prefix.iter().all(S::is_invertible) { Some(Box::new(PrefixSums { prefix, width, groups, wrap })) } else { None }
    }

    fn at(&self, x: usize, y: usize) -> &[S] {
        let start = (y * self.width + x) * self.groups;
        &self.prefix[start..start + self.groups]
    }
}

impl<S: Invertible + 'static> Layer for PrefixSums<S> {
    fn sum(&self, xs: &[Range<usize>], ys: &[Range<usize>]) -> Summaries {
        let mut sums = vec![S::default(); self.groups];
        for (x, y) in xs.iter().flat_map(|x| ys.iter().map(move |y| (x, y))) {
            let corner = |x, y| self.at(x, y).iter();
            sums.iter_mut().zip(corner(x.end, y.end)).for_each(|(sum, corner)| sum.merge(corner));
            // Nothing lies before the first position: of one axis two corners are left.
            if y.start > 0 && x.start > 0 {
                sums.iter_mut().zip(corner(x.start, y.start)).for_each(|(sum, corner)| sum.merge(corner));
            }
            if x.start > 0 {
                sums.iter_mut().zip(corner(x.start, y.end)).for_each(|(sum, corner)| sum.subtract(corner));
            }
            if y.start > 0 {
                sums.iter_mut().zip(corner(x.end, y.start)).for_each(|(sum, corner)| sum.subtract(corner));
            }
        }
        (self.wrap)(sums)
    }

    fn bytes(&self) -> usize {
        size_of_val(self.prefix.as_slice())
    }
}
