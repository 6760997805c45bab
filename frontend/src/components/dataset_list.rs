//! The datasets there are.

use leptos::prelude::*;
use shared::wire::dataset::Dataset;

use super::confirm::Confirm;
use super::icon::{Glyph, Icon};
use super::page_link::PageLink;
use super::skeleton::ListSkeleton;
use super::words::words;
use crate::actions;
use crate::format;
use crate::route::Page;
use crate::state::Store;

/// All datasets, newest first.
#[component]
pub fn DatasetList() -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let list = move || match store.home.datasets.get() {
        None => view! { <ListSkeleton/> }.into_any(),
        Some(datasets) if datasets.is_empty() => view! { <p class="empty">{move || words.get().home.no_datasets}</p> }.into_any(),
        Some(datasets) => view! {
            <ul class="list">
                <For each=move || datasets.clone() key=|d| (d.id.clone(), d.version) children=move |dataset| view! { <DatasetRow dataset/> }/>
            </ul>
        }
        .into_any(),
    };
    view! {
        <section class="shelf" aria-labelledby="datasets-title">
            <h2 id="datasets-title">{move || words.get().home.datasets}</h2>
            {list}
        </section>
    }
}

/// One dataset.
#[component]
fn DatasetRow(
    /// The dataset.
    dataset: Dataset,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let asked = RwSignal::new(false);
    let Dataset { id, name, rows, columns, size_bytes, created_at, .. } = dataset;
    let columns = columns.len() as u64;
    let (shown, named, question, deleted) = (name.clone(), name.clone(), name.clone(), name);
    let facts = move || {
        let home = &words.get().home;
        [(home.rows)(&words.integer(rows)), (home.columns)(&words.integer(columns)), format::bytes(words.language(), size_bytes)].join(" · ")
    };
    let (shown_id, at) = (id.clone(), created_at.clone());
    let page = Page::Dataset(id.clone());
    view! {
        <li class="row" data-testid="dataset" data-id=shown_id>
            <span class="row-icon"><Icon glyph=Glyph::Table/></span>
            <PageLink page class="row-name"><span dir="auto" title=shown.clone()>{shown.clone()}</span></PageLink>
            <span class="row-facts">{facts}</span>
            <time class="row-date" datetime=at>{move || format::date(words.language(), &created_at)}</time>
            <button class="ghost square row-delete" aria-label=move || (words.get().home.delete)(&named) on:click=move |_| asked.set(true)>
                <Icon glyph=Glyph::Delete/>
            </button>
            <Confirm
                asked
                question=Signal::derive(move || (words.get().home.confirm_delete_dataset)(&question))
                agreed=Callback::new(move |()| actions::delete_dataset::delete_dataset(store, id.clone(), deleted.clone()))
            />
        </li>
    }
}
