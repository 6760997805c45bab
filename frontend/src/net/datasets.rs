//! `/api/datasets`

use futures::future::join;
use serde_json::Value;
use shared::wire::dashboard::ProfiledDataset;
use shared::wire::dataset::{Dataset, DatasetList};
use shared::wire::import::ImportOptions;
use shared::wire::job::Job;
use shared::wire::preview::Preview;
use shared::wire::problem::Problem;
use shared::wire::profile::Profile;
use shared::wire::query::QuerySpec;
use shared::wire::sample::M4Spec;
use shared::wire::sql::JsonTable;
use shared::wire::version::{RestoreRequest, Version, VersionList};
use web_sys::AbortSignal;

use super::fetch::Call;
use super::percent::encode;

/// All datasets, newest first.
pub async fn list() -> Result<Vec<Dataset>, Problem> {
    Call::get("/api/datasets").value::<DatasetList>().await.map(|list| list.datasets)
}

/// One dataset, as it is or as it was at a version.
pub async fn get(id: &str, version: Option<u64>) -> Result<Dataset, Problem> {
    Call::get(at(id, "", version)).value().await
}

/// What its columns look like.
pub async fn profile(id: &str, version: Option<u64>) -> Result<Profile, Problem> {
    Call::get(at(id, "/profile", version)).value().await
}

/// One dataset with its profile, as it is or as it was at a version.
pub async fn profiled(id: &str, version: Option<u64>) -> Result<ProfiledDataset, Problem> {
    let (dataset, profile) = join(get(id, version), profile(id, version)).await;
    Ok(ProfiledDataset { dataset: dataset?, profile: profile? })
}

/// Some rows of a version, from the row of this number on.
pub async fn head(id: &str, version: u64, from: u64) -> Result<JsonTable, Problem> {
    Call::get(at(id, "/head", Some(version)) + &format!("&from={from}")).value().await
}

/// Brings a version's rows back.
pub async fn restore(id: &str, version: u64) -> Result<Dataset, Problem> {
    Call::post(at(id, "/restore", None)).json(&RestoreRequest { version }).value().await
}

fn at(id: &str, what: &str, version: Option<u64>) -> String {
    let query = version.map(|version| format!("?version={version}")).unwrap_or_default();
    format!("/api/datasets/{}{what}{query}", encode(id))
}

/// What the columns of its latest version hold; it may take a while to find out.
pub async fn full_profile(id: &str) -> Result<Value, Problem> {
    Call::get(format!("/api/datasets/{}/profile/full", encode(id))).value().await
}

/// Has the server answer a question about it, as it is or as it was at a version.
pub async fn aggregate(id: &str, version: Option<u64>, spec: &QuerySpec) -> Result<JsonTable, Problem> {
    Call::post(at(id, "/aggregate", version)).json(spec).value().await
}

/// Has the server find the points of a line through its rows.
pub async fn line(id: &str, version: Option<u64>, spec: &M4Spec) -> Result<JsonTable, Problem> {
    Call::post(at(id, "/line", version)).json(spec).value().await
}

/// Reads its file again with other choices.
pub async fn import_again(id: &str, options: &ImportOptions) -> Result<Dataset, Problem> {
    Call::post(format!("/api/datasets/{}/import", encode(id))).json(options).value().await
}

/// Looks at what its file would become with other choices, until it is stopped.
pub async fn preview_again(id: &str, options: &ImportOptions, stop: &AbortSignal) -> Result<Preview, Problem> {
    Call::post(format!("/api/datasets/{}/preview", encode(id))).json(options).until(stop).value().await
}

/// Deletes it; it can be brought back.
pub async fn delete(id: &str) -> Result<(), Problem> {
    Call::delete(at(id, "", None)).done().await
}

/// Those that were deleted and can be brought back, the last one first.
pub async fn deleted() -> Result<Vec<Dataset>, Problem> {
    Call::get("/api/datasets/deleted").value::<DatasetList>().await.map(|list| list.datasets)
}

/// Brings a deleted one back.
pub async fn undelete(id: &str) -> Result<(), Problem> {
    Call::post(at(id, "/undelete", None)).done().await
}

/// Its commits, newest first.
pub async fn versions(id: &str) -> Result<Vec<Version>, Problem> {
    Call::get(format!("/api/datasets/{}/versions", encode(id))).value::<VersionList>().await.map(|list| list.versions)
}

/// Has a job merge its small files.
pub async fn compact(id: &str) -> Result<Job, Problem> {
    Call::post(format!("/api/datasets/{}/compact", encode(id))).value().await
}

/// Has a job compute a saved SQL result again.
pub async fn refresh(id: &str) -> Result<Job, Problem> {
    Call::post(format!("/api/datasets/{}/refresh", encode(id))).value().await
}
