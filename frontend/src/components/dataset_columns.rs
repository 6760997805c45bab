//! The columns of a dataset and what is known of each.

use leptos::prelude::*;
use shared::wire::column_type::{Role, role};
use shared::wire::dataset::Column;

use super::column_row::ColumnRow;
use super::icon::{Glyph, Icon};
use super::words::words;
use crate::js::text::small;

/// Which columns are shown.
#[derive(Clone, Copy)]
pub struct Wanted {
    /// What the names hold, in small letters.
    name: RwSignal<String>,
    /// The kinds' names, or none for all of them.
    kind: RwSignal<String>,
}

impl Wanted {
    /// Whether a column of a name in small letters and of a kind is among them.
    pub(super) fn has(self, name: &str, kind: &str) -> bool {
        self.name.with(|wanted| name.contains(wanted.as_str())) && self.kind.with(|wanted| wanted.is_empty() || wanted == kind)
    }
}

/// The kind of a type, by which columns are filtered.
pub(super) fn kind(word: &str) -> &'static str {
    match role(word) {
        Role::Number => "number",
        Role::Time => "time",
        Role::Category if word == "bool" => "bool",
        Role::Category => "text",
        Role::Opaque => "other",
    }
}

/// A table with one row per column, a search and a filter above it.
#[component]
pub fn DatasetColumns(
    /// The dataset's id.
    id: String,
    /// Its name.
    name: String,
    /// Its rows.
    rows: u64,
    /// Its columns.
    columns: Vec<Column>,
) -> impl IntoView {
    let words = words();
    let wanted = Wanted { name: RwSignal::new(String::new()), kind: RwSignal::new(String::new()) };
    let heads = move || {
        let (d, p) = (&words.get().dataset, &words.get().profile);
        [
            (d.name, ""),
            (d.kind, ""),
            (p.distribution, ""),
            (d.nulls, "end"),
            (d.distinct, "end"),
            (d.min, "end"),
            (p.median, "end"),
            (p.mean, "end"),
            (d.max, "end"),
        ]
        .into_iter()
        .map(|(name, class)| view! { <th scope="col" class=class>{name}</th> })
        .collect_view()
    };
    let there: Vec<&str> = columns.iter().map(|column| kind(&column.r#type)).collect();
    let kinds = move || {
        let p = &words.get().profile;
        let kinds = p.kinds.iter().filter(|(key, _)| there.contains(key)).map(|(key, name)| view! { <option value=*key>{*name}</option> });
        view! { <option value="">{p.all_kinds}</option>{kinds.collect_view()} }
    };
    view! {
        <section class="panel" aria-labelledby="columns-title">
            <header class="panel-head">
                <h2 id="columns-title">{move || words.get().dataset.columns}</h2>
                <div class="column-tools">
                    <input
                        type="text" data-testid="find-column" autocomplete="off" spellcheck="false"
                        placeholder=move || words.get().profile.find
                        aria-label=move || words.get().profile.find
                        on:input=move |event| wanted.name.set(small(event_target_value(&event).trim()))
                    />
                    <select
                        data-testid="column-kind" aria-label=move || words.get().dataset.kind
                        on:change=move |event| wanted.kind.set(event_target_value(&event))
                    >{kinds}</select>
                    <Download id=id.clone() name=name.clone() format="json"/>
                    <Download id name format="csv"/>
                </div>
            </header>
            <div class="wide" tabindex="0" role="region" aria-labelledby="columns-title">
                <table class="columns profile">
                    <thead><tr>{heads}</tr></thead>
                    {columns.into_iter().enumerate().map(|(at, column)| view! { <ColumnRow at column rows wanted/> }).collect_view()}
                </table>
            </div>
        </section>
    }
}

/// A link to the whole profile as a file.
#[component]
fn Download(
    /// The dataset.
    id: String,
    /// Its name.
    name: String,
    /// The file's format.
    format: &'static str,
) -> impl IntoView {
    let words = words();
    let upper = format.to_uppercase();
    let label = upper.clone();
    view! {
        <a
            class="button ghost" data-testid=format!("profile-{format}")
            href=format!("/api/datasets/{id}/profile/full?format={format}")
            download=format!("{name}.profile.{format}")
            title=move || (words.get().profile.download)(&label)
        ><Icon glyph=Glyph::Download/>{upper}</a>
    }
}
