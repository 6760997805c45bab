//! A chart's two answers: over all rows, and under the other tiles' brushes.

use futures::future::join;
use leptos::prelude::*;
use shared::engine::answer::Answer;
use shared::wire::problem::Problem;
use shared::wire::query::{FilterSpec, GroupKey, QuerySpec};
use wasm_bindgen_futures::spawn_local;

use crate::instruments::timing;
use crate::queries::brush_index::is_approximate;
use crate::queries::chart_query;
use crate::queries::filters::filters_for;
use crate::state::dashboard::{Drawn, TilePhase, TileState};
use crate::state::session;
use crate::workers::executor::Executor;
use crate::workers::gather::Gathered;

/// The answers of one turn and the filters that they are under.
struct Turn {
    number: u64,
    filters: Vec<FilterSpec>,
}

/// Over all rows and under the filters, and what both group by.
struct Answers {
    keys: Vec<GroupKey>,
    total: Gathered,
    filtered: Gathered,
}

/// Asks, and shows what comes.
pub(super) fn refresh(executor: Executor, tile: &TileState) {
    let Some(number) = session::with_work(&tile.tile.id, |work| {
        work.issued += 1;
        work.issued
    }) else {
        return;
    };
    begin_anew(tile);
    let turn = Turn { number, filters: filters_of(tile) };
    let tile = tile.clone();
    spawn_local(async move {
        if let Some(answers) = ask(&executor, &tile, &turn.filters).await
            && session::has(&executor)
        {
            show(&executor, &tile, &turn, answers);
        }
    });
}

/// Shows an answer that an index gave; what is under way for the tile is older. False before the tile has its answer over all rows. A tile with an approximate
/// answer is not ready yet.
pub(super) fn show_at_once(tile: &TileState, filtered: Answer) -> bool {
    let Some(executor) = session::executor(&tile.tile.dataset) else { return false };
    let total = session::with_work(&tile.tile.id, |work| {
        let total = work.total.clone().filter(|total| total.rows >= executor.rows())?;
        work.issued += 1;
        work.shown = work.issued;
        Some((total, work.keys.clone()))
    });
    let Some(Some((total, keys))) = total else { return false };
    group(tile, keys);
    let answer = chart_query::like_total(&tile.tile.chart, &total.answer, filtered);
    let approximate = is_approximate(&tile.tile.chart);
    tile.drawn.set(Some(Drawn { total: total.answer, filtered: answer, approximate }));
    set_phase(tile, !approximate);
    if approximate {
        timing::numbers(&tile.tile.id);
    }
    true
}

/// The filters of the other tiles' brushes, now.
pub(super) fn filters_of(tile: &TileState) -> Vec<FilterSpec> {
    let Some(open) = session::open() else { return Vec::new() };
    open.dashboard.with_untracked(|dashboard| open.brushes.with_untracked(|brushes| filters_for(&tile.tile.id, &dashboard.tiles, brushes)))
}

/// Total and filtered; nothing if a later turn took this one's place.
async fn ask(executor: &Executor, tile: &TileState, filters: &[FilterSpec]) -> Option<Result<Answers, Problem>> {
    // What is kept would make a tile ready beside others that never will be.
    if let Executor::Browser(pool) = executor
        && let Some(problem) = pool.failure()
    {
        return Some(Err(problem));
    }
    let keys = match settled(executor, tile).await? {
        Ok(keys) => keys,
        Err(problem) => return Some(Err(problem)),
    };
    let (total, filtered) = match filters.is_empty() {
        true => (ask_total(executor, tile, &keys).await?, None),
        false => {
            let (total, filtered) = join(ask_total(executor, tile, &keys), ask_filtered(executor, tile, &keys, filters)).await;
            (total?, Some(filtered?))
        }
    };
    Some(match (total, filtered.transpose()) {
        (Ok(total), Ok(filtered)) => Ok(Answers { keys, filtered: filtered.unwrap_or_else(|| total.clone()), total }),
        (Err(problem), _) | (_, Err(problem)) => Err(problem),
    })
}

/// What a tile groups by. Bins that depend on the rows are those of all rows that are here, under every brush.
async fn settled(executor: &Executor, tile: &TileState) -> Option<Result<Vec<GroupKey>, Problem>> {
    let spec = chart_query::total(&tile.tile.chart)?;
    if !chart_query::depends_on_rows(&tile.tile.chart) {
        return Some(Ok(spec.group_by));
    }
    match kept_total(executor, tile) {
        Some(_) => session::with_work(&tile.tile.id, |work| Ok(work.keys.clone())),
        None => Some(executor.settled(&format!("{}:all", tile.tile.id), spec, tile.urgency()).await?.map(|spec| spec.group_by)),
    }
}

fn kept_total(executor: &Executor, tile: &TileState) -> Option<Gathered> {
    session::with_work(&tile.tile.id, |work| work.total.clone().filter(|total| executor.has_all(total))).flatten()
}

/// Over all rows: asked until all rows are in, then kept until more are appended, or until some that a stream had brought went away with a worker.
async fn ask_total(executor: &Executor, tile: &TileState, keys: &[GroupKey]) -> Option<Result<Gathered, Problem>> {
    if let Some(total) = kept_total(executor, tile) {
        return Some(Ok(total));
    }
    let spec = QuerySpec { group_by: keys.to_vec(), ..chart_query::total(&tile.tile.chart)? };
    let answer = executor.query(&format!("{}:all", tile.tile.id), spec, tile.urgency()).await?;
    if let Ok(total) = &answer
        && total.complete
        && session::has(executor)
    {
        session::with_work(&tile.tile.id, |work| (work.total, work.keys) = (Some(total.clone()), keys.to_vec()));
    }
    Some(answer)
}

async fn ask_filtered(executor: &Executor, tile: &TileState, keys: &[GroupKey], filters: &[FilterSpec]) -> Option<Result<Gathered, Problem>> {
    let spec = QuerySpec { group_by: keys.to_vec(), ..chart_query::filtered(&tile.tile.chart, filters.to_vec())? };
    executor.query(&format!("{}:brushed", tile.tile.id), spec, tile.urgency()).await
}

fn show(executor: &Executor, tile: &TileState, turn: &Turn, answers: Result<Answers, Problem>) {
    let newest = session::with_work(&tile.tile.id, |work| {
        let newest = turn.number > work.shown;
        work.shown = work.shown.max(turn.number);
        newest
    });
    if newest != Some(true) {
        return;
    }
    match answers {
        Ok(Answers { keys, total, filtered }) => {
            let ready = is_last(executor, &total) && is_last(executor, &filtered) && turn.filters == filters_of(tile);
            group(tile, keys);
            draw(tile, total, filtered, ready);
        }
        Err(problem) => tile.phase.set(TilePhase::Failed(problem)),
    }
}

/// Whether an answer is of all rows that are here.
fn is_last(executor: &Executor, gathered: &Gathered) -> bool {
    gathered.complete && gathered.rows >= executor.rows()
}

/// Says by which bins a tile is drawn, where these depend on the rows.
fn group(tile: &TileState, keys: Vec<GroupKey>) {
    if chart_query::depends_on_rows(&tile.tile.chart) && tile.keys.with_untracked(|old| *old != keys) {
        tile.keys.set(keys);
    }
}

fn draw(tile: &TileState, total: Gathered, filtered: Gathered, ready: bool) {
    let answer = chart_query::like_total(&tile.tile.chart, &total.answer, filtered.answer);
    tile.drawn.set(Some(Drawn { total: total.answer, filtered: answer, approximate: false }));
    set_phase(tile, ready);
}

/// Nothing is known yet of how far a new question is.
fn begin_anew(tile: &TileState) {
    if tile.gone.with_untracked(Option::is_some) {
        tile.gone.set(None);
    }
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
