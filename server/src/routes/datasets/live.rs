use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use shared::wire::problem::Problem;

use crate::app::App;
use crate::error::Answer;
use crate::live::{self, LiveRequest, Permit};
use crate::routes::extract::Ids;
use crate::stream::request::Shown;

/// The query of a live stream, for the API's description; `LiveRequest::parse` reads it.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)]
pub(crate) struct LiveQuery {
    /// Columns in the wanted order, separated by commas; all if not given.
    columns: Option<String>,
    /// One column; may be repeated. For names that hold commas.
    column: Option<String>,
    /// Commits after this version are sent; only those to come if not given.
    after: Option<u64>,
    /// Rows after that version that the reader has already.
    skip: Option<u64>,
}

/// The appends of a dataset as an Arrow IPC stream that stays open: each commit's batches as they land.
///
/// Text is not dictionary-encoded. The stream ends with its end marker when the rows before are replaced; load the dataset anew then.
#[utoipa::path(get, path = "/api/datasets/{id}/live", tag = "datasets", params(("id" = String, Path), LiveQuery),
    responses((status = 200, content_type = "application/vnd.apache.arrow.stream"), (status = 400, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem)))]
pub(crate) async fn follow_dataset(State(app): State<App>, Ids([id]): Ids<1>, RawQuery(query): RawQuery) -> Answer<Response> {
    follow(&app, &id, query.as_deref(), Shown::All, Permit::Owner).await
}

/// The tail of any dataset that the caller was found to be allowed to read.
pub(crate) async fn follow(app: &App, id: &str, query: Option<&str>, shown: Shown<'_>, permit: Permit) -> Answer<Response> {
    let dataset = app.catalog.dataset(id).await?.dataset;
    let request = LiveRequest::parse(query, &dataset, shown)?;
    let body = Body::from_stream(live::open(app, &dataset, request, permit).await?);
    Ok(([(header::CONTENT_TYPE, "application/vnd.apache.arrow.stream"), (header::CACHE_CONTROL, "no-store")], body).into_response())
}
