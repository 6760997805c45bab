//! What is known of one column: a line, and more when it is opened.

use leptos::prelude::*;
use serde_json::Value;
use shared::wire::dataset::Column;
use shared::wire::profile::ColumnProfile;
use shared::wire::query::Scalar;

use super::column_details::ColumnDetails;
use super::dataset_columns::{Wanted, kind};
use super::words::{Words, words};
use crate::figure::number;
use crate::figure::spark::spark;
use crate::format;
use crate::js::text::small;
use crate::state::Store;

/// One column; its profile may come later.
#[component]
pub fn ColumnRow(
    /// Its position.
    at: usize,
    /// The column.
    column: Column,
    /// The dataset's rows.
    rows: u64,
    /// Which columns are shown.
    wanted: Wanted,
) -> impl IntoView {
    let page = expect_context::<Store>().dataset_page;
    let words = words();
    let is_open = RwSignal::new(false);
    let cells = move || {
        let (quick, full) = (page.profile.read(), page.full.read());
        let full = full.as_ref().map_or(&Value::Null, |profile| &profile["columns"][at]);
        let texts = quick.as_ref().and_then(|profile| profile.columns.get(at)).map(|quick| texts(quick, full, rows, words)).unwrap_or_default();
        let texts = texts.into_iter().map(|text| view! { <td class="end numbers">{text}</td> });
        view! { <td>{drawn(full, words.get().profile.distribution)}</td>{texts.collect_view()} }
    };
    let details = move || is_open.get().then(|| view! { <ColumnDetails at rows/> });
    let (own, own_kind, name) = (small(&column.name), kind(&column.r#type), column.name);
    let id = format!("column-{at}");
    view! {
        <tbody data-testid="column" data-column=name.clone() hidden=move || !wanted.has(&own, own_kind)>
            <tr>
                <th scope="row" dir="auto" title=name.clone()>
                    <button class="column-open" aria-expanded=move || is_open.get().to_string() aria-controls=id.clone() on:click=move |_| is_open.update(|open| *open = !*open)>
                        {name.clone()}
                    </button>
                </th>
                <td><code class="type">{column.r#type}</code></td>
                {cells}
            </tr>
            <tr id=id hidden=move || !is_open.get()><td colspan="9">{details}</td></tr>
        </tbody>
    }
}

/// Nulls, distinct values, least, median, mean, greatest; what isn't known yet is empty.
fn texts(quick: &ColumnProfile, full: &Value, rows: u64, words: Words) -> Vec<String> {
    let nulls = words.integer(quick.nulls);
    let nulls = if quick.nulls > 0 { format!("{} · {nulls}", format::percent(quick.nulls as f64 / rows as f64)) } else { nulls };
    let distinct = match full["distinct"].as_u64() {
        Some(n) => about(full, words.integer(n)),
        None if quick.distinct_exact => words.integer(quick.distinct),
        None => (words.get().dataset.at_least)(&words.integer(quick.distinct)),
    };
    let later = |text: Option<String>| if full.is_null() { String::new() } else { text.unwrap_or_else(|| "–".into()) };
    let median = later(measured(&full["median"]).map(|text| about(full, text)));
    vec![nulls, distinct, bound(quick.min.as_ref()), median, later(measured(&full["mean"])), bound(quick.max.as_ref())]
}

/// Bars of a histogram, or of the most frequent values.
fn drawn(full: &Value, name: &str) -> Option<impl IntoView + use<>> {
    let (bars, edges, top) = (full["bars"].as_array(), full["edges"].as_array(), full["top"].as_array());
    let counts: Vec<u64> = match bars {
        Some(bars) => bars.iter().filter_map(Value::as_u64).collect(),
        None => top?.iter().filter_map(|tally| tally["count"].as_u64()).collect(),
    };
    let ends = edges.map(|edges| [edges.first(), edges.last()].map(|edge| edge.and_then(measured).unwrap_or_default()).join(" – "));
    let label = format!("{name}: {}", ends.unwrap_or_else(|| shown(&full["top"][0]["value"])));
    Some(view! {
        <svg class="spark" class:top=bars.is_none() viewBox=format!("0 0 {} 24", counts.len()) preserveAspectRatio="none" role="img" aria-label=label>
            <path d=spark(&counts)/>
        </svg>
    })
}

/// Marks what is not exact.
pub(super) fn about(full: &Value, text: String) -> String {
    if full["is_sketch"] == true { format!("≈ {text}") } else { text }
}

/// A statistic: numbers to five digits.
pub(super) fn measured(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.replace('T', " ")),
        other => Some(shown(other)),
    }
}

/// A value as it is, but for numbers of many digits.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(n) => n.as_f64().filter(|_| n.is_f64()).map_or_else(|| number::grouped(&n.to_string()), number::value),
        other => other.to_string(),
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
