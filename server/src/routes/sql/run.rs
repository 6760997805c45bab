use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use shared::wire::problem::Problem;
use shared::wire::sql::{JsonTable, SqlRequest};

use super::{format_of, respond};
use crate::app::App;
use crate::error::Answer;
use crate::routes::extract::Json;
use crate::sql;

/// Run one read-only statement.
///
/// A dataset is a table by its name (in double quotes unless it is one plain word) or its id; of two with one name the newest
/// counts. The answer is JSON, or Arrow or CSV if `Accept` says so; `Sightline-Rows` counts its rows. It has at most 1,000,000
/// rows and 256 MiB. Closing the connection ends the query.
#[utoipa::path(post, path = "/api/sql", tag = "sql", request_body = SqlRequest,
    responses((status = 200, headers(("Sightline-Rows" = u64)), content((JsonTable = "application/json"),
        (Vec<u8> = "application/vnd.apache.arrow.stream"), (String = "text/csv"))),
        (status = 400, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem)))]
pub(crate) async fn run_sql(State(app): State<App>, headers: HeaderMap, Json(request): Json<SqlRequest>) -> Answer<Response> {
    let format = format_of(&headers);
    respond(sql::run(&app, &request.sql, format).await?, format).await
}
