//! All rows that pass the filters, one by one, however many there are.

use leptos::ev::{KeyboardEvent, WheelEvent};
use leptos::html::Div;
use leptos::prelude::*;
use shared::wire::column_type::{Role, role};

use super::table_rows::{Cells, TableHead, TableRows};
use super::table_view::{ROW, TableView};
use super::tile_frame::TileFrame;
use super::words::words;
use crate::actions;
use crate::figure::Size;
use crate::instruments;
use crate::plot;
use crate::state::Store;
use crate::state::dashboard::{OpenDashboard, TilePhase, TileState};

/// The height of the head, as in the style sheet.
const HEAD: f64 = 34.0;

/// A table tile.
#[component]
pub fn TableTile(
    /// The dashboard.
    open: OpenDashboard,
    /// The tile.
    tile: TileState,
    /// The columns, in order.
    columns: Vec<String>,
) -> impl IntoView {
    let words = words();
    let window = tile.window;
    let note = Signal::derive(move || (words.get().board.rows)(&words.integer(window.with(|w| w.matched))));
    let cells = Cells { columns: StoredValue::new(with_classes(open, &tile, columns)), window };
    let frame_tile = tile.clone();
    view! { <TileFrame tile=frame_tile note class="tile-table"><Table tile=tile.clone() cells/></TileFrame> }
}

/// The scrolled part.
#[component]
fn Table(
    /// The tile.
    tile: TileState,
    /// What is in its cells.
    cells: Cells,
) -> impl IntoView {
    let words = words();
    let host = NodeRef::<Div>::new();
    let scroll = Scroll::new(host, &tile);
    let TileState { window, phase, .. } = tile;
    let none = move || window.with(|w| w.matched == 0) && phase.with(|phase| *phase == TilePhase::Ready);
    let view = scroll.view;
    view! {
        <div
            class="table-scroll"
            data-testid="table-scroll"
            node_ref=host
            tabindex="0"
            role="table"
            aria-label=move || words.get().board.table
            aria-rowcount=move || (view.get().rows + 1).to_string()
            aria-colcount=cells.columns.with_value(|c| c.len() + 1).to_string()
            on:scroll=move |_| scroll.follow()
            on:wheel=move |event| scroll.wheel(&event)
            on:keydown=move |event| scroll.key(&event)
        >
            <TableHead cells/>
            <div class="table-spacer" style=move || format!("height:{}px", view.get().spacer()) role="rowgroup">
                <TableRows cells view first=scroll.first top=scroll.top/>
            </div>
            <Show when=none><p class="empty table-empty">{move || words.get().board.no_rows_pass}</p></Show>
        </div>
    }
}

/// The scroll state of one table. `Copy`: handles of signals.
#[derive(Clone, Copy)]
struct Scroll {
    store: Store,
    tile: StoredValue<String>,
    host: NodeRef<Div>,
    view: Memo<TableView>,
    /// The first row in view, with its fraction.
    first: RwSignal<f64>,
    /// The scroll position.
    top: RwSignal<f64>,
    /// The scroll position that `go` set itself: its event must not round `first`.
    own: StoredValue<f64>,
}

impl Scroll {
    fn new(host: NodeRef<Div>, tile: &TileState) -> Scroll {
        let size = RwSignal::new(Size::default());
        let window = tile.window;
        let view = Memo::new(move |_| TableView { rows: window.with(|w| w.matched), height: (size.get().height - HEAD).max(0.0) });
        let scroll = Scroll {
            store: expect_context::<Store>(),
            tile: StoredValue::new(tile.tile.id.clone()),
            host,
            view,
            first: RwSignal::new(0.0),
            top: RwSignal::new(0.0),
            own: StoredValue::new(-1.0),
        };
        Effect::new(move |_| {
            if let Some(host) = host.get() {
                plot::observe(&host, size);
            }
        });
        scroll.ask_for_rows();
        let id = tile.tile.id.clone();
        Effect::new(move |_| {
            window.track();
            instruments::timing::painted(&id);
        });
        scroll
    }

    /// Fetches what is in view, once per change of the rows wanted.
    fn ask_for_rows(self) {
        let wanted = Memo::new(move |_| {
            let (view, first) = (self.view.get(), self.first.get().min(self.view.get().last_first()));
            let (offset, limit) = view.wanted(first);
            // In steps, so that not every scrolled row asks anew.
            let step = (limit / 6).max(1);
            (view.height > 0.0).then_some((offset / step * step, limit))
        });
        Effect::new(move |_| {
            if let Some((offset, limit)) = wanted.get() {
                actions::scroll_table::scroll_table(self.store, self.tile.get_value(), offset, limit);
            }
        });
        // Fewer rows after a brush: stay inside.
        Effect::new(move |_| {
            let last = self.view.get().last_first();
            if self.first.get_untracked() > last {
                self.go(last);
            }
        });
    }

    /// The scroll bar, or the browser's own scrolling, moved.
    fn follow(self) {
        let Some(host) = self.host.get_untracked() else { return };
        let top = f64::from(host.scroll_top());
        self.top.set(top);
        if (top - self.own.get_value()).abs() > 1.5 {
            self.own.set_value(-1.0);
            self.first.set(self.view.get_untracked().first_at(top));
        }
    }

    /// On a scaled scroll bar one turn of the wheel would skip many rows: there it moves by rows.
    fn wheel(self, event: &WheelEvent) {
        let view = self.view.get_untracked();
        if !view.is_scaled() || event.delta_y() == 0.0 || event.ctrl_key() {
            return;
        }
        let pixels = if event.delta_mode() == WheelEvent::DOM_DELTA_LINE { event.delta_y() * ROW } else { event.delta_y() };
        let to = self.first.get_untracked() + pixels / ROW;
        if (0.0..=view.last_first()).contains(&to) {
            event.prevent_default();
        }
        self.go(to);
    }

    /// Keys move by rows and pages, whatever the scale.
    fn key(self, event: &KeyboardEvent) {
        let view = self.view.get_untracked();
        let first = self.first.get_untracked();
        let page = (view.visible() - 1.0).max(1.0);
        let to = match event.key().as_str() {
            "ArrowDown" => first + 1.0,
            "ArrowUp" => first - 1.0,
            "PageDown" => first + page,
            "PageUp" => first - page,
            "Home" => 0.0,
            "End" => view.last_first(),
            _ => return,
        };
        event.prevent_default();
        self.go(to);
    }

    fn go(self, first: f64) {
        let view = self.view.get_untracked();
        let first = first.clamp(0.0, view.last_first());
        let Some(host) = self.host.get_untracked() else { return };
        host.set_scroll_top(view.scroll_top_of(first).round() as i32);
        let top = f64::from(host.scroll_top());
        self.own.set_value(top);
        self.top.set(top);
        self.first.set(first);
    }
}

/// The class of each column's cells.
fn with_classes(open: OpenDashboard, tile: &TileState, columns: Vec<String>) -> Vec<(String, &'static str)> {
    open.datasets.with_value(|datasets| {
        let dataset = datasets.iter().find(|d| d.dataset.id == tile.tile.dataset);
        let word = |name: &str| dataset.and_then(|d| d.dataset.columns.iter().find(|c| c.name == name)).map_or("", |c| c.r#type.as_str());
        let class = |name: &str| match (role(word(name)), word(name)) {
            (Role::Number, _) => "number",
            (Role::Time, word) if word.starts_with("timestamp(") && word != "timestamp(UTC)" => "time offset",
            (Role::Time, _) => "time",
            _ => "",
        };
        columns.into_iter().map(|name| (name.clone(), class(&name))).collect()
    })
}
