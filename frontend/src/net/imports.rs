//! `/api/imports`

use shared::wire::import::ImportProgress;
use shared::wire::problem::Problem;

use super::fetch::Call;
use super::percent::encode;

/// How far an import is; nothing before it has begun and after it has ended.
pub async fn get(id: &str) -> Result<Option<ImportProgress>, Problem> {
    Call::get(format!("/api/imports/{}", encode(id))).value_if_any().await
}
