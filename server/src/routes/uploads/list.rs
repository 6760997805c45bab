use axum::Json;
use axum::extract::State;
use shared::wire::problem::Problem;
use shared::wire::upload::PendingUpload;

use crate::app::App;
use crate::error::Answer;

/// Uploads that are no dataset yet, oldest first.
///
/// A sender that has lost its place, a page that was reloaded, say, finds its file here by name, length and time of change.
#[utoipa::path(get, path = "/api/uploads", tag = "uploads", responses((status = 200, body = Vec<PendingUpload>), (status = "5XX", body = Problem)))]
pub(crate) async fn list_uploads(State(app): State<App>) -> Answer<Json<Vec<PendingUpload>>> {
    let mut all = app.uploads.list()?;
    all.iter_mut().for_each(|upload| upload.rows_read = app.aheads.rows(&upload.id));
    Ok(Json(all))
}
