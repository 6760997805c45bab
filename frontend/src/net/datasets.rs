//! `/api/datasets`

use shared::wire::dataset::{Dataset, DatasetList};
use shared::wire::problem::Problem;
use shared::wire::profile::Profile;

use super::fetch::Call;
use super::percent::encode;

/// All datasets, newest first.
pub async fn list() -> Result<Vec<Dataset>, Problem> {
    Call::get("/api/datasets").value::<DatasetList>().await.map(|list| list.datasets)
}

/// One dataset.
pub async fn get(id: &str) -> Result<Dataset, Problem> {
    Call::get(format!("/api/datasets/{}", encode(id))).value().await
}

/// What its columns look like.
pub async fn profile(id: &str) -> Result<Profile, Problem> {
    Call::get(format!("/api/datasets/{}/profile", encode(id))).value().await
}

/// Deletes it.
pub async fn delete(id: &str) -> Result<(), Problem> {
    Call::delete(format!("/api/datasets/{}", encode(id))).done().await
}
