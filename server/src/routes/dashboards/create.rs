use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use shared::suggest;
use shared::wire::dashboard::{Dashboard, NewDashboard, Tile};
use shared::wire::problem::Problem;

use super::{check, check_columns, check_pins, tagged};
use crate::app::App;
use crate::commits;
use crate::error::{Answer, Failure};
use crate::routes::extract::Json;

/// Make a dashboard: of given tiles, or for a dataset with tiles that its profile suggests.
#[utoipa::path(post, path = "/api/dashboards", tag = "dashboards", request_body = NewDashboard,
    responses((status = 201, body = Dashboard, headers(("ETag" = String))), (status = 400, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn create_dashboard(State(app): State<App>, Json(new): Json<NewDashboard>) -> Answer<Response> {
    let (title, tiles) = spec(&app, new).await?;
    check(&title, &tiles, &[])?;
    for tile in &tiles {
        app.catalog.dataset(&tile.dataset).await?;
    }
    check_pins(&app, &tiles, &[]).await?;
    check_columns(&app, &tiles, &[]).await?;
    Ok(tagged(StatusCode::CREATED, app.catalog.add_dashboard(&title, &tiles).await?))
}

async fn spec(app: &App, new: NewDashboard) -> Answer<(String, Vec<Tile>)> {
    match (new.dataset, new.tiles) {
        (Some(id), None) => {
            let stored = commits::at(app, &id, new.version).await?;
            let mut tiles = suggest::tiles(&stored.dataset, &stored.profile);
            tiles.iter_mut().for_each(|tile| tile.version = new.version);
            Ok((new.title.unwrap_or(stored.dataset.name), tiles))
        }
        (None, Some(tiles)) if new.version.is_none() => Ok((new.title.ok_or_else(|| Failure::invalid("title", "give a title"))?, tiles)),
        _ => Err(Failure::invalid("dataset", "give either `dataset`, with a `version` or without, or `tiles`")),
    }
}
