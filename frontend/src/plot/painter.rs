//! At most one redraw per animation frame.

use std::cell::Cell;
use std::rc::Rc;

use leptos::prelude::*;

use super::frame;

/// Runs a redraw in the next animation frame, once, however often it is asked for.
#[derive(Clone)]
pub struct Painter {
    redraw: Rc<dyn Fn()>,
    waiting: Rc<Cell<bool>>,
    alive: Rc<Cell<bool>>,
}

impl Painter {
    /// A painter that stops with the component that makes it.
    pub fn new(redraw: impl Fn() + 'static) -> Painter {
        let alive = Rc::new(Cell::new(true));
        let flag = StoredValue::new_local(alive.clone());
        on_cleanup(move || {
            flag.try_with_value(|alive| alive.set(false));
        });
        Painter { redraw: Rc::new(redraw), waiting: Rc::default(), alive }
    }

    /// Asks for a redraw.
    pub fn ask(&self) {
        if self.waiting.replace(true) {
            return;
        }
        let painter = self.clone();
        frame::next(move || {
            painter.waiting.set(false);
            if painter.alive.get() {
                (painter.redraw)();
            }
        });
    }
}
