//! The head and the rows of a table.

use leptos::prelude::*;

use super::table_view::{ROW, TableView};
use super::words::words;
use crate::state::dashboard::RowWindow;

/// The columns, each with the class of its cells, and the rows that are here.
#[derive(Clone, Copy)]
pub struct Cells {
    /// The columns, in order.
    pub columns: StoredValue<Vec<(String, &'static str)>>,
    /// The rows.
    pub window: RwSignal<RowWindow>,
}

/// The names of the columns; stays on top.
#[component]
pub fn TableHead(
    /// The table's cells.
    cells: Cells,
) -> impl IntoView {
    let words = words();
    let names = cells.columns.with_value(|columns| {
        let head = |(name, class): &(String, &'static str)| {
            let (name, class) = (name.clone(), format!("cell {class}"));
            view! { <span class=class role="columnheader" dir="auto" title=name.clone()>{name.clone()}</span> }
        };
        columns.iter().map(head).collect_view()
    });
    view! {
        <div class="table-head" role="row" aria-rowindex="1">
            <span class="cell cell-number" role="columnheader" aria-label=move || words.get().board.row_number>"#"</span>
            {names}
        </div>
    }
}

/// The rows in view, each where it belongs.
#[component]
pub fn TableRows(
    /// The table's cells.
    cells: Cells,
    /// The table's measures.
    view: Memo<TableView>,
    /// The first row in view.
    first: RwSignal<f64>,
    /// The scroll position.
    top: RwSignal<f64>,
) -> impl IntoView {
    let drawn = move || view.get().drawn(first.get().min(view.get().last_first()));
    let rows = move || drawn().collect::<Vec<u64>>();
    // The block of rows begins where the first drawn row belongs; inside of it rows stand in order.
    let block = move || top.get() - (first.get() - drawn().start as f64) * ROW;
    view! {
        <div class="table-rows" style=move || format!("transform:translateY({:.2}px)", block())>
            <For each=rows key=|row| *row children=move |row| view! { <TableRow cells row/> }/>
        </div>
    }
}

/// One row; grey until its cells are here.
#[component]
fn TableRow(
    /// The table's cells.
    cells: Cells,
    /// Its number among those that pass, from 0.
    row: u64,
) -> impl IntoView {
    let words = words();
    let texts = Memo::new(move |_| {
        cells.window.with(|window| {
            let at = usize::try_from(row.checked_sub(window.offset)?).ok()?;
            window.cells.get(at).cloned()
        })
    });
    let content = move || match texts.get() {
        None => view! { <span class="cell"><span class="bone bone-line"></span></span> }.into_any(),
        Some(texts) => cells.columns.with_value(|columns| {
            let classes = columns.iter().map(|(_, class)| *class).chain(std::iter::repeat(""));
            texts.into_iter().zip(classes).map(|(text, class)| cell(text, class)).collect_view().into_any()
        }),
    };
    view! {
        <div class="table-row" data-testid="table-row" data-row=row.to_string() role="row" aria-rowindex=(row + 2).to_string()
            aria-busy=move || texts.with(Option::is_none).to_string()
        >
            <span class="cell cell-number numbers" role="rowheader">{move || words.integer(row + 1)}</span>
            {content}
        </div>
    }
}

/// A cell: data is only ever a text node.
fn cell(text: Option<String>, class: &'static str) -> impl IntoView {
    let is_null = text.is_none();
    let text = text.unwrap_or_else(|| "∅".into());
    let title = text.clone();
    view! { <span class=format!("cell {class}") class:null=is_null role="cell" dir="auto" title=title>{text}</span> }
}
