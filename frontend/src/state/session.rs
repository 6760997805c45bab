//! What the open dashboard needs beside its signals: a pool per dataset and the work under way per tile.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::dashboard::OpenDashboard;
use crate::workers::gather::Gathered;
use crate::workers::pool::Pool;
pub use pace::{Pace, Pacing};

mod pace;
mod table_work;

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
    /// Only for tables.
    pub table: TableWork,
}

/// The pool of one dataset.
struct Engine {
    pool: Pool,
    pace: Pace,
}

struct Session {
    open: OpenDashboard,
    engines: BTreeMap<String, Engine>,
    work: BTreeMap<String, TileWork>,
}

thread_local! {
    static SESSION: RefCell<Option<Session>> = const { RefCell::new(None) };
}

/// Ends the session and its workers, and begins one for another dashboard.
pub fn begin(open: OpenDashboard) {
    end();
    SESSION.set(Some(Session { open, engines: BTreeMap::new(), work: BTreeMap::new() }));
}

/// Ends the session and its workers.
pub fn end() {
    if let Some(session) = SESSION.take() {
        for engine in session.engines.values() {
            engine.pool.close();
        }
    }
}

/// The dashboard that is open.
pub fn open() -> Option<OpenDashboard> {
    SESSION.with_borrow(|session| session.as_ref().map(|session| session.open))
}

/// Keeps a dataset's pool for as long as the dashboard is open.
pub fn keep_pool(dataset: &str, pool: Pool) {
    with(|session| session.engines.insert(dataset.to_owned(), Engine { pool, pace: Pace::default() }));
}

/// A dataset's pool.
pub fn pool(dataset: &str) -> Option<Pool> {
    with(|session| session.engines.get(dataset).map(|engine| engine.pool.clone())).flatten()
}

/// All pools.
pub fn pools() -> Vec<Pool> {
    with(|session| session.engines.values().map(|engine| engine.pool.clone()).collect()).unwrap_or_default()
}

/// Whether it is a pool of the dashboard that is open.
pub fn has(pool: &Pool) -> bool {
    pools().iter().any(|kept| kept.is(pool))
}

/// Asks a dataset's pace whether its tiles are due.
pub fn pace(dataset: &str, ask: impl FnOnce(&mut Pace) -> Pacing) -> Option<Pacing> {
    with(|session| session.engines.get_mut(dataset).map(|engine| ask(&mut engine.pace))).flatten()
}

/// A tile's work; nothing if no dashboard is open.
pub fn with_work<R>(tile_id: &str, f: impl FnOnce(&mut TileWork) -> R) -> Option<R> {
    with(|session| f(session.work.entry(tile_id.to_owned()).or_default()))
}

fn with<R>(f: impl FnOnce(&mut Session) -> R) -> Option<R> {
    SESSION.with_borrow_mut(|session| session.as_mut().map(f))
}
