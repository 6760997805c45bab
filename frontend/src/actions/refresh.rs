//! Asks a tile's numbers again.

use leptos::prelude::*;

use super::{chart, index, series, table};
use crate::queries::budget::Place;
use crate::queries::chart_query;
use crate::state::dashboard::{TilePhase, TileState};
use crate::state::session;
use crate::workers::executor::Executor;

/// All tiles of a dataset that are not ready: new rows can change nothing about those that are, unless they count rows that went away with a worker.
pub(super) fn dataset(id: &str) {
    let Some(open) = session::open() else { return };
    let tiles = open.tiles.with_value(Clone::clone);
    let here =
        session::pool(id).map(|pool| pool.progress()).map_or(u64::MAX, |progress| if progress.is_complete() { progress.rows() } else { u64::MAX });
    let counts_more = |state: &TileState| session::with_work(&state.tile.id, |work| work.total.as_ref().is_some_and(|total| total.rows > here));
    let is_ready = |state: &TileState| state.phase.with_untracked(|phase| *phase == TilePhase::Ready) && counts_more(state) != Some(true);
    tiles.iter().filter(|state| state.tile.dataset == id && !is_ready(state)).for_each(tile);
    index::grow();
}

/// One tile; what is still under way for it is shown as it comes, but never over something newer.
pub(super) fn tile(tile: &TileState) {
    let Some(executor) = session::executor(&tile.tile.dataset) else { return };
    match (tile.place.get_untracked(), executor) {
        (Place::Nowhere, _) => tile.phase.set(TilePhase::Ready),
        (_, Executor::Browser(pool)) if chart_query::shows_rows(&tile.tile.chart) => table::refresh(pool, tile),
        (_, executor) if chart_query::line(&tile.tile.chart, 1).is_some() => series::refresh(executor, tile),
        (_, executor) => chart::refresh(executor, tile),
    }
}
