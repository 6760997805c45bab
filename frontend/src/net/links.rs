//! `/api/dashboards/{id}/links` for the owner, `/api/links/{token}` for the viewer.

use shared::wire::link::{Link, LinkList, LinkedDashboard, MadeLink, NewLink};
use shared::wire::problem::Problem;

use super::fetch::Call;
use super::percent::encode;

/// A dashboard's links, newest first.
pub async fn list(dashboard: &str) -> Result<Vec<Link>, Problem> {
    Call::get(path(dashboard)).value::<LinkList>().await.map(|list| list.links)
}

/// Makes a link; the only time that its token is told.
pub async fn make(dashboard: &str, new: &NewLink) -> Result<MadeLink, Problem> {
    Call::post(path(dashboard)).json(new).value().await
}

/// Takes a link back.
pub async fn revoke(dashboard: &str, link: &str) -> Result<(), Problem> {
    Call::delete(format!("{}/{}", path(dashboard), encode(link))).done().await
}

/// What a link's holder sees.
pub async fn open(token: &str) -> Result<LinkedDashboard, Problem> {
    Call::get(format!("/api/links/{}", encode(token))).value().await
}

fn path(dashboard: &str) -> String {
    format!("/api/dashboards/{}/links", encode(dashboard))
}
