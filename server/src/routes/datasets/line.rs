use axum::extract::State;
use axum::http::HeaderValue;
use axum::response::Response;
use shared::wire::problem::Problem;
use shared::wire::sample::M4Spec;
use shared::wire::sql::JsonTable;

use super::aggregate::{AggregateQuery, EXECUTOR};
use crate::app::App;
use crate::error::Answer;
use crate::routes::extract::{Ids, Json, Query};
use crate::routes::sql::respond;
use crate::sql::{self, AnswerFormat};

/// The rows of a line that set the same pixels as all of its rows, on a picture so many pixels wide: at most four a pixel column (M4).
///
/// Rows of x and y in the order of the line, as the page's own engine draws them. Where rows have no x or no y, a last row without an x says how
/// many these are.
#[utoipa::path(post, path = "/api/datasets/{id}/line", tag = "datasets", params(("id" = String, Path), AggregateQuery), request_body = M4Spec,
    responses((status = 200, body = JsonTable, headers(("Sightline-Executor" = String), ("Sightline-Rows" = u64))),
        (status = 400, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem)))]
pub(crate) async fn draw_line(
    State(app): State<App>,
    Ids([id]): Ids<1>,
    Query(query): Query<AggregateQuery>,
    Json(spec): Json<M4Spec>,
) -> Answer<Response> {
    let answered = sql::line_answer(&app, &id, query.version, &spec).await?;
    let mut response = respond(answered, AnswerFormat::Json).await?;
    response.headers_mut().insert(EXECUTOR, HeaderValue::from_static("server"));
    Ok(response)
}
