//! `/api/imports`

use shared::wire::dataset::Dataset;
use shared::wire::import::{ImportProgress, UrlImport};
use shared::wire::problem::Problem;
use web_sys::AbortSignal;

use super::fetch::Call;
use super::percent::encode;

/// How far an import is; nothing before it has begun and after it has ended.
pub async fn get(id: &str) -> Result<Option<ImportProgress>, Problem> {
    Call::get(format!("/api/imports/{}", encode(id))).value_if_any().await
}

/// Has the server fetch a file; aborting ends that too.
pub async fn from_url(asked: &UrlImport, stop: &AbortSignal) -> Result<Dataset, Problem> {
    Call::post("/api/datasets/from-url").json(asked).until(stop).value().await
}
