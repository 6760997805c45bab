//! The cells that don't fit the types that were chosen, each with the way to its row.

use leptos::prelude::*;
use serde_json::Value;
use shared::wire::sql::JsonTable;

use super::page_link::PageLink;
use super::words::words;
use crate::actions::show_rejected::{MOST, Start, count_rejected, list_rejected};
use crate::actions::versions::preview_version;
use crate::route::Page;
use crate::state::Store;

/// How many there are of each column, and those of a column page by page.
#[component]
pub fn RejectedCells(
    /// The dataset's id.
    id: String,
    /// Its version.
    version: u64,
    /// The id of the dataset that keeps the cells.
    rejected: String,
    /// How many cells it keeps.
    total: u64,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let (counts, cells) = (RwSignal::new(None), RwSignal::new(None));
    // The column that is chosen, and the beginnings of the pages up to the one that is shown.
    let at = RwSignal::new((None::<String>, vec![Start::default()]));
    count_rejected(store, rejected.clone(), counts);
    let asked = rejected.clone();
    Effect::new(move |_| {
        let wanted = at.get();
        let page = (wanted.0.clone(), wanted.1.last().copied().unwrap_or_default());
        list_rejected(store, asked.clone(), page, move || at.try_get_untracked().is_some_and(|now| now == wanted), cells);
    });
    let rows = |table: RwSignal<Option<JsonTable>>| table.get().map(|table| table.rows).unwrap_or_default();
    let columns = move || {
        let counted = rows(counts).into_iter().filter_map(|row| Some((Some(row.first()?.as_str()?.to_owned()), row.get(1)?.as_u64()?)));
        let button = |(column, count): (Option<String>, Option<u64>)| {
            let own = column.clone();
            let name = column.clone().unwrap_or_else(|| words.get().reading.all_columns.to_owned());
            let text = count.map_or_else(|| name.clone(), |count| format!("{name} · {}", words.integer(count)));
            view! {
                <button class="small" dir="auto" aria-pressed=move || at.with(|(chosen, _)| *chosen == own).to_string() on:click=move |_| at.set((column.clone(), vec![Start::default()]))>{text}</button>
            }
        };
        [(None, None)].into_iter().chain(counted.map(|(column, count)| (column, Some(count)))).map(button).collect_view()
    };
    let listed = move || {
        let place = words.get().reading.place;
        let item = |row: Vec<Value>| {
            let [row, column, cell, ..] = &row[..] else { return None };
            let (row, column) = (row.as_u64()?, column.as_str()?.to_owned());
            let (id, text) = (id.clone(), place(&words.integer(row), &column));
            let show = move |_| preview_version(store, id.clone(), version, Some((row, column.clone())));
            Some(
                view! { <li><button class="cell-link" on:click=show><span class="muted">{text}</span>" "<q dir="auto">{cell.as_str().unwrap_or_default().to_owned()}</q></button></li> },
            )
        };
        rows(cells).into_iter().filter_map(item).collect_view()
    };
    view! {
        <h3>{move || words.get().reading.rejected_source}</h3>
        <div class="chips" role="group" aria-label=move || words.get().reading.rejected_source data-testid="rejected-columns">{columns}</div>
        <ul class="rejected" data-testid="rejected-list">{listed}</ul>
        <RejectedPager at cells counts total/>
        <p data-testid="rejected-cells"><PageLink page=Page::Dataset(rejected)>{move || words.get().reading.rejected}</PageLink></p>
    }
}

/// The column and the beginnings of pages.
type At = RwSignal<(Option<String>, Vec<Start>)>;

/// Which of the cells are listed, and the ways to those before and after; nothing where all of them are.
#[component]
fn RejectedPager(
    /// What is listed.
    at: At,
    /// The cells that are listed; none while they are on their way.
    cells: RwSignal<Option<JsonTable>>,
    /// The columns with their numbers of cells.
    counts: RwSignal<Option<JsonTable>>,
    /// Cells of all columns.
    total: u64,
) -> impl IntoView {
    let words = words();
    let all = move || {
        let of = |column: &str| {
            counts.with(|table| table.as_ref()?.rows.iter().find(|row| row.first().is_some_and(|name| name == column))?.get(1)?.as_u64())
        };
        at.with(|(column, _)| column.as_deref().map_or(total, |column| of(column).unwrap_or_default()))
    };
    let first = move || at.with(|(_, starts)| starts.len().saturating_sub(1) * MOST) as u64;
    let last = move || (first() + MOST as u64).min(all());
    let is_waiting = move || cells.with(Option::is_none);
    let (at_start, at_end) = (move || first() == 0 || is_waiting(), move || last() == all() || is_waiting());
    let back = move |_: web_sys::MouseEvent| {
        at.update(|(_, starts)| {
            starts.pop();
        });
    };
    let further = move |_: web_sys::MouseEvent| {
        let rows: Vec<u64> =
            cells.with_untracked(|table| table.iter().flat_map(|table| &table.rows).filter_map(|row| row.first()?.as_u64()).collect());
        at.update(|(_, starts)| starts.extend(next(starts.last().copied().unwrap_or_default(), &rows)));
    };
    move || {
        (all() > MOST as u64).then(|| {
            view! {
                <div class="pager" data-testid="rejected-pager">
                    <button class="ghost small" aria-label=move || words.get().board.page_back disabled=at_start on:click=back>"‹"</button>
                    <span class="muted small-text numbers" role="status">{move || (words.get().board.page_of)(&words.integer(first() + 1), &words.integer(last()), &words.integer(all()))}</span>
                    <button class="ghost small" aria-label=move || words.get().board.page_on disabled=at_end on:click=further>"›"</button>
                </div>
            }
        })
    }
}

/// The page after one that begins at `start` and lists cells of these rows.
fn next(start: Start, rows: &[u64]) -> Option<Start> {
    let row = *rows.last()?;
    let listed = rows.iter().filter(|other| **other == row).count();
    Some((row, listed + if row == start.0 { start.1 } else { 0 }))
}

#[cfg(test)]
mod tests {
    use super::next;

    #[test]
    fn a_page_goes_on_in_the_row_where_the_one_before_ended() {
        assert_eq!(next((0, 0), &[]), None);
        assert_eq!(next((0, 0), &[3, 3, 7]), Some((7, 1)));
        assert_eq!(next((7, 1), &[7, 7, 9, 9]), Some((9, 2)));
        assert_eq!(next((7, 1), &[7, 7, 7]), Some((7, 4)));
    }
}
