//! The jobs drawer: open and closed.

use leptos::prelude::*;

use super::load_jobs;
use crate::js::document;
use crate::state::Store;

/// Opens the drawer with the jobs as they are now.
pub fn show_jobs(store: Store) {
    store.jobs.open.set(true);
    load_jobs::load_jobs(store);
}

/// Closes it; the keyboard goes back to its button.
pub fn hide_jobs(store: Store) {
    store.jobs.open.set(false);
    document::focus("jobs-button");
    store.jobs.problem.set(None);
}

/// Looks at the clock, for the jobs that run.
pub fn look_at_clock(store: Store) {
    store.jobs.now_ms.set(js_sys::Date::now());
}
