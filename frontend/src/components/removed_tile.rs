//! What is said after a tile was taken off, and the way back.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use super::words::words;
use crate::actions::remove_tile::put_tile_back;
use crate::state::Store;
use crate::state::dashboard::OpenDashboard;

/// Says which tile was taken off, until it is back or the line is dismissed.
#[component]
pub fn RemovedTile(
    /// The dashboard.
    open: OpenDashboard,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let line = move || {
        let removed = open.removed.get()?;
        let title = move || (words.get().board.removed)(&(words.get().board.tile_title)(&removed.tile.chart));
        Some(view! {
            <div class="banner notice" role="status" data-testid="removed">
                <span dir="auto">{title}</span>
                <button class="small" data-testid="undo" on:click=move |_| put_tile_back(store)>{move || words.get().board.undo}</button>
                <button class="ghost square" aria-label=move || words.get().trouble.dismiss on:click=move |_| open.removed.set(None)>
                    <Icon glyph=Glyph::Close/>
                </button>
            </div>
        })
    };
    view! { {line} }
}
