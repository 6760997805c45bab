//! Brushing: selecting on a tile what all others then show.

use leptos::prelude::*;
use shared::wire::dashboard::Tile;
use shared::wire::query::{FilterSpec, Scalar};

use super::{chart, index, keep_view, refresh, rest};
use crate::instruments::timing;
use crate::queries::chart_query::is_plotted;
use crate::queries::filters::affected;
use crate::queries::toggle::toggled;
use crate::state::Store;
use crate::state::dashboard::{Brushes, OpenDashboard, TilePhase};
use crate::state::session::but;

/// Replaces a tile's brush; no filters clear it.
pub fn set(store: Store, tile_id: impl Into<String>, filters: Vec<FilterSpec>) {
    let tile_id = tile_id.into();
    change(store, move |brushes| {
        if filters.is_empty() {
            brushes.remove(&tile_id);
        } else {
            brushes.insert(tile_id, filters);
        }
    });
}

/// Adds a value to the set that is selected on a tile, or takes it out; `None` is the null group.
pub fn toggle(store: Store, tile_id: impl Into<String>, column: &str, value: Option<Scalar>) {
    let tile_id = tile_id.into();
    let Some(open) = store.open.get_untracked() else { return };
    let old = open.brushes.with_untracked(|brushes| brushes.get(&tile_id).cloned()).unwrap_or_default();
    set(store, tile_id, toggled(&old, column, value));
}

/// Clears a tile's brush.
pub fn clear(store: Store, tile_id: impl Into<String>) {
    set(store, tile_id, Vec::new());
}

/// Clears all brushes.
pub fn clear_all(store: Store) {
    change(store, Brushes::clear);
}

fn change(store: Store, edit: impl FnOnce(&mut Brushes)) {
    let Some(open) = store.open.get_untracked() else { return };
    let before = open.brushes.get_untracked();
    let mut after = before.clone();
    edit(&mut after);
    if after == before {
        return;
    }
    open.brushes.set(after.clone());
    let tiles = open.dashboard.with_untracked(|dashboard| dashboard.tiles.clone());
    refresh_affected(open, &affected(&tiles, &before, &after), only_change(&before, &after));
    index::renew(open);
    keep_view::soon();
}

/// The tile whose brush is the only one that differs, and is there afterwards.
fn only_change<'a>(before: &Brushes, after: &'a Brushes) -> Option<&'a str> {
    let mut changed = after.iter().filter(|(tile, filters)| before.get(*tile) != Some(filters));
    let (tile, _) = changed.next()?;
    let others = |brushes: &Brushes| but(brushes, tile);
    (changed.next().is_none() && others(before) == others(after)).then_some(tile)
}

fn refresh_affected(open: OpenDashboard, affected: &[&Tile], brushed: Option<&str>) {
    let id_of = |tile: &&Tile| tile.id.clone();
    let is_chart = |tile: &&&Tile| is_plotted(&tile.chart);
    let tiles: Vec<String> = affected.iter().map(id_of).collect();
    let charts: Vec<String> = affected.iter().filter(is_chart).map(id_of).collect();
    timing::brushed(&tiles, &charts);
    for tile in open.tiles.with_value(Clone::clone).iter().filter(|tile| tiles.contains(&tile.tile.id)) {
        let answer = brushed.and_then(|brushed| index::answer(open, tile, brushed));
        let is_shown = answer.is_some_and(|answer| chart::show_at_once(tile, answer));
        if !is_shown {
            tile.phase.set(TilePhase::Loading);
        }
        // While a brush is dragged, what is approximate may stay so.
        if !is_shown || (rest::is_approximate(tile) && !open.dragging.get_untracked()) {
            refresh::tile(tile);
        }
    }
}
