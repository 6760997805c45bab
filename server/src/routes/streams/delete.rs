use axum::extract::State;
use axum::http::StatusCode;
use shared::wire::problem::Problem;

use crate::app::App;
use crate::error::Answer;
use crate::routes::extract::Ids;
use crate::streams;

/// End a stream. The datasets that it filled stay.
#[utoipa::path(delete, path = "/api/streams/{id}", tag = "streams", params(("id" = String, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
pub(crate) async fn delete_stream(State(app): State<App>, Ids([id]): Ids<1>) -> Answer<StatusCode> {
    streams::delete(&app, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
