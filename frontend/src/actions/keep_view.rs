//! Keeps what is brushed in the address, so that a copied address or a reload shows the same.

use std::cell::Cell;

use leptos::prelude::*;

use crate::js::{address, clock};
use crate::queries::view;
use crate::state::session;

/// Browsers refuse addresses that change many times a second, as in a drag.
const DELAY_MS: u32 = 200;

thread_local! {
    static SET: Cell<bool> = const { Cell::new(false) };
}

/// Writes the brushes of the open dashboard into the address, a moment after the first of several changes.
pub(super) fn soon() {
    if SET.replace(true) {
        return;
    }
    clock::after(DELAY_MS, || {
        SET.set(false);
        if let Some(open) = session::open() {
            let encode = if open.link.with_value(Option::is_some) { view::encode_always } else { view::encode };
            let query = view::beside(&address::query(), &open.brushes.with_untracked(encode));
            address::replace(&format!("{}{query}", address::path()));
        }
    });
}
