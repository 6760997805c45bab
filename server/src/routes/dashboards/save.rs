use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use shared::wire::dashboard::{Dashboard, DashboardEdit};
use shared::wire::problem::Problem;

use super::{check, check_columns, check_pins, tagged};
use crate::app::App;
use crate::error::Answer;
use crate::routes::extract::{Ids, Json, if_match};

/// Save over a dashboard. With `If-Match` only if nobody else did so first.
#[utoipa::path(put, path = "/api/dashboards/{id}", tag = "dashboards", params(("id" = String, Path), ("If-Match" = Option<String>, Header)),
    request_body = DashboardEdit,
    responses((status = 200, body = Dashboard, headers(("ETag" = String))), (status = 404, body = Problem), (status = 412, body = Problem)))]
pub(crate) async fn save_dashboard(
    State(app): State<App>,
    Ids([id]): Ids<1>,
    headers: HeaderMap,
    Json(edit): Json<DashboardEdit>,
) -> Answer<Response> {
    let stored = app.catalog.dashboard(&id).await?.tiles;
    check(&edit.title, &edit.tiles, &stored)?;
    check_pins(&app, &edit.tiles, &stored).await?;
    check_columns(&app, &edit.tiles, &stored).await?;
    Ok(tagged(StatusCode::OK, app.catalog.save_dashboard(&id, &edit, if_match(&headers)?).await?))
}
