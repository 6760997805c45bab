//! How a query's answer leaves: in the format that `Accept` names, from its file.

use axum::body::Body;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use tokio_util::io::ReaderStream;

use crate::error::Answer;
use crate::sql::{AnswerFormat, Answered};

const ARROW: &str = "application/vnd.apache.arrow.stream";
const CSV: &str = "text/csv";

/// JSON unless `Accept` names Arrow or CSV.
pub(crate) fn format_of(headers: &HeaderMap) -> AnswerFormat {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if accept.contains(ARROW) {
        AnswerFormat::Arrow
    } else if accept.contains(CSV) {
        AnswerFormat::Csv
    } else {
        AnswerFormat::Json
    }
}

/// The answer with the number of its rows.
pub(crate) async fn respond(answered: Answered, format: AnswerFormat) -> Answer<Response> {
    let kind = match format {
        AnswerFormat::Json => "application/json",
        AnswerFormat::Arrow => ARROW,
        AnswerFormat::Csv => "text/csv; charset=utf-8; header=present",
    };
    let rows = answered.rows.to_string();
    let body = Body::from_stream(ReaderStream::with_capacity(answered.open().await?, 256 << 10));
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-store"), (header::VARY, "Accept")];
    Ok((headers, [("sightline-rows", rows)], body).into_response())
}
