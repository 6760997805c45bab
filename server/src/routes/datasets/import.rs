use axum::extract::State;
use axum::response::{IntoResponse, Response};
use shared::wire::dataset::Dataset;
use shared::wire::import::ImportOptions;
use shared::wire::problem::Problem;

use crate::app::App;
use crate::error::Answer;
use crate::imports::{self, check_options};
use crate::routes::extract::{Ids, Json};

/// Read a dataset's file again with other choices.
///
/// The rows become the dataset's next version; the versions before stay. The file is the one that was uploaded, kept as it came; rows that were
/// appended to it are read again after it, from what was sent. Where rows or columns came otherwise, nothing is read.
#[utoipa::path(post, path = "/api/datasets/{id}/import", tag = "datasets", params(("id" = String, Path)), request_body = ImportOptions,
    responses((status = 200, body = Dataset), (status = "4XX", body = Problem), (status = 507, body = Problem)))]
pub(crate) async fn import_again(State(app): State<App>, Ids([id]): Ids<1>, Json(options): Json<ImportOptions>) -> Answer<Response> {
    check_options(&options)?;
    let progress = app.imports.begin(None);
    Ok(axum::Json(imports::again::import_again(&app, &id, options, progress).await?).into_response())
}
