//! What is brushed, one chip per tile.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use super::words::words;
use crate::actions;
use crate::figure::filter_label;
use crate::queries::chips::{Chip, chips};
use crate::state::Store;
use crate::state::dashboard::OpenDashboard;

/// The row of chips, or how to get one.
#[component]
pub fn Chips(
    /// The dashboard.
    open: OpenDashboard,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let all = Memo::new(move |_| open.dashboard.with(|d| open.brushes.with(|brushes| chips(&d.tiles, brushes))));
    let some = move || !all.with(Vec::is_empty);
    let hint = move || view! { <p class="muted small-text">{move || words.get().board.no_filters}</p> };
    view! {
        <div class="chips" role="group" aria-label=move || words.get().board.filters>
            <Show when=some fallback=hint>
                <For each=move || all.get() key=|chip| format!("{chip:?}") children=move |chip| view! { <FilterChip chip/> }/>
                <button class="ghost small" data-testid="clear-all" on:click=move |_| actions::brush::clear_all(store)>
                    {move || words.get().board.clear_all}
                </button>
            </Show>
        </div>
    }
}

/// One chip: columns, what passes, and a button that clears it.
#[component]
fn FilterChip(
    /// The chip.
    chip: Chip,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let Chip { tile, filters } = chip;
    let parts: Vec<_> = filters.into_iter().map(|filter| (filter.columns().concat(), filter)).collect();
    let name = {
        let parts = parts.clone();
        move || {
            let language = words.language();
            let texts: Vec<String> = parts.iter().map(|(column, filter)| format!("{column} {}", filter_label(filter, language))).collect();
            texts.join(", ")
        }
    };
    let spoken = name.clone();
    let shown = parts.into_iter().map(|(column, filter)| {
        view! {
            <span class="chip-column" dir="auto">{column}</span>
            <span class="chip-value numbers" dir="auto">{move || filter_label(&filter, words.language())}</span>
        }
    });
    let shown = shown.collect_view();
    let tile_id = tile.clone();
    view! {
        <span class="chip" data-testid="chip" data-for=tile title=name>
            {shown}
            <button
                class="chip-clear"
                data-testid="chip-clear"
                aria-label=move || (words.get().board.clear)(&spoken())
                on:click=move |_| actions::brush::clear(store, tile_id.clone())
            >
                <Icon glyph=Glyph::Close/>
            </button>
        </span>
    }
}
