//! `/health`

use axum::extract::State;
use axum::http::StatusCode;

use crate::app::App;
use crate::error::Answer;

/// The process runs.
#[utoipa::path(get, path = "/health/live", tag = "health", responses((status = 200)))]
pub(crate) async fn live() -> StatusCode {
    StatusCode::OK
}

/// The catalog answers.
#[utoipa::path(get, path = "/health/ready", tag = "health", responses((status = 200)))]
pub(crate) async fn ready(State(app): State<App>) -> Answer<StatusCode> {
    app.catalog.ping().await?;
    Ok(StatusCode::OK)
}
