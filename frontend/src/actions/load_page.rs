//! Shows the page that the address names.

use std::cell::{Cell, RefCell};

use leptos::prelude::*;
use shared::wire::problem::Code;
use wasm_bindgen_futures::spawn_local;

use super::{load_home, load_jobs, load_models, load_streams, open_dashboard, open_dataset_page, open_link, open_model};
use crate::instruments::timing;
use crate::js::{address, kept, performance};
use crate::net::trouble;
use crate::route::Page;
use crate::state::epoch::Epoch;
use crate::state::{Store, session};

thread_local! {
    static FOLLOWING: Cell<bool> = const { Cell::new(false) };
    static LOADED: RefCell<Option<Page>> = const { RefCell::new(None) };
}

/// Loads the page in `store.page`, unless it is the one loaded last: called at the start and on every navigation.
pub fn load_page(store: Store) {
    let is_first = !FOLLOWING.replace(true);
    if is_first {
        address::on_pop(move || {
            show_address(store);
        });
        // Its streams of rows would go on, and a browser has six connections for a server.
        kept::on_leave(session::end, move || load(store, store.page.get_untracked()));
    }
    let page = store.page.get_untracked();
    if is_first && !matches!(page, Page::Link(_)) {
        load_jobs::load_jobs(store);
    }
    if LOADED.with_borrow(|loaded| loaded.as_ref() == Some(&page)) && page != Page::Home {
        return;
    }
    // Of the first page, the browser's own work before this is part of the wait.
    timing::opening(if is_first { 0.0 } else { performance::now() });
    load(store, page);
}

/// After Back and Forward; a step inside the page (to a `#place`) is none of them.
fn show_address(store: Store) {
    let page = Page::of_path(&address::path());
    if store.page.with_untracked(|shown| *shown != page) {
        store.page.set(page);
        load_page(store);
    }
}

/// Loads a page, whatever was shown before.
pub(super) fn load(store: Store, page: Page) {
    Epoch::begin();
    session::end();
    LOADED.set(Some(page.clone()));
    store.open.set(None);
    store.problem.set(None);
    match page {
        Page::Home => load_home::load_home(store),
        Page::Dataset(id) => spawn_local(open_dataset_page::open_dataset_page(store, id)),
        Page::Dashboard(id) => spawn_local(open_dashboard::open_dashboard(store, id)),
        Page::Link(token) => spawn_local(open_link::open_link(store, token)),
        Page::Sql => load_home::load_datasets(store),
        Page::Streams => load_streams::load_streams(store),
        Page::Models => load_models::load_models(store),
        Page::Model(id) => spawn_local(open_model::open_model(store, id)),
        Page::Unknown => store.problem.set(Some(trouble::problem(Code::NotFound, "There is no such page.", &[("what", "page")]))),
    }
}
