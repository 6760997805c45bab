//! `/api/links`: what the holder of a link may read, and nothing else.

use std::collections::BTreeSet;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use shared::wire::dashboard::ProfiledDataset;
use shared::wire::link::LinkedDashboard;
use shared::wire::problem::{Code, Problem};

use super::datasets::{ArrowQuery, LiveQuery, arrow, follow};
use crate::app::App;
use crate::catalog::StoredDataset;
use crate::commits;
use crate::error::{Answer, Failure};
use crate::live::Permit;
use crate::routes::extract::Path;
use crate::stream::request::{ArrowRequest, Shown};

/// What a link's page needs.
#[utoipa::path(get, path = "/api/links/{token}", tag = "links", params(("token" = String, Path)),
    responses((status = 200, body = LinkedDashboard), (status = 404, body = Problem), (status = 410, body = Problem)))]
pub(crate) async fn open_link(State(app): State<App>, Path(token): Path<String>) -> Answer<Response> {
    let link = app.catalog.open_link(&token).await?;
    let mut datasets = Vec::new();
    for id in link.dashboard.datasets() {
        match commits::at(&app, id, link.dashboard.pinned(id)).await {
            Ok(stored) => datasets.push(drawn(stored, &link.dashboard.columns(id))),
            // Its tiles say that the dataset is gone; the others still draw.
            Err(failure) if failure.is(Code::NotFound) || failure.is(Code::VersionGone) => {}
            Err(failure) => return Err(failure),
        }
    }
    let opened = LinkedDashboard { dashboard: link.dashboard, datasets, view: link.view };
    Ok(([(header::CACHE_CONTROL, "no-store")], axum::Json(opened)).into_response())
}

/// A dataset with only the columns that a dashboard draws.
fn drawn(stored: StoredDataset, columns: &BTreeSet<&str>) -> ProfiledDataset {
    let StoredDataset { mut dataset, mut profile } = stored;
    dataset.columns.retain(|column| columns.contains(column.name.as_str()));
    profile.columns.retain(|column| columns.contains(column.name.as_str()));
    dataset.import.notices.clear();
    dataset.import.options = None;
    dataset.import.rejected = None;
    ProfiledDataset { dataset, profile }
}

/// The rows of a dataset that the link's dashboard draws, as an Arrow IPC stream.
#[utoipa::path(get, path = "/api/links/{token}/datasets/{id}/arrow", tag = "links",
    params(("token" = String, Path), ("id" = String, Path), ArrowQuery),
    responses((status = 200, content_type = "application/vnd.apache.arrow.stream"), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 410, body = Problem)))]
pub(crate) async fn stream_linked(
    State(app): State<App>,
    Path((token, id)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Answer<Response> {
    let link = app.catalog.open_link(&token).await?;
    if !link.dashboard.datasets().contains(&id.as_str()) {
        return Err(Failure::not_found("dataset"));
    }
    let pinned = link.dashboard.pinned(&id);
    if pinned.is_none() {
        refuse_replaced(&app, &id, query.as_deref()).await?;
    }
    let query = pinned_query(pinned, query)?;
    arrow(&app, &id, query.as_deref(), &headers, Shown::Only(&link.dashboard.columns(&id))).await
}

/// Rows that the owner has taken away are not shown any more. An older version that only grew since is what a page has that was opened before.
async fn refuse_replaced(app: &App, id: &str, query: Option<&str>) -> Answer<()> {
    let latest = app.catalog.dataset(id).await?.dataset.version;
    let asked = ArrowRequest::version(query, latest)?;
    if asked < latest {
        app.storage.appended(id, asked, latest).await?;
    }
    Ok(())
}

/// A dashboard that stays at a version shows that one, whatever is asked for.
fn pinned_query(pinned: Option<u64>, query: Option<String>) -> Answer<Option<String>> {
    let Some(version) = pinned else { return Ok(query) };
    if ArrowRequest::version(query.as_deref(), version)? != version {
        return Err(Failure::not_found("version"));
    }
    Ok(Some(format!("version={version}&{}", query.unwrap_or_default())))
}

/// The appends of a dataset that the link's dashboard draws, as they land. Ends within seconds of the link's revocation.
#[utoipa::path(get, path = "/api/links/{token}/datasets/{id}/live", tag = "links",
    params(("token" = String, Path), ("id" = String, Path), LiveQuery),
    responses((status = 200, content_type = "application/vnd.apache.arrow.stream"), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 410, body = Problem)))]
pub(crate) async fn follow_linked(State(app): State<App>, Path((token, id)): Path<(String, String)>, RawQuery(query): RawQuery) -> Answer<Response> {
    let link = app.catalog.open_link(&token).await?;
    if !link.dashboard.datasets().contains(&id.as_str()) {
        return Err(Failure::not_found("dataset"));
    }
    if let Some(version) = link.dashboard.pinned(&id) {
        return Err(Failure::invalid("id", format!("this dashboard stays at version {version} of the dataset, so no rows come")));
    }
    follow(&app, &id, query.as_deref(), Shown::Only(&link.dashboard.columns(&id)), Permit::Link { token, columns: Vec::new() }).await
}
