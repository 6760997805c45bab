//! The rows in view of a tile that shows rows: how many rows match in each worker, then the slices that make up the window.

use futures::future::join_all;
use leptos::prelude::*;
use shared::wire::problem::Problem;

use super::chart;
use crate::queries::chart_query;
use crate::state::dashboard::{RowWindow, TilePhase, TileState};
use crate::state::session::{self, Counts};
use crate::workers::executor::Executor;
use crate::workers::pool::{Pool, Wanted};
use crate::workers::slices::{Slice, slices};

/// Reads the window that the tile wants; if it is reading, it reads once more afterwards.
pub(super) fn refresh(pool: Pool, tile: &TileState) {
    let (executor, shown) = (Executor::Browser(pool.clone()), tile.clone());
    session::read_in_turn(executor, &tile.tile.id, async move || read(&pool, &shown).await);
}

async fn read(pool: &Pool, tile: &TileState) {
    let progress = pool.progress();
    if !progress.is_complete() {
        // Rows are missing, if only those of a worker that is being replaced: when they are in, the tiles that are not ready are asked again.
        chart::set_phase(tile, false);
    }
    if !progress.has_begun() {
        return;
    }
    let filters = chart::filters_of(tile);
    let wanted =
        Wanted { columns: chart_query::cells(&tile.tile.chart), picture: chart_query::picture(&tile.tile.chart), filters, urgency: tile.urgency() };
    let outcome = window(pool, tile, &wanted).await;
    if !session::has_pool(pool) {
        return;
    }
    match outcome {
        Some(Ok(rows)) => {
            tile.window.set(rows);
            let is_last = progress.is_complete() && progress.rows() >= pool.progress().rows();
            chart::set_phase(tile, is_last && wanted.filters == chart::filters_of(tile));
        }
        Some(Err(problem)) => tile.phase.set(TilePhase::Failed(problem)),
        None => {}
    }
}

async fn window(pool: &Pool, tile: &TileState, wanted: &Wanted) -> Option<Result<RowWindow, Problem>> {
    let counts = match counts(pool, tile, wanted).await? {
        Ok(counts) => counts,
        Err(problem) => return Some(Err(problem)),
    };
    let (offset, limit) = session::with_work(&tile.tile.id, |work| (work.table.offset, work.table.limit))?;
    let matched: u64 = counts.iter().sum();
    // After a brush fewer rows may match than were scrolled past.
    let offset = offset.min(matched.saturating_sub(limit));
    // The tile may have come onto the screen since.
    let wanted = &Wanted { urgency: tile.urgency(), ..wanted.clone() };
    let asked = slices(&counts, offset, limit).into_iter().map(|slice| pool.rows(&tile.tile.id, slice, wanted));
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
async fn counts(pool: &Pool, tile: &TileState, wanted: &Wanted) -> Option<Result<Vec<u64>, Problem>> {
    let progress = pool.progress();
    let is_good = |counts: &Counts| counts.filters == wanted.filters && counts.rows == progress.rows();
    let kept = session::with_work(&tile.tile.id, |work| work.table.counts.clone().filter(is_good)).flatten();
    if let Some(counts) = kept {
        return Some(Ok(counts.matched));
    }
    // A pool that failed has no workers, and says so when it is asked.
    let asked = (0..pool.workers().max(1)).map(|worker| pool.rows(&tile.tile.id, Slice { worker, offset: 0, limit: 0 }, wanted));
    let mut matched = Vec::new();
    for share in join_all(asked).await {
        match share? {
            Ok(share) => matched.push(share.matched),
            Err(problem) => return Some(Err(problem)),
        }
    }
    // Rows that a stream had brought may have gone away with a worker meanwhile.
    if progress.is_complete() && session::has_pool(pool) && pool.progress().rows() >= progress.rows() {
        let counts = Counts { filters: wanted.filters.clone(), matched: matched.clone(), rows: progress.rows() };
        session::with_work(&tile.tile.id, |work| work.table.counts = Some(counts));
    }
    Some(Ok(matched))
}
