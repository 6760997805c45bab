//! The page inside the program: `dist/`, embedded when a release is built, read from disk by a debug build.
//!
//! Each file is there as it is, as `.gz` and as `.br`, compressed once when the page is built. Names under `/assets/` carry a
//! hash of their content and never change; `index.html` is asked for again each time.

use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::error::{Answer, Failure};

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../dist"]
#[allow_missing = true]
struct Page;

const FOR_EVER: &str = "public, max-age=31536000, immutable";
const ASK_AGAIN: &str = "no-cache";

/// `index.html`, the shell of every page.
pub(crate) fn index(status: StatusCode, request: &HeaderMap) -> Response {
    match serve("index.html", ASK_AGAIN, request) {
        Ok(page) if status == StatusCode::OK => page,
        Ok(page) => (status, page).into_response(),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "This build carries no page. Build it with: cargo xtask page\n").into_response(),
    }
}

/// A file under `/assets/`.
pub(crate) fn asset(name: &str, request: &HeaderMap) -> Answer<Response> {
    // A debug build reads files from disk, where a name with separators could lead elsewhere.
    if name.contains(['/', '\\']) {
        return Err(Failure::not_found("file"));
    }
    serve(&format!("assets/{name}"), FOR_EVER, request)
}

fn serve(path: &str, caching: &'static str, request: &HeaderMap) -> Answer<Response> {
    let (file, encoding) = best(path, request).ok_or_else(|| Failure::not_found("file"))?;
    let tag = format!("\"{}\"", URL_SAFE_NO_PAD.encode(&file.metadata.sha256_hash()[..16]));
    let known = request.get(IF_NONE_MATCH).is_some_and(|given| given.to_str().is_ok_and(|given| given.split(", ").any(|one| one == tag)));
    let status = if known { StatusCode::NOT_MODIFIED } else { StatusCode::OK };
    let body = if known { Vec::new() } else { file.data.into_owned() };
    let mut response = (status, [(CACHE_CONTROL, caching), (CONTENT_TYPE, media_type(path)), (VARY, "accept-encoding")], body).into_response();
    if let Ok(tag) = tag.parse() {
        response.headers_mut().insert(ETAG, tag);
    }
    if let Some(encoding) = encoding {
        response.headers_mut().insert(CONTENT_ENCODING, axum::http::HeaderValue::from_static(encoding));
    }
    Ok(response)
}

/// The smallest form that the reader takes.
fn best(path: &str, request: &HeaderMap) -> Option<(EmbeddedFile, Option<&'static str>)> {
    let accepted = request.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    for (encoding, ending) in [("br", "br"), ("gzip", "gz")] {
        if accepts(accepted, encoding)
            && let Some(file) = Page::get(&format!("{path}.{ending}"))
        {
            return Some((file, Some(encoding)));
        }
    }
    Page::get(path).map(|file| (file, None))
}

fn accepts(accepted: &str, encoding: &str) -> bool {
    accepted.split(',').any(|one| {
        let mut parts = one.trim().split(';').map(str::trim);
        parts.next() == Some(encoding) && !parts.any(|q| matches!(q, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::accepts;

    #[test]
    fn an_encoding_is_used_only_if_the_reader_takes_it() {
        assert!(accepts("gzip, deflate, br", "br"));
        assert!(accepts("br;q=0.5", "br"));
        assert!(!accepts("br;q=0, gzip", "br"));
        assert!(!accepts("", "gzip"));
        assert!(!accepts("brotli", "br"));
    }
}
