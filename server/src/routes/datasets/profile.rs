use axum::extract::State;
use axum::response::Json;
use shared::wire::problem::Problem;
use shared::wire::profile::Profile;

use super::VersionQuery;
use crate::app::App;
use crate::commits;
use crate::error::Answer;
use crate::routes::extract::{Ids, Query};

/// What the columns of a dataset's version look like.
#[utoipa::path(get, path = "/api/datasets/{id}/profile", tag = "datasets", params(("id" = String, Path), VersionQuery),
    responses((status = 200, body = Profile), (status = 404, body = Problem), (status = 410, body = Problem)))]
pub(crate) async fn get_profile(State(app): State<App>, Ids([id]): Ids<1>, Query(query): Query<VersionQuery>) -> Answer<Json<Profile>> {
    Ok(Json(commits::at(&app, &id, query.version).await?.profile))
}
