use axum::extract::State;
use axum::response::Json;
use shared::wire::model::Model;
use shared::wire::problem::Problem;

use crate::app::App;
use crate::error::Answer;
use crate::routes::extract::Ids;

/// One model, with its curve as far as it is.
#[utoipa::path(get, path = "/api/models/{id}", tag = "models", params(("id" = String, Path)),
    responses((status = 200, body = Model), (status = 404, body = Problem)))]
pub(crate) async fn get_model(State(app): State<App>, Ids([id]): Ids<1>) -> Answer<Json<Model>> {
    Ok(Json(app.catalog.model(&id).await?))
}
