//! Puts a dashboard on the page and its workers to work.

use leptos::prelude::*;
use shared::wire::dashboard::{Dashboard, ProfiledDataset, View};
use shared::wire::problem::Problem;

use super::follow;
use crate::js::navigator;
use crate::queries::{columns, view};
use crate::state::dashboard::{OpenDashboard, RowWindow, TilePhase, TileState};
use crate::state::root::rooted;
use crate::state::{Store, session};
use crate::workers::pool::Pool;
use crate::workers::source::Source;

/// All that a dashboard's page needs.
pub(super) struct Shown {
    /// The spec.
    pub(super) dashboard: Dashboard,
    /// The datasets of its tiles.
    pub(super) datasets: Vec<ProfiledDataset>,
    /// Datasets that can't be had, by id, and why.
    pub(super) missing: Vec<(String, Problem)>,
    /// The link's token for a viewer.
    pub(super) link: Option<String>,
    /// The brushes it opens with.
    pub(super) view: View,
}

/// Shows it; charts come as rows arrive.
pub(super) fn show(store: Store, shown: Shown) {
    let Shown { dashboard, datasets, missing, link, view } = shown;
    let brushes = view::fitting(view, &dashboard.tiles, &datasets);
    let open = rooted(|| opened(dashboard.clone(), datasets.clone(), link.clone()));
    open.brushes.set(brushes);
    session::begin(open);
    for profiled in &datasets {
        if let Err(problem) = start(&dashboard, profiled, datasets.len(), link.clone()) {
            follow::fail(open, &profiled.dataset.id, &TilePhase::Failed(problem));
        }
    }
    for (dataset, problem) in missing {
        follow::fail(open, &dataset, &TilePhase::Failed(problem));
    }
    store.open.set(Some(open));
}

fn start(dashboard: &Dashboard, profiled: &ProfiledDataset, pools: usize, link: Option<String>) -> Result<(), Problem> {
    let dataset = &profiled.dataset;
    let source = Source { dataset: dataset.id.clone(), version: dataset.version, rows: dataset.rows, link };
    let workers = source.workers(navigator::cores(), pools);
    let id = dataset.id.clone();
    let pool = Pool::open(source, columns::loads(dashboard, dataset), workers, move |notice| follow::heard(&id, notice))?;
    session::keep_pool(&dataset.id, pool);
    Ok(())
}

fn opened(dashboard: Dashboard, datasets: Vec<ProfiledDataset>, link: Option<String>) -> OpenDashboard {
    let tile_state = |tile: &_| TileState {
        tile: Clone::clone(tile),
        drawn: RwSignal::new(None),
        phase: RwSignal::new(TilePhase::Loading),
        window: RwSignal::new(RowWindow::default()),
    };
    OpenDashboard {
        tiles: StoredValue::new(dashboard.tiles.iter().map(tile_state).collect()),
        dashboard: RwSignal::new(dashboard),
        datasets: StoredValue::new(datasets),
        link: StoredValue::new(link),
        brushes: RwSignal::default(),
        loaded_rows: RwSignal::new(0),
        loaded: RwSignal::new(false),
        links: RwSignal::new(None),
        made_link: RwSignal::new(None),
        made_link_id: StoredValue::new(None),
        problem: RwSignal::new(None),
    }
}
