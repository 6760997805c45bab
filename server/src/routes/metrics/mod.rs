//! `/metrics`, as Prometheus reads it.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::app::App;

/// Counters of this process in Prometheus' text format.
#[utoipa::path(get, path = "/metrics", tag = "health", responses((status = 200, content_type = "text/plain")))]
pub(crate) async fn metrics(State(app): State<App>) -> Response {
    let mut text = String::new();
    let mut metric = |name: &str, kind: &str, help: &str, value: u64| {
        text += &format!("# HELP {name} {help}\n# TYPE {name} {kind}\n{name} {value}\n");
    };
    metric("sightline_live_readers", "gauge", "Readers of live streams now.", app.live.readers());
    metric(
        "sightline_live_encodings_total",
        "counter",
        "Commits encoded for live streams; one serves all readers of the same columns.",
        app.live.made(),
    );
    metric(
        "sightline_catalog_backup_behind",
        "gauge",
        "Changes that the copy of the catalog for backups lacks; more than 0 for long means that it can't be written.",
        app.catalog.backup_behind(),
    );
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response()
}
