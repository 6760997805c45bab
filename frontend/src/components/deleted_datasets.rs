//! The datasets that were deleted and can be brought back.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use super::words::words;
use crate::actions::delete_dataset::undelete_dataset;
use crate::format;
use crate::state::Store;

/// The one that was deleted just now, and a fold of all.
#[component]
pub fn DeletedDatasets() -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let (undo, deleted) = (store.home.undo, store.home.deleted);
    let back = move |id: String, test: &'static str, name: &'static str| {
        view! { <button class="small" data-testid=test on:click=move |_| undelete_dataset(store, id.clone())>{name}</button> }
    };
    let now = move || {
        undo.get().map(|(id, name)| {
            let messages = words.get();
            view! {
                <div class="banner plain" role="status" data-testid="deleted-now">
                    <span dir="auto">{(messages.home.was_deleted)(&name)}</span>
                    {back(id, "undo", messages.home.undo)}
                    <button class="ghost square" aria-label=messages.trouble.dismiss on:click=move |_| undo.set(None)><Icon glyph=Glyph::Close/></button>
                </div>
            }
        })
    };
    let all = move || {
        let home = &words.get().home;
        let date = |at: &String| format::date(words.language(), at);
        let deleted = deleted.get().filter(|deleted| !deleted.is_empty())?;
        let title = (home.recently_deleted)(deleted.len());
        let rows = deleted.into_iter().map(|dataset| {
            let at = dataset.deleted_at.as_ref().map(date).unwrap_or_default();
            let when = (home.deleted_on)(&at, dataset.removed_at.as_ref().map(date).as_deref());
            view! {
                <li class="row" data-testid="deleted-dataset">
                    <span class="row-name" dir="auto">{dataset.name}</span>
                    <span class="row-facts">{when}</span>
                    {back(dataset.id, "bring-back", home.bring_back)}
                </li>
            }
        });
        let rows = rows.collect_view();
        Some(view! {
            <details class="reading" data-testid="deleted">
                <summary class="muted">{title}</summary>
                <ul class="list">{rows}</ul>
            </details>
        })
    };
    view! { {now}{all} }
}
