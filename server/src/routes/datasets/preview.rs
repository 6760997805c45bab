use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use shared::wire::import::ImportOptions;
use shared::wire::preview::Preview;
use shared::wire::problem::Problem;

use super::create::{options_of, refuse_by_length, refuse_encoding, upload_id};
use super::form::is_form;
use crate::app::App;
use crate::error::{Answer, Failure};
use crate::imports::check_options;
use crate::imports::preview::{MOST_BYTES, from_body, of_dataset, of_upload};
use crate::routes::extract::{Ids, Json, Query};

/// The query of `POST /api/datasets/preview`.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PreviewDataset {
    /// The file's name; its ending is compared with the bytes.
    file_name: Option<String>,
    /// What is chosen of the file, as JSON: [`shared::wire::import::ImportOptions`].
    options: Option<String>,
    /// `true` if the file goes on after these bytes; then the last record may be cut off.
    #[serde(default)]
    part: bool,
    /// An upload of `/api/uploads`, in place of a body: the whole file if it is here, else the bytes that are.
    upload: Option<String>,
}

/// Look at a file before it is imported.
///
/// The body is the file's bytes or its first ones, at most 64 MiB. Nothing is stored: the answer tells how the bytes are read, the columns, the first
/// rows, and the cells that don't fit the types that are chosen.
#[utoipa::path(post, path = "/api/datasets/preview", tag = "datasets", params(PreviewDataset),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = Preview), (status = "4XX", body = Problem), (status = 507, body = Problem)))]
pub(crate) async fn preview_dataset(State(app): State<App>, Query(query): Query<PreviewDataset>, request: Request) -> Answer<Response> {
    refuse_by_length(request.headers(), MOST_BYTES)?;
    let options = options_of(query.options.as_deref())?;
    if let Some(upload) = &query.upload {
        return Ok(axum::Json(of_upload(&app, upload_id(upload)?, options).await?).into_response());
    }
    refuse_encoding(request.headers(), &["gzip", "x-gzip", "zstd"])?;
    if is_form(request.headers()) {
        return Err(Failure::invalid("Content-Type", "send the file's bytes as the body; a form is taken by POST /api/datasets"));
    }
    let file_name = query.file_name.unwrap_or_default();
    let preview = from_body(&app, &file_name, options, query.part, request.into_body()).await?;
    Ok(axum::Json(preview).into_response())
}

/// Look at what a dataset's file would become with other choices.
///
/// The file is the one that was uploaded; `POST /api/datasets/{id}/import` with the same choices makes it the next version. Nothing is stored.
#[utoipa::path(post, path = "/api/datasets/{id}/preview", tag = "datasets", params(("id" = String, Path)), request_body = ImportOptions,
    responses((status = 200, body = Preview), (status = "4XX", body = Problem), (status = 507, body = Problem)))]
pub(crate) async fn preview_again(State(app): State<App>, Ids([id]): Ids<1>, Json(options): Json<ImportOptions>) -> Answer<Response> {
    check_options(&options)?;
    Ok(axum::Json(of_dataset(&app, &id, options).await?).into_response())
}
