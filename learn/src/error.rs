use thiserror::Error;

/// Why nothing was learned or predicted. Each maps to one code of the API.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum LearnError {
    /// There is nothing to tell apart.
    #[error("every training row is of the class {class:?}")]
    OneClass {
        /// The only class.
        class: String,
    },
    /// Too few rows have a value in every used column.
    #[error("{rows} rows have a value in every used column; at least {needed} are needed")]
    TooFewRows {
        /// Rows with a value in every used column; for clusters, how many of them differ.
        rows: u64,
        /// How many it takes.
        needed: u64,
    },
    /// The target looks like free text or numbers rather than classes.
    #[error("there are {classes} classes; at most {limit} can be learned")]
    TooManyClasses {
        /// Classes found or asked for.
        classes: u64,
        /// The most that can be.
        limit: u64,
    },
    /// A column is missing or of a kind that the estimator can't use.
    #[error("{}: {found} can't be used, {needed} needed", column.as_deref().unwrap_or("the input"))]
    UnsuitableColumn {
        /// The column; none for texts and pictures, which come without a name.
        column: Option<String>,
        /// What it holds.
        found: &'static str,
        /// What the estimator needs.
        needed: &'static str,
    },
    /// A picture can't be decoded.
    #[error("the picture of row {row} can't be decoded: {reason}")]
    BrokenPicture {
        /// The row, from 0, of the rows given.
        row: u64,
        /// What the decoder says.
        reason: String,
    },
    /// The caller asked to stop.
    #[error("stopped")]
    Stopped,
    /// The bytes are no model of this version, or damaged.
    #[error("not a model that can be read: {reason}")]
    BadModel {
        /// What is wrong with the bytes.
        reason: String,
    },
}

impl LearnError {
    pub(crate) fn bad(reason: impl Into<String>) -> Self {
        Self::BadModel { reason: reason.into() }
    }
}
