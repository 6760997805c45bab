//! The cells that don't fit the types that were chosen, each with the way to its row.

use leptos::prelude::*;
use serde_json::Value;
use shared::wire::sql::JsonTable;

use super::page_link::PageLink;
use super::words::words;
use crate::actions::show_rejected::{count_rejected, list_rejected};
use crate::actions::versions::preview_version;
use crate::route::Page;
use crate::state::Store;

/// How many there are of each column, and the first of those of a column.
#[component]
pub fn RejectedCells(
    /// The dataset's id.
    id: String,
    /// Its version.
    version: u64,
    /// The id of the dataset that keeps the cells.
    rejected: String,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let (counts, cells) = (RwSignal::new(None), RwSignal::new(None));
    let chosen = RwSignal::new(None::<String>);
    count_rejected(store, rejected.clone(), counts);
    let asked = rejected.clone();
    Effect::new(move |_| list_rejected(store, asked.clone(), chosen.get(), cells));
    let rows = |table: RwSignal<Option<JsonTable>>| table.get().map(|table| table.rows).unwrap_or_default();
    let columns = move || {
        let counted = rows(counts).into_iter().filter_map(|row| Some((Some(row.first()?.as_str()?.to_owned()), row.get(1)?.as_u64()?)));
        let button = |(column, count): (Option<String>, Option<u64>)| {
            let own = column.clone();
            let name = column.clone().unwrap_or_else(|| words.get().reading.all_columns.to_owned());
            let text = count.map_or_else(|| name.clone(), |count| format!("{name} · {}", words.integer(count)));
            view! {
                <button class="small" dir="auto" aria-pressed=move || (chosen.get() == own).to_string() on:click=move |_| chosen.set(column.clone())>{text}</button>
            }
        };
        [(None, None)].into_iter().chain(counted.map(|(column, count)| (column, Some(count)))).map(button).collect_view()
    };
    let listed = move || {
        let place = words.get().reading.place;
        let item = |row: Vec<Value>| {
            let [row, column, cell, ..] = &row[..] else { return None };
            let (row, column) = (row.as_u64()?, column.as_str()?.to_owned());
            let (id, text) = (id.clone(), place(&words.integer(row), &column));
            let show = move |_| preview_version(store, id.clone(), version, Some((row, column.clone())));
            Some(
                view! { <li><button class="cell-link" on:click=show><span class="muted">{text}</span>" "<q dir="auto">{cell.as_str().unwrap_or_default().to_owned()}</q></button></li> },
            )
        };
        rows(cells).into_iter().filter_map(item).collect_view()
    };
    view! {
        <h3>{move || words.get().reading.rejected_source}</h3>
        <div class="chips" role="group" aria-label=move || words.get().reading.rejected_source data-testid="rejected-columns">{columns}</div>
        <ul class="rejected" data-testid="rejected-list">{listed}</ul>
        <p data-testid="rejected-cells"><PageLink page=Page::Dataset(rejected)>{move || words.get().reading.rejected}</PageLink></p>
    }
}
