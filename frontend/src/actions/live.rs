//! Rows that are appended while a dashboard is open.

use js_sys::Date;
use leptos::prelude::*;

use super::{follow, reload_dataset};
use crate::instruments::timing;
use crate::js::{clock, performance};
use crate::queries::chart_query::is_plotted;
use crate::state::Store;
use crate::state::dashboard::{OpenDashboard, TilePhase, TileState};
use crate::state::live::{LiveState, LiveWork, Next, of_all};
use crate::state::session::{self, LIVE_MS};
use crate::workers::notice::LiveNews;
use crate::workers::pool::Pool;

/// Holds new rows back, or lets them come again: then those that came meanwhile come first.
pub fn pause_or_resume(store: Store) {
    let Some(open) = store.open.get_untracked() else { return };
    let resumes = open.live.get_untracked() == LiveState::Paused;
    for (dataset, state) in session::lives() {
        let Some(pool) = session::pool(&dataset) else { continue };
        match state {
            LiveState::Paused if resumes => {
                // Open in a moment, or else tried again.
                session::live(&dataset, |work| work.state = LiveState::Reconnecting);
                pool.follow();
            }
            LiveState::On | LiveState::Reconnecting if !resumes => {
                session::live(&dataset, |work| work.state = LiveState::Paused);
                pool.leave();
            }
            _ => {}
        }
    }
    tell(open);
}

/// All rows of a dataset's version are in: from now on those that are appended are followed.
pub(super) fn begin(dataset: &str, pool: &Pool) {
    // A dataset that was loaded again while it was paused stays so.
    let is_on = session::live(dataset, |work| work.state != LiveState::Paused && !std::mem::replace(&mut work.followed, true));
    if is_on == Some(true) {
        pool.follow();
    }
}

/// A dataset's live stream has news.
pub(super) fn heard(open: OpenDashboard, dataset: &str, pool: &Pool, news: LiveNews) {
    match news {
        LiveNews::Open => {
            session::live(dataset, LiveWork::opened);
        }
        LiveNews::Rows { arrived_ms } => grew(open, dataset, pool, arrived_ms),
        LiveNews::Over(problem) => match session::live(dataset, |work| work.over(problem.as_ref())) {
            Some(Next::Retry(delay_ms)) => later(dataset, pool, delay_ms, |_, pool| pool.follow()),
            Some(Next::Reload(delay_ms)) => later(dataset, pool, delay_ms, |dataset, pool| reload_dataset::reload(dataset.to_owned(), pool.clone())),
            Some(Next::Rest) | None => {}
        },
    }
    tell(open);
}

/// The badge shows what the streams are up to.
pub(super) fn tell(open: OpenDashboard) {
    let state = of_all(session::lives().into_iter().map(|(_, state)| state));
    if open.live.get_untracked() != state {
        open.live.set(state);
    }
}

/// Does something in a moment, unless the stream was paused or the dataset left meanwhile.
fn later(dataset: &str, pool: &Pool, delay_ms: u32, then: impl FnOnce(&str, &Pool) + 'static) {
    let (dataset, pool) = (dataset.to_owned(), pool.clone());
    clock::after(delay_ms, move || {
        if session::has_pool(&pool) && session::live(&dataset, |work| work.state) == Some(LiveState::Reconnecting) {
            then(&dataset, &pool);
        }
    });
}

fn grew(open: OpenDashboard, dataset: &str, pool: &Pool, arrived_ms: f64) {
    session::live(dataset, LiveWork::grew);
    open.newest_ms.set(arrived_ms);
    follow::count_rows(open);
    let is_of = |tile: &&TileState| tile.tile.dataset == dataset;
    let tiles: Vec<TileState> = open.tiles.with_value(|tiles| tiles.iter().filter(is_of).cloned().collect());
    let id = |tile: &TileState| tile.tile.id.clone();
    let charts: Vec<String> = tiles.iter().filter(|tile| is_plotted(&tile.tile.chart)).map(id).collect();
    timing::appended(performance::now() - (Date::now() - arrived_ms).max(0.0), &tiles.iter().map(id).collect::<Vec<_>>(), &charts);
    for tile in &tiles {
        if tile.phase.with_untracked(|phase| *phase == TilePhase::Ready) {
            tile.phase.set(TilePhase::Loading);
        }
    }
    let pacing = session::pace(dataset, |pace| pace.rows(performance::now(), LIVE_MS, false));
    follow::ask(dataset, pool, pacing);
}
