//! `/api/cases`

use shared::wire::case::Case;
use shared::wire::problem::Problem;

use super::fetch::Call;
use super::percent::encode;

/// How far a worked case is.
pub async fn get(key: &str) -> Result<Case, Problem> {
    Call::get(path(key)).value().await
}

/// Begins it, or goes on with it.
pub async fn begin(key: &str) -> Result<Case, Problem> {
    Call::post(path(key)).value().await
}

fn path(key: &str) -> String {
    format!("/api/cases/{}", encode(key))
}
