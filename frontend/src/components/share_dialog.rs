//! Makes links and shows those there are.

use leptos::ev::Event;
use leptos::html::{Dialog, Input};
use leptos::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::banner::Banner;
use super::confirm::open_with;
use super::icon::{Glyph, Icon};
use super::share_links::ShareLinks;
use super::words::words;
use crate::actions;
use crate::state::Store;
use crate::state::dashboard::OpenDashboard;

/// The dialog; its list of links is asked for each time it opens.
#[component]
pub fn ShareDialog(
    /// The dashboard.
    open: OpenDashboard,
    /// Whether it is shown.
    shown: RwSignal<bool>,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let dialog = NodeRef::<Dialog>::new();
    let keeps = RwSignal::new(false);
    open_with(dialog, shown);
    Effect::new(move |_| {
        if shown.get() {
            actions::list_links::list_links(store);
        }
    });
    let closed = move |_: Event| {
        shown.set(false);
        open.made_link.set(None);
    };
    view! {
        <dialog node_ref=dialog class="dialog share" aria-labelledby="share-title" on:close=closed>
            <header class="dialog-head">
                <h2 id="share-title">{move || words.get().share.title}</h2>
                <button class="ghost square" aria-label=move || words.get().share.close on:click=move |_| shown.set(false)><Icon glyph=Glyph::Close/></button>
            </header>
            <p class="muted">{move || words.get().share.explanation}</p>
            <Show when=move || shown.get()><Banner problem=open.problem/></Show>
            <Show
                when=move || open.made_link.with(Option::is_some)
                fallback=move || view! {
                    <label class="look-first small-text">
                        <input type="checkbox" data-testid="share-keep" prop:checked=keeps on:change=move |event| keeps.set(event_target_checked(&event))/>
                        {move || words.get().share.keep_data}
                    </label>
                    <button class="primary" data-testid="share-make" on:click=move |_| actions::make_link::make_link(store, keeps.get_untracked())>
                        {move || words.get().share.make}
                    </button>
                }
            >
                <NewLink open/>
            </Show>
            <ShareLinks open/>
        </dialog>
    }
}

/// The link just made, shown this once.
#[component]
fn NewLink(
    /// The dashboard.
    open: OpenDashboard,
) -> impl IntoView {
    let words = words();
    let input = NodeRef::<Input>::new();
    let copied = RwSignal::new(false);
    let url = move || {
        let path = open.made_link.get().unwrap_or_default();
        format!("{}{path}", window().location().origin().unwrap_or_default())
    };
    let copy = move |_| {
        let text = url();
        if let Some(input) = input.get_untracked() {
            // Selected, so that the keyboard can copy where the browser forbids the button.
            input.select();
        }
        // Over plain HTTP off this machine there is no clipboard for pages.
        if !window().is_secure_context() {
            return;
        }
        let clipboard = window().navigator().clipboard();
        spawn_local(async move {
            if JsFuture::from(clipboard.write_text(&text)).await.is_ok() {
                copied.try_set(true);
            }
        });
    };
    view! {
        <div class="new-link">
            <input
                node_ref=input
                class="link-field"
                data-testid="share-link"
                type="text"
                readonly
                aria-label=move || words.get().share.link
                prop:value=url
                on:focus=move |_| if let Some(input) = input.get_untracked() { input.select() }
            />
            <button class="primary" data-testid="share-copy" on:click=copy>
                {move || if copied.get() { words.get().share.copied } else { words.get().share.copy }}
            </button>
            <p class="muted small-text" role="status">{move || words.get().share.once}</p>
        </div>
    }
}
