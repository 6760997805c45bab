use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use shared::wire::job::Job;
use shared::wire::problem::Problem;
use shared::wire::sql::SaveSql;

use crate::app::App;
use crate::error::Answer;
use crate::jobs;
use crate::routes::extract::Json;
use crate::sql;

/// Save what a statement returns as a dataset, as a job. With `on_change` it is computed again when a dataset that it reads
/// has a new version.
#[utoipa::path(post, path = "/api/sql/save", tag = "sql", request_body = SaveSql,
    responses((status = 202, body = Job), (status = 400, body = Problem), (status = 429, body = Problem)))]
pub(crate) async fn save_sql(State(app): State<App>, Json(save): Json<SaveSql>) -> Answer<Response> {
    let job = jobs::enqueue(&app, sql::new_spec(save)?).await?;
    Ok((StatusCode::ACCEPTED, axum::Json(job)).into_response())
}
