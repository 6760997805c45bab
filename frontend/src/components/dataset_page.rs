//! The page of one dataset.

use leptos::prelude::*;
use shared::wire::dataset::Dataset;

use super::banner::Banner;
use super::dataset_columns::DatasetColumns;
use super::dataset_source::DatasetSource;
use super::dataset_versions::DatasetVersions;
use super::export_menu::ExportMenu;
use super::import_report::ImportFacts;
use super::reading_panel::ReadingPanel;
use super::words::words;
use crate::actions;
use crate::format;
use crate::state::Store;

/// The dataset that the address names.
#[component]
pub fn DatasetView() -> impl IntoView {
    let store = expect_context::<Store>();
    let shown = move || match store.dataset_page.dataset.get() {
        Some(dataset) => view! { <DatasetParts dataset/> }.into_any(),
        None => view! { <div class="bone bone-title"></div><div class="bone bone-chart"></div> }.into_any(),
    };
    view! { <section class="dataset" data-state=move || if store.dataset_page.dataset.with(Option::is_some) { "ready" } else { "loading" }>{shown}</section> }
}

/// Name and size, how it was read, its columns.
#[component]
fn DatasetParts(
    /// The dataset.
    dataset: Dataset,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let (rows, columns, size) = (dataset.rows, dataset.columns.len() as u64, dataset.size_bytes);
    let id = dataset.id.clone();
    let facts = move || {
        let home = &words.get().home;
        [(home.rows)(&words.integer(rows)), (home.columns)(&words.integer(columns)), format::bytes(words.language(), size)].join(" · ")
    };
    view! {
        <header class="board-head">
            <h1 class="title" dir="auto" title=dataset.name.clone()>{dataset.name.clone()}</h1>
            <span class="muted numbers">{facts}</span>
            <div class="board-end">
                <ExportMenu id=dataset.id.clone() version=dataset.version rows/>
                <button class="primary" data-testid="open-dashboard" on:click=move |_| actions::open_dataset::open_dataset(store, id.clone())>
                    {move || words.get().dataset.open}
                </button>
            </div>
        </header>
        <Banner problem=store.dataset_page.problem/>
        <DatasetSource dataset=dataset.clone()/>
        <ImportFacts dataset=dataset.clone()/>
        <ReadingPanel dataset=dataset.clone()/>
        <DatasetColumns id=dataset.id.clone() name=dataset.name rows columns=dataset.columns/>
        <DatasetVersions id=dataset.id/>
    }
}
