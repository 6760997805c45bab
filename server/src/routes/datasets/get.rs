use axum::extract::State;
use axum::response::Json;
use shared::wire::dataset::Dataset;
use shared::wire::problem::Problem;

use super::VersionQuery;
use crate::app::App;
use crate::commits;
use crate::error::Answer;
use crate::routes::extract::{Ids, Query};

/// One dataset, as it is or as it was at a version.
#[utoipa::path(get, path = "/api/datasets/{id}", tag = "datasets", params(("id" = String, Path), VersionQuery),
    responses((status = 200, body = Dataset), (status = 404, body = Problem), (status = 410, body = Problem)))]
pub(crate) async fn get_dataset(State(app): State<App>, Ids([id]): Ids<1>, Query(query): Query<VersionQuery>) -> Answer<Json<Dataset>> {
    Ok(Json(commits::at(&app, &id, query.version).await?.dataset))
}
