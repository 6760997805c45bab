use std::sync::Arc;

use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures::{Stream, StreamExt, TryStreamExt, stream as streams};
use shared::wire::problem::Problem;

use crate::app::App;
use crate::catalog::StoredDataset;
use crate::commits;
use crate::error::{Answer, Failure};
use crate::routes::extract::Ids;
use crate::storage::Snapshot;
use crate::stream;
use crate::stream::StreamError;
use crate::stream::request::{ArrowRequest, Shown};

/// The query of an Arrow stream, for the API's description; `ArrowRequest::parse` reads it.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)]
pub(crate) struct ArrowQuery {
    /// Columns in the wanted order, separated by commas; all if not given.
    columns: Option<String>,
    /// One column; may be repeated. For names that hold commas.
    column: Option<String>,
    /// A version of the dataset; the latest if not given.
    version: Option<u64>,
    /// `i/n`: the i-th (from 0) of n disjoint shares that together are all rows.
    part: Option<String>,
    /// `codes`: whole values and the keys of dictionaries in as few bytes as hold them, for readers that know how; fields then say by
    /// `sightline.type`, `sightline.least` and `sightline.step` that a value is least + code · step.
    form: Option<String>,
}

/// The rows of a dataset as an Arrow IPC stream.
///
/// Batches leave as they are read. Text of up to 100,000 distinct values is dictionary-encoded. A stream that breaks off
/// has no end marker.
#[utoipa::path(get, path = "/api/datasets/{id}/arrow", tag = "datasets", params(("id" = String, Path), ArrowQuery),
    responses((status = 200, content_type = "application/vnd.apache.arrow.stream", headers(("ETag" = String))), (status = 304),
        (status = 400, body = Problem), (status = 404, body = Problem), (status = 410, body = Problem)))]
pub(crate) async fn stream_dataset(State(app): State<App>, Ids([id]): Ids<1>, RawQuery(query): RawQuery, headers: HeaderMap) -> Answer<Response> {
    arrow(&app, &id, query.as_deref(), &headers, Shown::All).await
}

/// The stream of any dataset that the caller was found to be allowed to read.
pub(crate) async fn arrow(app: &App, id: &str, query: Option<&str>, headers: &HeaderMap, shown: Shown<'_>) -> Answer<Response> {
    let (stored, snapshot) = at_version(app, id, |latest| ArrowRequest::version(query, latest)).await?;
    let request = ArrowRequest::parse(query, &stored, &snapshot, shown)?;
    let tag = request.etag(&stored.dataset);
    if headers.get(header::IF_NONE_MATCH).is_some_and(|given| given.as_bytes() == tag.as_bytes()) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response());
    }
    let rows = stream::open(&app.storage, &snapshot, &request).map_err(|error| Failure::internal(&error))?;
    let body = Body::from_stream(commits::unless_deleted(app, id, begun(rows).await).await?);
    // The tag names the bytes, but a revoked link or a deleted dataset must be noticed: caches ask again each time.
    let caching = [(header::CONTENT_TYPE, "application/vnd.apache.arrow.stream"), (header::CACHE_CONTROL, "private, no-cache")];
    Ok((caching, [(header::ETAG, tag)], body).into_response())
}

/// A dataset as it was at a version, which is chosen by the latest one.
pub(super) async fn at_version(app: &App, id: &str, version: impl FnOnce(u64) -> Answer<u64>) -> Answer<(StoredDataset, Arc<Snapshot>)> {
    let mut stored = app.catalog.dataset(id).await?;
    let version = version(stored.dataset.version)?;
    let snapshot = commits::available(app, &stored.dataset, version).await?;
    if version < stored.dataset.version {
        // The rows of another version may lie elsewhere.
        match app.storage.note(id, version).await? {
            Some(note) => stored.profile = note.profile,
            None => stored.profile.columns.clear(),
        }
    }
    Ok((stored, snapshot))
}

/// The same bytes, once the schema and the first batch are there: what is damaged from the start is a problem, not a stream that breaks.
async fn begun(
    bytes: impl Stream<Item = Result<Bytes, StreamError>> + Send + 'static,
) -> Answer<impl Stream<Item = Result<Bytes, StreamError>> + Send + 'static> {
    let mut bytes = Box::pin(bytes);
    let mut first = Vec::with_capacity(2);
    while first.len() < 2
        && let Some(chunk) = bytes.try_next().await.map_err(StreamError::into_storage)?
    {
        first.push(Ok(chunk));
    }
    Ok(streams::iter(first).chain(bytes))
}
