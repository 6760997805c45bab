use axum::extract::State;
use axum::response::Json;
use shared::wire::dataset::DatasetList;
use shared::wire::problem::Problem;

use crate::app::App;
use crate::error::Answer;
use crate::routes::extract::Query;
use crate::routes::paging::Paging;

/// All datasets, newest first; page by page if a limit is given.
#[utoipa::path(get, path = "/api/datasets", tag = "datasets", params(Paging), responses((status = 200, body = DatasetList), (status = 400, body = Problem)))]
pub(crate) async fn list_datasets(State(app): State<App>, Query(paging): Query<Paging>) -> Answer<Json<DatasetList>> {
    Ok(Json(app.catalog.datasets_of(&paging.page()?).await?))
}
