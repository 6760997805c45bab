//! A tile comes onto the screen, or leaves it, as the person scrolls.

use leptos::prelude::*;

use crate::state::dashboard::TileState;
use crate::state::session;

/// What a tile on the screen asks is answered first; what it has asked already, too.
pub fn see_tile(tile: &TileState, on_screen: bool) {
    tile.on_screen.set_value(on_screen);
    if let Some(pool) = session::pool(&tile.tile.dataset).filter(|_| on_screen) {
        pool.hasten(&tile.tile.id);
    }
}
