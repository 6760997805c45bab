//! The dashboard that is open.

use std::collections::BTreeMap;

use leptos::prelude::*;
use shared::engine::answer::Answer;
use shared::wire::dashboard::{Dashboard, ProfiledDataset, Tile};
use shared::wire::link::Link;
use shared::wire::problem::Problem;
use shared::wire::query::{FilterSpec, GroupKey};
use shared::worker::protocol::Urgency;

use super::live::LiveState;
use crate::queries::budget::Place;

/// Brushes by tile id: the filters that each tile's brush means.
pub type Brushes = BTreeMap<String, Vec<FilterSpec>>;

/// An open dashboard. `Copy`: handles of signals.
#[derive(Clone, Copy)]
pub struct OpenDashboard {
    /// The spec, as last saved or loaded.
    pub dashboard: RwSignal<Dashboard>,
    /// The datasets of its tiles, with their profiles.
    pub datasets: StoredValue<Vec<ProfiledDataset>>,
    /// The link's token for a viewer; none for the owner.
    pub link: StoredValue<Option<String>>,
    /// What is brushed.
    pub brushes: RwSignal<Brushes>,
    /// A brush is being dragged, or moved by a key that is held down: charts draw their marks only, once a frame.
    pub dragging: RwSignal<bool>,
    /// One entry per tile of the spec, in its order.
    pub tiles: StoredValue<Vec<TileState>>,
    /// Whether new rows arrive.
    pub live: RwSignal<LiveState>,
    /// When the newest data came, in milliseconds since the Unix epoch.
    pub newest_ms: RwSignal<f64>,
    /// Rows of the dashboard's datasets, as far as the page knows.
    pub rows_there: RwSignal<u64>,
    /// Rows that the workers hold, of all rows of the dashboard's datasets.
    pub loaded_rows: RwSignal<u64>,
    /// How much of all needed columns of all rows is in the workers, in per cent.
    pub loaded_percent: RwSignal<u64>,
    /// All rows of all needed columns are in the workers.
    pub loaded: RwSignal<bool>,
    /// The dashboard's links, once asked for.
    pub links: RwSignal<Option<Vec<Link>>>,
    /// The path of the link just made, shown once.
    pub made_link: RwSignal<Option<String>>,
    /// The id of that link, so that revoking it also takes its path away.
    pub made_link_id: StoredValue<Option<String>>,
    /// A change of its tiles is being saved.
    pub saving: StoredValue<bool>,
    /// The tile that was taken off last, until the person goes on.
    pub removed: RwSignal<Option<RemovedTile>>,
    /// Why the last save or share failed.
    pub problem: RwSignal<Option<Problem>>,
}

/// A tile that was taken off.
#[derive(Clone, Debug)]
pub struct RemovedTile {
    /// The tile.
    pub tile: Tile,
    /// Where it was among the others.
    pub at: usize,
}

/// One tile's answers.
#[derive(Clone)]
pub struct TileState {
    /// The tile's spec.
    pub tile: Tile,
    /// What its chart groups by, with the offsets of the zones by whose clocks it bins times; bins that depend on the rows as they are drawn.
    pub keys: RwSignal<Vec<GroupKey>>,
    /// What the tile draws; none before the first batch.
    pub drawn: RwSignal<Option<Drawn>>,
    /// Who computes it.
    pub place: RwSignal<Place>,
    /// Its state, also `data-state` in the page.
    pub phase: RwSignal<TilePhase>,
    /// How much of the rows the question that it waits for has gone through, from 0 to 1, if that takes long.
    pub gone: RwSignal<Option<f64>>,
    /// Only for tiles that show rows: the rows in view.
    pub window: RwSignal<RowWindow>,
    /// Only for lines through single rows: how many of the screen's pixels the plot is wide; 0 until it is on the page.
    pub pixels: StoredValue<u32>,
    /// Whether any of it is on the screen.
    pub on_screen: StoredValue<bool>,
}

impl TileState {
    /// How soon its numbers are wanted.
    pub fn urgency(&self) -> Urgency {
        if self.on_screen.try_get_value() == Some(true) { Urgency::Shown } else { Urgency::Hidden }
    }
}

/// What a tile draws.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    /// The answer over all rows: the ghost behind the marks, and for bars the choice of the categories.
    pub total: Answer,
    /// The answer under the other tiles' brushes.
    pub filtered: Answer,
    /// Whether that is approximate; the exact one follows when the brush rests.
    pub approximate: bool,
}

/// A tile's state.
#[derive(Clone, Debug, PartialEq)]
pub enum TilePhase {
    /// Not all rows are in yet.
    Loading,
    /// Its numbers are those of all rows.
    Ready,
    /// It can't be drawn.
    Failed(Problem),
}

/// The rows that a tile shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RowWindow {
    /// Rows that pass the filters.
    pub matched: u64,
    /// The first row of `cells`, among those that pass.
    pub offset: u64,
    /// Rows times columns; `None` is null.
    pub cells: Vec<Vec<Option<String>>>,
}
