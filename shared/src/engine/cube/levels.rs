//! What can't be subtracted, by position: merged in a tree of which only the places that have rows are kept, as many levels as there is room for.
//!
//! Level 0 has the summaries as they are; with a branching of `b`, place `i` of a level is the merge of the places `b·i` to `b·i + b - 1` below it.
//! A run of positions is fewer than `2b` places of each level. With `b = 2` that is a segment tree and the fewest merges; the more positions a
//! branch has the fewer levels there are, `⌊log_b(positions)⌋` above level 0, down to none. So less room costs merges and never an answer.
//!
//! Bound: no level takes more than twice what level 0 takes, and but for sketches no more than that. Lists that are merged are at most as long as
//! they were together, and a group or an extreme that several places share is kept once for them. A sketch may have room for twice its list, and
//! a HyperLogLog that outgrows its 1,024 hashes of 8 bytes takes 16 KiB. So what the levels take at most is known before they are made.

use std::ops::Range;

use super::layer::Layer;
use super::places::{Cell, Places};
use crate::engine::aggregate::states::Summaries;

/// A tree for each position of the second axis, level 0 first.
pub(super) struct Levels {
    groups: usize,
    branching: usize,
    levels: Vec<Level>,
}

/// The summaries of the places that have rows.
struct Level {
    /// Of each, its position on the second axis and its place on the first, ascending; in both by group.
    positions: Vec<(u32, u32)>,
    groups: Vec<u32>,
    summaries: Summaries,
}

impl Levels {
    /// Takes at most `most_bytes` beside the summaries themselves.
    pub(super) fn of(summaries: &Summaries, places: &Places, most_bytes: usize) -> Levels {
        let mut level = Level::of(&places.cells, summaries);
        let growth = if matches!(summaries, Summaries::ApproxDistinct(_) | Summaries::ApproxQuantile(_)) { 2 } else { 1 };
        let affordable = most_bytes.checked_div(level.bytes().saturating_mul(growth)).unwrap_or_default();
        let above = |branching: usize| places.width.ilog(branching) as usize;
        let branching = (2..=places.width).find(|branching| above(*branching) <= affordable).unwrap_or(places.width + 1);
        let mut levels = Vec::new();
        let mut width = places.width;
        while width >= branching {
            let next = level.above(branching as u32);
            levels.push(std::mem::replace(&mut level, next));
            width /= branching;
        }
        levels.push(level);
        Levels { groups: places.groups, branching, levels }
    }

    /// Merges a run of positions of the first axis into `sum`.
    fn add(&self, run: &Range<usize>, y: u32, sum: &mut Summaries) {
        let mut run = run.clone();
        for level in &self.levels {
            // What branches as a whole is left to the levels above.
            let (start, end) = (run.start.next_multiple_of(self.branching), run.end - run.end % self.branching);
            if start >= end {
                return level.add(run, y, sum);
            }
            level.add(run.start..start, y, sum);
            level.add(end..run.end, y, sum);
            run = start / self.branching..end / self.branching;
        }
    }
}

impl Layer for Levels {
    fn sum(&self, xs: &[Range<usize>], ys: &[Range<usize>]) -> Summaries {
        let mut sum = self.levels[0].summaries.none(self.groups);
        for y in ys.iter().flat_map(Clone::clone) {
            xs.iter().for_each(|run| self.add(run, y as u32, &mut sum));
        }
        sum
    }

    fn bytes(&self) -> usize {
        self.levels.iter().map(Level::bytes).sum()
    }

    fn bytes_beside(&self) -> usize {
        self.levels[1..].iter().map(Level::bytes).sum()
    }
}

impl Level {
    /// Of the summaries of cells, those of the same cell merged.
    fn of(cells: &[Cell], summaries: &Summaries) -> Level {
        let mut order: Vec<usize> = (0..cells.len()).collect();
        order.sort_by_key(|at| {
            let (x, y, group) = cells[*at];
            (y, x, group)
        });
        let (mut kept, mut into): (Vec<Cell>, Vec<u32>) = (Vec::new(), vec![0; cells.len()]);
        for at in order {
            if kept.last() != Some(&cells[at]) {
                kept.push(cells[at]);
            }
            into[at] = kept.len() as u32 - 1;
        }
        let mut merged = summaries.none(kept.len());
        merged.merge(summaries, &into);
        let (positions, groups) = kept.into_iter().map(|(x, y, group)| ((y, x), group)).unzip();
        Level { positions, groups, summaries: merged }
    }

    /// The level above.
    fn above(&self, branching: u32) -> Level {
        let cells: Vec<Cell> = self.positions.iter().zip(&self.groups).map(|((y, x), group)| (x / branching, *y, *group)).collect();
        Level::of(&cells, &self.summaries)
    }

    fn add(&self, xs: Range<usize>, y: u32, sum: &mut Summaries) {
        let start = |x: usize| self.positions.partition_point(|position| *position < (y, x as u32));
        let run = start(xs.start)..start(xs.end);
        sum.merge_run(&self.summaries, run.clone(), &self.groups[run]);
    }

    fn bytes(&self) -> usize {
        self.summaries.bytes_with_texts() + size_of_val(self.positions.as_slice()) + size_of_val(self.groups.as_slice())
    }
}
