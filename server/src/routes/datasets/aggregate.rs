use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::Response;
use serde::Deserialize;
use shared::wire::problem::Problem;
use shared::wire::query::QuerySpec;
use shared::wire::sql::JsonTable;

use crate::app::App;
use crate::error::Answer;
use crate::routes::extract::{Ids, Json, Query};
use crate::routes::sql::{format_of, respond};
use crate::sql;

/// The query of `POST /api/datasets/{id}/aggregate`.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AggregateQuery {
    /// A version of the dataset; the latest if not given.
    pub(super) version: Option<u64>,
}

pub(super) const EXECUTOR: HeaderName = HeaderName::from_static("sightline-executor");

/// Answer a question of the contract on the server: the same numbers as the page's own engine.
///
/// The columns are the group keys, named as their columns, then the measures as `count` or `op(column)`. JSON, or Arrow or CSV
/// if `Accept` says so.
#[utoipa::path(post, path = "/api/datasets/{id}/aggregate", tag = "datasets", params(("id" = String, Path), AggregateQuery), request_body = QuerySpec,
    responses((status = 200, headers(("Sightline-Executor" = String), ("Sightline-Rows" = u64)), content((JsonTable = "application/json"),
        (Vec<u8> = "application/vnd.apache.arrow.stream"), (String = "text/csv"))),
        (status = 400, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem)))]
pub(crate) async fn aggregate_dataset(
    State(app): State<App>,
    Ids([id]): Ids<1>,
    Query(query): Query<AggregateQuery>,
    headers: HeaderMap,
    Json(spec): Json<QuerySpec>,
) -> Answer<Response> {
    let format = format_of(&headers);
    let mut response = respond(sql::aggregate_answer(&app, &id, query.version, &spec, format).await?, format).await?;
    response.headers_mut().insert(EXECUTOR, HeaderValue::from_static("server"));
    Ok(response)
}
