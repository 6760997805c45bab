//! What a file would become with the choices that are filled in: its first rows, and the cells that don't fit.

use leptos::prelude::*;
use shared::wire::preview::{Preview, RejectedCell};

use super::words::words;
use crate::actions::preview_reading::Told;
use crate::format;

/// What was told last; while the server looks at the file, that.
#[component]
pub fn ReadingPreview(
    /// What was told.
    told: RwSignal<Told>,
) -> impl IntoView {
    let words = words();
    view! {
        <section class="reading-preview" data-testid="reading-preview" aria-busy=move || (told.get() == Told::Waiting).to_string()>
            <h3>{move || words.get().reading.preview}</h3>
            {move || match told.get() {
                Told::Nothing | Told::Waiting => view! { <p class="muted" role="status">{words.get().reading.busy}</p> }.into_any(),
                Told::Answer(answer) => match *answer {
                    Ok(preview) => view! { <PreviewRows preview/> }.into_any(),
                    Err(problem) => view! { <p class="problem" role="alert">{(words.get().trouble.problem)(&problem)}</p> }.into_any(),
                },
            }}
        </section>
    }
}

/// The table, and below it the cells that don't fit.
#[component]
fn PreviewRows(
    /// What the file would become.
    preview: Preview,
) -> impl IntoView {
    let words = words();
    let Preview { columns, rows, written, rows_read, misfits, rejected, .. } = preview;
    let names: Vec<String> = columns.iter().map(|column| column.name.clone()).collect();
    let heads = columns
        .into_iter()
        .map(|column| {
            let misfits = misfits.get(&column.name).copied().unwrap_or_default();
            let told = move || {
                (misfits > 0)
                    .then(|| view! { <small class="misfits">{(words.get().reading.misfits)(&format::integer(words.language(), misfits))}</small> })
            };
            view! { <th scope="col" dir="auto">{column.name}<code class="type">{column.r#type}</code>{told}</th> }
        })
        .collect_view();
    let written = written.unwrap_or_default();
    let is_misfit = |row: usize, column: &str| rejected.iter().any(|cell| cell.row == row as u64 + 1 && cell.column == column);
    let body = rows
        .into_iter()
        .enumerate()
        .map(|(at, row)| {
            let written = written.get(at).cloned().unwrap_or_default();
            let cell = |(column, cell): (usize, Option<String>)| cell_of(cell, written.get(column).cloned().flatten(), is_misfit(at, &names[column]));
            let cells = row.into_iter().enumerate().map(cell).collect_view();
            view! { <tr>{cells}</tr> }
        })
        .collect_view();
    view! {
        <p class="muted">{move || (words.get().reading.rows_read)(&format::integer(words.language(), rows_read))}</p>
        <div class="wide" tabindex="0" role="region" aria-label=move || words.get().reading.preview>
            <table class="columns"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>
        </div>
        {(!rejected.is_empty()).then(|| view! { <RejectedCells rejected/> })}
    }
}

/// A cell as it would be, and below it as it is written, where these differ.
fn cell_of(cell: Option<String>, written: Option<String>, is_misfit: bool) -> impl IntoView {
    let differs = written.as_ref().is_some_and(|written| cell.as_ref() != Some(written));
    view! {
        <td class:misfit=is_misfit dir="auto">
            {cell.unwrap_or_default()}
            {differs.then(|| view! { <small>{written}</small> })}
        </td>
    }
}

/// The first cells that don't fit the types that are chosen, with their places.
#[component]
fn RejectedCells(
    /// The cells.
    rejected: Vec<RejectedCell>,
) -> impl IntoView {
    let words = words();
    let cells = move || {
        let place = words.get().reading.place;
        let cell = |cell: &RejectedCell| view! { <li><span class="muted">{place(&format::integer(words.language(), cell.row), &cell.column)}</span>" "<q>{cell.cell.clone()}</q></li> };
        rejected.iter().map(cell).collect_view()
    };
    view! { <ul class="rejected" data-testid="preview-rejected">{cells}</ul> }
}
