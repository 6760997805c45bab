//! A chart: Plotly's drawing, and over it the pointer, the keys, the tip and the brush.

use leptos::html::Div;
use leptos::prelude::*;
use shared::wire::column_type::{Role, role};

use super::brush_box::{BrushBoxes, ChartTip};
use super::chart_input::ChartInput;
use super::tile_frame::TileFrame;
use super::words::words;
use crate::figure::{DARK, Figure, Frame, LIGHT, Picture, Size, draw};
use crate::format;
use crate::instruments;
use crate::plot::{self, Bundle, Painter};
use crate::state::Store;
use crate::state::dashboard::{OpenDashboard, TileState};

/// A chart tile.
#[component]
pub fn ChartTile(
    /// The dashboard.
    open: OpenDashboard,
    /// The tile.
    tile: TileState,
) -> impl IntoView {
    let words = words();
    let unplaced = RwSignal::new(0u64);
    let note = Signal::derive(move || match unplaced.get() {
        0 => String::new(),
        rows => (words.get().board.unplaced)(&format::integer(words.language(), rows)),
    });
    let frame_tile = tile.clone();
    view! { <TileFrame tile=frame_tile note class="tile-chart"><Chart open tile=tile.clone() unplaced/></TileFrame> }
}

/// The part under the title.
#[component]
fn Chart(
    /// The dashboard.
    open: OpenDashboard,
    /// The tile.
    tile: TileState,
    /// Told how many rows have no place on the axes.
    unplaced: RwSignal<u64>,
) -> impl IntoView {
    let words = words();
    let host = NodeRef::<Div>::new();
    let geometry = RwSignal::new(None::<Frame>);
    let input = ChartInput::new(open, &tile, geometry);
    paint_when_needed(host, open, &tile, input, unplaced);
    let chart = StoredValue::new(tile.tile.chart.clone());
    let name = move || {
        let board = &words.get().board;
        chart.with_value(|chart| format!("{}, {}. {}", (board.tile_title)(chart), (board.tile_subtitle)(chart), board.chart_help))
    };
    let drawn = tile.drawn;
    let waiting = move || drawn.with(Option::is_none) || geometry.with(Option::is_none);
    let empty = move || geometry.with(|frame| frame.as_ref().is_some_and(|f| f.counts.iter().all(|c| c.0 == 0.0 || c.0.is_nan())));
    view! {
        <div class="chart" tabindex="0" role="group" aria-label=name
            on:pointerdown=move |event| input.press(&event)
            on:pointermove=move |event| input.moved(&event)
            on:pointerup=move |event| input.release(&event)
            on:pointercancel=move |_| input.cancel()
            on:pointerleave=move |_| input.leave()
            on:dblclick=move |_| input.clear()
            on:keydown=move |event| input.key(&event)
            on:blur=move |_| input.leave()
        >
            <div class="plot" node_ref=host aria-hidden="true"></div>
            <Show when=waiting><div class="bone bone-chart" aria-hidden="true"></div></Show>
            <Show when=empty><p class="empty chart-empty">{move || words.get().board.no_rows}</p></Show>
            <BrushBoxes boxes=input.boxes/>
            <ChartTip tip=input.tip/>
        </div>
    }
}

/// Redraws in the next animation frame whatever changed; the own brush only once the drag is over, as the page shows it until then.
fn paint_when_needed(host: NodeRef<Div>, open: OpenDashboard, tile: &TileState, input: ChartInput, unplaced: RwSignal<u64>) {
    let store = expect_context::<Store>();
    let size = RwSignal::new(Size::default());
    let bundle = plot::bundle();
    let loaded = bundle.clone();
    let (id, drawn) = (tile.tile.id.clone(), tile.drawn);
    let chart = tile.tile.chart.clone();
    let whole = whole_columns(open, tile);
    let brush = {
        let id = id.clone();
        Memo::new(move |_| open.brushes.with(|brushes| brushes.get(&id).cloned().unwrap_or_default()))
    };
    let make = move || -> Option<Figure> {
        let palette = if plot::dark(store) { &DARK } else { &LIGHT };
        let (brush, size, language) = (brush.get(), size.get(), store.language.get());
        let there = size.width > 0.0 && size.height > 0.0;
        drawn.with(|drawn| {
            let drawn = drawn.as_ref().filter(|_| there)?;
            draw(&Picture { chart: &chart, drawn, brush: &brush, whole: &whole, size, palette, language })
        })
    };
    let make_now = make.clone();
    let painter = Painter::new(move || {
        let (Some(host), Some(figure)) = (host.get_untracked(), untrack(&make_now)) else { return };
        if loaded.get_untracked() == Bundle::Ready && plot::paint(&host, &figure, store.language.get_untracked()) {
            unplaced.set(figure.unplaced);
            input.painted(figure.frame);
            instruments::timing::painted(&id);
        }
    });
    Effect::new(move |_| {
        if let Some(host) = host.get() {
            plot::observe(&host, size);
            let element = StoredValue::new_local(host);
            on_cleanup(move || {
                element.try_with_value(|host| plot::clear(host));
            });
        }
    });
    Effect::new(move |_| {
        // Everything that the figure depends on, read so that a change of it asks for a redraw.
        drawn.track();
        brush.track();
        size.track();
        store.language.track();
        plot::dark(store);
        if bundle.get() == Bundle::Ready && !input.dragging.get() {
            painter.ask();
        }
    });
}

/// The columns of the tile's dataset that hold whole numbers.
fn whole_columns(open: OpenDashboard, tile: &TileState) -> Vec<String> {
    let is_whole = |kind: &str| kind.starts_with("uint") || (kind.starts_with("int") && role(kind) == Role::Number);
    open.datasets.with_value(|datasets| {
        let columns = datasets.iter().filter(|d| d.dataset.id == tile.tile.dataset).flat_map(|d| &d.dataset.columns);
        columns.filter(|c| is_whole(&c.r#type)).map(|c| c.name.clone()).collect()
    })
}
