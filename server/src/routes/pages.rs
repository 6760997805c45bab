//! The pages and their files.

use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::assets;
use crate::error::{Answer, Failure};
use crate::routes::extract::Path;
use shared::wire::problem::Code;

/// The shell of every page; which one it shows is read from the address, in the browser.
pub(crate) async fn page(headers: HeaderMap) -> Response {
    assets::index(StatusCode::OK, &headers)
}

/// A file of the page.
pub(crate) async fn asset(Path(name): Path<String>, headers: HeaderMap) -> Answer<Response> {
    assets::asset(&name, &headers)
}

/// An address that names nothing: a problem for programs, the page's own "not found" for people.
pub(crate) async fn unknown(method: Method, uri: axum::http::Uri, headers: HeaderMap) -> Response {
    let for_people = method == Method::GET && !uri.path().starts_with("/api/") && !uri.path().starts_with("/health/");
    if for_people { assets::index(StatusCode::NOT_FOUND, &headers) } else { Failure::not_found("address").into_response() }
}

/// An address that exists, asked with a method that it doesn't have.
pub(crate) async fn wrong_method(method: Method) -> Failure {
    Failure::new(Code::MethodNotAllowed, format!("This address doesn't take {method}."), vec![("method", method.to_string())])
}
