//! Bodies must keep coming, whichever request they belong to.

use axum::body::{Body, HttpBody};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;

use crate::app::App;
use crate::pace::paced;

/// Breaks a body off that comes too slowly: its reader finds a `Cut` in the error.
pub(crate) async fn watch(State(app): State<App>, request: Request, next: Next) -> Response {
    let pace = app.settings.upload_pace;
    let watched = |body: Body| if body.is_end_stream() { body } else { Body::from_stream(paced(body.into_data_stream(), pace)) };
    next.run(request.map(watched)).await
}
