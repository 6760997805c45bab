//! The two lines of a chart of single values: through all rows, and through those that pass the other tiles' brushes. One reading at a time, and of those asked
//! for meanwhile only the last.

use leptos::prelude::*;
use shared::engine::answer::Answer;
use shared::engine::value::Value;
use shared::wire::problem::Problem;
use shared::wire::query::Scalar;
use shared::wire::sample::M4Spec;

use super::chart;
use crate::queries::chart_query;
use crate::state::dashboard::{Drawn, TilePhase, TileState};
use crate::state::session;
use crate::workers::executor::Executor;
use crate::workers::gather::Gathered;

/// Reads the lines; if they are being read, they are read once more afterwards. While a brush is dragged, lines under it that are on their way are let come, so that
/// it is seen to move something.
pub(super) fn refresh(executor: Executor, tile: &TileState) {
    if session::open().is_some_and(|open| !open.dragging.get_untracked()) {
        take_back(&executor, tile);
    }
    let (own, shown) = (executor.clone(), tile.clone());
    session::read_in_turn(executor, &tile.tile.id, async move || read(&own, &shown).await);
}

/// A brush has come to rest: of a line that is on its way under another one the reading is taken back. The one under this brush is next.
pub(super) fn rest(tile: &TileState) {
    if let Some(executor) = session::executor(&tile.tile.dataset).filter(|_| chart_query::line(&tile.tile.chart, 1).is_some()) {
        take_back(&executor, tile);
    }
}

fn take_back(executor: &Executor, tile: &TileState) {
    let filters = chart::filters_of(tile);
    if session::with_work(&tile.tile.id, |work| work.passing != filters) == Some(true) {
        executor.leave_line(&tile.tile.id);
    }
}

/// A plot of another width has its lines through other rows. `pixels` is how many of the screen's it is wide.
pub fn resize(tile: &TileState, pixels: u32) {
    if tile.pixels.get_value() != pixels {
        tile.pixels.set_value(pixels);
        if let Some(executor) = session::executor(&tile.tile.dataset) {
            chart::set_phase(tile, false);
            refresh(executor, tile);
        }
    }
}

async fn read(executor: &Executor, tile: &TileState) {
    let width = tile.pixels.get_value();
    let filters = chart::filters_of(tile);
    let Some(spec) = chart_query::line(&tile.tile.chart, width as usize).filter(|_| width > 0 && executor.has_rows()) else { return };
    session::with_work(&tile.tile.id, |work| work.passing = filters.clone());
    let outcome = lines(executor, tile, M4Spec { filters: filters.clone(), ..spec }).await;
    if !session::has(executor) {
        return;
    }
    match outcome {
        // Under other brushes, it is read once more.
        None => {}
        Some(Err(_)) if filters != chart::filters_of(tile) => {}
        Some(Ok((total, filtered))) => {
            let is_last = [&total, &filtered].iter().all(|lines| lines.complete && lines.rows >= executor.rows());
            tile.drawn.set(Some(Drawn { total: total.answer, filtered: filtered.answer, approximate: false }));
            chart::set_phase(tile, is_last && filters == chart::filters_of(tile) && width == tile.pixels.get_value());
        }
        Some(Err(problem)) => tile.phase.set(TilePhase::Failed(problem)),
    }
}

/// Of all rows, and of those that pass the filters between the ends of all; nothing if the brushes have moved on.
async fn lines(executor: &Executor, tile: &TileState, spec: M4Spec) -> Option<Result<(Gathered, Gathered), Problem>> {
    let total = match total(executor, tile, M4Spec { filters: Vec::new(), ..spec.clone() }).await {
        Ok(total) => total,
        Err(problem) => return Some(Err(problem)),
    };
    let Some(x_range) = ends(&total.answer).filter(|_| !spec.filters.is_empty()) else { return Some(Ok((total.clone(), total))) };
    if spec.filters != chart::filters_of(tile) {
        return None;
    }
    let filtered = executor.line(&tile.tile.id, M4Spec { x_range: Some(x_range), ..spec }, tile.urgency()).await;
    Some(filtered.map(|filtered| (total, filtered)))
}

/// Asked until all rows are in, then kept until more are appended or the plot has another width.
async fn total(executor: &Executor, tile: &TileState, spec: M4Spec) -> Result<Gathered, Problem> {
    let width = tile.pixels.get_value();
    let is_it = |total: &Gathered| executor.has_all(total);
    let kept = session::with_work(&tile.tile.id, |work| work.total.clone().filter(|total| work.width == width && is_it(total))).flatten();
    if let Some(kept) = kept.filter(|_| executor.failure().is_none()) {
        return Ok(kept);
    }
    let total = executor.line(&tile.tile.id, spec, tile.urgency()).await?;
    if total.complete && session::has(executor) {
        session::with_work(&tile.tile.id, |work| (work.total, work.width) = (Some(total.clone()), width));
    }
    Ok(total)
}

/// Where a line begins and ends.
fn ends(line: &Answer) -> Option<[Scalar; 2]> {
    let mut along = line.rows.iter().filter_map(|row| row.first().filter(|x| **x != Value::Null));
    let first = along.next()?;
    Some([first.to_scalar()?, along.next_back().unwrap_or(first).to_scalar()?])
}
