use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use shared::wire::job::Job;
use shared::wire::problem::Problem;

use crate::app::App;
use crate::error::{Answer, Failure};
use crate::jobs;
use crate::routes::extract::Ids;
use crate::sql;

/// Compute a saved SQL result again, as a job.
#[utoipa::path(post, path = "/api/datasets/{id}/refresh", tag = "datasets", params(("id" = String, Path)),
    responses((status = 202, body = Job), (status = 400, body = Problem), (status = 404, body = Problem), (status = 429, body = Problem)))]
pub(crate) async fn refresh_dataset(State(app): State<App>, Ids([id]): Ids<1>) -> Answer<Response> {
    let dataset = app.catalog.dataset(&id).await?.dataset;
    let spec =
        sql::refresh_spec(&dataset).ok_or_else(|| Failure::invalid("id", "this dataset is no saved SQL result; there is nothing to compute"))?;
    let job = jobs::enqueue(&app, spec).await?;
    Ok((StatusCode::ACCEPTED, axum::Json(job)).into_response())
}
