//! A link in place of a file.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::words::words;
use crate::actions;
use crate::state::Store;

/// Where a link is pasted, and the button that has the server fetch it.
#[component]
pub fn LinkField() -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let link = RwSignal::new(String::new());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let typed = link.get_untracked();
        if !typed.trim().is_empty() {
            actions::import_link::import_link(store, typed.trim());
            link.set(String::new());
        }
    };
    view! {
        <form class="link-form" data-testid="link-form" on:submit=submit>
            <input
                type="text"
                inputmode="url"
                autocomplete="off"
                spellcheck="false"
                data-testid="link"
                aria-label=move || words.get().home.link
                placeholder=move || words.get().home.link
                prop:value=move || link.get()
                on:input=move |event| link.set(event_target_value(&event))
            />
            <button data-testid="fetch-link" disabled=move || link.with(|link| link.trim().is_empty())>{move || words.get().home.fetch}</button>
        </form>
    }
}
