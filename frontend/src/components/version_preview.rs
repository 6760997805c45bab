//! The first rows of a version.

use leptos::prelude::*;
use serde_json::Value;
use shared::wire::sql::JsonTable;

use super::words::words;
use crate::actions::versions::open_version;
use crate::state::Store;

/// Letters of a cell that are shown.
const LONGEST: usize = 80;

/// The rows that somebody asked for, below the list.
#[component]
pub fn VersionPreview(
    /// The dataset's id.
    id: String,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let preview = store.dataset_page.preview;
    move || {
        let (version, table) = preview.get()?;
        let id = id.clone();
        let title = move || (words.get().versions.first_rows)(&words.integer(version));
        Some(view! {
            <section class="reading-preview" data-testid="version-preview" aria-label=title>
                <header class="panel-head">
                    <h3>{title}</h3>
                    <button class="small" data-testid="version-dashboard" on:click=move |_| open_version(store, id.clone(), version)>
                        {move || words.get().versions.dashboard}
                    </button>
                    <button class="small" on:click=move |_| preview.set(None)>{move || words.get().versions.close}</button>
                </header>
                <div class="wide" tabindex="0" role="region" aria-label=title>{rows(table)}</div>
            </section>
        })
    }
}

fn rows(JsonTable { columns, rows, .. }: JsonTable) -> impl IntoView {
    let heads = columns.into_iter().map(|column| view! { <th scope="col" dir="auto">{column.name}<code class="type">{column.r#type}</code></th> });
    let row = |row: Vec<Value>| view! { <tr>{row.into_iter().map(|cell| view! { <td dir="auto">{text(cell)}</td> }).collect_view()}</tr> };
    let body = rows.into_iter().map(row).collect_view();
    view! { <table class="columns"><thead><tr>{heads.collect_view()}</tr></thead><tbody>{body}</tbody></table> }
}

fn text(cell: Value) -> String {
    let text = match cell {
        Value::Null => String::new(),
        Value::String(text) => text,
        other => other.to_string(),
    };
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
