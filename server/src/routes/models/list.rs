use axum::extract::State;
use axum::response::Json;
use shared::wire::model::ModelList;

use crate::app::App;
use crate::error::Answer;

/// All models, newest first.
#[utoipa::path(get, path = "/api/models", tag = "models", responses((status = 200, body = ModelList)))]
pub(crate) async fn list_models(State(app): State<App>) -> Answer<Json<ModelList>> {
    Ok(Json(ModelList { models: app.catalog.models().await? }))
}
