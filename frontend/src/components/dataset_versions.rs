//! The commits of a dataset.

use leptos::prelude::*;
use shared::wire::version::{Change, Version};

use super::version_preview::VersionPreview;
use super::words::words;
use crate::actions;
use crate::actions::versions::{preview_version, restore_version};
use crate::format;
use crate::queries::version_line::version_line;
use crate::state::Store;

/// Commits shown before somebody asks for all.
const FEW: usize = 10;

/// What changed, when, and how many rows there were then; and the work that keeps it fast.
#[component]
pub fn DatasetVersions(
    /// The dataset's id.
    id: String,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let all = RwSignal::new(false);
    let versions = store.dataset_page.versions;
    let count = Memo::new(move |_| versions.with(|versions| versions.as_ref().map_or(0, Vec::len)));
    let shown = move || {
        let limit = if all.get() { usize::MAX } else { FEW };
        versions.with(|versions| versions.iter().flatten().take(limit).cloned().collect::<Vec<Version>>())
    };
    let (of_rows, of_preview) = (id.clone(), id.clone());
    let latest = Memo::new(move |_| versions.with(|versions| versions.as_ref().and_then(|versions| versions.first()).map(|first| first.version)));
    let compact = move |_| actions::renew_dataset::compact_dataset(store, id.clone());
    let heads = move || {
        let v = &words.get().versions;
        [(v.number, ""), (v.change, ""), (v.added, "end"), (v.rows, "end"), (v.when, ""), ("", "")]
            .into_iter()
            .map(|(name, class)| view! { <th scope="col" class=class>{name}</th> })
            .collect_view()
    };
    view! {
        <section class="panel" aria-labelledby="versions-title" data-testid="versions">
            <header class="panel-head">
                <h2 id="versions-title">{move || words.get().versions.title}</h2>
                <button class="small" data-testid="compact" title=move || words.get().versions.compact_hint on:click=compact>
                    {move || words.get().versions.compact}
                </button>
            </header>
            <div class="wide" tabindex="0" role="region" aria-labelledby="versions-title">
                <table class="columns">
                    <thead><tr>{heads}</tr></thead>
                    <tbody><For each=shown key=|version| version.version children=move |version| view! { <VersionRow id=of_rows.clone() version latest/> }/></tbody>
                </table>
            </div>
            <Show when=move || { count.get() > FEW && !all.get() }>
                <button class="small panel-more" on:click=move |_| all.set(true)>{move || (words.get().versions.show_all)(&words.integer(count.get() as u64))}</button>
            </Show>
            <VersionPreview id=of_preview/>
        </section>
    }
}

/// One commit.
#[component]
fn VersionRow(
    /// The dataset's id.
    id: String,
    /// The commit.
    version: Version,
    /// The latest commit's number.
    latest: Memo<Option<u64>>,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let told = version.clone();
    let Version { version, change, rows, rows_added, is_kept, created_at, .. } = version;
    let id = StoredValue::new(id);
    let line = move || version_line(&told, words.get(), &|n| words.integer(n));
    let buttons = move || {
        let v = &words.get().versions;
        let preview = move |_| preview_version(store, id.get_value(), version, None);
        let restore = move |_| restore_version(store, id.get_value(), version);
        let restore = move || {
            (latest.get() != Some(version))
                .then(|| view! { <button class="small" data-testid="restore" title=v.restore_hint on:click=restore>{v.restore}</button> })
        };
        view! { <button class="small" data-testid="preview" on:click=preview>{v.preview}</button>{restore} }
    };
    let end = move || match (is_kept, change) {
        (_, Change::Delete) => ().into_any(),
        (true, _) => buttons().into_any(),
        (false, _) => view! { <span class="muted">{words.get().versions.gone_version}</span> }.into_any(),
    };
    let at = created_at.clone();
    let added =
        move || if rows_added == 0 && !matches!(change, Change::Replace | Change::Retype) { "–".to_owned() } else { words.integer(rows_added) };
    view! {
        <tr data-testid="version" data-version=version.to_string() data-change=change_word(change)>
            <th scope="row" class="numbers">{version.to_string()}</th>
            <td class="version-line" dir="auto">{line}</td>
            <td class="end numbers">{added}</td>
            <td class="end numbers">{move || words.integer(rows)}</td>
            <td><time datetime=at>{move || format::date_time(words.language(), &created_at)}</time></td>
            <td class="end">{end}</td>
        </tr>
    }
}

fn change_word(change: Change) -> &'static str {
    match change {
        Change::Import => "import",
        Change::Append => "append",
        Change::Replace => "replace",
        Change::Retype => "retype",
        Change::Columns => "columns",
        Change::Compaction => "compaction",
        Change::Restore => "restore",
        Change::Delete => "delete",
    }
}
