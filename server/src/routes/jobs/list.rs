use axum::extract::State;
use axum::response::Json;
use serde::Deserialize;
use shared::wire::job::JobList;
use shared::wire::problem::Problem;

use crate::app::App;
use crate::error::{Answer, Failure};
use crate::jobs;
use crate::routes::extract::Query;

const LIMIT_MAX: u32 = 1_000;

/// The query of `GET /api/jobs`.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListJobs {
    /// How many, 1 to 1,000; 100 if not given.
    limit: Option<u32>,
}

/// The newest jobs, newest first. Of those that are over, the newest 1,000 are kept.
#[utoipa::path(get, path = "/api/jobs", tag = "jobs", params(ListJobs), responses((status = 200, body = JobList), (status = 400, body = Problem)))]
pub(crate) async fn list_jobs(State(app): State<App>, Query(query): Query<ListJobs>) -> Answer<Json<JobList>> {
    let limit = query.limit.unwrap_or(100);
    if !(1..=LIMIT_MAX).contains(&limit) {
        return Err(Failure::invalid("limit", format!("give 1 to {LIMIT_MAX}")));
    }
    Ok(Json(JobList { jobs: jobs::list(&app, limit).await? }))
}
