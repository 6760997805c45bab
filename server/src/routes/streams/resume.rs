use axum::extract::State;
use axum::response::Json;
use shared::wire::problem::Problem;
use shared::wire::stream::Stream;

use crate::app::App;
use crate::error::Answer;
use crate::routes::extract::Ids;
use crate::streams;

/// Let a paused or failed stream go on where it was.
#[utoipa::path(post, path = "/api/streams/{id}/resume", tag = "streams", params(("id" = String, Path)),
    responses((status = 200, body = Stream), (status = 404, body = Problem)))]
pub(crate) async fn resume_stream(State(app): State<App>, Ids([id]): Ids<1>) -> Answer<Json<Stream>> {
    Ok(Json(streams::resume(&app, &id).await?))
}
