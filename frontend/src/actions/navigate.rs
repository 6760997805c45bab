//! Going to another page of ours.

use leptos::prelude::*;
use shared::wire::dashboard::View;

use super::load_page;
use crate::js::address;
use crate::queries::view;
use crate::route::Page;
use crate::state::Store;
use crate::state::upload::{Upload, UploadPhase};

/// Goes to a page; Back comes back to this one.
pub fn navigate(store: Store, page: Page) {
    go(store, page, "");
}

/// Goes to a dashboard with something selected already.
pub fn navigate_to_view(store: Store, dashboard: String, view: &View) {
    go(store, Page::Dashboard(dashboard), &view::encode(&view.brushes));
}

fn go(store: Store, page: Page, query: &str) {
    if let Page::Dashboard(opened) = &page {
        // A file that is done is no news where its dashboard is open, and would only cover it.
        let is_done = |upload: &Upload| upload.phase.with_untracked(|phase| matches!(phase, UploadPhase::Done { dashboard } if dashboard == opened));
        store.uploads.update(|uploads| uploads.retain(|upload| !is_done(upload)));
    }
    // The document of a link may lie in another site's frame; ours, which can change things, must not.
    if store.page.with_untracked(|shown| matches!(shown, Page::Link(_))) && !matches!(page, Page::Link(_)) {
        address::leave(&format!("{}{query}", page.path()));
        return;
    }
    if store.page.with_untracked(|shown| *shown != page) {
        address::push(&format!("{}{query}", page.path()));
        store.page.set(page);
    }
    load_page::load_page(store);
}
