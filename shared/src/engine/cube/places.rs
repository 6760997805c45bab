//! Where the groups of a partial lie in a cube: a position on the brushed axes, and one of the view's own groups.

use rustc_hash::FxHashMap;

use crate::engine::partial::Partial;
use crate::engine::value::Value;

/// The shape of a cube, and the place of each group of the partial in it.
pub(super) struct Places {
    /// Positions on the first axis.
    pub(super) width: usize,
    /// Positions on the second, 1 if there is none.
    pub(super) height: usize,
    /// Groups of the view.
    pub(super) groups: usize,
    /// Of each group of the partial: position on the first axis, on the second, and group of the view.
    pub(super) cells: Vec<(u32, u32, u32)>,
    /// A group of the partial for each of the view's.
    first: Vec<usize>,
    axes: usize,
    keyless: bool,
}

impl Places {
    pub(super) fn of(partial: &Partial, axes: usize) -> Places {
        let mut numbers: FxHashMap<&[u32], u32> = FxHashMap::default();
        let mut order: Vec<usize> = (0..partial.groups()).collect();
        order.sort_by(|a, b| partial.place(*a)[axes..].cmp(&partial.place(*b)[axes..]));
        let mut first = Vec::new();
        for group in order {
            numbers.entry(&partial.place(group)[axes..]).or_insert_with(|| {
                first.push(group);
                first.len() as u32 - 1
            });
        }
        let keyless = partial.keys() == axes;
        let cell = |group: usize| {
            let place = partial.place(group);
            let y = if axes > 1 { place[1] } else { 0 };
            (place[0], y, numbers[&place[axes..]])
        };
        let cells = (0..partial.groups()).map(cell).collect();
        let height = if axes > 1 { partial.axis(1).len() } else { 1 };
        // Without keys of its own a view has one group, rows or none.
        let groups = if keyless { 1 } else { first.len() };
        Places { width: partial.axis(0).len(), height, groups, cells, first, axes, keyless }
    }

    /// The keys of the view's groups, in order.
    pub(super) fn keys(&self, partial: &Partial) -> Vec<Vec<Value>> {
        let key = |group: &usize| {
            let place = &partial.place(*group)[self.axes..];
            place.iter().enumerate().map(|(key, at)| partial.axis(self.axes + key)[*at as usize].clone()).collect()
        };
        if self.keyless { vec![Vec::new()] } else { self.first.iter().map(key).collect() }
    }

    /// Positions times groups.
    pub(super) fn size(&self) -> usize {
        (self.width + 1).saturating_mul(self.height + 1).saturating_mul(self.groups)
    }
}
