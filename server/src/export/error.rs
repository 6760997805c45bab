//! Why a dataset can't be had as a file.

use rust_xlsxwriter::XlsxError;
use zip::result::ZipError;

use super::xlsx::{MOST_COLUMNS, MOST_ROWS, MOST_UNITS};
use crate::error::Failure;
use crate::storage::StorageError;
use crate::stream::StreamError;

/// Why there is no file. Nothing of it has left then.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ExportError {
    #[error("a workbook holds {MOST_ROWS} rows and a header, and this dataset has {0} rows; take csv or parquet")]
    TooManyRows(u64),
    #[error("a workbook holds {MOST_COLUMNS} columns, and this dataset has {0}; take csv or parquet")]
    TooManyColumns(usize),
    #[error("a cell of a workbook holds {MOST_UNITS} characters, and row {row} has {units} in column `{column}`; take csv or parquet")]
    TooLong { row: u64, column: String, units: usize },
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error(transparent)]
    Stream(#[from] StreamError),
    #[error("a workbook can't be written: {0}")]
    Workbook(String),
}

impl From<XlsxError> for ExportError {
    fn from(error: XlsxError) -> Self {
        match error {
            XlsxError::IoError(error) | XlsxError::TempFileError(_, error) | XlsxError::ZipError(ZipError::Io(error)) => {
                StorageError::from(error).into()
            }
            error => ExportError::Workbook(error.to_string()),
        }
    }
}

impl From<ExportError> for Failure {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::TooManyRows(_) | ExportError::TooManyColumns(_) | ExportError::TooLong { .. } => {
                Failure::invalid("format", error.to_string())
            }
            ExportError::Storage(error) => error.into(),
            ExportError::Stream(error @ (StreamError::Storage(_) | StreamError::Parquet(_))) => error.into_storage().into(),
            ExportError::Stream(_) | ExportError::Workbook(_) => Failure::internal(&error),
        }
    }
}
