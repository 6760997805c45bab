//! Changes only from our own pages: another web site that is open in the same browser can't post here.

use axum::extract::Request;
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::Response;
use shared::wire::problem::Code;

use crate::error::{Answer, Failure};

/// Refuses requests with effects that a browser says come from elsewhere. Programs send neither header.
pub(crate) async fn check(request: Request, next: Next) -> Answer<Response> {
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if changes && comes_from_elsewhere(request.headers()) {
        return Err(Failure::new(Code::ForbiddenOrigin, "Another web site asked for this change, so it was refused.", vec![]));
    }
    Ok(next.run(request).await)
}

fn comes_from_elsewhere(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return !matches!(site, "same-origin" | "none");
    }
    let host = text(header::HOST.as_str()).unwrap_or_default();
    text(header::ORIGIN.as_str()).is_some_and(|origin| origin.split_once("://").is_none_or(|(_, named)| named != host))
}
