//! Who answers the questions of a dataset's tiles.

use shared::wire::problem::Problem;
use shared::wire::query::QuerySpec;
use shared::worker::protocol::Urgency;

use super::gather::Gathered;
use super::pool::Pool;
use super::remote::Remote;

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

    /// Rows that an answer must cover to be of all rows that are here.
    pub fn rows(&self) -> u64 {
        match self {
            Executor::Browser(pool) => pool.progress().rows(),
            Executor::Server(_) => 0,
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
