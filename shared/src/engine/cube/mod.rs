//! The brush index: a query's partial, grouped by the position on the brushed chart first, made ready to be summed over any brush.
//!
//! A brush selects runs of positions on one axis, or rectangles of positions on two. What can be subtracted (counts, sums, means) is kept as
//! prefix sums, so that a rectangle is four of them: the summed-area table of F. Crow, "Summed-area tables for texture mapping", SIGGRAPH
//! 1984; the data tile of D. Moritz, B. Howe, J. Heer, "Falcon", CHI 2019. What can't (least, greatest, sketches) is kept as a tree of
//! merges, so that a run of `n` positions is at most `2·log₂ n` of them. Either way a step costs groups, not rows.
//!
//! Bound: beside the partial's own summaries a cube takes at most [`MOST_BYTES`], which is known before anything is made. The first of `n` summaries
//! may take an `n`-th of it, the next ones likewise of what is left. Where a table would be larger there is a tree, and the less room a tree has
//! the fewer levels (`levels`), down to none: then a step merges the summaries that it selects. The answers are the same.

mod layer;
mod levels;
mod places;
mod prefix;

#[cfg(test)]
mod tests;

use std::ops::Range;

use super::aggregate::finish::Finish;
use super::aggregate::states::States;
use super::answer::Answer;
use super::partial::Partial;
use super::value::Value;
use layer::{Layer, layer};
use places::Places;

/// What a cube takes at most, beside the summaries that it is made of. An index is a cube for each other tile, and a page has 4 GiB, the answers
/// and the figures in it: so twenty tiles' cubes take a third.
pub const MOST_BYTES: usize = 64 << 20;

/// An index of one view under the brush of another.
pub struct Cube {
    /// The values of the brushed chart's axes that occur.
    active: Vec<Vec<Value>>,
    /// The view's own groups: a key each.
    keys: Vec<Vec<Value>>,
    /// The rows of each group, then the measures: which of the layers each is read off, and how.
    measures: Vec<(usize, Finish)>,
    layers: Vec<Box<dyn Layer>>,
}

/// Positions that a brush selects: disjoint runs on each axis.
pub type Selected = Vec<Vec<Range<usize>>>;

impl Cube {
    /// Indexes a partial whose first `axes` keys (one or two) are the brushed chart's and whose first measure counts rows.
    pub fn of(partial: &Partial, axes: usize) -> Cube {
        Cube::within(partial, axes, MOST_BYTES)
    }

    fn within(partial: &Partial, axes: usize, most_bytes: usize) -> Cube {
        let (places, summaries) = (Places::of(partial.keys(), axes), &partial.states().summaries);
        let mut room = most_bytes;
        let made = summaries.iter().enumerate().map(|(at, own)| {
            let layer = layer(own, &places, room / (summaries.len() - at));
            room = room.saturating_sub(layer.bytes_beside());
            layer
        });
        let layers = made.collect();
        let active = (0..axes).map(|axis| partial.keys().axis(axis).values().collect()).collect();
        Cube { active, keys: places.own_keys(partial.keys()), measures: partial.states().measures.clone(), layers }
    }

    /// The values of an axis of the brushed chart, one for each position.
    pub fn active(&self, axis: usize) -> &[Value] {
        &self.active[axis]
    }

    /// The positions on each axis whose value passes.
    pub fn select(&self, passes: impl Fn(usize, &Value) -> bool) -> Selected {
        self.active.iter().enumerate().map(|(axis, values)| runs(values.iter().map(|value| passes(axis, value)))).collect()
    }

    /// The keys of the view's groups, in order: those that have rows somewhere.
    pub fn keys(&self) -> &[Vec<Value>] {
        &self.keys
    }

    /// The summaries of all these groups over the rows at the selected positions: how many rows there are, then the measures.
    pub fn states(&self, selected: &Selected) -> States {
        let all = 0..1;
        let (xs, ys) = (selected.first().map_or(&[][..], Vec::as_slice), selected.get(1).map_or(std::slice::from_ref(&all), Vec::as_slice));
        States { measures: self.measures.clone(), summaries: self.layers.iter().map(|layer| layer.sum(xs, ys)).collect() }
    }

    /// The answer over the rows at the selected positions; the row count that comes first is left out of it. None where a sum is beyond 38 digits,
    /// which is an error to whoever counts the rows.
    pub fn answer(&self, selected: &Selected) -> Option<Answer> {
        let states = self.states(selected);
        if states.has_overflow() {
            return None;
        }
        let has_rows = |group: &usize| self.keys[*group].is_empty() || states.value(0, *group) != Value::Int(0);
        let row = |group: usize| self.keys[group].iter().cloned().chain((1..states.measures()).map(|measure| states.value(measure, group))).collect();
        let keys = self.keys.first().map_or(0, Vec::len);
        Some(Answer { keys, rows: (0..self.keys.len()).filter(has_rows).map(row).collect() })
    }

    /// What it takes in memory, about.
    pub fn bytes(&self) -> usize {
        self.layers.iter().map(|layer| layer.bytes()).sum()
    }
}

/// The runs of positions that pass.
pub fn runs(passes: impl Iterator<Item = bool>) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (at, _) in passes.enumerate().filter(|(_, passes)| *passes) {
        match runs.last_mut() {
            Some(run) if run.end == at => run.end += 1,
            _ => runs.push(at..at + 1),
        }
    }
    runs
}
