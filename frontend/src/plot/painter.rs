//! At most once per animation frame.

use std::cell::Cell;
use std::rc::Rc;

use leptos::prelude::*;

use super::frame::{self, Turn};

/// Does something in the next animation frame, once, however often it is asked for.
#[derive(Clone)]
pub struct Painter {
    turn: Turn,
    run: Rc<dyn Fn()>,
    waiting: Rc<Cell<bool>>,
    alive: Rc<Cell<bool>>,
}

impl Painter {
    /// Redraws; stops with the component that makes it.
    pub fn new(redraw: impl Fn() + 'static) -> Painter {
        Painter::of(Turn::Draw, redraw)
    }

    /// Changes what is drawn, and before it is drawn; stops with the component that makes it.
    pub fn ahead(change: impl Fn() + 'static) -> Painter {
        Painter::of(Turn::Move, change)
    }

    fn of(turn: Turn, run: impl Fn() + 'static) -> Painter {
        let alive = Rc::new(Cell::new(true));
        let flag = StoredValue::new_local(alive.clone());
        on_cleanup(move || {
            flag.try_with_value(|alive| alive.set(false));
        });
        Painter { turn, run: Rc::new(run), waiting: Rc::default(), alive }
    }

    /// Asks for it.
    pub fn ask(&self) {
        if self.waiting.replace(true) {
            return;
        }
        let painter = self.clone();
        frame::next(self.turn, move || {
            painter.waiting.set(false);
            if painter.alive.get() {
                (painter.run)();
            }
        });
    }
}
