//! The rest of what is known of one column.

use leptos::prelude::*;
use serde_json::Value;

use super::column_row::{about, measured, shown};
use super::words::words;
use crate::format;
use crate::state::Store;

/// Quantiles, lengths, and the most frequent values.
#[component]
pub fn ColumnDetails(
    /// The column's position.
    at: usize,
    /// The dataset's rows.
    rows: u64,
) -> impl IntoView {
    let page = expect_context::<Store>().dataset_page;
    let words = words();
    move || {
        let full = page.full.read();
        let column = full.as_ref().map_or(&Value::Null, |profile| &profile["columns"][at]);
        let text = &words.get().profile;
        let mut facts = Vec::new();
        for (key, name) in [("p05", "5 %"), ("p25", "25 %"), ("median", "50 %"), ("p75", "75 %"), ("p95", "95 %")] {
            facts.extend(measured(&column[key]).map(|value| (name.to_owned(), about(column, value))));
        }
        facts.extend(column["nan"].as_u64().filter(|n| *n > 0).map(|n| ("NaN".to_owned(), words.integer(n))));
        for (key, chars, name) in [("shortest", "shortest_chars", text.shortest), ("longest", "longest_chars", text.longest)] {
            facts.extend(column[chars].as_u64().map(|n| (name(&words.integer(n)), shown(&column[key]))));
        }
        let facts = facts
            .into_iter()
            .map(|(name, text)| view! { <div><dt>{name}</dt><dd class="numbers" dir="auto" title=text.clone()>{text.clone()}</dd></div> });
        let top = column["top"].as_array().into_iter().flatten().map(|tally| {
            let n = tally["count"].as_u64().unwrap_or_default();
            let share = n as f64 / rows as f64;
            let sign = if tally["missed"].is_null() { "" } else { "≥ " };
            view! {
                <li style=format!("--share:{share}")>
                    <span dir="auto">{shown(&tally["value"])}</span>
                    <span class="numbers">{format!("{sign}{} · {}", words.integer(n), format::percent(share))}</span>
                </li>
            }
        });
        view! {
            <dl class="facts">{facts.collect_view()}</dl>
            <ol class="tops" aria-label=text.top>{top.collect_view()}</ol>
        }
    }
}
