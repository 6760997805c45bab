//! Makes the index of a chart's brush when the pointer or the focus comes to it, so that a brush then moves by the index and not by the rows.

use leptos::prelude::*;
use shared::engine::cube::Cube;
use shared::wire::dashboard::{ChartSpec, Tile};
use shared::wire::query::{GroupKey, QuerySpec};
use shared::worker::protocol::Urgency;
use wasm_bindgen_futures::spawn_local;

use crate::figure::Frame;
use crate::instruments::timing;
use crate::js::{clock, performance};
use crate::queries::brush_index::{ActiveAxes, is_worth_it};
use crate::queries::chart_query::{self, depends_on_rows};
use crate::queries::filters::filters_for;
use crate::state::dashboard::{Brushes, OpenDashboard, TileState};
use crate::state::session::{self, BrushIndex, Rehearsal, but};
use crate::workers::executor::Executor;
use crate::workers::pool::Pool;

/// How long charts have been drawn when the page is said to rest.
const REST_MS: u32 = 300;

/// The pointer or the focus is on a chart, which is drawn with `frame`: its index is made, unless it is there.
pub fn prepare(open: OpenDashboard, tile_id: &str, frame: &Frame) {
    make(open, tile_id, |active| axes(active, frame));
}

/// The axes of a chart that is drawn with `frame`: those of the picture that the pointer is on.
fn axes(active: &TileState, frame: &Frame) -> Option<ActiveAxes> {
    let keys = if depends_on_rows(&active.tile.chart) { Some(active.keys.get_untracked()) } else { chart_query::keys(&active.tile.chart) };
    ActiveAxes::of(keys?, frame)
}

/// The brushes have changed: an index that holds others is made anew for the chart that it is of.
pub(super) fn renew(open: OpenDashboard) {
    if let Some((tile, axes)) = session::index(|index| (index.tile.clone(), index.axes.clone())) {
        make(open, &tile, |_| Some(axes));
    }
}

/// Rows have come: the index is made anew, when it is made and has rested. Workers go on from what they have counted for it, so only these rows are
/// counted.
pub(super) fn grow() {
    match (session::open(), session::index(|index| index.rest_ms(performance::now())).flatten()) {
        (Some(open), Some(0.0)) => renew(open),
        (Some(_), Some(rest_ms)) if session::index(|index| index.renews.replace(true)) == Some(false) => {
            clock::after(rest_ms.ceil() as u32, || {
                session::index(|index| index.renews.set(false));
                grow();
            });
        }
        _ => {}
    }
}

/// A chart is drawn. Of the first that has all rows the index is rehearsed once the page has rested: what it would be asked is asked for nothing, one question
/// after the other. Then bins have their codes and the browser has made the engine's functions quick, for which the first brush would wait.
pub fn rehearse(open: OpenDashboard, tile_id: &str, frame: &Frame) {
    let Some(active) = tile(open, tile_id).filter(|_| session::rehearses(Rehearsal::Ahead)) else { return };
    let Some(Executor::Browser(pool)) = session::executor(&active.tile.dataset) else { return };
    let Some(axes) = pool.progress().is_complete().then(|| axes(&active, frame)).flatten() else { return };
    session::rehearse(Rehearsal::UnderWay);
    spawn_local(async move {
        clock::sleep(REST_MS).await;
        let goes_on = || session::has_pool(&pool) && session::rehearses(Rehearsal::UnderWay);
        for (tile, spec) in specs(open, &active, &axes, &open.brushes.get_untracked()) {
            let merged = if goes_on() { pool.merged(&asker(&tile), spec, Urgency::Index).await } else { return };
            // The questions of an index that has come meanwhile have the same askers.
            if !goes_on() {
                return;
            }
            if let Some(Ok(merged)) = merged {
                Cube::of(&merged.partial, axes.len());
            }
            pool.cancel(&asker(&tile));
        }
        session::rehearse(Rehearsal::Over);
    });
}

fn make(open: OpenDashboard, tile_id: &str, axes: impl FnOnce(&TileState) -> Option<ActiveAxes>) {
    let Some(active) = tile(open, tile_id) else { return };
    let Some(Executor::Browser(pool)) = session::executor(&active.tile.dataset) else { return };
    let rows = pool.progress().rows();
    let brushes = open.brushes.get_untracked();
    let Some(axes) = axes(&active).filter(|_| pool.progress().is_complete()) else { return };
    // A chart that has grown since has other axes.
    if session::index(|index| index.holds(tile_id, &brushes, rows) && index.axes == axes) == Some(true) {
        return;
    }
    let others = but(&brushes, tile_id);
    let wanted = specs(open, &active, &axes, &others);
    // What is asked for other brushes is asked in vain, and so is a rehearsal; for fewer rows of the same, workers go on from there.
    let is_in_vain = session::index(|index| index.waiting > 0 && (index.tile != tile_id || index.others != others)) == Some(true);
    if is_in_vain || session::rehearses(Rehearsal::UnderWay) {
        take_back(open);
    }
    session::rehearse(Rehearsal::Over);
    let (since, active) = (performance::now(), axes.len());
    let index = BrushIndex {
        number: 0,
        tile: tile_id.to_owned(),
        axes,
        others,
        rows,
        cubes: Default::default(),
        waiting: wanted.len(),
        since,
        made_at: None,
        renews: Default::default(),
    };
    let Some(number) = session::keep_index(index) else { return };
    for (tile, spec) in wanted {
        spawn_local(fill(pool.clone(), (number, active), tile, spec, since));
    }
}

/// Forgets the index: the pointer has left, or the data changed. Questions about it that wait are not asked any more.
pub fn leave(tile_id: &str) {
    if session::drop_index(tile_id).is_some() {
        session::open().into_iter().for_each(take_back);
    }
}

/// Takes back what is asked for an index that nobody wants any more; workers forget what they have counted for it.
fn take_back(open: OpenDashboard) {
    for tile in open.tiles.with_value(Clone::clone) {
        if let Some(pool) = session::pool(&tile.tile.dataset) {
            pool.cancel(&asker(&tile.tile.id));
        }
    }
}

fn tile(open: OpenDashboard, id: &str) -> Option<TileState> {
    open.tiles.with_value(|tiles| tiles.iter().find(|tile| tile.tile.id == id).cloned())
}

pub(super) fn asker(tile: &str) -> String {
    format!("{tile}:index")
}

/// Answers a tile from the index of the chart that is brushed; none where it has to be counted.
pub(super) fn answer(open: OpenDashboard, tile: &TileState, brushed: &str) -> Option<shared::engine::answer::Answer> {
    let Some(Executor::Browser(pool)) = session::executor(&tile.tile.dataset) else { return None };
    let rows = pool.progress().rows();
    open.brushes.with_untracked(|brushes| {
        let brush = brushes.get(brushed)?;
        let keys = grouped(&tile.tile)?;
        session::index(|index| index.holds(brushed, brushes, rows).then(|| index.answer(&tile.tile.id, &keys, brush)).flatten()).flatten()
    })
}

/// What a tile groups by; none where that depends on rows that have not been asked yet.
fn grouped(tile: &Tile) -> Option<Vec<GroupKey>> {
    match depends_on_rows(&tile.chart) {
        true => session::with_work(&tile.id, |work| work.total.as_ref().map(|_| work.keys.clone())).flatten(),
        false => chart_query::keys(&tile.chart),
    }
}

/// What each other tile of the dataset is asked.
fn specs(open: OpenDashboard, active: &TileState, axes: &ActiveAxes, others: &Brushes) -> Vec<(String, QuerySpec)> {
    let tiles = open.dashboard.with_untracked(|dashboard| dashboard.tiles.clone());
    let passive = tiles.iter().filter(|tile| tile.id != active.tile.id && tile.dataset == active.tile.dataset);
    let asked = passive.filter_map(|tile| Some((tile.id.clone(), axes.spec(&tile.chart, grouped(tile)?, filters_for(&tile.id, &tiles, others))?)));
    let rows = session::pool(&active.tile.dataset).map_or(0, |pool| pool.progress().rows());
    let places = axes.places(groups_of(open, &active.tile.id), values_of(open, &active.tile));
    asked.filter(|(tile, _)| is_worth_it(places, groups_of(open, tile), rows)).collect()
}

/// How many groups a tile has at most, as far as is known. Of bars it shows only the first.
fn groups_of(open: OpenDashboard, tile: &str) -> u64 {
    let Some(state) = self::tile(open, tile) else { return 0 };
    if let ChartSpec::Bar { .. } = &state.tile.chart {
        return values_of(open, &state.tile);
    }
    state.drawn.with_untracked(|drawn| drawn.as_ref().map_or(u64::MAX, |drawn| drawn.total.rows.len() as u64))
}

/// How many different values a tile groups by at most, and null, as far as is known: no more places along its axis hold rows.
fn values_of(open: OpenDashboard, tile: &Tile) -> u64 {
    let [column] = chart_query::columns(&tile.chart)[..] else { return u64::MAX };
    open.datasets.with_value(|datasets| {
        let columns = datasets.iter().filter(|profiled| profiled.dataset.id == tile.dataset).flat_map(|profiled| &profiled.profile.columns);
        let most = columns.filter(|profile| profile.name == *column).find_map(|profile| profile.distinct_at_most);
        most.map_or(u64::MAX, |most| most.saturating_add(1))
    })
}

/// Asks for a tile's part of the index whose chart groups by `active` keys, which come first.
async fn fill(pool: Pool, (number, active): (u64, usize), tile: String, spec: QuerySpec, since: f64) {
    let keys = spec.group_by.iter().skip(active).cloned().collect();
    let merged = pool.merged(&asker(&tile), spec, Urgency::Index).await;
    let Some(merged) = merged.filter(|_| session::has_pool(&pool)) else { return };
    // A tile that can't be asked so says why when it is counted.
    let whole = merged.ok().filter(|merged| merged.complete);
    let last = session::fill_index(number, &tile, |index| {
        // Of fewer rows where those that a stream had brought went away with a worker.
        let whole = whole.filter(|merged| merged.rows >= index.rows)?;
        Some((keys, Cube::of(&whole.partial, index.axes.len())))
    });
    if last {
        timing::measured("sightline:index", since);
        // Rows may have come meanwhile.
        grow();
    }
}
