//! What the open dashboard needs beside its signals: what answers for each dataset, and the work under way per tile.

use std::cell::RefCell;
use std::collections::BTreeMap;

use shared::engine::cube::Cube;
use shared::wire::query::{FilterSpec, GroupKey};
use wasm_bindgen_futures::spawn_local;

use super::dashboard::OpenDashboard;
use super::live::{LiveState, LiveWork};
use crate::js::performance;
use crate::workers::executor::Executor;
use crate::workers::gather::Gathered;
use crate::workers::pool::Pool;
pub use pace::{LIVE_MS, LOADING_MS, Pace, Pacing};

mod index;
mod pace;
mod table_work;

pub use index::{BrushIndex, but};
pub use table_work::{Counts, TableWork};

/// The work under way for one tile.
#[derive(Default)]
pub struct TileWork {
    /// Turns begun; a later turn's answer is never overwritten by an earlier one's.
    pub issued: u64,
    /// The last turn shown.
    pub shown: u64,
    /// The answer over all rows, once it is complete.
    pub total: Option<Gathered>,
    /// Only where bins depend on the rows: what `total` groups by, its bins settled.
    pub keys: Vec<GroupKey>,
    /// Only for lines through single rows: the width in pixels that `total` is of.
    pub width: u32,
    /// Only for those too: the filters of the reading under way, or of the last one.
    pub passing: Vec<FilterSpec>,
    /// Only for tiles that show rows, or lines through them.
    pub table: TableWork,
}

/// What answers for one dataset.
struct Engine {
    executor: Executor,
    pace: Pace,
    live: LiveWork,
}

struct Session {
    open: OpenDashboard,
    engines: BTreeMap<String, Engine>,
    work: BTreeMap<String, TileWork>,
    index: Option<BrushIndex>,
    indexes: u64,
    rehearsal: Rehearsal,
}

/// How far the first index of a dashboard is rehearsed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rehearsal {
    /// Not yet.
    #[default]
    Ahead,
    /// Its questions are asked.
    UnderWay,
    /// It is over, or an index came before.
    Over,
}

thread_local! {
    static SESSION: RefCell<Option<Session>> = const { RefCell::new(None) };
}

/// Ends the session and its workers, and begins one for another dashboard.
pub fn begin(open: OpenDashboard) {
    end();
    SESSION.set(Some(Session { open, engines: BTreeMap::new(), work: BTreeMap::new(), index: None, indexes: 0, rehearsal: Rehearsal::Ahead }));
}

/// Ends the session and its workers; whether there was one.
pub fn end() -> bool {
    let session = SESSION.take();
    session.iter().flat_map(|session| session.engines.values()).for_each(|engine| close(&engine.executor));
    session.is_some()
}

/// The dashboard that is open.
pub fn open() -> Option<OpenDashboard> {
    SESSION.with_borrow(|session| session.as_ref().map(|session| session.open))
}

/// Keeps what answers for a dataset for as long as the dashboard is open; what answered before ends.
pub fn keep(dataset: &str, executor: Executor) {
    let engine = Engine { executor, pace: Pace::default(), live: LiveWork::default() };
    let before = with(|session| {
        session.index = None;
        session.engines.insert(dataset.to_owned(), engine)
    })
    .flatten();
    if let Some(before) = before {
        live(dataset, |work| *work = before.live);
        close(&before.executor);
    }
}

/// Ends what answers for a dataset that nothing shows any more.
pub fn leave(dataset: &str) {
    if let Some(engine) = with(|session| session.engines.remove(dataset)).flatten() {
        close(&engine.executor);
    }
}

/// What answers for a dataset.
pub fn executor(dataset: &str) -> Option<Executor> {
    with(|session| session.engines.get(dataset).map(|engine| engine.executor.clone())).flatten()
}

/// A dataset's pool, if it is computed in the page.
pub fn pool(dataset: &str) -> Option<Pool> {
    executor(dataset).and_then(|executor| pool_of(&executor))
}

/// All pools, by dataset.
pub fn pools() -> Vec<(String, Pool)> {
    let all = |session: &mut Session| session.engines.iter().filter_map(|(id, engine)| Some((id.clone(), pool_of(&engine.executor)?))).collect();
    with(all).unwrap_or_default()
}

/// Whether it is one of the dashboard that is open.
pub fn has(executor: &Executor) -> bool {
    with(|session| session.engines.values().any(|engine| engine.executor.is(executor))) == Some(true)
}

/// Whether it is a pool of the dashboard that is open.
pub fn has_pool(pool: &Pool) -> bool {
    has(&Executor::Browser(pool.clone()))
}

/// A dataset's live stream.
pub fn live<R>(dataset: &str, f: impl FnOnce(&mut LiveWork) -> R) -> Option<R> {
    with(|session| session.engines.get_mut(dataset).map(|engine| f(&mut engine.live))).flatten()
}

/// The states of all live streams, by dataset.
pub fn lives() -> Vec<(String, LiveState)> {
    with(|session| session.engines.iter().map(|(id, engine)| (id.clone(), engine.live.state)).collect()).unwrap_or_default()
}

/// Forgets what the tiles of a dataset know of its rows.
pub fn forget_rows(tile_ids: &[String]) {
    with(|session| {
        for id in tile_ids {
            let work = session.work.entry(id.clone()).or_default();
            work.total = None;
            work.table.forget();
        }
    });
}

/// Asks a dataset's pace whether its tiles are due.
pub fn pace(dataset: &str, ask: impl FnOnce(&mut Pace) -> Pacing) -> Option<Pacing> {
    with(|session| session.engines.get_mut(dataset).map(|engine| ask(&mut engine.pace))).flatten()
}

/// A tile's work; nothing if no dashboard is open.
pub fn with_work<R>(tile_id: &str, f: impl FnOnce(&mut TileWork) -> R) -> Option<R> {
    with(|session| f(session.work.entry(tile_id.to_owned()).or_default()))
}

/// Reads what a tile shows; if it is being read, it is read once more afterwards. So of those who ask meanwhile only the last is answered.
pub fn read_in_turn(executor: Executor, tile: &str, read: impl AsyncFn() + 'static) {
    if with_work(tile, |work| work.table.ask()) != Some(true) {
        return;
    }
    let tile = tile.to_owned();
    spawn_local(async move {
        loop {
            read().await;
            // An executor that was replaced meanwhile has forgotten its readings; this one must not end those of the next.
            if !has(&executor) || with_work(&tile, |work| work.table.done()) != Some(true) {
                break;
            }
        }
    });
}

/// Keeps the index of a brush in place of the one before; gives its number.
pub fn keep_index(mut index: BrushIndex) -> Option<u64> {
    with(|session| {
        session.indexes += 1;
        index.number = session.indexes;
        session.index = Some(index);
        session.indexes
    })
}

/// Whether the rehearsal is that far.
pub fn rehearses(so_far: Rehearsal) -> bool {
    with(|session| session.rehearsal == so_far) == Some(true)
}

/// The rehearsal goes on, or is over.
pub fn rehearse(now: Rehearsal) {
    with(|session| session.rehearsal = now);
}

/// Reads the index.
pub fn index<R>(read: impl FnOnce(&BrushIndex) -> R) -> Option<R> {
    with(|session| session.index.as_ref().map(read)).flatten()
}

/// Adds a tile's part to the index of that number, if it is still wanted; whether it was the last one.
pub fn fill_index(number: u64, tile: &str, cube: impl FnOnce(&BrushIndex) -> Option<(Vec<GroupKey>, Cube)>) -> bool {
    let fill = |session: &mut Session| {
        let index = session.index.as_mut().filter(|index| index.number == number)?;
        index.waiting -= 1;
        if let Some(cube) = cube(index) {
            index.cubes.insert(tile.to_owned(), cube);
        }
        index.made_at = (index.waiting == 0).then(performance::now);
        Some(index.waiting == 0)
    };
    with(fill).flatten() == Some(true)
}

/// Takes the index of a tile's brush away.
pub fn drop_index(tile: &str) -> Option<BrushIndex> {
    with(|session| session.index.take_if(|index| index.tile == tile)).flatten()
}

fn pool_of(executor: &Executor) -> Option<Pool> {
    match executor {
        Executor::Browser(pool) => Some(pool.clone()),
        Executor::Server(_) => None,
    }
}

fn close(executor: &Executor) {
    if let Executor::Browser(pool) = executor {
        pool.close();
    }
}

fn with<R>(f: impl FnOnce(&mut Session) -> R) -> Option<R> {
    SESSION.with_borrow_mut(|session| session.as_mut().map(f))
}
