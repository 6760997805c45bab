//! Every route, nothing else. The API's description is collected from the same lines, so it is complete.

use std::any::Any;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt};
use utoipa_axum::routes;

use crate::app::App;
use crate::error::Failure;
use crate::guard;
use crate::routes::{cases, dashboards, datasets, health, imports, jobs, links, metrics, models, pages, samples, sql, streams, uploads};

/// The most that a JSON body may hold.
pub(crate) const JSON_LIMIT_BYTES: usize = 1 << 20;

/// All routes with what they pass through.
pub(crate) fn router(app: App) -> Router {
    let (api, description) = OpenApiRouter::new()
        .routes(routes!(datasets::list_datasets))
        .routes(routes!(datasets::create_dataset).layer(DefaultBodyLimit::disable()))
        .routes(routes!(datasets::import_url))
        .routes(routes!(datasets::preview_dataset).layer(DefaultBodyLimit::disable()))
        .routes(routes!(datasets::get_dataset, datasets::edit_dataset, datasets::delete_dataset))
        .routes(routes!(datasets::get_profile))
        .routes(routes!(datasets::get_full_profile))
        .routes(routes!(datasets::stream_dataset))
        .routes(routes!(datasets::export_dataset))
        .routes(routes!(datasets::append_rows, datasets::replace_rows).layer(DefaultBodyLimit::disable()))
        .routes(routes!(datasets::list_versions))
        .routes(routes!(datasets::restore_dataset))
        .routes(routes!(datasets::list_deleted_datasets))
        .routes(routes!(datasets::undelete_dataset))
        .routes(routes!(datasets::get_head))
        .routes(routes!(datasets::follow_dataset))
        .routes(routes!(datasets::compact_dataset))
        .routes(routes!(datasets::vacuum_dataset))
        .routes(routes!(datasets::aggregate_dataset))
        .routes(routes!(datasets::draw_line))
        .routes(routes!(datasets::refresh_dataset))
        .routes(routes!(datasets::import_again))
        .routes(routes!(datasets::preview_again))
        .routes(routes!(imports::get_import))
        .routes(routes!(uploads::list_uploads))
        .routes(routes!(uploads::keep_url))
        .merge(uploads::routes())
        .routes(routes!(jobs::list_jobs))
        .routes(routes!(jobs::get_job))
        .routes(routes!(jobs::cancel_job))
        .routes(routes!(jobs::follow_job))
        .routes(routes!(models::list_models, models::create_model))
        .routes(routes!(models::get_model, models::delete_model))
        .routes(routes!(models::predict))
        .routes(routes!(models::apply_model))
        .routes(routes!(samples::list_samples))
        .routes(routes!(samples::open_sample))
        .routes(routes!(cases::get_case, cases::begin_case))
        .routes(routes!(sql::run_sql))
        .routes(routes!(sql::save_sql))
        .routes(routes!(streams::list_streams, streams::create_stream))
        .routes(routes!(streams::get_stream, streams::delete_stream))
        .routes(routes!(streams::pause_stream))
        .routes(routes!(streams::resume_stream))
        .routes(routes!(streams::follow_stream))
        .routes(routes!(dashboards::list_dashboards, dashboards::create_dashboard))
        .routes(routes!(dashboards::get_dashboard, dashboards::save_dashboard, dashboards::delete_dashboard))
        .routes(routes!(dashboards::list_links, dashboards::make_link))
        .routes(routes!(dashboards::revoke_link))
        .routes(routes!(links::open_link))
        .routes(routes!(links::stream_linked))
        .routes(routes!(links::follow_linked))
        .routes(routes!(health::live))
        .routes(routes!(health::ready))
        .routes(routes!(metrics::metrics))
        .split_for_parts();
    let description = axum::Json(titled(description));
    api.route("/api/openapi.json", get(move || async { description }))
        .route("/", get(pages::page))
        .route("/datasets/{id}", get(pages::page))
        .route("/dashboards/{id}", get(pages::page))
        .route("/s/{token}", get(pages::page))
        .route("/sql", get(pages::page))
        .route("/streams", get(pages::page))
        .route("/models", get(pages::page))
        .route("/models/{id}", get(pages::page))
        .route("/assets/{name}", get(pages::asset))
        .fallback(pages::unknown)
        .method_not_allowed_fallback(pages::wrong_method)
        .layer(DefaultBodyLimit::max(JSON_LIMIT_BYTES))
        .layer(from_fn_with_state(app.clone(), guard::pace::watch))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(app.clone(), guard::credentials::check))
        .layer(from_fn(guard::origin::check))
        .layer(from_fn_with_state(app.clone(), guard::host::check))
        .layer(from_fn(guard::headers::add))
        .with_state(app)
}

fn titled(mut description: utoipa::openapi::OpenApi) -> utoipa::openapi::OpenApi {
    description.info.title = "Sightline".into();
    description.info.version = env!("CARGO_PKG_VERSION").into();
    description
}

/// A handler's panic is that request's failure only.
#[allow(clippy::needless_pass_by_value)]
fn panicked(panic: Box<dyn Any + Send>) -> Response {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    Failure::internal(&text.unwrap_or("a handler panicked")).into_response()
}
