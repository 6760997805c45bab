//! The texts of the rows that pass the filters, the words that decided marked.

use leptos::prelude::*;

use super::pager::{Pager, Pages};
use super::tile_frame::TileFrame;
use crate::instruments;
use crate::queries::marked::pieces;
use crate::state::dashboard::TileState;

/// Texts per page; longer ones scroll.
const TEXTS: u64 = 20;

/// A tile of sentences.
#[component]
pub fn SentencesTile(
    /// The tile.
    tile: TileState,
    /// Whether the second cell of a row holds words to mark.
    has_words: bool,
) -> impl IntoView {
    let frame_tile = tile.clone();
    view! { <TileFrame tile=frame_tile class="tile-sentences"><Sentences tile=tile.clone() has_words/></TileFrame> }
}

/// The part under the title.
#[component]
fn Sentences(
    /// The tile.
    tile: TileState,
    /// Whether the second cell of a row holds words to mark.
    has_words: bool,
) -> impl IntoView {
    let pages = Pages::new(&tile, Memo::new(|_| TEXTS));
    let (id, window) = (tile.tile.id.clone(), tile.window);
    Effect::new(move |_| {
        window.track();
        instruments::timing::painted(&id);
    });
    view! {
        <ol class="sentences" tabindex="0">
            <For each=move || pages.rows() key=|row| format!("{row:?}") children=move |(row, cells)| view! { <Sentence row cells has_words/> }/>
        </ol>
        <Pager pages/>
    }
}

/// One text under its captions; data is only ever a text node.
#[component]
fn Sentence(
    /// Its number among the rows that pass, from 0.
    row: u64,
    /// The text, the words if there are any, then the captions.
    cells: Vec<Option<String>>,
    /// Whether the second cell holds words to mark.
    has_words: bool,
) -> impl IntoView {
    let mut cells = cells.into_iter();
    let text = cells.next().flatten();
    let words = if has_words { cells.next().flatten() } else { None }.unwrap_or_default();
    let captions: Vec<String> = cells.map(|caption| caption.unwrap_or_else(|| "∅".into())).collect();
    let is_null = text.is_none();
    let text = text.unwrap_or_else(|| "∅".into());
    let piece = |piece: crate::queries::marked::Piece| match piece.is_word {
        true => view! { <mark>{piece.text}</mark> }.into_any(),
        false => view! { <span>{piece.text}</span> }.into_any(),
    };
    view! {
        <li class="sentence" data-testid="sentence" data-row=row.to_string()>
            <p class="sentence-captions muted small-text" dir="auto">
                {captions.into_iter().map(|caption| view! { <span class="caption">{caption}</span> }).collect_view()}
            </p>
            <p class="sentence-text" class:null=is_null dir="auto">{pieces(&text, &words).into_iter().map(piece).collect_view()}</p>
        </li>
    }
}
