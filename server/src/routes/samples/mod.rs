//! `/api/samples`

use axum::extract::State;
use axum::response::{IntoResponse, Json, Response};
use serde::Serialize;
use shared::wire::dataset::{Dataset, Sample, Source};
use shared::wire::problem::Problem;

use super::datasets::created;
use crate::app::App;
use crate::error::{Answer, Failure};
use crate::imports::samples::{self, SAMPLES, Shipped};
use crate::routes::extract::Path;

/// The data sets that ship with the program.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct SampleList {
    samples: Vec<Sample>,
}

/// The data sets that ship with the program.
#[utoipa::path(get, path = "/api/samples", tag = "samples", responses((status = 200, body = SampleList)))]
pub(crate) async fn list_samples() -> Json<SampleList> {
    Json(SampleList { samples: SAMPLES.iter().filter(|sample| !sample.is_case).map(Shipped::listed).collect() })
}

/// Import a sample. Importing it again answers with the dataset that is there.
#[utoipa::path(post, path = "/api/samples/{key}", tag = "samples", params(("key" = String, Path)),
    responses((status = 200, body = Dataset), (status = 201, body = Dataset), (status = 404, body = Problem)))]
pub(crate) async fn open_sample(State(app): State<App>, Path(key): Path<String>) -> Answer<Response> {
    let sample = samples::find(&key).ok_or_else(|| Failure::not_found("sample"))?;
    let source = Source::Sample { key };
    if let Some(there) = samples::imported(&app, &source).await? {
        return Ok(Json(there).into_response());
    }
    created(samples::import(&app, sample.key, source).await?)
}
