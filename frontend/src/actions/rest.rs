//! A brush comes to rest: where its index answered with approximate values, the exact ones are asked for; lines under brushes before it are left.

use leptos::prelude::*;

use super::{refresh, series};
use crate::state::dashboard::TileState;
use crate::state::session;

/// Goes through the tiles, if the dashboard is still there.
pub fn rest() {
    let Some(open) = session::open() else { return };
    for tile in open.tiles.try_with_value(Clone::clone).iter().flatten() {
        series::rest(tile);
        if is_approximate(tile) {
            refresh::tile(tile);
        }
    }
}

/// Whether a tile shows approximate values.
pub(super) fn is_approximate(tile: &TileState) -> bool {
    tile.drawn.try_with_untracked(|drawn| drawn.as_ref().is_some_and(|drawn| drawn.approximate)) == Some(true)
}
