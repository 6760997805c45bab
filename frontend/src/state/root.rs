//! Signals that live as long as the page, whichever component or event makes them.

use leptos::prelude::Owner;

thread_local! {
    static ROOT: Owner = Owner::new_root(None);
}

/// Runs `make` so that the signals it makes are not thrown away with a component.
pub fn rooted<T>(make: impl FnOnce() -> T) -> T {
    ROOT.with(|root| root.with(make))
}
