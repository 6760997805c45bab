use axum::extract::State;
use axum::response::Json;
use shared::wire::job::Job;
use shared::wire::problem::Problem;

use crate::app::App;
use crate::error::Answer;
use crate::jobs;
use crate::routes::extract::Ids;

/// One job as it stands now.
#[utoipa::path(get, path = "/api/jobs/{id}", tag = "jobs", params(("id" = String, Path)),
    responses((status = 200, body = Job), (status = 404, body = Problem)))]
pub(crate) async fn get_job(State(app): State<App>, Ids([id]): Ids<1>) -> Answer<Json<Job>> {
    Ok(Json(jobs::get(&app, &id).await?))
}
