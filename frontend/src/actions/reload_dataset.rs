//! Loading a dataset again, at its newest version, under a dashboard that stays as it is: rows that are on the page were replaced.

use leptos::prelude::*;
use shared::wire::dashboard::ProfiledDataset;
use shared::wire::problem::{Code, Problem};
use wasm_bindgen_futures::spawn_local;

use super::{follow, live, show};
use crate::js::clock;
use crate::net::datasets;
use crate::net::links;
use crate::net::trouble;
use crate::state::dashboard::{OpenDashboard, TilePhase};
use crate::state::live::{LiveState, Next};
use crate::state::session;
use crate::workers::pool::Pool;

/// Loads it; brushes stay, and the tiles show what they showed until the new rows are in.
pub(super) fn reload(dataset: String, old: Pool) {
    let Some(open) = session::open() else { return };
    spawn_local(async move {
        let found = find(open, &dataset).await;
        if !session::has_pool(&old) {
            return;
        }
        match found {
            Ok(profiled) => replace(open, &profiled),
            Err(problem) => fail(open, dataset, old, &problem),
        }
    });
}

async fn find(open: OpenDashboard, dataset: &str) -> Result<ProfiledDataset, Problem> {
    let Some(token) = open.link.get_value() else { return datasets::profiled(dataset, None).await };
    let linked = links::open(&token).await?;
    let found = linked.datasets.into_iter().find(|profiled| profiled.dataset.id == dataset);
    found.ok_or_else(|| trouble::problem(Code::NotFound, "The dataset is gone.", &[("what", "dataset")]))
}

fn replace(open: OpenDashboard, profiled: &ProfiledDataset) {
    let id = profiled.dataset.id.clone();
    let tiles = open.tiles.with_value(|tiles| tiles.iter().filter(|tile| tile.tile.dataset == id).cloned().collect::<Vec<_>>());
    session::forget_rows(&tiles.iter().map(|tile| tile.tile.id.clone()).collect::<Vec<_>>());
    for tile in &tiles {
        tile.phase.set(TilePhase::Loading);
    }
    open.newest_ms.set(show::newest_ms(std::slice::from_ref(profiled)));
    open.datasets.update_value(|datasets| {
        if let Some(kept) = datasets.iter_mut().find(|kept| kept.dataset.id == id) {
            kept.clone_from(profiled);
        }
    });
    if let Err(problem) = show::start(open, profiled) {
        follow::fail(open, &id, &TilePhase::Failed(problem));
    }
    session::live(&id, |work| work.followed = false);
    follow::count_rows(open);
}

fn fail(open: OpenDashboard, dataset: String, old: Pool, problem: &Problem) {
    match session::live(&dataset, |work| work.over(Some(problem))) {
        Some(Next::Retry(delay_ms) | Next::Reload(delay_ms)) => clock::after(delay_ms, move || {
            if session::has_pool(&old) && session::live(&dataset, |work| work.state) == Some(LiveState::Reconnecting) {
                reload(dataset, old);
            }
        }),
        Some(Next::Rest) | None => {}
    }
    live::tell(open);
}
