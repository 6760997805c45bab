use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use shared::wire::problem::Problem;
use shared::wire::upload::{PendingUpload, UrlUpload};

use crate::app::App;
use crate::error::{Answer, Failure};
use crate::imports::from_url::keep;
use crate::routes::extract::Json as Asked;

/// Keep a file by its address as an upload.
///
/// The server fetches the file as for `POST /api/datasets/from-url`, but imports nothing: what it is told is a whole upload, which can be looked at
/// (`POST /api/datasets/preview?upload={id}`), imported (`POST /api/datasets?upload={id}`) and given up.
#[utoipa::path(post, path = "/api/uploads/from-url", tag = "uploads", request_body = UrlUpload,
    responses((status = 201, body = PendingUpload, headers(("Location" = String))), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
pub(crate) async fn keep_url(State(app): State<App>, Asked(asked): Asked<UrlUpload>) -> Answer<Response> {
    if asked.import.as_deref().is_some_and(|id| uuid::Uuid::try_parse(id).is_err()) {
        return Err(Failure::invalid("import", "give a UUID"));
    }
    let kept = keep(&app, asked).await?;
    let location = format!("/api/uploads/{}", kept.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(kept)).into_response())
}
