//! The datasets with their columns, to click into a query.

use leptos::html::Textarea;
use leptos::prelude::*;
use shared::wire::dataset::{Column, Dataset};

use super::skeleton::ListSkeleton;
use super::words::words;
use crate::actions;
use crate::js::editing;
use crate::queries::sql_text;
use crate::state::Store;

/// All datasets, newest first.
#[component]
pub fn SqlDatasets(
    /// The field that names are put into.
    editor: NodeRef<Textarea>,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let list = move || match store.home.datasets.get() {
        None => view! { <ListSkeleton/> }.into_any(),
        Some(datasets) if datasets.is_empty() => view! { <p class="empty small-text">{move || words.get().sql.no_datasets}</p> }.into_any(),
        Some(datasets) => {
            let only = datasets.len() == 1;
            view! {
                <ul class="sql-tables">
                    <For each=move || datasets.clone() key=|d| (d.id.clone(), d.version) children=move |dataset| view! { <li><SqlTable dataset editor only/></li> }/>
                </ul>
            }
            .into_any()
        }
    };
    view! {
        <section class="sql-side" aria-labelledby="sql-datasets">
            <h2 id="sql-datasets" class="label">{move || words.get().sql.datasets}</h2>
            {list}
        </section>
    }
}

/// One dataset; its columns unfold.
#[component]
fn SqlTable(
    /// The dataset.
    dataset: Dataset,
    /// The field that names are put into.
    editor: NodeRef<Textarea>,
    /// Whether it is the only one, and so unfolded.
    only: bool,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let Dataset { name, columns, .. } = dataset;
    let (shown, labelled, listed) = (name.clone(), name.clone(), name.clone());
    // Into an empty field goes a whole query.
    let insert = move |_| {
        let blank = store.sql.text.with_untracked(|text| text.trim().is_empty());
        put(store, editor, &if blank { sql_text::first_query(&name) } else { sql_text::identifier(&name) });
    };
    view! {
        <button class="ghost sql-name" data-testid="sql-table-name" aria-label=move || (words.get().sql.insert)(&labelled) title=shown.clone() on:click=insert>
            <span dir="auto">{shown.clone()}</span>
        </button>
        <details class="sql-table" data-testid="sql-dataset" data-name=shown.clone() open=only>
            <summary aria-label=move || (words.get().sql.columns_of)(&listed)></summary>
            <ul class="sql-columns">{columns.into_iter().map(|column| view! { <li><SqlColumn column editor/></li> }).collect_view()}</ul>
        </details>
    }
}

/// One column.
#[component]
fn SqlColumn(
    /// The column.
    column: Column,
    /// The field that its name is put into.
    editor: NodeRef<Textarea>,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let Column { name, r#type, .. } = column;
    let (shown, labelled) = (name.clone(), name.clone());
    view! {
        <button
            class="ghost sql-column"
            data-testid="sql-column"
            aria-label=move || (words.get().sql.insert)(&labelled)
            title=shown.clone()
            on:click=move |_| put(store, editor, &sql_text::identifier(&name))
        >
            <span dir="auto">{shown.clone()}</span>
            <code class="type">{r#type}</code>
        </button>
    }
}

/// Puts text where the caret is.
fn put(store: Store, editor: NodeRef<Textarea>, text: &str) {
    if let Some(field) = editor.get_untracked() {
        editing::insert(&field, text);
        actions::edit_sql::edit_sql(store, field.value());
    }
}
