use axum::extract::State;
use axum::http::StatusCode;
use shared::wire::job::{Job, JobSpec};
use shared::wire::model::ApplyRequest;
use shared::wire::problem::Problem;

use crate::app::App;
use crate::error::Answer;
use crate::routes::extract::{Ids, Json};
use crate::{jobs, ml};

/// Queue a job that writes the model's predictions into a dataset as columns of a new version.
#[utoipa::path(post, path = "/api/models/{id}/apply", tag = "models", params(("id" = String, Path)), request_body = ApplyRequest,
    responses((status = 202, body = Job), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem),
        (status = 429, body = Problem)))]
pub(crate) async fn apply_model(
    State(app): State<App>,
    Ids([id]): Ids<1>,
    Json(ApplyRequest { dataset }): Json<ApplyRequest>,
) -> Answer<(StatusCode, axum::Json<Job>)> {
    ml::check_apply(&app, &id, &dataset).await?;
    let job = jobs::enqueue(&app, JobSpec::Predict { model: id, dataset }).await?;
    Ok((StatusCode::ACCEPTED, axum::Json(job)))
}
