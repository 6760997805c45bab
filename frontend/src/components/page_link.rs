//! A link to another page of ours that needs no reload.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

use crate::actions;
use crate::route::Page;
use crate::state::Store;

/// A link; a click with a modifier or the middle button opens a tab as everywhere.
#[component]
pub fn PageLink(
    /// Where it leads.
    page: Page,
    /// The link's class.
    #[prop(default = "")]
    class: &'static str,
    /// Whether it leads to what is shown already.
    #[prop(default = Signal::stored(false), into)]
    current: Signal<bool>,
    /// What is clicked.
    children: Children,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let href = page.path();
    let follow = move |event: MouseEvent| {
        let modified = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key() || event.button() != 0;
        if !modified {
            event.prevent_default();
            actions::navigate::navigate(store, page.clone());
        }
    };
    view! { <a class=class href=href aria-current=move || current.get().then_some("page") on:click=follow>{children()}</a> }
}
