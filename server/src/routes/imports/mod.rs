//! `/api/imports`

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Response};
use shared::wire::import::ImportProgress;
use shared::wire::problem::Problem;

use crate::app::App;
use crate::error::Answer;
use crate::routes::extract::Ids;

/// How far an import is, while it is under way; nothing (204) before it has begun and after it has ended.
///
/// Both are ordinary for a page that asks from time to time, so neither is a problem.
#[utoipa::path(get, path = "/api/imports/{id}", tag = "datasets", params(("id" = String, Path)),
    responses((status = 200, body = ImportProgress), (status = 204), (status = 404, body = Problem)))]
pub(crate) async fn get_import(State(app): State<App>, Ids([id]): Ids<1>) -> Answer<Response> {
    Ok(app.imports.get(&id).map_or_else(|| StatusCode::NO_CONTENT.into_response(), |progress| Json(progress).into_response()))
}
