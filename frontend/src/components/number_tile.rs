//! Rows that pass the filters, of the rows there are.

use leptos::prelude::*;

use super::tile_frame::TileFrame;
use super::words::words;
use crate::figure::{count_of, number};
use crate::instruments;
use crate::state::dashboard::TileState;

/// The number, its share of all rows, and a bar for the share.
#[component]
pub fn NumberTile(
    /// The tile.
    tile: TileState,
) -> impl IntoView {
    let words = words();
    let drawn = tile.drawn;
    let counts = Memo::new(move |_| drawn.with(|drawn| drawn.as_ref().map(|d| (count_of(&d.filtered), count_of(&d.total)))));
    let id = tile.tile.id.clone();
    Effect::new(move |_| {
        if counts.get().is_some() {
            instruments::timing::painted(&id);
        }
    });
    let passing = move || counts.get().map(|c| c.0);
    let there = move || counts.get().map(|c| c.1);
    let text = move |n: Option<u64>| n.map_or_else(|| "–".into(), |n| words.integer(n));
    let share = move || counts.get().map(|(passing, there)| (words.get().board.share_of_rows)(&number::percent(passing, there)));
    let width = move || counts.get().map_or(0.0, |(passing, there)| if there == 0 { 0.0 } else { passing as f64 / there as f64 * 100.0 });
    view! {
        <TileFrame tile class="tile-number">
            <div class="number-line"><p class="big-number">
                <span class="numbers" data-testid="rows-passing" data-value=move || passing().map(|n| n.to_string())>{move || text(passing())}</span>
                <span class="big-number-of muted numbers">
                    " / "
                    <span data-testid="rows-total" data-value=move || there().map(|n| n.to_string())>{move || text(there())}</span>
                </span>
            </p>
            <p class="muted small-text numbers">{share}</p></div>
            <div class="share-bar" aria-hidden="true"><div class="share-bar-fill" style=move || format!("width:{:.3}%", width())></div></div>
        </TileFrame>
    }
}
