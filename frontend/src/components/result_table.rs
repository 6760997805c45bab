//! The rows of a result; only those in view are in the document.

use std::sync::Arc;

use leptos::html::Div;
use leptos::prelude::*;

use super::table_rows::{Cells, TableHead, TableRows};
use super::table_view::TableView;
use super::words::words;
use crate::figure::Size;
use crate::plot;
use crate::queries::result_cells;
use crate::state::sql_page::SqlResult;

/// The height of the head, as in the style sheet.
const HEAD: f64 = 34.0;

/// A table that scrolls over the rows that the page holds.
#[component]
#[allow(clippy::needless_pass_by_value, reason = "a component owns its props")]
pub fn ResultTable(
    /// The result.
    result: Arc<SqlResult>,
) -> impl IntoView {
    let words = words();
    let host = NodeRef::<Div>::new();
    let rows = result.window.matched;
    let columns = result.columns.iter().map(|column| (column.name.clone(), result_cells::class(&column.r#type))).collect();
    let cells = Cells { columns: StoredValue::new(columns), window: RwSignal::new(result.window.clone()) };
    let (size, top, first) = (RwSignal::new(Size::default()), RwSignal::new(0.0), RwSignal::new(0.0));
    let view = Memo::new(move |_| TableView { rows, height: (size.get().height - HEAD).max(0.0) });
    Effect::new(move |_| {
        if let Some(host) = host.get() {
            plot::observe(&host, size);
        }
    });
    let follow = move |_| {
        if let Some(host) = host.get_untracked() {
            let at = f64::from(host.scroll_top());
            top.set(at);
            first.set(view.get_untracked().first_at(at));
        }
    };
    view! {
        <div
            class="table-scroll result-scroll"
            data-testid="sql-table"
            node_ref=host
            tabindex="0"
            role="table"
            aria-label=move || words.get().sql.result
            aria-rowcount=(rows + 1).to_string()
            aria-colcount=(result.columns.len() + 1).to_string()
            on:scroll=follow
        >
            <TableHead cells/>
            <div class="table-spacer" style=move || format!("height:{}px", view.get().spacer()) role="rowgroup">
                <TableRows cells view first top/>
            </div>
            <Show when=move || rows == 0><p class="empty table-empty">{move || words.get().sql.no_rows}</p></Show>
        </div>
    }
}
