//! Trying again after something broke.

use leptos::prelude::*;

use super::load_page;
use crate::state::Store;

/// Loads the page in view from the start, with new workers.
pub fn reload_page(store: Store) {
    load_page::load(store, store.page.get_untracked());
}
