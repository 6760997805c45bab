//! The owner's side of links: make, list, revoke.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use shared::wire::link::{LinkList, MadeLink, NewLink};
use shared::wire::problem::Problem;

use crate::app::App;
use crate::catalog::LINKS_MAX;
use crate::commits;
use crate::error::{Answer, Failure};
use crate::routes::extract::{Ids, Json};

/// Make a link: the only answer that ever shows its token.
#[utoipa::path(post, path = "/api/dashboards/{id}/links", tag = "links", params(("id" = String, Path)), request_body = NewLink,
    responses((status = 201, body = MadeLink), (status = 400, body = Problem), (status = 404, body = Problem), (status = 410, body = Problem)))]
pub(crate) async fn make_link(State(app): State<App>, Ids([id]): Ids<1>, Json(link): Json<NewLink>) -> Answer<Response> {
    let drawn = app.catalog.dashboard(&id).await?;
    for (dataset, &version) in &link.versions {
        if !drawn.datasets().contains(&dataset.as_str()) {
            return Err(Failure::invalid("versions", format!("this dashboard draws no dataset {dataset}")));
        }
        commits::available(&app, &app.catalog.dataset(dataset).await?.dataset, version).await?;
    }
    let enough = || Failure::invalid("links", format!("{LINKS_MAX} links to this dashboard work already; revoke those that nobody needs"));
    let made = app.catalog.add_link(&id, &link).await?.ok_or_else(enough)?;
    Ok((StatusCode::CREATED, [(axum::http::header::CACHE_CONTROL, "no-store")], axum::Json(made)).into_response())
}

/// A dashboard's links, newest first.
#[utoipa::path(get, path = "/api/dashboards/{id}/links", tag = "links", params(("id" = String, Path)),
    responses((status = 200, body = LinkList), (status = 404, body = Problem)))]
pub(crate) async fn list_links(State(app): State<App>, Ids([id]): Ids<1>) -> Answer<axum::Json<LinkList>> {
    Ok(axum::Json(LinkList { links: app.catalog.links(&id).await? }))
}

/// Revoke a link, for good.
#[utoipa::path(delete, path = "/api/dashboards/{id}/links/{link}", tag = "links", params(("id" = String, Path), ("link" = String, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
pub(crate) async fn revoke_link(State(app): State<App>, Ids([id, link]): Ids<2>) -> Answer<StatusCode> {
    app.catalog.revoke_link(&id, &link).await?;
    Ok(StatusCode::NO_CONTENT)
}
