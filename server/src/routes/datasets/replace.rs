use axum::extract::{Request, State};
use serde::Deserialize;
use shared::wire::dataset::Dataset;
use shared::wire::problem::Problem;

use super::create::{CreateDataset, import};
use super::rows::key;
use crate::app::App;
use crate::error::Answer;
use crate::imports::replace::Replaces;
use crate::routes::extract::{Ids, Query};

/// The query of `PUT /api/datasets/{id}/rows`.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ReplaceRows {
    /// The file's name; shown, and its ending compared with the bytes.
    file_name: Option<String>,
    /// What is chosen of the file, as JSON, as for a new dataset.
    options: Option<String>,
    /// A whole upload of `/api/uploads`, in place of a body. It is stored once, however often it is asked for.
    upload: Option<String>,
    /// A UUID under which `GET /api/imports/{id}` tells the progress.
    import: Option<String>,
}

/// Replace a dataset's rows and columns by those of a file: its next version.
///
/// The file is sent and read as for a new dataset. The versions before stay and can be restored, with the file that they were read from; dashboards
/// and links go on showing the dataset. One that a stream fills is left as it is.
/// A request with the `Idempotency-Key` of one that was stored is answered without storing anything.
#[utoipa::path(put, path = "/api/datasets/{id}/rows", tag = "datasets", 
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header), ReplaceRows),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = Dataset), (status = "4XX", body = Problem), (status = 507, body = Problem)))]
pub(crate) async fn replace_rows(
    State(app): State<App>,
    Ids([id]): Ids<1>,
    Query(query): Query<ReplaceRows>,
    request: Request,
) -> Answer<axum::Json<Dataset>> {
    let replaces = Replaces::of(&app, id, key(request.headers())?).await?;
    let ReplaceRows { file_name, options, upload, import: progress } = query;
    // An upload is known by itself, and what is left of it goes then.
    if upload.is_none()
        && let Some(done) = replaces.done_before(&app).await?
    {
        return Ok(axum::Json(done));
    }
    let query = CreateDataset { name: None, file_name, options, upload, import: progress };
    Ok(axum::Json(import(&app, query, Some(replaces), request).await?))
}
