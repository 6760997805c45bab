use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use shared::wire::job::{Job, JobSpec};
use shared::wire::problem::Problem;

use crate::app::App;
use crate::error::Answer;
use crate::jobs;
use crate::routes::extract::Ids;

/// Merge a dataset's small files, as a job. It also happens by itself when there are many.
#[utoipa::path(post, path = "/api/datasets/{id}/compact", tag = "datasets", params(("id" = String, Path)),
    responses((status = 202, body = Job), (status = 404, body = Problem), (status = 429, body = Problem)))]
pub(crate) async fn compact_dataset(State(app): State<App>, Ids([id]): Ids<1>) -> Answer<Response> {
    app.catalog.dataset(&id).await?;
    let job = jobs::enqueue(&app, JobSpec::Compaction { dataset: id }).await?;
    Ok((StatusCode::ACCEPTED, axum::Json(job)).into_response())
}
