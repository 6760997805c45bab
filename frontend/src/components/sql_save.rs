//! A query that becomes a dataset: the button, and where saving stands.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use super::page_link::PageLink;
use super::save_dialog::SaveDialog;
use super::words::{Words, words};
use crate::queries::sql_text;
use crate::route::Page;
use crate::state::Store;
use crate::state::sql_page::Saving;

/// Saves what is in the editor, however many rows it gives.
#[component]
pub fn SaveButton() -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let asked = RwSignal::new(false);
    let off = move || store.sql.text.with(|text| text.trim().is_empty()) || is_saving(store);
    let name = Signal::derive(move || store.sql.text.with(|sql| name_of(store, words, sql)));
    view! {
        <button class="sql-save" data-testid="sql-save" disabled=off on:click=move |_| asked.set(true)><Icon glyph=Glyph::Table/>{move || words.get().sql.save}</button>
        <SaveDialog asked name/>
    }
}

/// Where saving stands.
#[component]
pub fn SavingState() -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let text = move || {
        let sql = &words.get().sql;
        match store.sql.saving.get() {
            Saving::None => None,
            Saving::Dataset => Some(view! { <span>{sql.saving}</span> }.into_any()),
            Saving::Chart => Some(view! { <span>{sql.charting}</span> }.into_any()),
            Saving::Saved { name, dataset } => Some(
                view! {
                    <span dir="auto">{(sql.saved)(&name)}</span>
                    <PageLink page=Page::Dataset(dataset)>{sql.open_saved}</PageLink>
                }
                .into_any(),
            ),
        }
    };
    view! { <p class="sql-saving small-text" role="status" data-testid="sql-saved">{text}</p> }
}

/// Whether a job is at it.
pub fn is_saving(store: Store) -> bool {
    store.sql.saving.with(|saving| matches!(saving, Saving::Dataset | Saving::Chart))
}

/// What the rows of a statement are called when they are saved: a name that is free.
pub fn name_of(store: Store, words: Words, sql: &str) -> String {
    let taken: Vec<String> = store.home.datasets.with(|list| list.iter().flatten().map(|dataset| dataset.name.clone()).collect());
    sql_text::name_of_result(sql, words.get().sql.default_name, &taken)
}
