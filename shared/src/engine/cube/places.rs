//! Where the groups of a partial lie in a cube: a position on the brushed axes, and one of the view's own groups.

use crate::engine::keys::Keys;
use crate::engine::value::Value;

/// Of a group of the partial: position on the first axis, on the second, and group of the view.
pub(super) type Cell = (u32, u32, u32);

/// The shape of a cube, and the place of each group of the partial in it.
pub(super) struct Places {
    /// Positions on the first axis.
    pub(super) width: usize,
    /// Positions on the second, 1 if there is none.
    pub(super) height: usize,
    /// Groups of the view.
    pub(super) groups: usize,
    /// One per group of the partial.
    pub(super) cells: Vec<Cell>,
    /// A group of the partial for each of the view's.
    first: Vec<u32>,
    axes: usize,
}

impl Places {
    pub(super) fn of(keys: &Keys, axes: usize) -> Places {
        let (first, own) = keys.numbered(axes);
        let cell = |group: usize| {
            let place = keys.place(group);
            (place[0], if axes > 1 { place[1] } else { 0 }, own[group])
        };
        let height = if axes > 1 { keys.axis(1).len() } else { 1 };
        // Without keys of its own a view has one group, rows or none.
        let groups = if keys.width() == axes { 1 } else { first.len() };
        Places { width: keys.axis(0).len(), height, groups, cells: (0..keys.groups()).map(cell).collect(), first, axes }
    }

    /// The keys of the view's groups, in order.
    pub(super) fn own_keys(&self, keys: &Keys) -> Vec<Vec<Value>> {
        let key = |group: &u32| keys.values(*group as usize).skip(self.axes).collect();
        if keys.width() == self.axes { vec![Vec::new()] } else { self.first.iter().map(key).collect() }
    }

    /// The cells of a table of all positions, and one before them on each axis, times groups.
    pub(super) fn size(&self) -> usize {
        (self.width + 1).saturating_mul(self.height + 1).saturating_mul(self.groups)
    }
}
