//! The datasets that were deleted and can be brought back.

use leptos::prelude::*;
use shared::wire::dataset::Dataset;

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
    let home = store.home;
    let undo = move || {
        home.undo.get().map(|(id, name)| {
            view! {
                <div class="banner plain" role="status" data-testid="deleted-now">
                    <span dir="auto">{move || (words.get().home.was_deleted)(&name)}</span>
                    <button class="small" data-testid="undo" on:click=move |_| undelete_dataset(store, id.clone())>{move || words.get().home.undo}</button>
                    <button class="ghost square" aria-label=move || words.get().trouble.dismiss on:click=move |_| home.undo.set(None)>
                        <Icon glyph=Glyph::Close/>
                    </button>
                </div>
            }
        })
    };
    let all = move || {
        home.deleted.get().filter(|deleted| !deleted.is_empty()).map(|deleted| {
            let count = deleted.len();
            view! {
                <details class="reading" data-testid="deleted">
                    <summary class="muted">{move || (words.get().home.recently_deleted)(count)}</summary>
                    <ul class="list">{deleted.into_iter().map(|dataset| view! { <DeletedRow dataset/> }).collect_view()}</ul>
                </details>
            }
        })
    };
    view! { {undo}{all} }
}

/// One of them.
#[component]
fn DeletedRow(
    /// The dataset.
    dataset: Dataset,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let Dataset { id, name, deleted_at, removed_at, .. } = dataset;
    let when = move || {
        let date = |at: &String| format::date(words.language(), at);
        (words.get().home.deleted_on)(&deleted_at.as_ref().map(date).unwrap_or_default(), removed_at.as_ref().map(date).as_deref())
    };
    view! {
        <li class="row" data-testid="deleted-dataset">
            <span class="row-icon"><Icon glyph=Glyph::Table/></span>
            <span class="row-name" dir="auto">{name}</span>
            <span class="row-facts">{when}</span>
            <button class="small" data-testid="bring-back" on:click=move |_| undelete_dataset(store, id.clone())>{move || words.get().home.bring_back}</button>
        </li>
    }
}
