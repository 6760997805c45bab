//! One animation frame for the whole page: first what moves brushes, then all that is to be drawn.

use std::cell::{Cell, RefCell};

use leptos::prelude::request_animation_frame;

/// When in a frame something is done.
#[derive(Clone, Copy)]
pub(super) enum Turn {
    /// Before the drawing: effects of what it changes run before the drawing begins, so that it is drawn in the same frame.
    Move,
    /// The drawing.
    Draw,
}

type Task = Box<dyn FnOnce()>;

thread_local! {
    static WAITING: RefCell<[Vec<Task>; 2]> = const { RefCell::new([Vec::new(), Vec::new()]) };
    /// A frame is asked for whose drawing has not begun.
    static COMING: Cell<bool> = const { Cell::new(false) };
}

/// Does a task in the next animation frame, after those of its turn that were asked for before.
pub(super) fn next(turn: Turn, task: impl FnOnce() + 'static) {
    WAITING.with_borrow_mut(|waiting| waiting[turn as usize].push(Box::new(task)));
    ask();
}

fn ask() {
    if COMING.replace(true) {
        return;
    }
    // Two callbacks of one frame: between them the browser runs what the first one has woken.
    request_animation_frame(|| run(Turn::Move));
    request_animation_frame(|| {
        COMING.set(false);
        run(Turn::Draw);
        if WAITING.with_borrow(|waiting| waiting.iter().any(|tasks| !tasks.is_empty())) {
            ask();
        }
    });
}

fn run(turn: Turn) {
    let tasks = WAITING.with_borrow_mut(|waiting| std::mem::take(&mut waiting[turn as usize]));
    tasks.into_iter().for_each(|task| task());
}
