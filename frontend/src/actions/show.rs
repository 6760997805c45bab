//! Puts a dashboard on the page and its workers to work.

use js_sys::Date;
use leptos::prelude::*;
use shared::wire::dashboard::{Dashboard, ProfiledDataset, View};
use shared::wire::problem::Problem;
use shared::wire::query::QuerySpec;

use super::{follow, refresh};
use crate::instruments::api;
use crate::js::navigator;
use crate::queries::budget::{self, Place};
use crate::queries::{chart_query, view};
use crate::state::dashboard::{OpenDashboard, RowWindow, TilePhase, TileState};
use crate::state::root::rooted;
use crate::state::{Store, session};
use crate::workers::executor::Executor;
use crate::workers::pool::Pool;
use crate::workers::remote::Remote;
use crate::workers::source::Source;
use crate::workers::zones::Zones;

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
    let open = rooted(|| opened(dashboard, datasets.clone(), link));
    open.brushes.set(brushes);
    session::begin(open);
    for profiled in &datasets {
        if let Err(problem) = start(open, profiled) {
            follow::fail(open, &profiled.dataset.id, &TilePhase::Failed(problem));
        }
    }
    for (dataset, problem) in missing {
        follow::fail(open, &dataset, &TilePhase::Failed(problem));
    }
    follow::count_rows(open);
    store.open.set(Some(open));
}

/// Sets to work whatever answers for a dataset: workers that load the columns, or the server where these don't fit the tab.
pub(super) fn start(open: OpenDashboard, profiled: &ProfiledDataset) -> Result<(), Problem> {
    let dataset = &profiled.dataset;
    let link = open.link.get_value();
    let plan = open.dashboard.with_untracked(|dashboard| budget::plan(dashboard, profiled, api::budget_bytes(), link.is_some()));
    let tiles = open.tiles.with_value(|tiles| tiles.iter().filter(|tile| tile.tile.dataset == dataset.id).cloned().collect::<Vec<_>>());
    let zones = Zones::of(profiled);
    for tile in tiles {
        tile.place.set(plan.place(&tile.tile.chart));
        let group_by = chart_query::keys(&tile.tile.chart).unwrap_or_default();
        // What is drawn is by the bins that were settled for it.
        if chart_query::depends_on_rows(&tile.tile.chart) && tile.drawn.with_untracked(Option::is_some) {
            continue;
        }
        tile.keys.set(zones.settled(&QuerySpec { group_by, ..QuerySpec::default() }).group_by);
    }
    if plan.charts != Place::Browser {
        session::keep(&dataset.id, Executor::Server(Remote::new(dataset)));
        refresh::dataset(&dataset.id);
        return Ok(());
    }
    let source = Source { dataset: dataset.id.clone(), version: dataset.version, rows: dataset.rows, link, zones };
    let workers = source.workers(navigator::cores(), open.datasets.with_value(Vec::len));
    let id = dataset.id.clone();
    let pool = Pool::open(source, plan.loads, workers, move |notice| follow::heard(&id, notice))?;
    session::keep(&dataset.id, Executor::Browser(pool));
    Ok(())
}

/// When the newest of some datasets changed, in milliseconds since the Unix epoch.
pub(super) fn newest_ms(datasets: &[ProfiledDataset]) -> f64 {
    let changed = |profiled: &ProfiledDataset| Date::parse(&profiled.dataset.updated_at);
    datasets.iter().map(changed).filter(|ms| ms.is_finite()).fold(0.0, f64::max)
}

fn opened(dashboard: Dashboard, datasets: Vec<ProfiledDataset>, link: Option<String>) -> OpenDashboard {
    let tile_state = |tile: &_| TileState {
        tile: Clone::clone(tile),
        keys: RwSignal::default(),
        drawn: RwSignal::new(None),
        place: RwSignal::new(Place::Browser),
        phase: RwSignal::new(TilePhase::Loading),
        gone: RwSignal::new(None),
        window: RwSignal::new(RowWindow::default()),
        pixels: StoredValue::new(0),
        on_screen: StoredValue::new(false),
    };
    OpenDashboard {
        tiles: StoredValue::new(dashboard.tiles.iter().map(tile_state).collect()),
        dashboard: RwSignal::new(dashboard),
        live: RwSignal::default(),
        newest_ms: RwSignal::new(newest_ms(&datasets)),
        rows_there: RwSignal::new(0),
        datasets: StoredValue::new(datasets),
        link: StoredValue::new(link),
        brushes: RwSignal::default(),
        dragging: RwSignal::new(false),
        loaded_rows: RwSignal::new(0),
        loaded_percent: RwSignal::new(0),
        loaded: RwSignal::new(false),
        links: RwSignal::new(None),
        made_link: RwSignal::new(None),
        made_link_id: StoredValue::new(None),
        saving: StoredValue::new(false),
        removed: RwSignal::new(None),
        problem: RwSignal::new(None),
    }
}
