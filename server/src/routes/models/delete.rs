use axum::extract::State;
use axum::http::StatusCode;
use shared::wire::problem::Problem;

use crate::app::App;
use crate::error::Answer;
use crate::ml;
use crate::routes::extract::Ids;

/// Delete a model; if it is being trained, that job is cancelled. Columns that it made stay.
#[utoipa::path(delete, path = "/api/models/{id}", tag = "models", params(("id" = String, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
pub(crate) async fn delete_model(State(app): State<App>, Ids([id]): Ids<1>) -> Answer<StatusCode> {
    ml::delete(&app, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
