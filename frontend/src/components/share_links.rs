//! The links of a dashboard.

use leptos::prelude::*;
use shared::wire::link::Link;

use super::words::words;
use crate::actions;
use crate::format;
use crate::state::Store;
use crate::state::dashboard::OpenDashboard;

/// All links, newest first.
#[component]
pub fn ShareLinks(
    /// The dashboard.
    open: OpenDashboard,
) -> impl IntoView {
    let words = words();
    let list = move || match open.links.get() {
        None => view! { <div class="bone bone-line" aria-hidden="true"></div> }.into_any(),
        Some(links) if links.is_empty() => view! { <p class="muted small-text">{move || words.get().share.no_links}</p> }.into_any(),
        Some(links) => view! {
            <ul class="links">
                <For each=move || links.clone() key=|l| (l.id.clone(), l.revoked_at.clone()) children=move |link| view! { <LinkRow link/> }/>
            </ul>
        }
        .into_any(),
    };
    view! {
        <section aria-labelledby="links-title">
            <h3 id="links-title" class="label">{move || words.get().share.links}</h3>
            {list}
        </section>
    }
}

/// One link: when it was made, and its end.
#[component]
fn LinkRow(
    /// The link.
    link: Link,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let Link { id, created_at, revoked_at, keeps, .. } = link;
    let keeps = !keeps.is_empty();
    let revoked = revoked_at.is_some();
    let made = StoredValue::new(created_at);
    let made_on = move || format::date_time(words.language(), &made.get_value());
    let line = move || {
        let share = &words.get().share;
        let mut line = match &revoked_at {
            Some(at) => (share.revoked_on)(&format::date_time(words.language(), at)),
            None => (share.made_on)(&made_on()),
        };
        if keeps {
            line += " · ";
            line += share.keeps_data;
        }
        line
    };
    let revoke = StoredValue::new(id.clone());
    view! {
        <li class="link-row" data-testid="link-row" data-revoked=revoked.to_string()>
            <span class:muted=revoked>{line}</span>
            <Show when=move || !revoked>
                <button
                    class="small danger"
                    data-testid="revoke"
                    aria-label=move || (words.get().share.revoke_made_on)(&made_on())
                    on:click=move |_| actions::revoke_link::revoke_link(store, revoke.get_value())
                >
                    {move || words.get().share.revoke}
                </button>
            </Show>
        </li>
    }
}
