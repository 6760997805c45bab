//! Rows page by page: which are in view, and two buttons.

use leptos::prelude::*;

use super::words::words;
use crate::actions;
use crate::state::Store;
use crate::state::dashboard::{RowWindow, TileState};

/// The pages of one tile. `Copy`: handles of signals.
#[derive(Clone, Copy)]
pub struct Pages {
    store: Store,
    tile: StoredValue<String>,
    window: RwSignal<RowWindow>,
    /// Rows per page; 0 until the tile's size is known.
    size: Memo<u64>,
    first: RwSignal<u64>,
}

impl Pages {
    /// The pages of a tile; asks for the rows of the one in view.
    pub fn new(tile: &TileState, size: Memo<u64>) -> Pages {
        let pages = Pages {
            store: expect_context::<Store>(),
            tile: StoredValue::new(tile.tile.id.clone()),
            window: tile.window,
            size,
            first: RwSignal::new(0),
        };
        Effect::new(move |_| {
            let (first, size) = (pages.first(), pages.size.get());
            if size > 0 {
                actions::scroll_table::scroll_table(pages.store, pages.tile.get_value(), first, size);
            }
        });
        pages
    }

    /// The rows of the page in view, as far as they are here; each with its number among those that pass.
    pub fn rows(self) -> Vec<(u64, Vec<Option<String>>)> {
        let (first, size) = (self.first(), self.size.get());
        self.window.with(|window| {
            let numbered = (window.offset..).zip(&window.cells);
            numbered.filter(|(row, _)| (first..first + size).contains(row)).map(|(row, cells)| (row, cells.clone())).collect()
        })
    }

    /// The first row in view; fewer rows may pass than there were when the page was turned.
    fn first(self) -> u64 {
        let (matched, size) = (self.window.with(|window| window.matched), self.size.get().max(1));
        self.first.get().min(matched.saturating_sub(1) / size * size)
    }

    fn turn(self, by: i64) {
        let size = self.size.get_untracked();
        let first = untrack(|| self.first());
        self.first.set(if by < 0 { first.saturating_sub(size) } else { first + size });
    }
}

/// Which rows are in view, and the buttons.
#[component]
pub fn Pager(
    /// The pages.
    pages: Pages,
) -> impl IntoView {
    let words = words();
    let matched = move || pages.window.with(|window| window.matched);
    let text = move || {
        let (first, matched) = (pages.first(), matched());
        let last = (first + pages.size.get()).min(matched);
        if matched == 0 {
            return words.get().board.no_rows_pass.to_owned();
        }
        (words.get().board.page_of)(&words.integer(first + 1), &words.integer(last), &words.integer(matched))
    };
    let at_start = move || pages.first() == 0;
    let at_end = move || pages.first() + pages.size.get() >= matched();
    view! {
        <div class="pager" data-testid="pager" data-matched=move || matched().to_string()>
            <button class="ghost small" data-testid="page-back" aria-label=move || words.get().board.page_back disabled=at_start
                on:click=move |_| pages.turn(-1)>"‹"</button>
            <span class="muted small-text numbers" role="status">{text}</span>
            <button class="ghost small" data-testid="page-on" aria-label=move || words.get().board.page_on disabled=at_end
                on:click=move |_| pages.turn(1)>"›"</button>
        </div>
    }
}
