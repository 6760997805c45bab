use axum::extract::State;
use axum::response::Json;
use shared::wire::dashboard::DashboardList;
use shared::wire::problem::Problem;

use crate::app::App;
use crate::error::Answer;
use crate::routes::extract::Query;
use crate::routes::paging::Paging;

/// All dashboards, newest first; page by page if a limit is given.
#[utoipa::path(get, path = "/api/dashboards", tag = "dashboards", params(Paging), responses((status = 200, body = DashboardList), (status = 400, body = Problem)))]
pub(crate) async fn list_dashboards(State(app): State<App>, Query(paging): Query<Paging>) -> Answer<Json<DashboardList>> {
    Ok(Json(app.catalog.dashboards_of(&paging.page()?).await?))
}
