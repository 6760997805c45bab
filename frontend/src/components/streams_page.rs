//! The streams page.

use leptos::prelude::*;

use super::banner::Banner;
use super::skeleton::ListSkeleton;
use super::stream_card::StreamCard;
use super::stream_form::NewStreamForm;
use super::words::words;
use crate::state::Store;

/// The page at `/streams`.
#[component]
pub fn StreamsPage() -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let page = store.streams;
    let shown = RwSignal::new(false);
    // A stream that was made closes the form.
    let made = page.made.get_untracked();
    Effect::new(move |_| {
        if page.made.get() != made {
            shown.set(false);
        }
    });
    let list = move || match page.ids.get() {
        None => view! { <ListSkeleton/> }.into_any(),
        Some(ids) if ids.is_empty() => view! { <p class="empty">{move || words.get().streams.none}</p> }.into_any(),
        Some(_) => view! {
            <ul class="entries">
                <For each=move || page.ids.get().unwrap_or_default() key=Clone::clone children=move |id| view! { <StreamCard id/> }/>
            </ul>
        }
        .into_any(),
    };
    view! {
        <section class="workspace" data-testid="streams-page">
            <header class="board-head">
                <h1 class="title">{move || words.get().streams.title}</h1>
                <div class="board-end">
                    <Show when=move || !shown.get()>
                        <button class="primary" data-testid="new-stream" on:click=move |_| shown.set(true)>{move || words.get().streams.new}</button>
                    </Show>
                </div>
            </header>
            <p class="muted page-lead">{move || words.get().streams.lead}</p>
            <Banner problem=page.problem/>
            <Show when=move || shown.get()><NewStreamForm shown/></Show>
            {list}
        </section>
    }
}
