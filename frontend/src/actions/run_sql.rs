//! Running a query, and stopping it.

use std::cell::RefCell;
use std::sync::Arc;

use leptos::prelude::*;
use shared::wire::sql::JsonTable;
use wasm_bindgen_futures::spawn_local;
use web_sys::AbortController;

use crate::js::{clock, performance};
use crate::net::sql;
use crate::queries::result_cells;
use crate::state::Store;
use crate::state::sql_page::{Saving, SqlPhase, SqlResult};

/// Between two looks at the clock while a query runs.
const TICK_MS: u32 = 100;

thread_local! {
    /// What stops the run that is under way.
    static RUN: RefCell<Option<AbortController>> = const { RefCell::new(None) };
}

/// Runs what is in the editor; a run under way is stopped.
pub fn run_sql(store: Store) {
    let text = store.sql.text.get_untracked();
    if text.trim().is_empty() {
        return;
    }
    // Fails in no browser that has `fetch`.
    let Ok(stop) = AbortController::new() else { return };
    if let Some(old) = RUN.replace(Some(stop.clone())) {
        old.abort();
    }
    store.sql.phase.set(SqlPhase::Running);
    store.sql.elapsed_ms.set(0.0);
    store.sql.problem.set(None);
    let begun = performance::now();
    spawn_local(keep_time(store, stop.clone(), begun));
    spawn_local(async move {
        let outcome = sql::run(&text, result_cells::SHOWN_ROWS, &stop.signal()).await;
        if !is_current(&stop) {
            return;
        }
        RUN.set(None);
        store.sql.elapsed_ms.set(performance::now() - begun);
        match outcome {
            Ok((table, rows)) => show(store, text, table, rows),
            Err(problem) => store.sql.phase.set(SqlPhase::Failed(problem)),
        }
    });
}

/// Stops the run under way; the server ends it when nobody listens any more.
pub fn cancel_sql(store: Store) {
    if let Some(stop) = RUN.take() {
        stop.abort();
        store.sql.phase.set(SqlPhase::Cancelled);
    }
}

fn show(store: Store, sql: String, table: JsonTable, rows: u64) {
    let window = result_cells::window(&table);
    store.sql.result.set(Some(Arc::new(SqlResult { sql, columns: table.columns, window, rows })));
    store.sql.saving.update(|saving| {
        if matches!(saving, Saving::Saved { .. }) {
            *saving = Saving::None;
        }
    });
    store.sql.phase.set(SqlPhase::Done);
}

async fn keep_time(store: Store, stop: AbortController, begun: f64) {
    while is_current(&stop) {
        store.sql.elapsed_ms.set(performance::now() - begun);
        clock::sleep(TICK_MS).await;
    }
}

fn is_current(stop: &AbortController) -> bool {
    RUN.with_borrow(|run| run.as_ref() == Some(stop))
}
