use axum::extract::State;
use serde::Deserialize;
use shared::wire::problem::Problem;
use shared::wire::version::VersionList;

use crate::app::App;
use crate::error::Answer;
use crate::routes::extract::Ids;

/// The query of what can be asked of an older version too.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct VersionQuery {
    /// A version of the dataset; the latest if not given.
    pub(crate) version: Option<u64>,
}

/// Versions listed at most.
const LISTED: u64 = 1_000;

/// The commits of a dataset, newest first, at most 1,000.
#[utoipa::path(get, path = "/api/datasets/{id}/versions", tag = "datasets", params(("id" = String, Path)),
    responses((status = 200, body = VersionList), (status = 404, body = Problem)))]
pub(crate) async fn list_versions(State(app): State<App>, Ids([id]): Ids<1>) -> Answer<axum::Json<VersionList>> {
    let newest = app.catalog.dataset_version(&id).await?;
    let (kept_from, pins) = (app.catalog.vacuum(&id).await?.kept_from, app.catalog.pins(&id).await?);
    let mut versions = app.storage.versions(&id, newest, LISTED).await?;
    versions.iter_mut().for_each(|version| version.is_kept = version.version >= kept_from || pins.contains(&version.version));
    Ok(axum::Json(VersionList { versions }))
}
