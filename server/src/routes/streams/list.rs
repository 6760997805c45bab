use axum::extract::State;
use axum::response::Json;
use shared::wire::stream::StreamList;

use crate::app::App;
use crate::error::Answer;

/// All streams, newest first.
#[utoipa::path(get, path = "/api/streams", tag = "streams", responses((status = 200, body = StreamList)))]
pub(crate) async fn list_streams(State(app): State<App>) -> Answer<Json<StreamList>> {
    Ok(Json(StreamList { streams: app.catalog.streams().await? }))
}
