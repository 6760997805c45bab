//! Follows the workers while rows arrive.

use leptos::prelude::*;

use super::refresh;
use crate::js::{clock, performance};
use crate::state::dashboard::{OpenDashboard, TilePhase};
use crate::state::session::{self, Pacing};
use crate::workers::pool::{Notice, Pool};

/// A dataset's pool has news.
pub(super) fn heard(dataset: &str, notice: Notice) {
    let (Some(open), Some(pool)) = (session::open(), session::pool(dataset)) else { return };
    match notice {
        Notice::Failed(problem) => fail(open, dataset, &TilePhase::Failed(problem)),
        Notice::Progress => progressed(open, dataset, &pool),
    }
}

/// Shows the same phase on all tiles of a dataset.
pub(super) fn fail(open: OpenDashboard, dataset: &str, phase: &TilePhase) {
    open.tiles.with_value(|tiles| tiles.iter().filter(|tile| tile.tile.dataset == dataset).for_each(|tile| tile.phase.set(phase.clone())));
}

fn progressed(open: OpenDashboard, dataset: &str, pool: &Pool) {
    let pools = session::pools();
    open.loaded_rows.set(pools.iter().map(|pool| pool.progress().rows()).sum());
    if pools.iter().all(|pool| pool.progress().is_complete()) {
        open.loaded.set(true);
    }
    let progress = pool.progress();
    if !progress.has_rows() && !progress.is_complete() {
        return;
    }
    match session::pace(dataset, |pace| pace.rows(performance::now(), progress.is_complete())) {
        Some(Pacing::Now) => refresh::dataset(dataset),
        Some(Pacing::In(delay_ms)) => later(dataset.to_owned(), pool.clone(), delay_ms),
        Some(Pacing::Set) | None => {}
    }
}

fn later(dataset: String, pool: Pool, delay_ms: u32) {
    clock::after(delay_ms, move || {
        if session::has(&pool) {
            session::pace(&dataset, |pace| pace.timer(performance::now()));
            refresh::dataset(&dataset);
        }
    });
}
