//! Why nothing was learned or predicted, in words for the person who asked.

use arrow_schema::ArrowError;
use learn::LearnError;
use serde::{Deserialize, Serialize};
use shared::wire::problem::Code;

use crate::child::{ChildError, memory_text};
use crate::error::Failure;
use crate::ingest::IngestError;
use crate::storage::table_ref::ReadError;

/// Why nothing was learned or predicted. It crosses the process boundary, so it holds values and no causes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "kind", content = "of", rename_all = "snake_case")]
pub(crate) enum MlError {
    /// Nothing to tell apart.
    #[error("Every row that can be trained on has the value “{class}” in `{column}`. Choose a column with two values or more.")]
    OneClass { column: String, class: String },
    /// Too little to learn from.
    #[error("Only {rows} rows have a value in every chosen column; {needed} are needed. Add rows, or leave out columns with many gaps.")]
    TooFewRows { rows: u64, needed: u64 },
    /// Free text or numbers rather than classes.
    #[error("`{column}` has {classes} different values; at most {limit} can be told apart. Choose a column with fewer.")]
    TooManyClasses { column: String, classes: u64, limit: u64 },
    /// A column of the wrong type.
    #[error("`{column}` is of the type {type_word}; this needs {needed}. Choose another column.")]
    UnsuitableColumn { column: String, type_word: String, needed: String },
    /// The data has no such column.
    #[error("`{column}` is missing: the model was trained with it. Add the column, or train a model without it.")]
    MissingColumn { column: String },
    /// A picture of a dataset that is none.
    #[error("The picture in row {row} (counted from 0) can't be decoded: {reason}. Replace it by a PNG or JPEG file, or leave the row out.")]
    BrokenPicture { row: u64, reason: String },
    /// What was sent as a picture is none.
    #[error("The picture can't be decoded: {reason}. Send a PNG or JPEG file.")]
    NoPicture { reason: String },
    /// A field of a row that is to be predicted.
    #[error("`{field}`: {reason}")]
    Field { field: String, reason: String },
    /// It took too long or too much.
    #[error("This took more than {limit} and was ended. Use fewer rows, columns or steps.")]
    TooComplex { limit: String },
    /// The stored model or a data file is broken.
    #[error("stored data can't be read: {reason}")]
    Damaged { reason: String },
    /// The rows can't be written.
    #[error("{0}")]
    Write(IngestError),
    /// A bug or a broken machine.
    #[error("{reason}")]
    Internal { reason: String },
}

impl MlError {
    pub(super) fn internal(cause: &dyn std::fmt::Display) -> Self {
        MlError::Internal { reason: cause.to_string() }
    }

    /// What the estimator says, where the column is the target.
    pub(super) fn of(error: LearnError, target: &str) -> Self {
        let column = target.to_owned();
        match error {
            LearnError::OneClass { class } => MlError::OneClass { column, class },
            LearnError::TooFewRows { rows, needed } => MlError::TooFewRows { rows, needed },
            LearnError::TooManyClasses { classes, limit } => MlError::TooManyClasses { column, classes, limit },
            LearnError::UnsuitableColumn { column, found, needed } => {
                MlError::UnsuitableColumn { column: column.unwrap_or_default(), type_word: found.into(), needed: needed.into() }
            }
            LearnError::BrokenPicture { row, reason } => MlError::BrokenPicture { row, reason },
            LearnError::Stopped => MlError::Internal { reason: "training was stopped".into() },
            LearnError::BadModel { reason } => MlError::Damaged { reason },
        }
    }

    fn code(&self) -> Code {
        match self {
            MlError::OneClass { .. } => Code::OneClass,
            MlError::TooFewRows { .. } => Code::TooFewRows,
            MlError::TooManyClasses { .. } => Code::TooManyClasses,
            MlError::UnsuitableColumn { .. } => Code::UnsuitableColumn,
            MlError::MissingColumn { .. } => Code::ColumnMismatch,
            MlError::BrokenPicture { .. } | MlError::NoPicture { .. } => Code::BrokenPicture,
            MlError::Field { .. } => Code::InvalidRequest,
            MlError::TooComplex { .. } => Code::TooComplex,
            MlError::Damaged { .. } => Code::StorageDamaged,
            MlError::Write(_) | MlError::Internal { .. } => Code::Internal,
        }
    }

    fn params(&self) -> Vec<(&'static str, String)> {
        match self.clone() {
            MlError::OneClass { column, class } => vec![("column", column), ("class", class)],
            MlError::TooFewRows { rows, needed } => vec![("rows", rows.to_string()), ("needed", needed.to_string())],
            MlError::TooManyClasses { column, classes, limit } => {
                vec![("column", column), ("classes", classes.to_string()), ("limit", limit.to_string())]
            }
            MlError::UnsuitableColumn { column, type_word, needed } => vec![("column", column), ("type", type_word), ("needed", needed)],
            MlError::MissingColumn { column } => vec![("column", column)],
            MlError::BrokenPicture { row, reason } => vec![("row", row.to_string()), ("reason", reason)],
            MlError::NoPicture { reason } => vec![("reason", reason)],
            MlError::Field { field, reason } => vec![("field", field), ("reason", reason)],
            MlError::TooComplex { limit } => vec![("limit", limit)],
            MlError::Damaged { .. } | MlError::Write(_) | MlError::Internal { .. } => vec![],
        }
    }
}

impl From<MlError> for Failure {
    fn from(error: MlError) -> Self {
        match error {
            MlError::Write(error) => error.into(),
            MlError::Internal { reason } => Failure::internal(&reason),
            MlError::Damaged { reason } => crate::storage::StorageError::Damaged(reason).into(),
            error => Failure::new(error.code(), error.to_string(), error.params()),
        }
    }
}

impl From<ChildError> for MlError {
    fn from(error: ChildError) -> Self {
        match error {
            ChildError::Time { secs } => MlError::TooComplex { limit: format!("{secs} s") },
            ChildError::Memory { bytes } => MlError::TooComplex { limit: memory_text(bytes) },
            error => MlError::internal(&format!("learning broke off: {error}")),
        }
    }
}

impl From<ReadError> for MlError {
    fn from(error: ReadError) -> Self {
        MlError::Damaged { reason: error.to_string() }
    }
}

impl From<ArrowError> for MlError {
    fn from(error: ArrowError) -> Self {
        MlError::internal(&error)
    }
}

impl From<IngestError> for MlError {
    fn from(error: IngestError) -> Self {
        MlError::Write(error)
    }
}

impl From<std::io::Error> for MlError {
    fn from(error: std::io::Error) -> Self {
        MlError::internal(&error)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_error_of_what_is_written_crosses_the_process_boundary() {
        let error = MlError::Write(IngestError::NoSpace);
        assert_eq!(serde_json::from_str::<MlError>(&serde_json::to_string(&error).unwrap()).unwrap(), error);
    }
}
