//! Who answers the questions of a dataset's tiles.

use shared::wire::problem::Problem;
use shared::wire::query::QuerySpec;
use shared::wire::sample::M4Spec;
use shared::worker::protocol::Urgency;

use super::gather::Gathered;
use super::pool::Pool;
use super::remote::Remote;
use super::sampling;

/// Both answer the same questions with the same numbers.
#[derive(Clone)]
pub enum Executor {
    /// The workers of this page, over rows that they hold.
    Browser(Pool),
    /// The server, where the columns don't fit the tab.
    Server(Remote),
}

impl Executor {
    /// Asks. Nothing comes back if the same asker asked again before this question was sent. The server answers all questions side by side.
    pub async fn query(&self, asker: &str, spec: QuerySpec, urgency: Urgency) -> Option<Result<Gathered, Problem>> {
        match self {
            Executor::Browser(pool) => pool.query(asker, spec, urgency).await,
            Executor::Server(remote) => remote.query(asker, spec).await,
        }
    }

    /// The question with every bin settled, by all rows that pass its filters. Nothing comes back if the same asker has asked again since.
    pub async fn settled(&self, asker: &str, spec: QuerySpec, urgency: Urgency) -> Option<Result<QuerySpec, Problem>> {
        match self {
            Executor::Browser(pool) => pool.settled(asker, spec, urgency).await,
            Executor::Server(remote) => Some(remote.settled(spec).await),
        }
    }

    /// The points of a line through single rows, in its order: a row of x and y each, and at the end one without x, which says how many rows have no point.
    /// `tile` asks for one at a time.
    pub async fn line(&self, tile: &str, spec: M4Spec, urgency: Urgency) -> Result<Gathered, Problem> {
        match self {
            Executor::Browser(pool) => sampling::line(pool, tile, spec, urgency).await,
            Executor::Server(remote) => remote.line(&spec).await,
        }
    }

    /// Takes back what is asked for a tile's line under brushes, which is answered as a failure then. The server answers to the end.
    pub fn leave_line(&self, tile: &str) {
        if let Executor::Browser(pool) = self {
            pool.cancel(&sampling::passing(tile));
        }
    }

    /// Whether there is anything to ask for single rows: of none it is not even known which columns there are, until all are in.
    pub fn has_rows(&self) -> bool {
        match self {
            Executor::Browser(pool) => pool.progress().rows() > 0 || pool.progress().is_complete(),
            Executor::Server(_) => true,
        }
    }

    /// Why nothing is answered any more.
    pub fn failure(&self) -> Option<Problem> {
        if let Executor::Browser(pool) = self { pool.failure() } else { None }
    }

    /// Rows that an answer must cover to be of all rows that are here.
    pub fn rows(&self) -> u64 {
        match self {
            Executor::Browser(pool) => pool.progress().rows(),
            Executor::Server(_) => 0,
        }
    }

    /// Whether an answer that is kept is of all rows that are here, and of no others.
    pub fn has_all(&self, kept: &Gathered) -> bool {
        match self {
            Executor::Browser(_) => kept.rows == self.rows(),
            Executor::Server(_) => true,
        }
    }

    /// Whether both are handles of the same.
    pub fn is(&self, other: &Executor) -> bool {
        match (self, other) {
            (Executor::Browser(a), Executor::Browser(b)) => a.is(b),
            (Executor::Server(a), Executor::Server(b)) => a.is(b),
            _ => false,
        }
    }
}
