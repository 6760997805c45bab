//! Why a query has no answer.

use serde::{Deserialize, Serialize};
use shared::wire::problem::Code;

use crate::child::ChildError;
use crate::error::Failure;
use crate::ingest::IngestError;

/// Why a query has no answer. It crosses the process boundary, so it holds values and no causes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "kind", content = "of", rename_all = "snake_case")]
pub(crate) enum SqlError {
    /// Not SQL, not read-only, or of something that isn't there.
    #[error("The query can't be run: {reason}.")]
    Invalid {
        /// A part of a sentence.
        reason: String,
    },
    /// The clock ran out.
    #[error("The query took more than {secs} s and was ended; ask for less, or raise SIGHTLINE_QUERY_TIMEOUT_SECS.")]
    Timeout {
        /// The limit.
        secs: u64,
    },
    /// No more memory.
    #[error("The query needs more than {bytes} bytes of memory; ask for less, or raise SIGHTLINE_MEMORY_BYTES.")]
    Memory {
        /// The limit.
        bytes: u64,
    },
    /// A number left its type.
    #[error("A number is too large for its type: {reason}.")]
    Overflow {
        /// A part of a sentence.
        reason: String,
    },
    /// What came out can't be stored.
    #[error("{0}")]
    Write(IngestError),
    /// A stored file can't be read.
    #[error("a data file can't be read: {reason}")]
    Damaged {
        /// For the log only.
        reason: String,
    },
    /// A bug of ours or of the machine's.
    #[error("{reason}")]
    Internal {
        /// For the log only.
        reason: String,
    },
}

impl SqlError {
    pub(super) fn invalid(reason: impl Into<String>) -> Self {
        SqlError::Invalid { reason: reason.into() }
    }
}

impl From<ChildError> for SqlError {
    fn from(error: ChildError) -> Self {
        match error {
            // The parent's clock strikes a second after the child's own.
            ChildError::Time { secs } => SqlError::Timeout { secs: secs.saturating_sub(1) },
            ChildError::Memory { bytes } => SqlError::Memory { bytes },
            ChildError::Stack => SqlError::invalid("it is nested too deeply; make it simpler"),
            ChildError::Broken => SqlError::Internal { reason: "the query process broke off".to_owned() },
            ChildError::Io(error) => SqlError::Internal { reason: error.to_string() },
            ChildError::Internal(reason) => SqlError::Internal { reason },
        }
    }
}

impl From<IngestError> for SqlError {
    fn from(error: IngestError) -> Self {
        SqlError::Write(error)
    }
}

impl From<std::io::Error> for SqlError {
    fn from(error: std::io::Error) -> Self {
        SqlError::Write(error.into())
    }
}

impl From<SqlError> for Failure {
    fn from(error: SqlError) -> Self {
        let text = error.to_string();
        match error {
            SqlError::Invalid { reason } => Failure::new(Code::InvalidSql, text, vec![("reason", reason)]),
            SqlError::Timeout { secs } => Failure::new(Code::QueryTimeout, text, vec![("limit", secs.to_string())]),
            SqlError::Memory { bytes } => Failure::new(Code::QueryMemory, text, vec![("limit", bytes.to_string())]),
            SqlError::Overflow { reason } => Failure::new(Code::Overflow, text, vec![("reason", reason)]),
            SqlError::Write(error) => error.into(),
            SqlError::Damaged { reason } => crate::storage::StorageError::Damaged(reason).into(),
            SqlError::Internal { reason } => Failure::internal(&reason),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_error_of_what_is_written_crosses_the_process_boundary() {
        let error = SqlError::Write(IngestError::NoSpace);
        assert_eq!(serde_json::from_str::<SqlError>(&serde_json::to_string(&error).unwrap()).unwrap(), error);
    }
}
