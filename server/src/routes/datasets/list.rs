use axum::extract::State;
use axum::response::Json;
use shared::wire::dataset::DatasetList;

use crate::app::App;
use crate::error::Answer;

/// All datasets, newest first.
#[utoipa::path(get, path = "/api/datasets", tag = "datasets", responses((status = 200, body = DatasetList)))]
pub(crate) async fn list_datasets(State(app): State<App>) -> Answer<Json<DatasetList>> {
    Ok(Json(DatasetList { datasets: app.catalog.datasets().await? }))
}
