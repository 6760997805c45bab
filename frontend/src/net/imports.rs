//! `/api/imports`

use shared::wire::import::ImportProgress;
use shared::wire::problem::Problem;

use super::fetch::Call;
use super::percent::encode;

/// How far an import is.
pub async fn get(id: &str) -> Result<ImportProgress, Problem> {
    Call::get(format!("/api/imports/{}", encode(id))).value().await
}
