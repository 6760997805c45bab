//! What pointer and keys do to a chart. The maths is in `figure`; here is only which event means what.

use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::prelude::*;
use shared::wire::query::FilterSpec;
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::brush_box::PlacedTip;
use super::chart_motion::Motion;
use crate::actions;
use crate::figure::{Cursor, Frame, PixelBox, Step};
use crate::plot::Painter;
use crate::state::Store;
use crate::state::dashboard::{OpenDashboard, TileState};

/// A press that moves less than this, in pixels, is a click.
const SLOP: f64 = 4.0;

/// The handlers of one chart, and what they show. `Copy`: handles of signals.
#[derive(Clone, Copy)]
pub struct ChartInput {
    store: Store,
    open: OpenDashboard,
    tile: StoredValue<String>,
    geometry: RwSignal<Option<Frame>>,
    press: StoredValue<Option<Press>>,
    cursor: StoredValue<Option<Cursor>>,
    wanted: StoredValue<Option<Vec<FilterSpec>>>,
    painter: StoredValue<Painter, LocalStorage>,
    /// Whether the brush is on the move.
    pub motion: Motion,
    /// The brush while it is dragged.
    pub boxes: RwSignal<Vec<PixelBox>>,
    /// The cell under the pointer or the cursor.
    pub tip: RwSignal<Option<PlacedTip>>,
}

/// A pointer that is down.
#[derive(Clone)]
struct Press {
    from: (f64, f64),
    brush: Vec<FilterSpec>,
    moved: bool,
}

impl ChartInput {
    /// The handlers of a tile.
    pub fn new(open: OpenDashboard, tile: &TileState, geometry: RwSignal<Option<Frame>>) -> ChartInput {
        let store = expect_context::<Store>();
        let tile = StoredValue::new(tile.tile.id.clone());
        let wanted = StoredValue::new(None::<Vec<FilterSpec>>);
        // A pointer may report several moves per frame: one brush per frame is what anybody sees.
        let painter = Painter::ahead(move || {
            if let Some(filters) = wanted.try_update_value(Option::take).flatten() {
                actions::brush::set(store, tile.get_value(), filters);
            }
        });
        ChartInput {
            store,
            open,
            tile,
            geometry,
            press: StoredValue::new(None),
            cursor: StoredValue::new(None),
            wanted,
            painter: StoredValue::new_local(painter),
            motion: Motion::new(open),
            boxes: RwSignal::new(Vec::new()),
            tip: RwSignal::new(None),
        }
    }

    /// The drawing is on the screen, the brush included.
    pub fn painted(self, frame: Frame) {
        self.tile.with_value(|tile| actions::index::rehearse(self.open, tile, &frame));
        self.geometry.set(Some(frame));
        self.renew_tip();
        if !untrack(|| self.motion.is_dragged()) {
            self.boxes.update(Vec::clear);
        }
    }

    /// The pointer or the focus comes: the brush will move by its index.
    pub fn arrive(self) {
        self.with_frame(|frame| self.tile.with_value(|tile| actions::index::prepare(self.open, tile, frame)));
    }

    /// A button or a finger goes down.
    pub fn press(self, event: &PointerEvent) {
        let at = place(event);
        let starts = event.button() == 0 && event.is_primary() && self.with_frame(|frame| frame.holds(at)) == Some(true);
        if !starts {
            return;
        }
        if let Some(chart) = chart_of(event) {
            // Fails only for a pointer that is gone already.
            let _ = chart.set_pointer_capture(event.pointer_id());
        }
        self.arrive();
        self.press.set_value(Some(Press { from: at, brush: self.brush(), moved: false }));
        self.tip.set(None);
    }

    /// It moves: a brush while it is down, a tip while it isn't.
    pub fn moved(self, event: &PointerEvent) {
        let at = place(event);
        let Some(mut press) = self.press.get_value() else { return self.point(at) };
        if event.buttons() == 0 {
            // The button went up where the page didn't hear of it.
            return self.release(event);
        }
        press.moved = press.moved || (at.0 - press.from.0).hypot(at.1 - press.from.1) > SLOP;
        if press.moved {
            self.motion.drag();
            let filters = self.with_frame(|frame| frame.drag(press.from, at, &press.brush)).unwrap_or_default();
            self.boxes.set(self.with_frame(|frame| frame.boxes(&filters)).unwrap_or_default());
            if !filters.is_empty() {
                self.brush_soon(filters);
            }
        }
        self.press.set_value(Some(press));
    }

    /// It goes up: the brush stands; without a move it was a click.
    pub fn release(self, event: &PointerEvent) {
        let at = place(event);
        let Some(press) = self.press.try_update_value(Option::take).flatten() else { return };
        let filters = self.with_frame(|frame| match press.moved {
            true => frame.drag(press.from, at, &press.brush),
            false => frame.click(at, &press.brush),
        });
        self.wanted.set_value(None);
        match filters {
            Some(filters) if filters.is_empty() && press.moved => {}
            Some(filters) => self.brush_now(filters),
            None => {}
        }
        self.motion.end();
        self.point(at);
    }

    /// The browser took the pointer, for scrolling say, or Escape gave the drag up: the brush is as it was.
    pub fn cancel(self) {
        if self.is_gone() {
            return;
        }
        if let Some(press) = self.press.try_update_value(Option::take).flatten().filter(|press| press.moved) {
            self.wanted.set_value(None);
            self.brush_now(press.brush);
        }
        self.motion.end();
    }

    /// The pointer leaves.
    pub fn leave(self) {
        if self.is_gone() {
            return;
        }
        self.tip.set(None);
        if self.press.with_value(Option::is_none) {
            self.tile.with_value(|tile| actions::index::leave(tile));
        }
    }

    /// The focus leaves, for another window say, which then hears that the button or the key goes up: the brush stands as it is.
    pub fn blur(self) {
        if self.is_gone() {
            return;
        }
        self.press.set_value(None);
        self.leave();
        self.motion.end();
    }

    /// Clears the brush.
    pub fn clear(self) {
        self.cursor.set_value(None);
        self.brush_now(Vec::new());
    }

    /// Arrow keys move a cursor from cell to cell and brush what it covers; Escape gives a drag up, or clears.
    pub fn key(self, event: &KeyboardEvent) {
        let step = match event.key().as_str() {
            "ArrowLeft" => Step::Left,
            "ArrowRight" => Step::Right,
            "ArrowUp" => Step::Up,
            "ArrowDown" => Step::Down,
            "Escape" => {
                self.tip.set(None);
                return if untrack(|| self.motion.is_dragged()) { self.cancel() } else { self.clear() };
            }
            _ => return,
        };
        event.prevent_default();
        if event.repeat() {
            self.motion.repeat();
        }
        let before = self.cursor.get_value();
        let Some(cursor) = self.with_frame(|frame| frame.step(before, step, event.shift_key())).flatten() else { return };
        self.cursor.set_value(Some(cursor));
        self.arrive();
        let filters = self.with_frame(|frame| frame.select(cursor)).unwrap_or_default();
        let language = self.store.language.get_untracked();
        let tip = self.with_frame(|frame| {
            let place = frame.boxes(&frame.select(Cursor { anchor: cursor.head, head: cursor.head })).first().copied();
            let at = place.map_or((0.0, 0.0), |p| (p.left + p.width / 2.0, p.top));
            PlacedTip { tip: frame.tip_of_cell(cursor.head, at, language), cell: cursor.head, at, width: frame.size.width }
        });
        self.tip.set(tip);
        self.brush_soon(filters);
    }

    /// A key goes up: what it moved has come to rest.
    pub fn key_up(self, event: &KeyboardEvent) {
        if event.key().starts_with("Arrow") {
            self.motion.end();
        }
    }

    /// Reads the geometry of the drawing on the screen.
    pub fn with_frame<T>(self, read: impl FnOnce(&Frame) -> T) -> Option<T> {
        self.geometry.with_untracked(|frame| frame.as_ref().map(read))
    }

    /// Taking an element off the page takes the pointer and the focus away from it, when nothing of it is left but its handlers.
    fn is_gone(self) -> bool {
        self.press.is_disposed()
    }

    fn point(self, at: (f64, f64)) {
        let language = self.store.language.get_untracked();
        let tip = self
            .with_frame(|frame| {
                let cell = frame.cell_at(at)?;
                Some(PlacedTip { tip: frame.tip(cell, at, language), cell, at, width: frame.size.width })
            })
            .flatten();
        if self.tip.with_untracked(|shown| *shown != tip) {
            self.tip.set(tip);
        }
    }

    /// The tip of a pointer that rests says what is drawn now.
    fn renew_tip(self) {
        let language = self.store.language.get_untracked();
        let Some(placed) = self.tip.get_untracked() else { return };
        let tip = self.with_frame(|frame| frame.tip(placed.cell, placed.at, language)).filter(|tip| *tip != placed.tip);
        if let Some(tip) = tip {
            self.tip.set(Some(PlacedTip { tip, ..placed }));
        }
    }

    fn brush(self) -> Vec<FilterSpec> {
        self.open.brushes.with_untracked(|brushes| self.tile.with_value(|tile| brushes.get(tile).cloned().unwrap_or_default()))
    }

    fn brush_soon(self, filters: Vec<FilterSpec>) {
        self.wanted.set_value(Some(filters));
        self.painter.with_value(Painter::ask);
    }

    fn brush_now(self, filters: Vec<FilterSpec>) {
        if filters.is_empty() {
            actions::brush::clear(self.store, self.tile.get_value());
        } else {
            actions::brush::set(self.store, self.tile.get_value(), filters);
        }
    }
}

/// Where an event is, from the chart's upper left corner.
fn place(event: &PointerEvent) -> (f64, f64) {
    let corner = chart_of(event).map(|chart| chart.get_bounding_client_rect());
    let (left, top) = corner.map_or((0.0, 0.0), |corner| (corner.left(), corner.top()));
    (f64::from(event.client_x()) - left, f64::from(event.client_y()) - top)
}

fn chart_of(event: &PointerEvent) -> Option<Element> {
    event.current_target()?.dyn_into::<Element>().ok()
}
