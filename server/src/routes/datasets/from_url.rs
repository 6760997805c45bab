use axum::extract::State;
use axum::response::Response;
use shared::wire::dataset::Dataset;
use shared::wire::import::UrlImport;
use shared::wire::problem::Problem;

use super::create::created;
use crate::app::App;
use crate::error::{Answer, Failure};
use crate::imports::{check_options, from_url::from_url};
use crate::routes::extract::Json;

/// Import a file by its address.
///
/// The server fetches the file (http or https) and imports it as if it were uploaded, under the same limits. Hosts of private networks are refused, also
/// after redirects; `SIGHTLINE_URL_IMPORT` switches fetching off or names the hosts that are asked.
#[utoipa::path(post, path = "/api/datasets/from-url", tag = "datasets", request_body = UrlImport,
    responses((status = 201, body = Dataset, headers(("Location" = String))), (status = "4XX", body = Problem), (status = "5XX", body = Problem)))]
pub(crate) async fn import_url(State(app): State<App>, Json(asked): Json<UrlImport>) -> Answer<Response> {
    if asked.import.as_deref().is_some_and(|id| uuid::Uuid::try_parse(id).is_err()) {
        return Err(Failure::invalid("import", "give a UUID"));
    }
    asked.options.as_ref().map_or(Ok(()), check_options)?;
    created(from_url(&app, asked).await?)
}
