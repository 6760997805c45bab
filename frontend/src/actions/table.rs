//! A table's window: how many rows match in each worker, then the slices that make up the window.

use futures::future::join_all;
use leptos::prelude::*;
use shared::wire::dashboard::ChartSpec;
use shared::wire::problem::Problem;
use shared::wire::query::FilterSpec;
use wasm_bindgen_futures::spawn_local;

use super::chart;
use crate::state::dashboard::{RowWindow, TilePhase, TileState};
use crate::state::session::{self, Counts};
use crate::workers::pool::Pool;
use crate::workers::slices::slices;

/// Reads the window that the table wants; if it is reading, it reads once more afterwards.
pub(super) fn refresh(pool: Pool, tile: &TileState) {
    if session::with_work(&tile.tile.id, |work| work.table.ask()) != Some(true) {
        return;
    }
    let tile = tile.clone();
    spawn_local(async move {
        loop {
            read(&pool, &tile).await;
            if !session::has(&pool) || session::with_work(&tile.tile.id, |work| work.table.done()) != Some(true) {
                break;
            }
        }
    });
}

async fn read(pool: &Pool, tile: &TileState) {
    let progress = pool.progress();
    if !progress.has_begun() {
        return;
    }
    let filters = chart::filters_of(tile);
    let outcome = window(pool, tile, &filters, progress.is_complete()).await;
    if !session::has(pool) {
        return;
    }
    match outcome {
        Some(Ok(rows)) => {
            tile.window.set(rows);
            chart::set_phase(tile, progress.is_complete() && filters == chart::filters_of(tile));
        }
        Some(Err(problem)) => tile.phase.set(TilePhase::Failed(problem)),
        None => {}
    }
}

async fn window(pool: &Pool, tile: &TileState, filters: &[FilterSpec], complete: bool) -> Option<Result<RowWindow, Problem>> {
    let ChartSpec::Table { columns } = &tile.tile.chart else { return None };
    let counts = match counts(pool, tile, columns, filters, complete).await? {
        Ok(counts) => counts,
        Err(problem) => return Some(Err(problem)),
    };
    let (offset, limit) = session::with_work(&tile.tile.id, |work| (work.table.offset, work.table.limit))?;
    let matched: u64 = counts.iter().sum();
    // After a brush fewer rows may match than were scrolled past.
    let offset = offset.min(matched.saturating_sub(limit));
    let asked = slices(&counts, offset, limit).into_iter().map(|slice| pool.rows(slice.worker, columns, filters, slice.offset, slice.limit));
    let mut cells = Vec::new();
    for share in join_all(asked).await {
        match share? {
            Ok(share) => cells.extend(share.cells),
            Err(problem) => return Some(Err(problem)),
        }
    }
    Some(Ok(RowWindow { matched, offset, cells }))
}

/// Matching rows per worker; kept as long as neither rows nor filters change, so that scrolling asks only for cells.
async fn counts(pool: &Pool, tile: &TileState, columns: &[String], filters: &[FilterSpec], complete: bool) -> Option<Result<Vec<u64>, Problem>> {
    let kept = session::with_work(&tile.tile.id, |work| work.table.counts.clone().filter(|counts| counts.filters == filters)).flatten();
    if let Some(counts) = kept {
        return Some(Ok(counts.matched));
    }
    let asked = (0..pool.workers()).map(|worker| pool.rows(worker, columns, filters, 0, 0));
    let mut matched = Vec::new();
    for share in join_all(asked).await {
        match share? {
            Ok(share) => matched.push(share.matched),
            Err(problem) => return Some(Err(problem)),
        }
    }
    if complete && session::has(pool) {
        let counts = Counts { filters: filters.to_vec(), matched: matched.clone() };
        session::with_work(&tile.tile.id, |work| work.table.counts = Some(counts));
    }
    Some(Ok(matched))
}
