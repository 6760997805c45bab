//! Some rows of a version.

use leptos::html::Tr;
use leptos::prelude::*;
use serde_json::Value;

use super::export_menu::ExportMenu;
use super::words::words;
use crate::actions::versions::open_version;
use crate::state::Store;
use crate::state::dataset_page::SomeRows;

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
        let shown = preview.get()?;
        let (version, marked) = (shown.version, shown.marked.as_ref().map(|(row, _)| *row));
        let (id, of) = (id.clone(), id.clone());
        let title = move || {
            let (version, texts) = (words.integer(version), words.get());
            marked.map_or_else(|| (texts.versions.first_rows)(&version), |row| (texts.reading.row_of)(&words.integer(row), &version))
        };
        Some(view! {
            <section class="reading-preview" data-testid="version-preview" aria-label=title>
                <header class="panel-head">
                    <h3>{title}</h3>
                    <div class="panel-end">
                        <ExportMenu id=of version/>
                        <button class="small" data-testid="version-dashboard" on:click=move |_| open_version(store, id.clone(), version)>
                            {move || words.get().versions.dashboard}
                        </button>
                        <button class="small" on:click=move |_| preview.set(None)>{move || words.get().versions.close}</button>
                    </div>
                </header>
                <div class="wide" tabindex="0" role="region" aria-label=title>{rows(shown)}</div>
            </section>
        })
    }
}

/// The rows with their numbers. A marked one is brought into view.
fn rows(SomeRows { from, marked, table, .. }: SomeRows) -> impl IntoView {
    let at = marked.as_ref().and_then(|(_, name)| table.columns.iter().position(|column| column.name == *name));
    let marked = marked.map(|(row, _)| row);
    let heads =
        table.columns.into_iter().map(|column| view! { <th scope="col" dir="auto">{column.name}<code class="type">{column.r#type}</code></th> });
    let here = NodeRef::<Tr>::new();
    here.on_load(|row| drop(row.focus()));
    let row = |(number, row): (u64, Vec<Value>)| {
        let is_marked = marked == Some(number);
        let cell = |(column, cell): (usize, Value)| view! { <td dir="auto" class:misfit=is_marked && at == Some(column)>{text(cell)}</td> };
        let cells = row.into_iter().enumerate().map(cell).collect_view();
        let row = view! { <th scope="row" class="numbers">{number.to_string()}</th>{cells} };
        if is_marked {
            view! { <tr node_ref=here tabindex="-1" aria-current="true">{row}</tr> }.into_any()
        } else {
            view! { <tr>{row}</tr> }.into_any()
        }
    };
    let body = (from..).zip(table.rows).map(row).collect_view();
    view! { <table class="columns"><thead><tr><th scope="col">"#"</th>{heads.collect_view()}</tr></thead><tbody>{body}</tbody></table> }
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
