//! Going to another page of ours.

use leptos::prelude::*;

use super::load_page;
use crate::js::address;
use crate::route::Page;
use crate::state::Store;

/// Goes to a page; Back comes back to this one.
pub fn navigate(store: Store, page: Page) {
    if store.page.with_untracked(|shown| *shown != page) {
        address::push(&page.path());
        store.page.set(page);
    }
    load_page::load_page(store);
}
