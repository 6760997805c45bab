//! `/api/dashboards`

use shared::wire::dashboard::{Dashboard, DashboardEdit, DashboardList, NewDashboard, Tile};
use shared::wire::problem::Problem;

use super::fetch::Call;
use super::percent::encode;

/// All dashboards, newest first.
pub async fn list() -> Result<Vec<Dashboard>, Problem> {
    Call::get("/api/dashboards").value::<DashboardList>().await.map(|list| list.dashboards)
}

/// One dashboard.
pub async fn get(id: &str) -> Result<Dashboard, Problem> {
    Call::get(path(id)).value().await
}

/// A new dashboard with the tiles that the dataset's profile suggests.
pub async fn suggest(dataset: &str) -> Result<Dashboard, Problem> {
    make(&NewDashboard { dataset: Some(dataset.to_owned()), ..NewDashboard::default() }).await
}

/// A new dashboard.
pub async fn make(new: &NewDashboard) -> Result<Dashboard, Problem> {
    Call::post("/api/dashboards").json(new).value().await
}

/// A new dashboard with these tiles.
pub async fn create(title: &str, tiles: Vec<Tile>) -> Result<Dashboard, Problem> {
    make(&NewDashboard { title: Some(title.to_owned()), tiles: Some(tiles), ..NewDashboard::default() }).await
}

/// Saves an edit of `version`; a lost race is a problem.
pub async fn save(id: &str, version: u64, edit: &DashboardEdit) -> Result<Dashboard, Problem> {
    Call::put(path(id)).if_match(version).json(edit).value().await
}

/// Deletes it.
pub async fn delete(id: &str) -> Result<(), Problem> {
    Call::delete(path(id)).done().await
}

fn path(id: &str) -> String {
    format!("/api/dashboards/{}", encode(id))
}
