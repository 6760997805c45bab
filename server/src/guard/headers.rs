//! The headers that every answer carries.

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

/// No inline script, no other origin. Plotly styles its elements inline, hence `style-src 'unsafe-inline'`.
macro_rules! policy {
    ($frame_ancestors:literal) => {
        concat!(
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; ",
            "connect-src 'self'; worker-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; ",
            "object-src 'none'; frame-ancestors ",
            $frame_ancestors
        )
    };
}

const POLICY: &str = policy!("'none'");
/// Of a link's page, which others may show inside theirs: it changes nothing, and what leads away from it leaves the frame (`navigate` in the page).
const POLICY_OF_LINKS: &str = policy!("*");

const HEADERS: [(HeaderName, &str); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Adds them; links are also kept out of search engines.
pub(crate) async fn add(request: Request, next: Next) -> Response {
    let page_of_link = request.uri().path().starts_with("/s/");
    let link = page_of_link || request.uri().path().starts_with("/api/links/");
    let mut response = next.run(request).await;
    let policy = (header::CONTENT_SECURITY_POLICY, if page_of_link { POLICY_OF_LINKS } else { POLICY });
    for (name, value) in HEADERS.into_iter().chain([policy]) {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    if link {
        response.headers_mut().insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex"));
    }
    response
}
