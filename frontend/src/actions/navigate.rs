//! Going to another page of ours.

use leptos::prelude::*;
use shared::wire::dashboard::View;

use super::load_page;
use crate::js::address;
use crate::queries::view;
use crate::route::Page;
use crate::state::Store;

/// Goes to a page; Back comes back to this one.
pub fn navigate(store: Store, page: Page) {
    go(store, page, "");
}

/// Goes to a dashboard with something selected already.
pub fn navigate_to_view(store: Store, dashboard: String, view: &View) {
    go(store, Page::Dashboard(dashboard), &view::encode(&view.brushes));
}

fn go(store: Store, page: Page, query: &str) {
    if store.page.with_untracked(|shown| *shown != page) {
        address::push(&format!("{}{query}", page.path()));
        store.page.set(page);
    }
    load_page::load_page(store);
}
