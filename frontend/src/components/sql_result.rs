//! What a query gave, and what can be done with it.

use std::sync::Arc;

use leptos::prelude::*;
use shared::wire::job::Refresh;
use shared::wire::sql::SaveSql;

use super::banner::Banner;
use super::icon::{Glyph, Icon};
use super::result_table::ResultTable;
use super::sql_save::{is_saving, name_of};
use super::words::words;
use crate::actions;
use crate::actions::download_sql::FileFormat;
use crate::state::Store;
use crate::state::sql_page::{SqlPhase, SqlResult};

/// The result, or what to do to get one.
#[component]
pub fn SqlResultPanel() -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let busy = move || store.sql.phase.with(|phase| *phase == SqlPhase::Running).to_string();
    let shown = move || match store.sql.result.get() {
        None => view! { <p class="empty sql-empty">{move || words.get().sql.no_result}</p> }.into_any(),
        Some(result) => view! { <ResultParts result/> }.into_any(),
    };
    view! {
        <section class="panel sql-result" data-testid="sql-result" aria-label=move || words.get().sql.result aria-busy=busy>
            <Banner problem=store.sql.problem/>
            {shown}
        </section>
    }
}

/// Size, actions and rows of one result.
#[component]
fn ResultParts(
    /// The result.
    result: Arc<SqlResult>,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let (rows, columns, there) = (result.rows, result.columns.len() as u64, result.window.matched);
    let cut = there < rows;
    let size = move || {
        let home = &words.get().home;
        format!("{} · {}", (home.rows)(&words.integer(rows)), (home.columns)(&words.integer(columns)))
    };
    let sql = result.sql.clone();
    let stale = Memo::new(move |_| store.sql.text.with(|text| *text != sql));
    let table = Arc::clone(&result);
    view! {
        <div class="sql-head">
            <h2 class="numbers" data-testid="sql-size" data-rows=rows.to_string()>{size}</h2>
            <ResultActions sql=result.sql.clone()/>
        </div>
        <Show when=move || stale.get()><p class="muted small-text">{move || words.get().sql.stale}</p></Show>
        <Show when=move || cut>
            <p class="small-text" role="note" data-testid="sql-first">{move || (words.get().sql.first_rows)(&words.integer(there), &words.integer(rows))}</p>
        </Show>
        <ResultTable result=table/>
    }
}

/// Download, chart.
#[component]
fn ResultActions(
    /// The statement that gave the result.
    sql: String,
) -> impl IntoView {
    let store = expect_context::<Store>();
    let words = words();
    let sql = StoredValue::new(sql);
    let name = move || sql.with_value(|sql| name_of(store, words, sql));
    let download = move |format| move |_| actions::download_sql::download_sql(store, sql.get_value(), name(), format);
    let chart = move |_| {
        let save = SaveSql { name: name(), sql: sql.get_value(), refresh: Refresh::Manual };
        actions::save_sql::chart_sql(store, save);
    };
    view! {
        <div class="sql-actions">
            <button class="ghost" data-testid="sql-csv" aria-label=move || (words.get().sql.download)("CSV") on:click=download(FileFormat::Csv)><Icon glyph=Glyph::Download/>"CSV"</button>
            <button class="ghost" data-testid="sql-arrow" aria-label=move || (words.get().sql.download)("Arrow") on:click=download(FileFormat::Arrow)><Icon glyph=Glyph::Download/>"Arrow"</button>
            <button class="primary" data-testid="sql-chart" disabled=move || is_saving(store) on:click=chart><Icon glyph=Glyph::Chart/>{move || words.get().sql.chart}</button>
        </div>
    }
}
