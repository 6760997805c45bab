use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use shared::wire::job::{Job, JobSpec};
use shared::wire::problem::Problem;

use crate::app::App;
use crate::error::{Answer, Failure};
use crate::jobs;
use crate::routes::extract::Ids;

/// Remove files that only versions older than `SIGHTLINE_RETENTION_DAYS` need, as a job. It also happens by itself, every hour.
///
/// The first job declares the versions unreadable, one a day later deletes their files. Versions that a dashboard or
/// a link stays at are kept. Of a dataset that was deleted so long ago a job removes all.
#[utoipa::path(post, path = "/api/datasets/{id}/vacuum", tag = "datasets", params(("id" = String, Path)),
    responses((status = 202, body = Job), (status = 400, body = Problem), (status = 404, body = Problem), (status = 429, body = Problem)))]
pub(crate) async fn vacuum_dataset(State(app): State<App>, Ids([id]): Ids<1>) -> Answer<Response> {
    app.catalog.dataset_row(&id).await?;
    if app.settings.retention.is_none() {
        return Err(Failure::invalid("id", "every version is kept (SIGHTLINE_RETENTION_DAYS=off); set a number of days first"));
    }
    let job = jobs::enqueue(&app, JobSpec::Vacuum { dataset: id }).await?;
    Ok((StatusCode::ACCEPTED, axum::Json(job)).into_response())
}
