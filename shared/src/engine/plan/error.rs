//! What is wrong with a query.

use crate::one_by_one::one_by_one;
use crate::wire::problem::{Code, Problem};

/// A query that can't be asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {reason}")]
pub struct PlanError {
    /// Which part of the query, like `filters[0].between`.
    pub field: String,
    /// What is wrong with it and what to do.
    pub reason: String,
}

impl PlanError {
    pub(super) fn new(field: impl Into<String>, reason: impl Into<String>) -> PlanError {
        PlanError { field: field.into(), reason: reason.into() }
    }
}

impl From<PlanError> for Problem {
    fn from(error: PlanError) -> Problem {
        Problem {
            r#type: "about:blank#invalid_query".into(),
            title: "Bad Request".into(),
            status: 400,
            code: Code::InvalidQuery,
            detail: format!("The query's {} is wrong: {}.", error.field, error.reason),
            params: one_by_one([("field".into(), error.field), ("reason".into(), error.reason)]),
        }
    }
}
