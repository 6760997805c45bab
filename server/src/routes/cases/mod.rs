//! `/api/cases`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use shared::wire::case::Case;
use shared::wire::problem::Problem;

use crate::app::App;
use crate::cases;
use crate::error::Answer;
use crate::routes::extract::Path;

/// How far a worked case is: `digits`, `messages` or `stream`.
#[utoipa::path(get, path = "/api/cases/{key}", tag = "samples", params(("key" = String, Path)),
    responses((status = 200, body = Case), (status = 404, body = Problem)))]
pub(crate) async fn get_case(State(app): State<App>, Path(key): Path<String>) -> Answer<Json<Case>> {
    Ok(Json(cases::get(&app, &key).await?))
}

/// Begin a worked case: import, learn or stream, and make a dashboard. One that was begun goes on; one that failed tries again.
#[utoipa::path(post, path = "/api/cases/{key}", tag = "samples", params(("key" = String, Path)),
    responses((status = 202, body = Case), (status = 404, body = Problem)))]
pub(crate) async fn begin_case(State(app): State<App>, Path(key): Path<String>) -> Answer<Response> {
    Ok((StatusCode::ACCEPTED, Json(cases::begin(&app, &key).await?)).into_response())
}
