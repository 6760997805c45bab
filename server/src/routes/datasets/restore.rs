use axum::extract::State;
use shared::wire::dataset::Dataset;
use shared::wire::problem::Problem;
use shared::wire::version::RestoreRequest;

use crate::app::App;
use crate::commits;
use crate::error::Answer;
use crate::routes::extract::{Ids, Json};

/// Bring the rows of an older version back, as the next version.
///
/// Columns, profile and import report are those of then too; no data is copied. Counters stay: a request whose `Idempotency-Key` was
/// stored before is not stored again. A dataset that a stream fills is not restored. Restoring the latest version changes nothing.
#[utoipa::path(post, path = "/api/datasets/{id}/restore", tag = "datasets", params(("id" = String, Path)), request_body = RestoreRequest,
    responses((status = 200, body = Dataset), (status = 404, body = Problem), (status = 409, body = Problem), (status = 410, body = Problem)))]
pub(crate) async fn restore_dataset(
    State(app): State<App>,
    Ids([id]): Ids<1>,
    Json(RestoreRequest { version }): Json<RestoreRequest>,
) -> Answer<axum::Json<Dataset>> {
    Ok(axum::Json(commits::restore(&app, &id, version).await?))
}
