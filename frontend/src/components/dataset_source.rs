//! What keeps a dataset filled: a saved query or a stream.

use leptos::prelude::*;
use shared::wire::dataset::{Dataset, Source};
use shared::wire::job::Refresh;

use super::page_link::PageLink;
use super::words::words;
use crate::actions;
use crate::route::Page;
use crate::state::Store;

/// Nothing for a file.
#[component]
pub fn DatasetSource(
    /// The dataset.
    dataset: Dataset,
) -> impl IntoView {
    let words = words();
    match dataset.source {
        Source::Upload { .. } | Source::Url { .. } | Source::Sample { .. } => ().into_any(),
        Source::Rejected { dataset } => view! {
            <p class="panel source-note" role="note" data-testid="rejected-note">
                <PageLink page=Page::Dataset(dataset)>{move || words.get().reading.rejected_of}</PageLink>
            </p>
        }
        .into_any(),
        Source::Sql { sql, inputs, refresh } => view! { <SavedQuery id=dataset.id sql inputs refresh/> }.into_any(),
        Source::Stream { .. } => view! {
            <p class="panel source-note" role="note" data-testid="stream-note">
                <span>{move || words.get().versions.stream_notice}</span>
                <PageLink page=Page::Streams>{move || words.get().versions.open_streams}</PageLink>
            </p>
        }
        .into_any(),
    }
}

/// The query, what it reads, and when it is computed again.
#[component]
fn SavedQuery(
    /// The dataset's id.
    id: String,
    /// The query.
    sql: String,
    /// The ids of the datasets that it reads.
    inputs: Vec<String>,
    /// When it is computed again.
    refresh: Refresh,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let (edited, reads) = (sql.clone(), !inputs.is_empty());
    view! {
        <section class="panel" aria-labelledby="query-title" data-testid="saved-query">
            <header class="panel-head">
                <h2 id="query-title">{move || words.get().versions.query}</h2>
                <div class="panel-end">
                    <button class="small" data-testid="edit-query" on:click=move |_| actions::edit_sql::open_sql(store, edited.clone())>{move || words.get().versions.edit_query}</button>
                    <button class="small" data-testid="refresh-now" on:click=move |_| actions::renew_dataset::refresh_dataset(store, id.clone())>{move || words.get().versions.refresh_now}</button>
                </div>
            </header>
            <pre class="code query" tabindex="0" role="region" aria-labelledby="query-title"><code>{sql}</code></pre>
            <dl class="facts facts-whole">
                <Show when=move || reads>
                    <div><dt>{move || words.get().versions.inputs}</dt><dd class="inputs">{inputs.clone().into_iter().map(|id| view! { <Input id/> }).collect_view()}</dd></div>
                </Show>
                <div><dt>{move || words.get().versions.refresh}</dt><dd>{move || (words.get().versions.refresh_name)(refresh)}</dd></div>
            </dl>
        </section>
    }
}

/// A dataset that the query reads.
#[component]
fn Input(
    /// Its id.
    id: String,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let page = Page::Dataset(id.clone());
    let name = move || {
        store.home.datasets.with(|list| {
            let list = list.as_ref()?;
            let found = list.iter().find(|dataset| dataset.id == id).map(|dataset| dataset.name.clone());
            Some(found.unwrap_or_else(|| words.get().versions.gone.to_owned()))
        })
    };
    view! { <PageLink page><span dir="auto">{name}</span></PageLink> }
}
