use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use shared::wire::problem::Problem;

use super::tus;
use crate::app::App;
use crate::error::{Answer, Failure};

/// Begin a resumable upload (tus 1.0).
///
/// `Upload-Length` tells the file's bytes; `Upload-Metadata` may tell its `filename` and when it was `modified`. The bytes follow by `PATCH` to
/// `Location`; then `POST /api/datasets?upload={id}` makes a dataset of them.
#[utoipa::path(post, path = "/api/uploads", tag = "uploads", params(("Upload-Length" = u64, Header), ("Upload-Metadata" = Option<String>, Header)),
    responses((status = 201, headers(("Location" = String))), (status = "4XX", body = Problem), (status = 507, body = Problem)))]
pub(crate) async fn create_upload(State(app): State<App>, headers: HeaderMap) -> Answer<Response> {
    let about = tus::about(&headers)?;
    if about.length_bytes > app.settings.max_upload_bytes {
        return Err(Failure::too_large(app.settings.max_upload_bytes));
    }
    let kept = app.uploads.begin(about)?;
    let mut response = tus::standing(StatusCode::CREATED, &kept, app.uploads.expires_at(&kept));
    let location = HeaderValue::from_str(&format!("/api/uploads/{}", kept.id())).map_err(|error| Failure::internal(&error))?;
    response.headers_mut().insert(header::LOCATION, location);
    Ok(response)
}
