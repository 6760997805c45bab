//! What a file would become with the choices that are filled in: its first rows, how each column is read, and the cells that don't fit.

use leptos::html::Select;
use leptos::prelude::*;
use shared::wire::dataset::Writing;
use shared::wire::preview::{MisfitRow, Preview, RejectedCell};
use wasm_bindgen::JsCast;

use super::import_report::Notices;
use super::words::words;
use crate::actions::preview_reading::Look;
use crate::format;
use crate::queries::reading_form::{READINGS, has_types, is_nested, key, scale, with_scale_of};

/// Readings of columns, by name.
type Readings = RwSignal<Vec<(String, String)>>;

/// What was told last, also while the server looks at the file again.
#[component]
pub fn ReadingPreview(
    /// What was told.
    look: Look,
    /// The readings that are chosen.
    columns: Readings,
) -> impl IntoView {
    let words = words();
    // The table is made anew with every answer; who is at one of its fields stays there.
    let at = StoredValue::new(String::new());
    view! {
        <section class="reading-preview" data-testid="reading-preview" aria-busy=move || look.is_waiting.get().to_string()>
            <h3>{move || words.get().reading.preview}</h3>
            {move || match look.told.get() {
                None => view! { <p class="muted" role="status">{words.get().reading.busy}</p> }.into_any(),
                Some(Ok(preview)) => view! { <PreviewRows preview columns at/> }.into_any(),
                Some(Err(problem)) => view! { <p class="problem" role="alert">{(words.get().trouble.problem)(&problem)}</p> }.into_any(),
            }}
        </section>
    }
}

/// The table, and below it the cells that don't fit.
#[component]
fn PreviewRows(
    /// What the file would become.
    preview: Preview,
    /// The readings that are chosen.
    columns: Readings,
    /// The column whose reading was changed last.
    at: StoredValue<String>,
) -> impl IntoView {
    let words = words();
    let Preview { columns: told, rows, written, rows_read, part_bytes, misfits, rejected, misfit_rows, import } = preview;
    let has_readings = has_types(&import);
    let names: Vec<String> = told.iter().map(|column| column.name.clone()).collect();
    let heads = told
        .into_iter()
        .map(|column| {
            let (name, of) = (column.name, column.r#type);
            let misfits = misfits.get(&name).copied().unwrap_or_default();
            let is_listed = rejected.iter().any(|cell| cell.column == name);
            let told = (misfits > 0).then(|| view! { <MisfitsButton column=name.clone() misfits is_listed/> });
            let reading = match has_readings && !is_nested(&of) {
                true => view! { <ColumnReading name=name.clone() of columns at/> }.into_any(),
                false => view! { <code class="type">{of}</code> }.into_any(),
            };
            view! { <th scope="col"><span dir="auto" title=name.clone()>{name.clone()}</span>{reading}{told}</th> }
        })
        .collect_view();
    let written = written.unwrap_or_default();
    let is_misfit = |row: u64, column: &str| rejected.iter().any(|cell| cell.row == row && cell.column == column);
    let row_of = |number: u64, row: Vec<Option<String>>, written: Vec<Option<String>>| {
        let cell = |(column, cell): (usize, Option<String>)| cell_of(cell, written.get(column).cloned().flatten(), is_misfit(number, &names[column]));
        let cells = row.into_iter().enumerate().map(cell).collect_view();
        view! { <tr tabindex="-1" data-row=number.to_string()>{cells}</tr> }
    };
    let body =
        (1..).zip(rows).enumerate().map(|(at, (number, row))| row_of(number, row, written.get(at).cloned().unwrap_or_default())).collect_view();
    // Each under its number: the first rows need none.
    let far = misfit_rows
        .into_iter()
        .map(|MisfitRow { row, cells, written }| {
            let number = move || (words.get().reading.row)(&format::integer(words.language(), row));
            let head = view! { <tr><th scope="rowgroup" colspan=names.len().to_string()>{number}</th></tr> };
            view! { <tbody>{head}{row_of(row, cells, written.unwrap_or_default())}</tbody> }
        })
        .collect_view();
    view! {
        {part_bytes.map(|bytes| view! { <p class="muted" data-testid="preview-part">{move || (words.get().reading.part)(&format::bytes(words.language(), bytes))}</p> })}
        <Notices notices=import.notices/>
        <p class="muted">{move || (words.get().reading.rows_read)(&format::integer(words.language(), rows_read))}</p>
        <div class="wide" tabindex="0" role="region" aria-label=move || words.get().reading.preview>
            <table class="columns"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody>{far}</table>
        </div>
        {(!rejected.is_empty()).then(|| view! { <RejectedCells rejected/> })}
    }
}

/// How one column is read.
#[component]
fn ColumnReading(
    /// Its name.
    name: String,
    /// The type that it has so.
    of: String,
    /// The readings that are chosen.
    columns: Readings,
    /// The column whose reading was changed last.
    at: StoredValue<String>,
) -> impl IntoView {
    let words = words();
    let chosen = columns.with_untracked(|columns| columns.iter().find(|(column, _)| *column == name).map(|(_, value)| value.clone()));
    let chosen = chosen.unwrap_or_default();
    let select = NodeRef::<Select>::new();
    let own = name.clone();
    select.on_load(move |select| {
        if at.with_value(|at| *at == own) {
            at.set_value(String::new());
            let _ = select.focus();
        }
    });
    let column = name.clone();
    let choose = move |value: String| {
        at.set_value(column.clone());
        columns.update(|columns| {
            columns.retain(|(name, _)| *name != column);
            columns.extend((!value.is_empty()).then(|| (column.clone(), value)));
        });
    };
    let digits = scale(&chosen).map(|scale| {
        let (scale, before, choose) = (scale.to_owned(), chosen.clone(), choose.clone());
        let rescale = move |event| {
            let writing = before.split_once(')').map_or("", |(_, writing)| writing);
            // What is no number of digits leaves it as it was.
            let digits = event_target_value(&event).parse().ok().filter(|digits: &u8| *digits <= 38);
            choose(digits.map_or_else(|| before.clone(), |digits| format!("decimal(38,{digits}){writing}")));
        };
        let label = move || words.get().reading.digits;
        view! { <input type="number" min="0" max="38" title=label aria-label=label prop:value=scale on:change=rescale/> }
    });
    let text = move |(of, writing): (&str, Writing)| match writing {
        Writing::Plain => of.to_owned(),
        other => format!("{of} · {}", (words.get().reading.writing)(other)),
    };
    let options = move || {
        let found = (String::new(), if chosen.is_empty() { (words.get().reading.found)(&of) } else { words.get().reading.as_found.to_owned() });
        let reading = |(of, writing): &(&str, Writing)| {
            let of = with_scale_of(of, &chosen);
            (key(&of, *writing), text((&of, *writing)))
        };
        let offered: Vec<_> = READINGS.iter().map(reading).collect();
        // One that came by HTTP and is not offered here.
        let other = !chosen.is_empty() && offered.iter().all(|(key, _)| *key != chosen);
        let all = [found].into_iter().chain(other.then(|| (chosen.clone(), chosen.clone()))).chain(offered);
        all.map(|(key, text)| view! { <option value=key.clone() selected=key == chosen>{text}</option> }).collect_view()
    };
    view! { <select node_ref=select aria-label=name.clone() data-column=name on:change=move |event| choose(event_target_value(&event))>{options}</select>{digits} }
}

/// How many cells of a column don't fit; leads to the first of them.
#[component]
fn MisfitsButton(
    /// The column.
    column: String,
    /// Cells that don't fit its type.
    misfits: u64,
    /// Whether some of them are listed.
    is_listed: bool,
) -> impl IntoView {
    let words = words();
    let show = move |event: web_sys::MouseEvent| {
        // A column's name may hold any mark, so it is no part of a selector.
        let section = event_target::<web_sys::Element>(&event).closest(".reading-preview").ok().flatten();
        let cells = section.and_then(|section| section.query_selector_all(".rejected li").ok());
        let is_of = |cell: &web_sys::Element| cell.get_attribute("data-column").as_ref() == Some(&column);
        let found = cells.and_then(|cells| (0..cells.length()).filter_map(|at| cells.get(at)?.dyn_into().ok()).find(is_of));
        if let Some(cell) = found {
            cell.scroll_into_view();
        }
    };
    view! { <button type="button" class="misfits" disabled=!is_listed on:click=show>{move || (words.get().reading.misfits)(&format::integer(words.language(), misfits))}</button> }
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

/// The first cells that don't fit the types that are chosen, with their places; each leads to its row.
#[component]
fn RejectedCells(
    /// The cells.
    rejected: Vec<RejectedCell>,
) -> impl IntoView {
    let words = words();
    let cells = move || {
        let place = words.get().reading.place;
        let cell = |cell: &RejectedCell| {
            let (row, place) = (cell.row, place(&format::integer(words.language(), cell.row), &cell.column));
            let show = move |event: web_sys::MouseEvent| drop(found(&event, &format!("tr[data-row='{row}']")).map(|row| row.focus()));
            view! {
                <li data-column=cell.column.clone()>
                    <button type="button" class="cell-link" on:click=show><span class="muted">{place}</span>" "<q>{cell.cell.clone()}</q></button>
                </li>
            }
        };
        rejected.iter().map(cell).collect_view()
    };
    view! { <ul class="rejected" data-testid="preview-rejected">{cells}</ul> }
}

/// The first element of the preview around what was pressed that a selector finds.
fn found(event: &web_sys::MouseEvent, selector: &str) -> Option<web_sys::HtmlElement> {
    let section = event_target::<web_sys::Element>(event).closest(".reading-preview").ok()??;
    section.query_selector(selector).ok()??.dyn_into().ok()
}
