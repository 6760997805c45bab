use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use shared::wire::model::{Model, TrainSpec};
use shared::wire::problem::Problem;

use crate::app::App;
use crate::error::Answer;
use crate::ml;
use crate::routes::extract::Json;

/// Make a model and queue the job that trains it.
#[utoipa::path(post, path = "/api/models", tag = "models", request_body = TrainSpec,
    responses((status = 202, body = Model, headers(("Location" = String))), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem), (status = 429, body = Problem)))]
pub(crate) async fn create_model(State(app): State<App>, Json(spec): Json<TrainSpec>) -> Answer<Response> {
    let model = ml::create(&app, spec).await?;
    let location = format!("/api/models/{}", model.id);
    Ok((StatusCode::ACCEPTED, [(header::LOCATION, location)], axum::Json(model)).into_response())
}
