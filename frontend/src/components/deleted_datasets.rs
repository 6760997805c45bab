//! The datasets that were deleted and can be brought back.

use leptos::prelude::*;

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
    let (undo, deleted) = (store.home.undo, store.home.deleted);
    let said = Signal::derive(move || undo.with(|undo| undo.as_ref().map(|(_, name)| (words.get().home.was_deleted)(name))));
    let bring_back = move |()| {
        if let Some((id, _)) = undo.get_untracked() {
            undelete_dataset(store, id);
        }
    };
    let all = move || {
        let home = &words.get().home;
        let date = |at: &String| format::date(words.language(), at);
        let deleted = deleted.get().filter(|deleted| !deleted.is_empty())?;
        let title = (home.recently_deleted)(deleted.len());
        let rows = deleted.into_iter().map(|dataset| {
            let at = dataset.deleted_at.as_ref().map(date).unwrap_or_default();
            let when = (home.deleted_on)(&at, dataset.removed_at.as_ref().map(date).as_deref());
            let id = dataset.id;
            view! {
                <li class="row" data-testid="deleted-dataset">
                    <span class="row-name" dir="auto">{dataset.name}</span>
                    <span class="row-facts">{when}</span>
                    <button class="small" data-testid="bring-back" on:click=move |_| undelete_dataset(store, id.clone())>{home.bring_back}</button>
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
    view! {
        <UndoLine name="deleted-now" said undo=bring_back dismiss=move |()| undo.set(None)/>
        {all}
    }
}
