//! Scrolling a table.

use leptos::prelude::*;

use super::refresh;
use crate::state::{Store, session};

/// Shows `limit` rows from `offset` on, counted among the rows that pass the filters.
pub fn scroll_table(store: Store, tile_id: impl Into<String>, offset: u64, limit: u64) {
    let tile_id = tile_id.into();
    let moved = session::with_work(&tile_id, |work| {
        let moved = (work.table.offset, work.table.limit) != (offset, limit);
        (work.table.offset, work.table.limit) = (offset, limit);
        moved
    });
    let Some(open) = store.open.get_untracked() else { return };
    if moved == Some(true)
        && let Some(tile) = open.tiles.with_value(|tiles| tiles.iter().find(|tile| tile.tile.id == tile_id).cloned())
    {
        refresh::tile(&tile);
    }
}
