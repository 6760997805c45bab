//! What the page and its workers say to each other: closed enums, ids outside and bytes beside.
//!
//! Messages travel as JSON text next to an optional transferred buffer (`bytes` below). Page and workers are of one build,
//! so there is no version here. Counts are absolute, not deltas.

use serde::{Deserialize, Serialize};

use super::cost::Cost;
use crate::wire::problem::Problem;
use crate::wire::query::{FilterSpec, QuerySpec};
use crate::wire::sample::SampleSpec;

/// From the page to a worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToWorker {
    /// Fetch an Arrow IPC stream and keep its columns. Loads of one worker hold the same rows in the same batches, so a second load adds columns.
    Load {
        /// The load's number in this worker, from 0.
        load: u32,
        /// Which part of the rows it is, from 0.
        part: u32,
        /// Same origin, absolute path with query.
        url: String,
    },
    /// Follow a stream of appended rows, whose batches come after those of the loads. The worker asks it to leave out the rows that it has
    /// from streams before; one of those that is still open is left.
    Live {
        /// Unique among the live streams of this worker, increasing.
        live: u32,
        /// Same origin, absolute path with query; the worker adds `skip`.
        url: String,
    },
    /// Leave the live stream; its rows stay.
    LeaveLive,
    /// Answer a query over the rows that all of its columns have so far.
    Query {
        /// Unique in the page, increasing.
        query: u64,
        /// Who asks; a worker keeps one standing result per asker and only adds new batches when the same spec is asked again. One who asks for
        /// another is called by its name, `:` and more.
        asker: String,
        /// How soon it is wanted.
        urgency: Urgency,
        /// The question. Its order and limit are applied by the page after the merge.
        spec: QuerySpec,
    },
    /// Nobody waits any more for what an asker, or one who asks for it, has asked: no answer is sent, and its standing results are forgotten.
    Cancel {
        /// The asker.
        asker: String,
    },
    /// Forget these columns, which nothing shows any more: what they took is free for others. Only once all loads are whole.
    Free {
        /// Their names.
        columns: Vec<String>,
    },
    /// The answer to a question is wanted at once now: its tile has come onto the screen.
    Hasten {
        /// Its number.
        query: u64,
    },
    /// Rows for the table: those that pass `filters`, in order, of this worker's share.
    Rows {
        /// Unique in the page, increasing.
        query: u64,
        /// Who asks.
        asker: String,
        /// How soon they are wanted.
        urgency: Urgency,
        /// The columns, in order.
        columns: Vec<String>,
        /// All of them must hold.
        filters: Vec<FilterSpec>,
        /// The first row wanted, among those that pass.
        offset: u64,
        /// Rows wanted at most.
        limit: u64,
        /// The binary column whose cells come as `data:` addresses of pictures; of other binary columns only the size is told.
        picture: Option<String>,
    },
    /// Take a sample of this worker's share; the page merges it with those of the others.
    Sample {
        /// Unique in the page, increasing.
        query: u64,
        /// Who asks; as for queries, the sample stands, and rows that come later are added when the same is asked for again.
        asker: String,
        /// How soon it is wanted.
        urgency: Urgency,
        /// The number of the share's first row among all rows of the dataset, from 0.
        first_row: u64,
        /// What is asked for, with its ranges.
        spec: SampleSpec,
    },
}

/// Whether an asker is `whom`, or asks for it.
pub fn asks_for(asker: &str, whom: &str) -> bool {
    asker.strip_prefix(whom).is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
}

/// How soon an answer is wanted, the most urgent first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// It will be seen at once.
    #[default]
    Shown,
    /// It makes the next step quick.
    Index,
    /// It is of a tile that is off the screen.
    Hidden,
}

/// From a worker to the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FromWorker {
    /// The wasm is compiled; messages are welcome.
    Ready,
    /// How far a load is.
    Progress {
        /// The load's number.
        load: u32,
        /// Rows decoded.
        rows: u64,
        /// Bytes received.
        bytes: u64,
        /// The stream ended with its end marker.
        complete: bool,
        /// What it has cost.
        cost: Cost,
    },
    /// A load failed; its rows so far must not be shown as whole.
    LoadFailed {
        /// The load's number.
        load: u32,
        /// Why.
        problem: Problem,
    },
    /// A live stream is open.
    LiveOpen {
        /// The stream.
        live: u32,
    },
    /// Appended rows are here.
    LiveRows {
        /// The stream.
        live: u32,
        /// All rows appended since the version of the loads, by this stream and those before.
        rows: u64,
        /// When the bytes came, in milliseconds since the Unix epoch.
        arrived_ms: f64,
    },
    /// A live stream is over.
    LiveOver {
        /// The stream.
        live: u32,
        /// Why; none if the server ended it in order, which it does when earlier rows were replaced.
        problem: Option<Problem>,
    },
    /// The answer's partial is the message's `bytes` (`engine::partial::Partial::to_bytes`).
    Answer {
        /// Of which query.
        query: u64,
        /// The rows it covers.
        rows: u64,
        /// Whether these are all rows of this worker's share.
        complete: bool,
    },
    /// A query takes several strides over the rows: how far they have gone.
    Gone {
        /// Of which query.
        query: u64,
        /// Rows of this worker's share that the answer covers so far.
        rows: u64,
    },
    /// Rows for the table.
    Rows {
        /// Of which query.
        query: u64,
        /// Rows of this worker's share that pass the filters, so far.
        matched: u64,
        /// Rows times columns; text as the person reads it, `None` for null.
        cells: Vec<Vec<Option<String>>>,
    },
    /// The sample is the message's `bytes` (`engine::sample::Sample::to_bytes`); none if no column is known yet.
    Sample {
        /// Of which query.
        query: u64,
    },
    /// A query can't be answered.
    QueryFailed {
        /// Of which query.
        query: u64,
        /// Why.
        problem: Problem,
    },
}

/// A reply with its bytes.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply {
    /// The message.
    pub message: FromWorker,
    /// What travels beside it as a transferred buffer.
    pub bytes: Option<Vec<u8>>,
}

impl From<FromWorker> for Reply {
    fn from(message: FromWorker) -> Self {
        Reply { message, bytes: None }
    }
}
