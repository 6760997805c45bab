use axum::extract::State;
use axum::response::Json;
use shared::wire::problem::Problem;
use shared::wire::stream::Stream;

use crate::app::App;
use crate::error::Answer;
use crate::routes::extract::Ids;
use crate::streams;

/// Pause a stream. What it is storing just now it still stores; it goes on from there when it is resumed.
#[utoipa::path(post, path = "/api/streams/{id}/pause", tag = "streams", params(("id" = String, Path)),
    responses((status = 200, body = Stream), (status = 404, body = Problem)))]
pub(crate) async fn pause_stream(State(app): State<App>, Ids([id]): Ids<1>) -> Answer<Json<Stream>> {
    Ok(Json(streams::pause(&app, &id).await?))
}
