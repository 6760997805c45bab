//! The headers of tus 1.0: <https://tus.io/protocols/resumable-upload>.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use shared::wire::problem::Code;

use crate::error::{Answer, Failure};
use crate::uploads::{About, Kept};

/// The version that is spoken.
pub(super) const VERSION: &str = "1.0.0";

/// Refuses other versions, and says the version in every answer.
pub(super) async fn speak(request: Request, next: Next) -> Response {
    let given = text(request.headers(), "tus-resumable").unwrap_or_default().to_owned();
    let mut response =
        if given == VERSION || request.method() == Method::OPTIONS { next.run(request).await } else { unknown_version(given).into_response() };
    let headers = response.headers_mut();
    headers.insert("tus-resumable", HeaderValue::from_static(VERSION));
    headers.insert("tus-version", HeaderValue::from_static(VERSION));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn unknown_version(version: String) -> Failure {
    let detail = format!("This server speaks tus {VERSION}; send the header `Tus-Resumable: {VERSION}`.");
    Failure::new(Code::UnknownTusVersion, detail, vec![("version", version)])
}

/// A header's text.
pub(super) fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// A header that is a number of bytes.
pub(super) fn bytes(headers: &HeaderMap, name: &'static str) -> Answer<u64> {
    let number = text(headers, name).and_then(|text| text.trim().parse().ok());
    number.ok_or_else(|| Failure::invalid(name, "give a whole number of bytes"))
}

/// What `Upload-Length` and `Upload-Metadata` say of the file.
pub(super) fn about(headers: &HeaderMap) -> Answer<About> {
    let metadata = text(headers, "upload-metadata").unwrap_or_default();
    let length_bytes = bytes(headers, "Upload-Length")?;
    let mut about = About { file_name: String::new(), modified: None, metadata: metadata.to_owned(), length_bytes, url: None };
    for pair in metadata.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once(' ').unwrap_or((pair, ""));
        let value = STANDARD.decode(value).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        let value = value.ok_or_else(|| Failure::invalid("Upload-Metadata", format!("the value of `{key}` is not UTF-8 in Base64")))?;
        match key {
            "filename" => about.file_name = value,
            "modified" => about.modified = Some(value),
            _ => {}
        }
    }
    Ok(about)
}

/// Where an upload stands and until when it is kept.
pub(super) fn standing(status: StatusCode, kept: &Kept, expires_at: DateTime<Utc>) -> Response {
    let headers = [
        ("upload-offset", kept.offset().to_string()),
        // RFC 9110, 5.6.7.
        ("upload-expires", expires_at.format("%a, %d %b %Y %H:%M:%S GMT").to_string()),
    ];
    (status, headers).into_response()
}
