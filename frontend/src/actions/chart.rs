//! A chart's two answers: over all rows, and under the other tiles' brushes.

use futures::future::join;
use leptos::prelude::*;
use shared::wire::problem::Problem;
use shared::wire::query::FilterSpec;
use wasm_bindgen_futures::spawn_local;

use crate::instruments::timing;
use crate::queries::chart_query;
use crate::queries::filters::filters_for;
use crate::state::dashboard::{Drawn, TilePhase, TileState};
use crate::state::session;
use crate::workers::gather::Gathered;
use crate::workers::pool::Pool;

/// The answers of one turn and the filters that they are under.
struct Turn {
    number: u64,
    filters: Vec<FilterSpec>,
}

/// Asks, and shows what comes.
pub(super) fn refresh(pool: Pool, tile: &TileState) {
    let Some(number) = session::with_work(&tile.tile.id, |work| {
        work.issued += 1;
        work.issued
    }) else {
        return;
    };
    let turn = Turn { number, filters: filters_of(tile) };
    let tile = tile.clone();
    spawn_local(async move {
        if let Some(answers) = ask(&pool, &tile, &turn.filters).await
            && session::has(&pool)
        {
            show(&tile, &turn, answers);
        }
    });
}

/// The filters of the other tiles' brushes, now.
pub(super) fn filters_of(tile: &TileState) -> Vec<FilterSpec> {
    let Some(open) = session::open() else { return Vec::new() };
    open.dashboard.with_untracked(|dashboard| open.brushes.with_untracked(|brushes| filters_for(&tile.tile.id, &dashboard.tiles, brushes)))
}

/// Total and filtered; nothing if a later turn took this one's place.
async fn ask(pool: &Pool, tile: &TileState, filters: &[FilterSpec]) -> Option<Result<(Gathered, Gathered), Problem>> {
    if filters.is_empty() {
        return Some(ask_total(pool, tile).await?.map(|total| (total.clone(), total)));
    }
    let (total, filtered) = join(ask_total(pool, tile), ask_filtered(pool, tile, filters)).await;
    Some(match (total?, filtered?) {
        (Ok(total), Ok(filtered)) => Ok((total, filtered)),
        (Err(problem), _) | (_, Err(problem)) => Err(problem),
    })
}

/// Over all rows: asked until all rows are in, then kept.
async fn ask_total(pool: &Pool, tile: &TileState) -> Option<Result<Gathered, Problem>> {
    if let Some(total) = session::with_work(&tile.tile.id, |work| work.total.clone()).flatten() {
        return Some(Ok(total));
    }
    let answer = pool.query(&format!("{}:all", tile.tile.id), chart_query::total(&tile.tile.chart)?).await?;
    if let Ok(total) = &answer
        && total.complete
        && session::has(pool)
    {
        session::with_work(&tile.tile.id, |work| work.total = Some(total.clone()));
    }
    Some(answer)
}

async fn ask_filtered(pool: &Pool, tile: &TileState, filters: &[FilterSpec]) -> Option<Result<Gathered, Problem>> {
    let spec = chart_query::filtered(&tile.tile.chart, filters.to_vec())?;
    pool.query(&format!("{}:brushed", tile.tile.id), spec).await
}

fn show(tile: &TileState, turn: &Turn, answers: Result<(Gathered, Gathered), Problem>) {
    let newest = session::with_work(&tile.tile.id, |work| {
        let newest = turn.number > work.shown;
        work.shown = work.shown.max(turn.number);
        newest
    });
    if newest != Some(true) {
        return;
    }
    match answers {
        Ok((total, filtered)) => draw(tile, turn, total, filtered),
        Err(problem) => tile.phase.set(TilePhase::Failed(problem)),
    }
}

fn draw(tile: &TileState, turn: &Turn, total: Gathered, filtered: Gathered) {
    let ready = total.complete && filtered.complete && turn.filters == filters_of(tile);
    let answer = chart_query::like_total(&tile.tile.chart, &total.answer, filtered.answer);
    tile.drawn.set(Some(Drawn { total: total.answer, filtered: answer }));
    set_phase(tile, ready);
}

/// Ready only if the numbers are those of all rows under the current brushes.
pub(super) fn set_phase(tile: &TileState, ready: bool) {
    let phase = if ready { TilePhase::Ready } else { TilePhase::Loading };
    if tile.phase.with_untracked(|old| *old != phase) {
        tile.phase.set(phase);
    }
    if ready {
        timing::numbers(&tile.tile.id);
    }
}
