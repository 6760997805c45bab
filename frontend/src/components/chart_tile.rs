//! A chart: Plotly's drawing, and over it the pointer, the keys, the tip and the brush.

use leptos::html::{Canvas, Div};
use leptos::prelude::*;
use shared::wire::column_type::{Role, role};

use super::brush_box::{BrushBoxes, ChartTip};
use super::chart_input::ChartInput;
use super::tile_frame::TileFrame;
use super::words::words;
use crate::actions;
use crate::figure::{self, DARK, Frame, LIGHT, Picture, Size, clock};
use crate::format;
use crate::instruments;
use crate::plot::{self, Bundle, Painter, Screen};
use crate::queries::chart_query;
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
    let drawn = tile.drawn;
    let keys = tile.keys;
    let note = Signal::derive(move || {
        let board = &words.get().board;
        let rest = match unplaced.get() {
            _ if drawn.with(|drawn| drawn.as_ref().is_some_and(|drawn| drawn.approximate)) => board.approximate.to_owned(),
            0 => String::new(),
            rows => (board.unplaced)(&format::integer(words.language(), rows)),
        };
        let zone = keys.with(|keys| clock::zone_name(keys));
        if zone.is_empty() || rest.is_empty() { zone + &rest } else { format!("{zone} · {rest}") }
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
    let (host, canvas) = (NodeRef::<Div>::new(), NodeRef::<Canvas>::new());
    let geometry = RwSignal::new(None::<Frame>);
    let input = ChartInput::new(open, &tile, geometry);
    let size = RwSignal::new(Size::default());
    Effect::new(move |_| {
        if let Some(host) = host.get() {
            plot::observe(&host, size);
        }
    });
    if chart_query::line(&tile.tile.chart, 1).is_some() {
        let tile = tile.clone();
        Effect::new(move |_| {
            let (size, ratio) = (size.get(), plot::watched_ratio());
            if size.width > 0.0 {
                actions::series::resize(&tile, figure::pixels(size, ratio));
            }
        });
    }
    paint_when_needed(Screen::new(host, canvas), size, open, &tile, input, unplaced);
    let chart = StoredValue::new(tile.tile.chart.clone());
    let name = move || {
        let board = &words.get().board;
        chart.with_value(|chart| format!("{}, {}. {}", (board.tile_title)(chart), (board.tile_subtitle)(chart), board.chart_help))
    };
    let drawn = tile.drawn;
    let waiting = move || drawn.with(Option::is_none) || geometry.with(Option::is_none);
    let empty = move || geometry.with(|frame| frame.as_ref().is_some_and(Frame::is_empty));
    let brushing = move || input.boxes.with(|boxes| !boxes.is_empty());
    view! {
        <div class="chart" class:brushing=brushing tabindex="0" role="group" aria-label=name
            on:pointerdown=move |event| input.press(&event)
            on:pointerenter=move |_| input.arrive()
            on:focus=move |_| input.arrive()
            on:pointermove=move |event| input.moved(&event)
            on:pointerup=move |event| input.release(&event)
            on:pointercancel=move |_| input.cancel()
            on:lostpointercapture=move |_| input.cancel()
            on:pointerleave=move |_| input.leave()
            on:dblclick=move |_| input.clear()
            on:keydown=move |event| input.key(&event)
            on:keyup=move |event| input.key_up(&event)
            on:blur=move |_| input.blur()
        >
            <div class="plot" node_ref=host aria-hidden="true"></div>
            <canvas class="sketch" node_ref=canvas aria-hidden="true"></canvas>
            <Show when=waiting><div class="bone bone-chart" aria-hidden="true"></div></Show>
            <Show when=empty><p class="empty chart-empty">{move || words.get().board.no_rows}</p></Show>
            <BrushBoxes boxes=input.boxes/>
            <ChartTip tip=input.tip/>
        </div>
    }
}

/// Redraws in the next animation frame whatever changed: the marks alone while a brush is dragged anywhere, else all of it. The own
/// brush only once its drag is over, as the page shows it until then.
fn paint_when_needed(screen: Screen, size: RwSignal<Size>, open: OpenDashboard, tile: &TileState, input: ChartInput, unplaced: RwSignal<u64>) {
    let store = expect_context::<Store>();
    let bundle = plot::bundle();
    let (id, drawn) = (tile.tile.id.clone(), tile.drawn);
    let chart = tile.tile.chart.clone();
    let (whole, keys) = (whole_columns(open, tile), tile.keys);
    let brush = {
        let id = id.clone();
        Memo::new(move |_| open.brushes.with(|brushes| brushes.get(&id).cloned().unwrap_or_default()))
    };
    let painter = Painter::new(move || {
        // It is drawn again when its drag is over.
        if untrack(|| input.motion.is_dragged()) {
            return;
        }
        let (brush, size, language) = (brush.get_untracked(), size.get_untracked(), store.language.get_untracked());
        let palette = if untrack(|| plot::dark(store)) { &DARK } else { &LIGHT };
        let keys = keys.get_untracked();
        let there = size.width > 0.0 && size.height > 0.0;
        let is_shown = drawn.with_untracked(|drawn| match drawn.as_ref().filter(|_| there) {
            Some(drawn) => {
                let picture = Picture { chart: &chart, keys: &keys, drawn, brush: &brush, whole: &whole, size, palette, language };
                show(screen, &picture, open, input, unplaced)
            }
            None => {
                screen.uncover();
                false
            }
        });
        if is_shown {
            instruments::timing::painted(&id);
        }
    });
    let after_drag = painter.clone();
    Effect::new(move |_| {
        // Everything that the picture depends on, read so that a change of it asks for a redraw.
        drawn.track();
        brush.track();
        size.track();
        store.language.track();
        plot::dark(store);
        if bundle.get() == Bundle::Ready && !input.motion.is_dragged() {
            painter.ask();
        }
    });
    Effect::new(move |_| {
        if !open.dragging.get() && screen.is_sketched() {
            after_drag.ask();
        }
    });
}

/// Shows a picture: its marks while a brush is dragged, if its axes are still those of the picture before; else all of it.
fn show(screen: Screen, picture: &Picture<'_>, open: OpenDashboard, input: ChartInput, unplaced: RwSignal<u64>) -> bool {
    if open.dragging.get_untracked() && input.with_frame(|frame| screen.sketch(picture, frame)) == Some(true) {
        return true;
    }
    let Some(figure) = screen.paint(picture) else { return false };
    unplaced.set(figure.unplaced);
    input.painted(figure.frame);
    true
}

/// The columns of the tile's dataset that hold whole numbers.
fn whole_columns(open: OpenDashboard, tile: &TileState) -> Vec<String> {
    let is_whole = |kind: &str| kind.starts_with("uint") || (kind.starts_with("int") && role(kind) == Role::Number);
    open.datasets.with_value(|datasets| {
        let columns = datasets.iter().filter(|d| d.dataset.id == tile.tile.dataset).flat_map(|d| &d.dataset.columns);
        columns.filter(|c| is_whole(&c.r#type)).map(|c| c.name.clone()).collect()
    })
}
