//! A brush comes to rest: where its index answered with approximate values, the exact ones are asked for.

use leptos::prelude::*;

use super::refresh;
use crate::state::dashboard::TileState;
use crate::state::session;

/// Asks all tiles that are approximate, if the dashboard is still there.
pub fn rest() {
    let Some(open) = session::open() else { return };
    open.tiles.try_with_value(Clone::clone).iter().flatten().filter(|tile| is_approximate(tile)).for_each(refresh::tile);
}

/// Whether a tile shows approximate values.
pub(super) fn is_approximate(tile: &TileState) -> bool {
    tile.drawn.try_with_untracked(|drawn| drawn.as_ref().is_some_and(|drawn| drawn.approximate)) == Some(true)
}
