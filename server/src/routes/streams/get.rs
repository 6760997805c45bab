use axum::extract::State;
use axum::response::Json;
use shared::wire::problem::Problem;
use shared::wire::stream::Stream;

use crate::app::App;
use crate::error::Answer;
use crate::routes::extract::Ids;

/// One stream.
#[utoipa::path(get, path = "/api/streams/{id}", tag = "streams", params(("id" = String, Path)),
    responses((status = 200, body = Stream), (status = 404, body = Problem)))]
pub(crate) async fn get_stream(State(app): State<App>, Ids([id]): Ids<1>) -> Answer<Json<Stream>> {
    Ok(Json(app.catalog.stream(&id).await?))
}
