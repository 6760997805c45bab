use axum::extract::State;
use axum::response::Json;
use shared::wire::job::Job;
use shared::wire::problem::Problem;

use crate::app::App;
use crate::error::Answer;
use crate::jobs;
use crate::routes::extract::Ids;

/// Cancel a job. One that is over stays as it is; one that runs on another server ends at its next heartbeat.
#[utoipa::path(post, path = "/api/jobs/{id}/cancel", tag = "jobs", params(("id" = String, Path)),
    responses((status = 200, body = Job), (status = 404, body = Problem)))]
pub(crate) async fn cancel_job(State(app): State<App>, Ids([id]): Ids<1>) -> Answer<Json<Job>> {
    Ok(Json(jobs::cancel(&app, &id).await?))
}
