//! The columns of a dataset and what is known of each.

use leptos::prelude::*;
use shared::wire::dataset::Column;
use shared::wire::profile::ColumnProfile;
use shared::wire::query::Scalar;

use super::words::words;
use crate::figure::number;
use crate::state::Store;

/// A table with one row per column.
#[component]
pub fn DatasetColumns(
    /// The columns.
    columns: Vec<Column>,
) -> impl IntoView {
    let words = words();
    let heads = move || {
        let d = &words.get().dataset;
        [(d.name, ""), (d.kind, ""), (d.nulls, "end"), (d.distinct, "end"), (d.min, "end"), (d.max, "end")]
            .into_iter()
            .map(|(name, class)| view! { <th scope="col" class=class>{name}</th> })
            .collect_view()
    };
    view! {
        <section class="panel" aria-labelledby="columns-title">
            <h2 id="columns-title">{move || words.get().dataset.columns}</h2>
            <div class="wide" tabindex="0" role="region" aria-labelledby="columns-title">
                <table class="columns">
                    <thead><tr>{heads}</tr></thead>
                    <tbody>{columns.into_iter().enumerate().map(|(at, column)| view! { <ColumnRow at column/> }).collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
}

/// One column; its profile may come later.
#[component]
fn ColumnRow(
    /// Its position.
    at: usize,
    /// The column.
    column: Column,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let profile = Memo::new(move |_| store.dataset_page.profile.with(|p| p.as_ref().and_then(|p| p.columns.get(at).cloned())));
    let of = move |text: fn(&ColumnProfile) -> String| move || profile.with(|p| p.as_ref().map(text));
    let distinct = move || {
        profile.get().map(|p| {
            let n = words.integer(p.distinct);
            if p.distinct_exact { n } else { (words.get().dataset.at_least)(&n) }
        })
    };
    view! {
        <tr>
            <th scope="row" dir="auto" title=column.name.clone()>{column.name.clone()}</th>
            <td><code class="type">{column.r#type}</code></td>
            <td class="end numbers">{move || profile.get().map(|p| words.integer(p.nulls))}</td>
            <td class="end numbers">{distinct}</td>
            <td class="end numbers">{of(|p| bound(p.min.as_ref()))}</td>
            <td class="end numbers">{of(|p| bound(p.max.as_ref()))}</td>
        </tr>
    }
}

fn bound(scalar: Option<&Scalar>) -> String {
    match scalar {
        None => "–".into(),
        Some(Scalar::Bool(b)) => b.to_string(),
        Some(Scalar::Int(n)) => number::grouped(&n.to_string()),
        Some(Scalar::Float(x)) => number::grouped(&x.to_string()),
        Some(Scalar::Text(text)) => text.replace('T', " "),
    }
}
