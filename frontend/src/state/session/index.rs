//! The index of the brush of one chart: that under the pointer or the focus.

use std::cell::Cell;
use std::collections::BTreeMap;

use shared::engine::cube::Cube;
use shared::one_by_one::one_by_one;
use shared::wire::query::{FilterSpec, GroupKey};

use crate::queries::brush_index::ActiveAxes;
use crate::state::dashboard::Brushes;

/// An index is made anew for appended rows once it has rested so many times as long as it took.
const SHARE: f64 = 10.0;

/// What the other tiles show under any brush of one chart.
pub struct BrushIndex {
    /// Counts the indexes, so that a late answer to an earlier one is known.
    pub number: u64,
    /// The chart.
    pub tile: String,
    /// Its axes.
    pub axes: ActiveAxes,
    /// The brushes of all other tiles, which are folded in.
    pub others: Brushes,
    /// The rows that are counted.
    pub rows: u64,
    /// By tile, with what it groups by.
    pub cubes: BTreeMap<String, (Vec<GroupKey>, Cube)>,
    /// Tiles whose cubes are on their way.
    pub waiting: usize,
    /// When it was begun, in milliseconds of the page's clock.
    pub since: f64,
    /// When its last cube came.
    pub made_at: Option<f64>,
    /// Whether it will be made for the rows that came while it rests.
    pub renews: Cell<bool>,
}

impl BrushIndex {
    /// Whether it is of these brushes of the tiles but its own, and these rows.
    pub fn holds(&self, tile: &str, brushes: &Brushes, rows: u64) -> bool {
        self.tile == tile && self.rows == rows && self.others == but(brushes, tile)
    }

    /// How long it rests before it is made for rows that came since, in milliseconds; none while it is being made. So rows that come all the time
    /// leave the page most of its time.
    pub fn rest_ms(&self, now: f64) -> Option<f64> {
        self.made_at.map(|made_at| (made_at + SHARE * (made_at - self.since) - now).max(0.0))
    }

    /// The answer of a tile that groups by `keys` under a brush of the chart.
    pub fn answer(&self, tile: &str, keys: &[GroupKey], brush: &[FilterSpec]) -> Option<shared::engine::answer::Answer> {
        let (_, cube) = self.cubes.get(tile).filter(|(own, _)| own == keys)?;
        cube.answer(&self.axes.select(cube, brush)?)
    }
}

/// The brushes of all tiles but one.
pub fn but(brushes: &Brushes, tile: &str) -> Brushes {
    one_by_one(brushes.iter().filter(|(id, _)| id.as_str() != tile).map(|(id, filters)| (id.clone(), filters.clone())))
}
