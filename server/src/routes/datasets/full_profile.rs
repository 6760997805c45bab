use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use shared::wire::full_profile::FullProfile;
use shared::wire::problem::Problem;

use crate::app::App;
use crate::error::{Answer, Failure};
use crate::profiles;
use crate::routes::extract::{Ids, Query};

/// The query of `GET /api/datasets/{id}/profile/full`.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct FullProfileQuery {
    /// A version of the dataset; the latest if not given.
    version: Option<u64>,
    /// `csv` or `json`, for those who can't say it by `Accept`.
    #[param(inline)]
    format: Option<ProfileFormat>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
enum ProfileFormat {
    Json,
    Csv,
}

/// What every column of a version holds: ends, mean, quantiles, a histogram, the most frequent values, the shortest and the longest text.
///
/// Computed from the version's rows when it is first asked for, then kept. JSON, or CSV with one row per column.
#[utoipa::path(get, path = "/api/datasets/{id}/profile/full", tag = "datasets", params(("id" = String, Path), FullProfileQuery),
    responses((status = 200, content((FullProfile = "application/json"), (String = "text/csv"))), (status = 400, body = Problem),
        (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn get_full_profile(
    State(app): State<App>,
    Ids([id]): Ids<1>,
    Query(query): Query<FullProfileQuery>,
    headers: HeaderMap,
) -> Answer<Response> {
    let profile = profiles::of(&app, &id, query.version).await?;
    let accepted = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let by_accept = if accepted.contains("text/csv") { ProfileFormat::Csv } else { ProfileFormat::Json };
    if query.format.unwrap_or(by_accept) == ProfileFormat::Json {
        return Ok(([(header::VARY, "Accept")], axum::Json(profile)).into_response());
    }
    let csv = profiles::csv::text(&profile).map_err(|error| Failure::internal(&error))?;
    Ok(([(header::CONTENT_TYPE, "text/csv; charset=utf-8; header=present"), (header::VARY, "Accept")], csv).into_response())
}
