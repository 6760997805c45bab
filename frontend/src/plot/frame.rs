//! One animation frame for the whole page: whatever was asked for since the last one is drawn in one callback.

use std::cell::RefCell;

use leptos::prelude::request_animation_frame;

type Task = Box<dyn FnOnce()>;

thread_local! {
    static WAITING: RefCell<Vec<Task>> = const { RefCell::new(Vec::new()) };
}

/// Runs a task in the next animation frame, after those that were asked for before.
pub(super) fn next(task: impl FnOnce() + 'static) {
    let is_first = WAITING.with_borrow_mut(|waiting| {
        waiting.push(Box::new(task));
        waiting.len() == 1
    });
    if is_first {
        // What a task asks for comes a frame later, so that one that asks for itself never keeps the page from being shown.
        request_animation_frame(|| WAITING.take().into_iter().for_each(|task| task()));
    }
}
