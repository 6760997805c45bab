//! What a pool tells its owner.

use shared::wire::problem::Problem;

/// What a pool tells its owner.
#[derive(Clone, Debug, PartialEq)]
pub enum Notice {
    /// More rows are in.
    Progress,
    /// The live stream has news.
    Live(LiveNews),
    /// A question takes long.
    Gone {
        /// Who asked it.
        asker: String,
        /// How much of the rows has been gone through, from 0 to 1.
        share: f64,
    },
    /// It can't go on; every question is answered with this from now on.
    Failed(Problem),
}

/// What is new about a live stream.
#[derive(Clone, Debug, PartialEq)]
pub enum LiveNews {
    /// It is open.
    Open,
    /// Rows were appended.
    Rows {
        /// When they came, in milliseconds since the Unix epoch.
        arrived_ms: f64,
    },
    /// It is over; the server ended it in order if there is no problem.
    Over(Option<Problem>),
}
