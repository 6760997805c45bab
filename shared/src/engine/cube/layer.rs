//! One summary of a cube, which one or several measures are read off.

use super::places::Places;
use super::{MOST_CELLS, Selected};
use crate::engine::aggregate::Invertible;
use crate::engine::aggregate::states::Summaries;

/// The summaries at every position.
pub(super) struct Layer {
    groups: usize,
    how: How,
}

enum How {
    /// Prefix sums.
    Table(Box<dyn Table>),
    /// Merges of runs of positions, a tree for each position of the second axis.
    Trees(Vec<Tree>),
    /// The groups that have rows, by position.
    Sparse(Summaries, Vec<(u32, u32, u32)>),
}

impl Layer {
    pub(super) fn of(summaries: &Summaries, places: &Places) -> Layer {
        let how = match summaries {
            _ if places.size() > MOST_CELLS => How::Sparse(summaries.clone(), places.cells.clone()),
            Summaries::Count(counts) => How::Table(Box::new(Sums::of(counts, places, Summaries::Count))),
            Summaries::Sum(sums) => How::Table(Box::new(Sums::of(sums, places, Summaries::Sum))),
            Summaries::FloatSum(sums) if sums.iter().all(Invertible::is_finite) => How::Table(Box::new(Sums::of(sums, places, Summaries::FloatSum))),
            other => How::Trees((0..places.height).map(|y| Tree::of(other, places, y as u32)).collect()),
        };
        Layer { groups: places.groups, how }
    }

    /// The summaries over the selected positions, one per group.
    pub(super) fn sum(&self, selected: &Selected) -> Summaries {
        let all = 0..1;
        let (xs, ys) = (selected.first().map_or(&[][..], Vec::as_slice), selected.get(1).map_or(std::slice::from_ref(&all), Vec::as_slice));
        match &self.how {
            How::Table(table) => table.sum(xs, ys),
            How::Trees(trees) => {
                let mut sum = trees.first().map_or_else(|| Summaries::counts([].into_iter()), |tree| tree.none.clone());
                for y in ys.iter().flat_map(Clone::clone) {
                    xs.iter().for_each(|x| trees[y].add(x.clone(), &mut sum));
                }
                sum
            }
            How::Sparse(summaries, cells) => {
                let within = |ranges: &[std::ops::Range<usize>], at: u32| ranges.iter().any(|range| range.contains(&(at as usize)));
                let into: Vec<u32> = cells.iter().map(|(x, y, group)| if within(xs, *x) && within(ys, *y) { *group } else { u32::MAX }).collect();
                let mut sum = summaries.none(self.groups);
                sum.merge(summaries, &into);
                sum
            }
        }
    }

    pub(super) fn bytes(&self) -> usize {
        match &self.how {
            How::Table(table) => table.bytes(),
            How::Trees(trees) => trees.iter().map(|tree| tree.nodes.len() * self.groups * size_of::<crate::engine::value::Value>()).sum(),
            How::Sparse(_, cells) => cells.len() * size_of::<(u32, u32, u32)>(),
        }
    }
}

/// Prefix sums of whichever summaries.
trait Table {
    fn sum(&self, xs: &[std::ops::Range<usize>], ys: &[std::ops::Range<usize>]) -> Summaries;
    fn bytes(&self) -> usize;
}

/// `prefix[y][x][g]` is the sum over all positions left of `x` and below `y`.
struct Sums<S> {
    prefix: Vec<S>,
    width: usize,
    groups: usize,
    wrap: fn(Vec<S>) -> Summaries,
}

impl<S: Invertible> Sums<S> {
    fn of(summaries: &[S], places: &Places, wrap: fn(Vec<S>) -> Summaries) -> Sums<S> {
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
        Sums { prefix, width, groups, wrap }
    }

    fn at(&self, x: usize, y: usize) -> &[S] {
        let start = (y * self.width + x) * self.groups;
        &self.prefix[start..start + self.groups]
    }
}

impl<S: Invertible> Table for Sums<S> {
    fn sum(&self, xs: &[std::ops::Range<usize>], ys: &[std::ops::Range<usize>]) -> Summaries {
        let mut sums = vec![S::default(); self.groups];
        for (x, y) in xs.iter().flat_map(|x| ys.iter().map(move |y| (x, y))) {
            let corners = [self.at(x.end, y.end), self.at(x.start, y.end), self.at(x.end, y.start), self.at(x.start, y.start)];
            for (group, sum) in sums.iter_mut().enumerate() {
                sum.merge(&corners[0][group]);
                sum.merge(&corners[3][group]);
                sum.subtract(&corners[1][group]);
                sum.subtract(&corners[2][group]);
            }
        }
        (self.wrap)(sums)
    }

    fn bytes(&self) -> usize {
        size_of_val(self.prefix.as_slice())
    }
}

/// A binary tree over the positions of one axis: node `i` is the merge of nodes `2i` and `2i + 1`, the leaves come last.
struct Tree {
    none: Summaries,
    nodes: Vec<Summaries>,
    same: Vec<u32>,
}

impl Tree {
    fn of(summaries: &Summaries, places: &Places, y: u32) -> Tree {
        let (none, leaves) = (summaries.none(places.groups), places.width.max(1));
        let mut nodes = vec![none.clone(); 2 * leaves];
        let mut by_position: Vec<Vec<u32>> = vec![Vec::new(); leaves];
        for (at, (x, _, _)) in places.cells.iter().enumerate().filter(|(_, cell)| cell.1 == y) {
            by_position[*x as usize].push(at as u32);
        }
        for (x, cells) in by_position.iter().enumerate() {
            let into: Vec<u32> = cells.iter().map(|cell| places.cells[*cell as usize].2).collect();
            nodes[leaves + x].merge(&summaries.picked(cells), &into);
        }
        let same: Vec<u32> = (0..places.groups as u32).collect();
        for node in (1..leaves).rev() {
            let (above, below) = nodes.split_at_mut(2 * node);
            above[node].merge(&below[0], &same);
            above[node].merge(&below[1], &same);
        }
        Tree { none, nodes, same }
    }

    /// Merges a run of positions into `sum`.
    fn add(&self, run: std::ops::Range<usize>, sum: &mut Summaries) {
        let leaves = self.nodes.len() / 2;
        let (mut left, mut right) = (run.start + leaves, run.end.min(leaves) + leaves);
        while left < right {
            if left % 2 == 1 {
                sum.merge(&self.nodes[left], &self.same);
                left += 1;
            }
            if right % 2 == 1 {
                right -= 1;
                sum.merge(&self.nodes[right], &self.same);
            }
            left /= 2;
            right /= 2;
        }
    }
}
