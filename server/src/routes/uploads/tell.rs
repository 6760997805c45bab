use axum::extract::State;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use shared::wire::problem::Problem;

use super::tus;
use crate::app::App;
use crate::error::Answer;
use crate::routes::extract::Ids;

/// Where an upload stands (tus 1.0).
///
/// Whoever asks is about to go on, so a request that is still sending to the upload, over a connection that may be dead, gives way.
#[utoipa::path(head, path = "/api/uploads/{id}", tag = "uploads", params(("id" = String, Path)),
    responses((status = 200, headers(("Upload-Offset" = u64), ("Upload-Length" = u64))), (status = "4XX", body = Problem)))]
pub(crate) async fn tell_upload(State(app): State<App>, Ids([id]): Ids<1>) -> Answer<Response> {
    let mut kept = app.uploads.get(&id)?;
    if !kept.is_whole() {
        (kept, _) = app.uploads.take_over(&id).await?;
    }
    let mut response = tus::standing(StatusCode::OK, &kept, app.uploads.expires_at(&kept));
    response.headers_mut().insert("upload-length", HeaderValue::from(kept.about.length_bytes));
    if let Ok(metadata) = HeaderValue::from_str(&kept.about.metadata)
        && !metadata.is_empty()
    {
        response.headers_mut().insert("upload-metadata", metadata);
    }
    Ok(response)
}
