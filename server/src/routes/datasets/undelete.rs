use axum::extract::State;
use axum::response::Json;
use shared::wire::dataset::{Dataset, DatasetList};
use shared::wire::problem::Problem;

use crate::app::App;
use crate::commits;
use crate::error::Answer;
use crate::routes::extract::Ids;

/// The datasets that were deleted and can be brought back, the last one first.
#[utoipa::path(get, path = "/api/datasets/deleted", tag = "datasets", responses((status = 200, body = DatasetList)))]
pub(crate) async fn list_deleted_datasets(State(app): State<App>) -> Answer<Json<DatasetList>> {
    Ok(Json(DatasetList { datasets: commits::delete::deleted(&app).await?, next: None }))
}

/// Bring a deleted dataset back as it was, as its next version. One that is there stays as it is.
#[utoipa::path(post, path = "/api/datasets/{id}/undelete", tag = "datasets", params(("id" = String, Path)),
    responses((status = 200, body = Dataset), (status = 400, body = Problem), (status = 404, body = Problem), (status = 507, body = Problem)))]
pub(crate) async fn undelete_dataset(State(app): State<App>, Ids([id]): Ids<1>) -> Answer<Json<Dataset>> {
    Ok(Json(commits::delete::undelete(&app, &id).await?))
}
