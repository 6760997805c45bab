//! What every tile has: a title, a line under it, its state.

use leptos::html::Article;
use leptos::prelude::*;
use shared::wire::dashboard::ChartSpec;

use super::icon::{Glyph, Icon};
use super::words::words;
use crate::actions;
use crate::js::on_screen::OnScreen;
use crate::queries::budget::Place;
use crate::queries::chart_query;
use crate::state::Store;
use crate::state::dashboard::{TilePhase, TileState};

/// The frame around a tile's content; a tile that can't be drawn says why instead.
#[component]
pub fn TileFrame(
    /// The tile.
    tile: TileState,
    /// Added to the line under the title.
    #[prop(into, default = Signal::stored(String::new()))]
    note: Signal<String>,
    /// The tile's class.
    #[prop(default = "")]
    class: &'static str,
    /// The content.
    children: ChildrenFn,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let article = NodeRef::<Article>::new();
    watch(article, tile.clone());
    let TileState { tile, phase, place, gone, .. } = tile;
    let chart = StoredValue::new(tile.chart);
    let heading = format!("tile-{}", tile.id);
    let (labelled_by, measured) = (heading.clone(), heading.clone());
    let waits = move || gone.get().filter(|_| phase.with(|phase| *phase == TilePhase::Loading));
    let progress = move || {
        waits().map(|share| view! { <progress class="tile-progress" data-testid="progress" aria-labelledby=measured.clone() value=share></progress> })
    };
    let title = move || chart.with_value(|chart| (words.get().board.tile_title)(chart));
    let subtitle = move || {
        let line = chart.with_value(|chart| (words.get().board.tile_subtitle)(chart));
        let executor = if place.get() == Place::Server { words.get().board.on_server } else { "" };
        [line, note.get(), executor.to_owned()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    };
    let failure = move || match phase.get() {
        TilePhase::Failed(problem) => Some((words.get().trouble.problem)(&problem)),
        _ => None,
    };
    // Only whether it failed: new numbers must not build the content anew.
    let failed = Memo::new(move |_| matches!(phase.get(), TilePhase::Failed(_)));
    let id = StoredValue::new(tile.id.clone());
    let is_editable = move || {
        store.open.get().is_some_and(|open| open.link.with_value(Option::is_none) && open.dashboard.with(|dashboard| dashboard.tiles.len() > 1))
    };
    let remove = move || {
        view! {
            <button
                class="ghost tile-remove"
                data-testid="tile-remove"
                aria-label=move || (words.get().board.remove_tile)(&title())
                title=move || (words.get().board.remove_tile)(&title())
                on:click=move |_| id.with_value(|id| actions::remove_tile::remove_tile(store, id))
            >
                <Icon glyph=Glyph::Close/>
            </button>
        }
    };
    let body = move || {
        if place.get() == Place::Nowhere {
            let board = move || &words.get().board;
            let is_rows = chart.with_value(chart_query::shows_rows);
            let why = move || if is_rows { board().rows_too_large } else { board().link_too_large };
            view! { <p class="tile-note muted" data-testid="too-large">{why}</p> }.into_any()
        } else if failed.get() {
            view! { <p class="tile-problem" role="alert" data-testid="problem" dir="auto">{failure}</p> }.into_any()
        } else {
            children().into_any()
        }
    };
    view! {
        <article
            node_ref=article
            class=format!("tile {class}")
            style=format!("--span:{}", tile.span.clamp(1, 12))
            data-tile=tile.id
            data-kind=chart.with_value(kind)
            data-state=move || phase.with(state)
            data-executor=move || executor(place.get())
            aria-busy=move || phase.with(|phase| *phase == TilePhase::Loading).to_string()
            aria-labelledby=labelled_by
        >
            <header class="tile-head">
                <h2 id=heading dir="auto" title=title>{title}</h2>
                <p class="tile-subtitle" dir="auto">{subtitle}</p>
                {move || is_editable().then(remove)}
            </header>
            {progress}
            {body}
        </article>
    }
}

/// Tiles on the screen have their numbers first.
fn watch(article: NodeRef<Article>, tile: TileState) {
    Effect::new(move |_| {
        let Some(article) = article.get() else { return };
        let tile = tile.clone();
        let watched = OnScreen::watch(&article, move |on_screen| actions::see_tile::see_tile(&tile, on_screen));
        let kept = StoredValue::new_local(watched.ok());
        on_cleanup(move || kept.dispose());
    });
}

fn state(phase: &TilePhase) -> &'static str {
    match phase {
        TilePhase::Loading => "loading",
        TilePhase::Ready => "ready",
        TilePhase::Failed(_) => "error",
    }
}

fn executor(place: Place) -> &'static str {
    match place {
        Place::Browser => "browser",
        Place::Server => "server",
        Place::Nowhere => "none",
    }
}

fn kind(chart: &ChartSpec) -> &'static str {
    match chart {
        ChartSpec::Number => "number",
        ChartSpec::Histogram { .. } => "histogram",
        ChartSpec::Bar { .. } => "bar",
        ChartSpec::Line { .. } => "line",
        ChartSpec::Heatmap { .. } => "heatmap",
        ChartSpec::Scatter { .. } => "scatter",
        ChartSpec::Series { .. } => "series",
        ChartSpec::Table { .. } => "table",
        ChartSpec::Gallery { .. } => "gallery",
        ChartSpec::Sentences { .. } => "sentences",
    }
}
