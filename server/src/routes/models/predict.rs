use axum::extract::State;
use shared::wire::model::{PredictRequest, Prediction};
use shared::wire::problem::Problem;

use crate::app::App;
use crate::error::Answer;
use crate::ml;
use crate::routes::extract::{Ids, Json};

/// Predict one row, text or picture.
#[utoipa::path(post, path = "/api/models/{id}/predict", tag = "models", params(("id" = String, Path)), request_body = PredictRequest,
    responses((status = 200, body = Prediction), (status = 400, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub(crate) async fn predict(State(app): State<App>, Ids([id]): Ids<1>, Json(request): Json<PredictRequest>) -> Answer<axum::Json<Prediction>> {
    Ok(axum::Json(ml::predict_one(&app, &id, request).await?))
}
