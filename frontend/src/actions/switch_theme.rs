//! Switching between light and dark.

use leptos::prelude::*;

use crate::js::document;
use crate::state::{Store, Theme, theme};

/// Shows the page in another colour scheme, now and at the next visit.
pub fn switch_theme(store: Store, chosen: Theme) {
    theme::keep(chosen);
    document::set_theme(chosen.word());
    store.theme.set(chosen);
}
