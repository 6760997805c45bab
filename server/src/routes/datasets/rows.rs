use axum::extract::{Request, State};
use axum::http::HeaderMap;
use shared::wire::dataset::Dataset;
use shared::wire::problem::Problem;

use super::create::refuse_encoding;
use super::refuse_by_length;
use crate::app::App;
use crate::error::{Answer, Failure};
use crate::imports::append::{self, Append};
use crate::ingest::Format;
use crate::routes::extract::Ids;

/// Append rows to a dataset: its next version.
///
/// The body is CSV with a header (`text/csv`) and the quotes and escapes of the dataset's file, NDJSON (`application/x-ndjson`) or an Arrow IPC
/// stream (`application/vnd.apache.arrow.stream`). Columns are matched by name; a missing one is null. All rows are stored or none. A
/// request with the `Idempotency-Key` of one that was stored is answered without storing anything.
#[utoipa::path(post, path = "/api/datasets/{id}/rows", tag = "datasets",
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = Dataset), (status = "4XX", body = Problem), (status = 507, body = Problem)))]
pub(crate) async fn append_rows(State(app): State<App>, Ids([id]): Ids<1>, request: Request) -> Answer<axum::Json<Dataset>> {
    refuse_by_length(request.headers(), app.settings.max_upload_bytes)?;
    refuse_encoding(request.headers(), &[])?;
    let append = Append { dataset: id, format: format(request.headers())?, key: key(request.headers())? };
    Ok(axum::Json(append::from_body(&app, append, request.into_body()).await?))
}

fn format(headers: &HeaderMap) -> Answer<Format> {
    let given = headers.get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
    match given.split(';').next().unwrap_or_default().trim() {
        "text/csv" => Ok(Format::Csv),
        "application/x-ndjson" | "application/ndjson" | "application/jsonl" => Ok(Format::Ndjson),
        "application/vnd.apache.arrow.stream" => Ok(Format::ArrowStream),
        _ => Err(Failure::invalid("Content-Type", "give text/csv, application/x-ndjson or application/vnd.apache.arrow.stream")),
    }
}

const KEY_BYTES_MAX: usize = 255;

pub(super) fn key(headers: &HeaderMap) -> Answer<Option<String>> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    let text = value.to_str().unwrap_or_default();
    let fits = !text.is_empty() && text.len() <= KEY_BYTES_MAX;
    fits.then(|| Some(text.to_owned())).ok_or_else(|| Failure::invalid("Idempotency-Key", "give 1 to 255 visible ASCII characters"))
}
