use axum::extract::State;
use axum::response::Json;
use shared::wire::dataset::Dataset;
use shared::wire::problem::Problem;

use crate::app::App;
use crate::error::Answer;
use crate::routes::extract::Ids;

/// One dataset.
#[utoipa::path(get, path = "/api/datasets/{id}", tag = "datasets", params(("id" = String, Path)),
    responses((status = 200, body = Dataset), (status = 404, body = Problem)))]
pub(crate) async fn get_dataset(State(app): State<App>, Ids([id]): Ids<1>) -> Answer<Json<Dataset>> {
    Ok(Json(app.catalog.dataset(&id).await?.dataset))
}
