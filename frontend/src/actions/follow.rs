//! Follows the workers while rows arrive.

use leptos::prelude::*;

use shared::worker::protocol::asks_for;

use super::{index, live, refresh};
use crate::js::{clock, performance};
use crate::state::dashboard::{OpenDashboard, TilePhase, TileState};
use crate::state::live::LiveWork;
use crate::state::session::{self, LOADING_MS, Pacing};
use crate::workers::notice::Notice;
use crate::workers::pool::Pool;

/// A dataset's pool has news.
pub(super) fn heard(dataset: &str, notice: Notice) {
    let (Some(open), Some(pool)) = (session::open(), session::pool(dataset)) else { return };
    match notice {
        Notice::Failed(problem) => {
            fail(open, dataset, &TilePhase::Failed(problem));
            session::live(dataset, LiveWork::failed);
            live::tell(open);
            count_rows(open);
        }
        Notice::Progress => progressed(open, dataset, &pool),
        Notice::Live(news) => live::heard(open, dataset, &pool, news),
        Notice::Gone { asker, share } => gone(open, &asker, share),
    }
}

/// Numbers that a tile waits for take long. What makes its next brush quick is nothing to wait for.
fn gone(open: OpenDashboard, asker: &str, share: f64) {
    let is_its = |tile: &&TileState| asks_for(asker, &tile.tile.id) && !asks_for(asker, &index::asker(&tile.tile.id));
    open.tiles.with_value(|tiles| tiles.iter().filter(is_its).for_each(|tile| tile.gone.set(Some(share))));
}

/// Shows the same phase on all tiles of a dataset.
pub(super) fn fail(open: OpenDashboard, dataset: &str, phase: &TilePhase) {
    open.tiles.with_value(|tiles| tiles.iter().filter(|tile| tile.tile.dataset == dataset).for_each(|tile| tile.phase.set(phase.clone())));
}

fn progressed(open: OpenDashboard, dataset: &str, pool: &Pool) {
    count_rows(open);
    let progress = pool.progress();
    if progress.is_complete() && open.dashboard.with_untracked(|dashboard| dashboard.pinned(dataset).is_none()) {
        live::begin(dataset, pool);
    }
    if !progress.has_rows() && !progress.is_complete() {
        return;
    }
    let pacing = session::pace(dataset, |pace| pace.rows(performance::now(), LOADING_MS, progress.is_complete()));
    ask(dataset, pool, pacing);
}

/// Rows that are here, and rows that are there: those that were loaded, and those appended since. Not all of them have all columns yet.
pub(super) fn count_rows(open: OpenDashboard) {
    let pools = session::pools();
    let base: u64 = open.datasets.with_value(|datasets| datasets.iter().map(|d| d.dataset.rows).sum());
    open.loaded.set(pools.iter().all(|(_, pool)| pool.progress().is_complete()));
    open.loaded_rows.set(pools.iter().map(|(_, pool)| pool.progress().rows()).sum());
    open.rows_there.set(base + pools.iter().map(|(_, pool)| pool.progress().appended()).sum::<u64>());
    let (here, there) = pools.iter().map(|(_, pool)| pool.loaded()).fold((0, 0), |all, pool| (all.0 + pool.0, all.1 + pool.1));
    open.loaded_percent.set(here.saturating_mul(100).checked_div(there).unwrap_or(100).min(100));
}

/// Asks the tiles of a dataset again when it is time to.
pub(super) fn ask(dataset: &str, pool: &Pool, pacing: Option<Pacing>) {
    match pacing {
        Some(Pacing::Now) => refresh::dataset(dataset),
        Some(Pacing::In(delay_ms)) => later(dataset.to_owned(), pool.clone(), delay_ms),
        Some(Pacing::Set) | None => {}
    }
}

fn later(dataset: String, pool: Pool, delay_ms: u32) {
    clock::after(delay_ms, move || {
        if session::has_pool(&pool) {
            session::pace(&dataset, |pace| pace.timer(performance::now()));
            refresh::dataset(&dataset);
        }
    });
}
