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
use crate::state::dashboard::{OpenDashboard, TilePhase, TileState};

/// Header, chips and the grid of tiles.
#[component]
pub fn Board(
    /// The dashboard.
    open: OpenDashboard,
) -> impl IntoView {
    let tiles = open.tiles.get_value();
    let state = {
        let tiles = tiles.clone();
        move || phase_of_all(&tiles)
    };
    view! {
        <section class="board" data-state=state data-dashboard=move || open.dashboard.with(|d| d.id.clone())>
            <BoardHeader open/>
            <Banner problem=open.problem/>
            <Chips open/>
            <div class="grid">{tiles.into_iter().map(|tile| view! { <AnyTile open tile/> }).collect_view()}</div>
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
fn phase_of_all(tiles: &[TileState]) -> &'static str {
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
