//! A query as a value: what its child process gets and gives back.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use shared::wire::query::QuerySpec;
use shared::wire::sample::M4Spec;

use super::error::SqlError;
use super::inside;
use crate::child::Work;
use crate::ingest::Parsed;
use crate::storage::TableRef;

/// A query as a value.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct QueryWork {
    /// All tables that exist for it; of two with one name the first counts.
    pub(super) tables: Vec<QueryTable>,
    /// What is asked.
    pub(super) ask: Ask,
    /// Where the answer goes.
    pub(super) output: Output,
    /// What it may cost.
    pub(super) budget: Budget,
}

/// A table with the version and the id of its dataset, which is its second name.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct QueryTable {
    pub(super) id: String,
    pub(super) version: u64,
    pub(super) table: TableRef,
}

impl QueryTable {
    /// It as what an answer is made of.
    pub(super) fn input(&self) -> Input {
        Input { id: self.id.clone(), version: self.version }
    }
}

/// What is asked.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Ask {
    /// One read-only statement.
    Sql(String),
    /// A question of the contract, of the first table.
    Aggregate(QuerySpec),
    /// A line through rows of the first table, as JSON.
    Line(M4Spec),
}

/// Where the answer goes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Output {
    /// Into one new file.
    Answer {
        /// Its path.
        file: PathBuf,
        /// What is written.
        format: AnswerFormat,
    },
    /// Into the Parquet files of a commit, in this folder.
    Table(PathBuf),
}

/// How an answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum AnswerFormat {
    /// `JsonTable`.
    Json,
    /// Arrow IPC stream.
    Arrow,
    /// RFC 4180 with a header.
    Csv,
}

/// What a query may cost.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Budget {
    /// Seconds until it is ended.
    pub(super) timeout_secs: u64,
    /// Bytes that its operators may hold together; what is more goes to disk where the operator can.
    pub(super) pool_bytes: u64,
    /// The address space of the process.
    pub(super) memory_bytes: u64,
    /// An existing folder for what goes to disk.
    pub(super) spill: PathBuf,
}

/// A version of a dataset that an answer is made of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Input {
    /// The dataset's id.
    pub(crate) id: String,
    /// Its version.
    pub(crate) version: u64,
}

/// What came out.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct QueryOutput {
    /// The datasets that were named, by id.
    pub(crate) inputs: Vec<Input>,
    /// Rows of the answer.
    pub(crate) rows: u64,
    /// The files of a commit, where they were asked for.
    pub(crate) parsed: Option<Parsed>,
}

impl QueryWork {
    /// The table that a question of the contract is of.
    pub(super) fn first_table(&self) -> Result<&QueryTable, SqlError> {
        self.tables.first().ok_or_else(|| SqlError::Internal { reason: "a question without a table".to_owned() })
    }
}

impl Work for QueryWork {
    const WORD: &'static str = "query";
    const REACHES_STORE: bool = true;
    type Progress = u64;
    type Output = QueryOutput;
    type Error = SqlError;

    fn run(&self, say: &mut dyn FnMut(u64)) -> Result<QueryOutput, SqlError> {
        inside::run(self, say)
    }
}
