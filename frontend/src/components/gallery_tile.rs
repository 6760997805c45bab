//! The pictures of the rows that pass the filters, as many as the tile holds.

use leptos::html::Div;
use leptos::prelude::*;

use super::pager::{Pager, Pages};
use super::tile_frame::TileFrame;
use super::words::words;
use crate::figure::Size;
use crate::instruments;
use crate::plot;
use crate::state::dashboard::TileState;

/// Width and height of a picture with its captions and its gap, as in the style sheet.
const CARD: (f64, f64) = (96.0, 116.0);

/// A gallery tile.
#[component]
pub fn GalleryTile(
    /// The tile.
    tile: TileState,
) -> impl IntoView {
    let frame_tile = tile.clone();
    view! { <TileFrame tile=frame_tile class="tile-gallery"><Gallery tile=tile.clone()/></TileFrame> }
}

/// The part under the title.
#[component]
fn Gallery(
    /// The tile.
    tile: TileState,
) -> impl IntoView {
    let host = NodeRef::<Div>::new();
    let size = RwSignal::new(Size::default());
    Effect::new(move |_| {
        if let Some(host) = host.get() {
            plot::observe(&host, size);
        }
    });
    let room = Memo::new(move |_| {
        let Size { width, height } = size.get();
        // Whole cards; at least one of each once there is a tile.
        if width > 0.0 { ((width / CARD.0).floor().max(1.0) * (height / CARD.1).floor().max(1.0)) as u64 } else { 0 }
    });
    let pages = Pages::new(&tile, room);
    let (id, window) = (tile.tile.id.clone(), tile.window);
    Effect::new(move |_| {
        window.track();
        instruments::timing::painted(&id);
    });
    view! {
        <div class="gallery" node_ref=host role="list">
            <For each=move || pages.rows() key=|row| format!("{row:?}") children=move |(row, cells)| view! { <Card row cells/> }/>
        </div>
        <Pager pages/>
    }
}

/// One picture and its captions.
#[component]
fn Card(
    /// Its number among the rows that pass, from 0.
    row: u64,
    /// The picture's address, then the captions.
    cells: Vec<Option<String>>,
) -> impl IntoView {
    let words = words();
    let mut cells = cells.into_iter();
    let address = cells.next().flatten();
    let captions: Vec<String> = cells.map(|caption| caption.unwrap_or_else(|| "∅".into())).collect();
    let alt = captions.join(", ");
    let broken = RwSignal::new(address.as_deref().is_some_and(str::is_empty));
    let picture = move || match (&address, broken.get()) {
        (None, _) => view! { <span class="no-picture" role="img" aria-label=move || words.get().board.no_picture>"∅"</span> }.into_any(),
        (_, true) => {
            let name = move || words.get().board.broken_picture;
            view! { <span class="no-picture broken-picture" data-testid="broken-picture" role="img" aria-label=name title=name>"⚠"</span> }.into_any()
        }
        (Some(address), false) => {
            view! { <img src=address.clone() alt=alt.clone() decoding="async" draggable="false" on:error=move |_| broken.set(true)/> }.into_any()
        }
    };
    let shown = captions.clone();
    view! {
        <figure class="card" role="listitem" data-testid="picture" data-row=row.to_string()>
            {picture}
            <figcaption dir="auto" title=captions.join(" · ")>
                {shown.into_iter().map(|caption| view! { <span class="caption">{caption}</span> }).collect_view()}
            </figcaption>
        </figure>
    }
}
