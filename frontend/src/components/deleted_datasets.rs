//! The datasets that were deleted and can be brought back.

use leptos::prelude::*;
use shared::wire::dataset::Dataset;

use super::icon::{Glyph, Icon};
use super::undo_line::UndoLine;
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
    let said = Signal::derive(move || home.undo.with(|undo| undo.as_ref().map(|(_, name)| (words.get().home.was_deleted)(name))));
    let undo = move |()| {
        if let Some((id, _)) = home.undo.get_untracked() {
            undelete_dataset(store, id);
        }
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
    view! {
        <UndoLine name="deleted-now" said undo dismiss=move |()| home.undo.set(None)/>
        {all}
    }
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
