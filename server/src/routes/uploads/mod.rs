//! `/api/uploads`: tus 1.0, with a list of our own.

mod append;
mod create;
mod from_url;
mod list;
mod options;
mod stop;
mod tell;
mod tus;

use axum::middleware::from_fn;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

pub(crate) use append::*;
pub(crate) use create::*;
pub(crate) use from_url::*;
pub(crate) use list::*;
pub(crate) use options::*;
pub(crate) use stop::*;
pub(crate) use tell::*;

/// What speaks tus.
pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(upload_options, create_upload))
        .routes(routes!(tell_upload, append_upload, stop_upload))
        .layer(from_fn(tus::speak))
}
