use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::uploads::ALGORITHMS;

/// What of tus is spoken: its version, extensions, checksums and the largest file.
#[utoipa::path(options, path = "/api/uploads", tag = "uploads", responses((status = 204)))]
pub(crate) async fn upload_options(State(app): State<App>) -> Response {
    let headers = [
        ("tus-extension", "creation,checksum,termination,expiration".to_owned()),
        ("tus-checksum-algorithm", ALGORITHMS.to_owned()),
        ("tus-max-size", app.settings.max_upload_bytes.to_string()),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}
