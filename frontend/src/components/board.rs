//! An open dashboard.

use leptos::prelude::*;
use shared::wire::dashboard::ChartSpec;

use super::banner::Banner;
use super::board_header::BoardHeader;
use super::chart_tile::ChartTile;
use super::chips::Chips;
use super::gallery_tile::GalleryTile;
use super::number_tile::NumberTile;
use super::sentences_tile::SentencesTile;
use super::table_tile::TableTile;
use super::undo_line::UndoLine;
use super::words::words;
use crate::actions::remove_tile::put_tile_back;
use crate::state::Store;
use crate::state::dashboard::{OpenDashboard, TilePhase, TileState};

/// Header, chips and the grid of tiles.
#[component]
pub fn Board(
    /// The dashboard.
    open: OpenDashboard,
) -> impl IntoView {
    let tiles = open.tiles.get_value();
    let there = Memo::new(move |_| open.dashboard.with(|dashboard| dashboard.tiles.iter().map(|tile| tile.id.clone()).collect::<Vec<_>>()));
    let state = {
        let tiles = tiles.clone();
        move || there.with(|there| phase_of_all(tiles.iter().filter(|tile| there.contains(&tile.tile.id))))
    };
    // One that was taken off leaves the others as they are.
    let shown = tiles.into_iter().map(|tile| {
        let id = tile.tile.id.clone();
        let is_there = Memo::new(move |_| there.with(|there| there.contains(&id)));
        move || is_there.get().then(|| view! { <AnyTile open tile=tile.clone()/> })
    });
    let (store, words) = (expect_context::<Store>(), words());
    let said = Signal::derive(move || {
        let board = &words.get().board;
        open.removed.with(|removed| removed.as_ref().map(|removed| (board.removed)(&(board.tile_title)(&removed.tile.chart))))
    });
    view! {
        <section class="board" data-state=state data-dashboard=move || open.dashboard.with(|d| d.id.clone())>
            <BoardHeader open/>
            <Banner problem=open.problem/>
            <UndoLine name="removed" said undo=move |()| put_tile_back(store) dismiss=move |()| open.removed.set(None)/>
            <Chips open/>
            <div class="grid">{shown.collect_view()}</div>
        </section>
    }
}

/// The tile for a chart.
#[component]
fn AnyTile(
    /// The dashboard.
    open: OpenDashboard,
    /// The tile.
    tile: TileState,
) -> impl IntoView {
    match &tile.tile.chart {
        ChartSpec::Number => view! { <NumberTile tile/> }.into_any(),
        ChartSpec::Table { columns } => {
            let columns = columns.clone();
            view! { <TableTile open tile columns/> }.into_any()
        }
        ChartSpec::Gallery { .. } => view! { <GalleryTile tile/> }.into_any(),
        ChartSpec::Sentences { words, .. } => {
            let has_words = words.is_some();
            view! { <SentencesTile tile has_words/> }.into_any()
        }
        _ => view! { <ChartTile open tile/> }.into_any(),
    }
}

/// `error` if a tile can't be drawn, else `loading` until all tiles are ready.
fn phase_of_all<'a>(tiles: impl Iterator<Item = &'a TileState>) -> &'static str {
    let mut all = "ready";
    for tile in tiles {
        match tile.phase.get() {
            TilePhase::Failed(_) => return "error",
            TilePhase::Loading => all = "loading",
            TilePhase::Ready => {}
        }
    }
    all
}
