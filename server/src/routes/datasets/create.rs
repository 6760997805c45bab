use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use shared::wire::dataset::{Dataset, Source};
use shared::wire::import::ImportOptions;
use shared::wire::problem::{Code, Problem};

use super::form::{import_form, is_form};
use crate::app::App;
use crate::error::{Answer, Failure};
use crate::imports::replace::Replaces;
use crate::imports::{self, Import, check_options};
use crate::routes::extract::Query;

/// The query of `POST /api/datasets`.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct CreateDataset {
    /// The dataset's name; the file's name without its ending if not given.
    pub(super) name: Option<String>,
    /// The file's name; shown, and its ending compared with the bytes.
    pub(super) file_name: Option<String>,
    /// What is chosen of the file, as JSON: [`ImportOptions`], such as `{"sheet":"2024"}`.
    pub(super) options: Option<String>,
    /// A whole upload of `/api/uploads`, in place of a body. The dataset has its id; asked again, the same dataset is told.
    pub(super) upload: Option<String>,
    /// A UUID under which `GET /api/imports/{id}` tells the progress.
    pub(super) import: Option<String>,
}

/// Import a file as a dataset.
///
/// The body is the file's bytes (or `multipart/form-data` with one part `file` and at most 31 short others), streamed to disk. The format is told by the
/// bytes: CSV, JSON, NDJSON, workbooks, Parquet, Arrow IPC file or stream, each also packed by gzip, zstd, bzip2, xz or zip. The dataset appears only when it is whole.
#[utoipa::path(post, path = "/api/datasets", tag = "datasets", params(CreateDataset),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, body = Dataset, headers(("Location" = String))), (status = "4XX", body = Problem), (status = 507, body = Problem)))]
pub(crate) async fn create_dataset(State(app): State<App>, Query(query): Query<CreateDataset>, request: Request) -> Answer<Response> {
    created(import(&app, query, None, request).await?)
}

/// Imports what a request brings: a whole upload, a form or its body.
pub(super) async fn import(app: &App, query: CreateDataset, replaces: Option<Replaces>, request: Request) -> Answer<Dataset> {
    refuse_by_length(request.headers(), app.settings.max_upload_bytes)?;
    if let Some(upload) = query.upload.clone() {
        let upload = upload_id(&upload)?;
        let about = app.uploads.get(upload).map(|kept| kept.about).ok();
        let mut import = begin(app, query, replaces, about.as_ref().map(|about| about.file_name.clone()))?;
        if let Some(url) = about.and_then(|about| about.url) {
            import.source = Source::Url { url };
        }
        return imports::upload::from_upload(app, upload, import).await;
    }
    refuse_encoding(request.headers(), &["gzip", "x-gzip", "zstd"])?;
    if is_form(request.headers()) {
        return import_form(app, query, replaces, request).await;
    }
    let import = begin(app, query, replaces, None)?;
    imports::from_body(app, import, request.into_body()).await
}

/// The id that a query's `upload` is.
pub(super) fn upload_id(text: &str) -> Answer<&str> {
    uuid::Uuid::try_parse(text).map(|_| text).map_err(|_| Failure::not_found("upload"))
}

pub(super) fn begin(app: &App, query: CreateDataset, replaces: Option<Replaces>, part_file_name: Option<String>) -> Answer<Import> {
    if query.import.as_deref().is_some_and(|id| uuid::Uuid::try_parse(id).is_err()) {
        return Err(Failure::invalid("import", "give a UUID"));
    }
    let file_name = query.file_name.or(part_file_name).filter(|name| !name.is_empty()).unwrap_or_else(|| "upload".into());
    let options = options_of(query.options.as_deref())?;
    let source = Source::Upload { file_name: file_name.clone() };
    let (name, progress) = (query.name.filter(|name| !name.trim().is_empty()), app.imports.begin(query.import));
    Ok(Import { name, file_name, source, options, progress, replaces })
}

/// The choices that a query's `options` are.
pub(super) fn options_of(text: Option<&str>) -> Answer<ImportOptions> {
    let options = text.map_or_else(|| Ok(ImportOptions::default()), serde_json::from_str);
    let options = options.map_err(|error| Failure::invalid("options", error.to_string()))?;
    check_options(&options)?;
    Ok(options)
}

pub(crate) fn refuse_by_length(headers: &HeaderMap, limit_bytes: u64) -> Answer<()> {
    let length = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()).and_then(|text| text.parse::<u64>().ok());
    if length.is_some_and(|length| length > limit_bytes) { Err(Failure::too_large(limit_bytes)) } else { Ok(()) }
}

/// Refuses a body that is packed in another way than those `taken`: nobody would take that off.
pub(super) fn refuse_encoding(headers: &HeaderMap, taken: &[&str]) -> Answer<()> {
    let encodings = headers.get_all(header::CONTENT_ENCODING).iter().flat_map(|value| value.to_str().unwrap_or("unknown").split(','));
    let unknown = |encoding: &&str| {
        !encoding.is_empty() && !encoding.eq_ignore_ascii_case("identity") && !taken.iter().any(|taken| encoding.eq_ignore_ascii_case(taken))
    };
    match encodings.map(str::trim).find(unknown) {
        None => Ok(()),
        Some(encoding) => {
            let format: String = encoding.chars().take(20).collect();
            let detail = format!(
                "The body is in the content encoding {format:?}, which isn't taken off here; send the file as it is, or packed as gzip or zstd."
            );
            Err(Failure::new(Code::UnknownFormat, detail, vec![("format", format)]))
        }
    }
}

/// 201 with the dataset and where it is.
pub(crate) fn created(dataset: Dataset) -> Answer<Response> {
    let location = format!("/api/datasets/{}", dataset.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], axum::Json(dataset)).into_response())
}
